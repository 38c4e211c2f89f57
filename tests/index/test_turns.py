"""What was said before, as text."""

from __future__ import annotations

from corpus.models import Span
from index.models import ArticleReference, Excerpt, Quote, Sentence
from index.turns import Said, Turn, last_words, said_in


def mayor(start: int = 0) -> Quote:
    words = Excerpt(start=start, end=start + 10, text="Mayor Whit")
    return Quote(
        article=ArticleReference(id=1, title="Bridge"),
        **words.model_dump(),
        focus=words,
        span=Excerpt(start=start + 6, end=start + 10, text="Whit"),
        score=1.0,
    )


def test_what_was_asked_and_answered_is_said_in_its_order() -> None:
    quote = mayor()
    history = [
        Turn("Who cut it?", quote),
        Turn("and why?", None),
        Turn("Where?", quote.model_copy(update={"span": None})),
    ]
    assert said_in(history) == Said("Who cut it? Whit and why? Where?", Sentence(1, Span(0, 10)))


def test_what_was_shown_last_is_known_past_refusals() -> None:
    history = [Turn("Who?", mayor(0)), Turn("When?", mayor(20)), Turn("Why?", None)]
    said = said_in(history)
    assert said
    assert said.shown == Sentence(1, Span(20, 30))
    assert said_in([Turn("Why?", None)]) is None


def test_of_much_that_was_said_the_end_is_kept() -> None:
    said = last_words([f"Question {number}?" for number in range(50)])
    assert said.endswith("Question 48? Question 49?")
    assert len(said.split()) == 40
    assert len(last_words(["https://example.org/" + "long" * 200])) == 300
