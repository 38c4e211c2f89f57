"""Dialogues become questions with what was said before them, and keep their answers."""

from __future__ import annotations

from pathlib import Path

from evals.scoring import SetArticle, read_questions, read_set
from training.dialogues import Dialogue, as_questions, follow_ups, read_dialogues

SETS = Path(__file__).parents[2] / "training" / "sets"
TEXT = "Mayor Ellen Whitcombe cut the ribbon on Monday."
DIALOGUE = {
    "article": "a",
    "turns": [
        {"question": "Who cut the ribbon?", "start": 6, "end": 21},
        {"question": "and when", "start": 40, "end": 46},
        {"question": "why?", "start": None, "end": None},
    ],
}


def test_later_questions_follow_what_was_said() -> None:
    articles = [SetArticle(id="a", title="Bridge", text=TEXT)]
    dialogues = [Dialogue.model_validate(DIALOGUE)] * 20
    asked = as_questions(dialogues, articles).questions
    assert len(asked) == 40
    when = {one.question for one in asked if one.kind == "answerable"}
    assert when == {
        "Who cut the ribbon? Ellen Whitcombe and when",
        "Who cut the ribbon? and when",
    }
    for one in asked:
        assert [TEXT[gold.start : gold.end] for gold in one.answers] in ([], ["Monday"])
        assert one.question.endswith("why?" if one.kind == "unanswerable" else "when")


def test_what_was_shown_last_is_the_last_answer_past_refusals() -> None:
    articles = [SetArticle(id="a", title="Bridge", text=TEXT)]
    refused = {"question": "why?", "start": None, "end": None}
    dialogue = Dialogue.model_validate(DIALOGUE | {"turns": [refused, *DIALOGUE["turns"], refused]})
    assert [one.shown for one in follow_ups([dialogue], articles)] == [None, 6, 40, 40]


def test_of_a_long_dialogue_the_end_is_read() -> None:
    turns = [{"question": f"Question {n}?", "start": 6, "end": 21} for n in range(50)]
    dialogue = Dialogue.model_validate({"article": "a", "turns": turns})
    asked = as_questions([dialogue], [SetArticle(id="a", title="Bridge", text=TEXT)])
    last = asked.questions[-1].question
    assert last.endswith("Question 49?")
    assert "Question 40?" in last
    assert len(last.split()) < 50


def test_the_sets_that_come_with_the_project_are_whole() -> None:
    news = read_set(SETS / "news")
    encyclopaedia = read_set(SETS / "encyclopaedia")
    texts = {one.id: one.text for one in [*news.articles, *encyclopaedia.articles]}
    later = [
        question
        for own, name in ((news, "news"), (encyclopaedia, "encyclopaedia"))
        for dialogues in (read_dialogues(SETS / name / "dialogues.jsonl"),)
        for question in as_questions(dialogues, own.articles).questions
    ]
    questions = [*news.questions, *encyclopaedia.questions, *later]
    for one in questions:
        assert all(texts[gold.article][gold.start : gold.end].strip() for gold in one.answers)
        assert bool(one.answers) == (one.kind == "answerable")
    assert len(read_questions(SETS / "wikipedia.jsonl")) > 10_000
