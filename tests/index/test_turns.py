"""What was said before, as the reader gets to read it."""

from __future__ import annotations

from index.archive import Archive
from index.turns import Turn, dialogue_before, in_dialogue


def test_a_question_stands_after_what_was_said(archive: Archive) -> None:
    quote = archive.ask("How many steel cables were replaced?").quotes[0]
    answered = Turn("How many steel cables were replaced?", quote)
    assert answered.answer is None, "this reader does not point at answers"
    refused = Turn("Why?", None)
    dialogue = dialogue_before([answered, refused], "and when")
    assert dialogue == "How many steel cables were replaced? Why? and when"
    spanned = quote.model_copy(update={"span": quote.focus})
    dialogue = dialogue_before([Turn("Who?", spanned)], "and when")
    assert dialogue == f"Who? {quote.focus.text} and when"


def test_nothing_was_said() -> None:
    assert dialogue_before([], "and when?") is None


def test_of_a_long_dialogue_the_end_is_read() -> None:
    said = in_dialogue([f"Question {number}?" for number in range(100)], "and when?")
    assert said.endswith("Question 98? Question 99? and when?")
    assert len(said.split()) < 50
