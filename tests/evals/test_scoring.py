"""A question set is read as it is, and a fault in it is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import LoadError
from evals.scoring import evaluate, read_set
from tests.support.encoder import BagOfWordsEncoder

TEXT = "The mint of Perth struck a copper coin.\u2028It weighs two kilograms."
ARTICLE = {"id": "a1", "title": "Coin", "text": TEXT}
QUESTION = {
    "id": "q1",
    "question": "Which coin did the mint strike?",
    "kind": "answerable",
    "answers": [{"article": "a1", "start": 25, "end": 38}],
}


def write(folder: Path, articles: str, questions: str) -> Path:
    (folder / "articles.jsonl").write_text(articles, encoding="utf-8")
    (folder / "questions.jsonl").write_text(questions, encoding="utf-8")
    return folder


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_a_set_is_asked_and_scored(tmp_path: Path) -> None:
    """A line separator inside a text ends no line, and a blank line is none."""
    folder = write(tmp_path, f"{line(ARTICLE)}\n\n", f"\n{line(QUESTION)}\n")
    report = evaluate(folder, encoder=BagOfWordsEncoder())
    assert report.articles == 1
    assert report.questions["answerable"] == 1
    assert report.passage_recall[1] == 1.0
    assert report.verbatim in (1.0, None)


@pytest.mark.parametrize(
    ("articles", "questions", "complaint"),
    [
        ("", line(QUESTION), "articles.jsonl is empty: write one article a line."),
        (line(ARTICLE), "\n", "questions.jsonl is empty: write one question a line."),
        (line(ARTICLE), "{", "questions.jsonl, line 1: is not a JSON object: write one question"),
        (line(ARTICLE), line({"id": "q"}), 'questions.jsonl, line 1: has no "question".'),
        (
            line(ARTICLE),
            line(QUESTION | {"answers": [{"article": "a1", "end": 3}]}),
            'questions.jsonl, line 1: has no "answers.0.start".',
        ),
        (
            line(ARTICLE),
            line(QUESTION | {"kind": "odd"}),
            'questions.jsonl, line 1: "kind" cannot be "odd".',
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, articles: str, questions: str, complaint: str) -> None:
    with pytest.raises(LoadError) as error:
        read_set(write(tmp_path, articles, questions))
    assert complaint in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(line(ARTICLE))
    with pytest.raises(LoadError) as error:
        read_set(tmp_path)
    assert str(error.value) == f"No question set in {tmp_path}: questions.jsonl is missing."
