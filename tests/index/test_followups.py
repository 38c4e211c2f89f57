"""What leans on the question before is completed; what says enough is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.dialogues import read_dialogues
from evals.gate import sample_set
from index.followups import Turn, complete
from index.models import ArticleReference, Excerpt, Quote
from index.rephrasing import base_form


def turn(question: str, answer: str | None = None, title: str = "Title") -> Turn:
    """A question and its answer, which stands alone in a sentence of its own."""
    if answer is None:
        return Turn(question, None)
    text = f"It was {answer}."
    end = len(text)
    return Turn(
        question,
        Quote(
            article=ArticleReference(id=1, title=title),
            start=0,
            end=end,
            text=text,
            focus=Excerpt(start=0, end=end, text=text),
            span=Excerpt(start=7, end=end - 1, text=answer),
            score=1.0,
        ),
    )


ANNOUNCED = turn("Who announced the releases?", "Jorge Rodríguez")
KNOCKED = turn("who knocked on the door of the cathedral", "Laurent Ulrich")
TAKEN = turn("Where was Maduro taken?", "New York")
COUNTED = turn("How many prisoners were held in Venezuela?", "863 people")
DECLARED = turn("What did Erdoğan declare on Monday?")
QUAKE = turn("How strong was the first quake in Turkey?", "magnitude 7.8")
LANDER = turn("What is the Indian lander called?", "Vikram")


@pytest.mark.parametrize(
    ("before", "message", "completed"),
    [
        (ANNOUNCED, "and when?", "When were the releases announced?"),
        (ANNOUNCED, "why", "Why were the releases announced?"),
        (ANNOUNCED, "Who else?", "Who else announced the releases?"),
        (ANNOUNCED, "anybody else?", "Who else announced the releases?"),
        (ANNOUNCED, "where is he from?", "Where is Jorge Rodríguez from?"),
        (ANNOUNCED, "who is his sister?", "Who is Jorge Rodríguez’s sister?"),
        (ANNOUNCED, "When did they begin?", "When did the releases begin?"),
        (ANNOUNCED, "and in 2024?", "Who announced the releases in 2024?"),
        (
            KNOCKED,
            "how many times?",
            "How many times did Laurent Ulrich knock on the door of the cathedral?",
        ),
        (TAKEN, "when?", "When was Maduro taken?"),
        (TAKEN, "by whom?", "By whom was Maduro taken?"),
        (TAKEN, "when was that?", "When was Maduro taken?"),
        (TAKEN, "when did he arrive there?", "When did Maduro arrive there?"),
        (COUNTED, "since when?", "Since when were prisoners held in Venezuela?"),
        (COUNTED, "according to whom?", "According to whom were prisoners held in Venezuela?"),
        (COUNTED, "what about Nicaragua?", "How many prisoners were held in Nicaragua?"),
        (COUNTED, "which ones?", "Which prisoners were held in Venezuela?"),
        (COUNTED, "who freed them?", "Who freed the prisoners?"),
        (DECLARED, "why?", "Why did Erdoğan declare that on Monday?"),
        (DECLARED, "when did he say that?", "When did Erdoğan declare that on Monday?"),
        (DECLARED, "and Assad?", "What did Assad declare on Monday?"),
        (QUAKE, "and the second one?", "How strong was the second quake in Turkey?"),
        (QUAKE, "and in Syria", "How strong was the first quake in Syria?"),
        (QUAKE, r"and in \1", r"How strong was the first quake in \1?"),
        (LANDER, "when did it touch down?", "When did Vikram touch down?"),
        (
            turn("Did Spain get people back?"),
            "how many?",
            "Did Spain get people back, and how many?",
        ),
    ],
)
def test_a_follow_up_is_completed(before: Turn, message: str, completed: str) -> None:
    assert complete(message, [before]) == completed


def test_a_bare_word_asks_only_as_a_reply() -> None:
    assert complete("Nicaragua", [COUNTED]) is None
    assert complete("Nicaragua", [COUNTED], reply=True) == (
        "How many prisoners were held in Nicaragua?"
    )


def test_without_history_nothing_is_completed() -> None:
    assert complete("and when?", []) is None


def test_names_get_their_capitals_from_the_article() -> None:
    before = turn("how long is the ever given", "400 metres", title="Now Ever Given floats again")
    assert complete("how wide?", [before]) == "How wide is the Ever Given?"


BEFORE = (ANNOUNCED, KNOCKED, TAKEN, COUNTED, DECLARED, QUAKE, LANDER)
COMPLETE = [
    *(one.question for one in sample_set().questions),
    *(asked.question for one in read_dialogues() for asked in one.turns if asked.complete),
    "Is it true that Finland joined NATO?",
    "Who said it was the worst disaster since 1939?",
    "What did Macron say he would do?",
    "How did Macron thank those who rebuilt the cathedral?",
    "which prime ministers lost their office over brexit",
    "what time is it in Caracas?",
    "When the canal was blocked, who freed it?",
    "How many people are there in Gaziantep?",
    "Who is running for this year?",
    "venezuela",
    "suez canal ships",
    "Well water in Jaén",
    "/start",
    "thanks",
]


@pytest.mark.parametrize("before", BEFORE, ids=lambda one: one.question)
def test_what_is_complete_is_left_alone(before: Turn) -> None:
    touched = {one: found for one in COMPLETE if (found := complete(one, [before]))}
    assert touched == {}


@given(st.text(), st.text(), st.none() | st.text(min_size=1), st.booleans())
def test_no_text_is_a_fault(message: str, earlier: str, answer: str | None, reply: bool) -> None:
    for question in (message, f"and {message}", f"who {message}", f"when did it {message}"):
        for before in (earlier, f"who {earlier}", f"How many {earlier} were {earlier}"):
            completed = complete(question, [turn(before, answer)], reply=reply)
            assert completed is None or completed.endswith("?")


@pytest.mark.parametrize(
    ("past", "base"),
    [
        *(("announced", "announce"), ("knocked", "knock"), ("stopped", "stop")),
        *(("carried", "carry"), ("created", "create"), ("visited", "visit")),
        *(("decided", "decide"), ("hoped", "hope"), ("joined", "join"), ("passed", "pass")),
        *(("changed", "change"), ("agreed", "agree"), ("opened", "open"), ("welcomed", "welcome")),
        *(("led", "lead"), ("took", "take"), ("died", "die"), ("added", "add")),
    ],
)
def test_base_forms(past: str, base: str) -> None:
    assert base_form(past) == base
