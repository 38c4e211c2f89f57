"""A spoilt question asks for what its context does not say."""

from __future__ import annotations

import random

import pytest

from training.spoiling import Spoiler

QUESTIONS = [
    "When did Henry Cole build the Tamar bridge in 1961?",
    "What did Ada Byron publish in 1843 in London?",
    "How many of the 214 cables did Brunel replace near Plymouth?",
    "Who was the first mayor of the town?",
]
CONTEXT = "The Tamar bridge was built in 1961 by Henry Cole. Brunel had built another in Saltash."


@pytest.fixture
def spoiler() -> Spoiler:
    return Spoiler(QUESTIONS, random.Random(1))


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_thing_is_changed(spoiler: Spoiler, question: str) -> None:
    for _ in range(20):
        spoilt = spoiler.spoil_question(question, CONTEXT)
        assert spoilt
        assert spoilt != question
        assert spoilt.split()[0] == question.split()[0]


def test_an_opposite_is_asked_for() -> None:
    spoiler = Spoiler([], random.Random(1))
    found = {spoiler.spoil_question("Who won first?", "Ann won first.") for _ in range(20)}
    assert found == {"Who lost first?", "Who won last?"} & found
    assert found


def test_a_question_that_holds_nothing_to_change() -> None:
    assert Spoiler([], random.Random(1)).spoil_question("Why?", "Because.") is None


def test_the_text_is_changed_wherever_it_says_what_is_asked_about(spoiler: Spoiler) -> None:
    text = "In 1961 it opened. The year 1961 was wet."
    spoilt = spoiler.spoil_text("What opened in 1961?", text, "it")
    assert spoilt == text.replace("1961", "1843")


def test_what_answers_is_never_changed(spoiler: Spoiler) -> None:
    assert spoiler.spoil_text("What opened in 1961?", "It opened in 1961.", "1961") is None
