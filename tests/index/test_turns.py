"""What was said before, as text."""

from __future__ import annotations

from index.models import ArticleReference, Excerpt, Quote
from index.turns import Turn, last_words, said_in


def test_what_was_asked_and_answered_is_said_in_its_order() -> None:
    words = Excerpt(start=0, end=10, text="Mayor Whit")
    quote = Quote(
        article=ArticleReference(id=1, title="Bridge"),
        start=0,
        end=10,
        text=words.text,
        focus=words,
        span=Excerpt(start=6, end=10, text="Whit"),
        score=1.0,
    )
    history = [
        Turn("Who cut it?", quote),
        Turn("and why?", None),
        Turn("Where?", quote.model_copy(update={"span": None})),
    ]
    assert said_in(history) == "Who cut it? Whit and why? Where?"
    assert said_in([]) == ""


def test_of_much_that_was_said_the_end_is_kept() -> None:
    said = last_words([f"Question {number}?" for number in range(50)])
    assert said.endswith("Question 48? Question 49?")
    assert len(said.split()) == 40
    assert len(last_words(["https://example.org/" + "long" * 200])) == 300
