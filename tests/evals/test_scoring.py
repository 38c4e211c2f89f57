"""A question set is read as it is, and a fault in it is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import pytest

from corpus.errors import LoadError
from evals import scoring
from evals.scoring import (
    SetArticle,
    add_articles,
    calibration_error,
    evaluate,
    normalize,
    read_set,
)
from index.archive import Archive
from index.models import Answer, ArticleReference, Excerpt, Quote
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
    report = evaluate(read_set(folder), encoder=BagOfWordsEncoder(), reader="none")
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
        (
            f"{line(ARTICLE)}\n{line(ARTICLE)}",
            line(QUESTION),
            'articles.jsonl, line 2: the id "a1" is taken: give every article its own.',
        ),
        (
            line(ARTICLE),
            f"{line(QUESTION)}\n{line(QUESTION)}",
            'questions.jsonl, line 2: the id "q1" is taken: give every question its own.',
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, articles: str, questions: str, complaint: str) -> None:
    with pytest.raises(LoadError) as error:
        read_set(write(tmp_path, articles, questions))
    assert complaint in str(error.value)


def test_articles_that_are_not_stored_have_no_id(empty_archive: Archive) -> None:
    """The same text twice is one article; one without words is none."""
    texts = {"blank": " ", "coin": TEXT, "again": TEXT, "other": "The bridge was closed."}
    articles = [SetArticle(id=id_, title="T", text=text) for id_, text in texts.items()]
    done: list[tuple[str, int, int]] = []
    ids = add_articles(empty_archive, articles, lambda *step: done.append(step))
    assert ids == {"coin": 1, "again": 1, "other": 2}
    assert done == [("adding", n, 4) for n in (1, 2, 3, 4)]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(line(ARTICLE))
    with pytest.raises(LoadError) as error:
        read_set(tmp_path)
    assert str(error.value) == f"No question set in {tmp_path}: questions.jsonl is missing."


WEIGHT = "It weighs two kilograms."
QUESTIONS = [
    {"id": "right", "question": "Which coin?", "answers": QUESTION["answers"]},
    {"id": "late", "question": "What was struck?", "answers": QUESTION["answers"]},
    {"id": "wrong", "question": "Who struck it?", "answers": QUESTION["answers"]},
    {"id": "refused", "question": "Which metal?", "answers": QUESTION["answers"]},
    {"id": "unanswered", "question": "Who paid for it?", "kind": "unanswerable"},
    {"id": "invented", "question": "Who sold it?", "kind": "unanswerable"},
    {"id": "doubted", "question": "Who bought it?", "kind": "unanswerable"},
    {"id": "lactose", "question": "Which enzyme splits lactose?", "kind": "off-topic"},
]


class ScriptedArchive(Archive):
    """An archive whose answers are written down: a confidence, and of each quote its place."""

    first, second = (0, TEXT.index("\u2028")), (TEXT.index(WEIGHT), len(TEXT))
    answers: ClassVar = {
        "Which coin?": (0.9, [first]),
        "What was struck?": (0.8, [second, second, first]),
        "Who struck it?": (0.6, [second]),
        "Which metal?": (0.2, []),
        "Who paid for it?": (0.2, []),
        "Who sold it?": (0.7, [second]),
        "Who bought it?": (0.25, [second]),
        "Which enzyme splits lactose?": (0.1, []),
    }

    def ask(self, question: str, *, limit: int = 3) -> Answer:
        confidence, places = self.answers[question]
        article = ArticleReference.of(self.get(1))
        excerpts = [Excerpt(start=a, end=b, text=TEXT[a:b]) for a, b in places]
        quotes = tuple(
            Quote(**one.model_dump(), article=article, focus=one, score=1.0) for one in excerpts
        )
        if question == "Which coin?":
            start = TEXT.index("copper coin")
            span = Excerpt(start=start, end=start + 11, text="copper coin")
            quotes = (quotes[0].model_copy(update={"span": span}),)
        if question == "Who sold it?":
            quotes = (quotes[0].model_copy(update={"text": "It weighs two tons."}),)
        return Answer(question=question, confidence=confidence, quotes=quotes)


def test_every_measure_of_a_known_set_of_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four answerable questions one is right at once, one late, one wrong and one refused."""
    monkeypatch.setattr(scoring, "Archive", ScriptedArchive)
    folder = write(tmp_path, line(ARTICLE), "\n".join(line(one) for one in QUESTIONS))
    report = evaluate(read_set(folder), encoder=BagOfWordsEncoder(), reader="none")
    assert report.questions == {"answerable": 4, "unanswerable": 3, "off-topic": 1}
    assert report.quote_precision == {1: 1 / 4, 3: 2 / 4}
    assert report.answered == 3 / 4
    assert report.refused == {"unanswerable": 1 / 3, "off-topic": 1.0}
    assert report.doubtful == {"answerable": 0.0, "unanswerable": 1 / 3, "off-topic": 0.0}
    # Against 0.2, 0.25 and 0.7, of twelve pairs: three each for 0.9 and 0.8, two for 0.6, half for
    # 0.2.
    assert report.auroc == {"unanswerable": pytest.approx(8.5 / 12), "off-topic": 1.0}
    # A threshold of 0.38 answers 85 of 100: nearest between 0.2 and 0.6.
    assert report.refused_at_answered == {"unanswerable": 2 / 3, "off-topic": 1.0}
    # Two after the first, of five answers.
    assert (report.further_quotes, report.further_right) == (2 / 5, 1 / 2)
    assert report.span_exact_match == 1 / 4
    # Shown with 0.9 and right, with 0.8, 0.7, 0.6 and 0.25 and wrong.
    assert report.calibration_error == pytest.approx((0.1 + 0.8 + 0.7 + 0.6 + 0.25) / 5)
    assert report.verbatim == 6 / 7
    assert report.passage_recall == {1: 1.0, 5: 1.0, 10: 1.0}


def test_answers_are_compared_as_squad_does() -> None:
    assert normalize("The  Penal-Forum, a group!") == "penalforum group"


def test_confidence_that_keeps_its_word_has_no_error() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert calibration_error([1.0, 1.0], [True, False]) == pytest.approx(0.5)
    assert calibration_error([], []) is None


def test_only_the_first_questions_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "Archive", ScriptedArchive)
    folder = write(tmp_path, line(ARTICLE), "\n".join(line(one) for one in QUESTIONS))
    report = evaluate(read_set(folder), limit=1, encoder=BagOfWordsEncoder(), reader="none")
    assert report.questions == {"answerable": 1, "unanswerable": 0, "off-topic": 0}
    assert report.quote_precision == {1: 1.0, 3: 1.0}
    assert (report.refused, report.auroc) == ({}, {})
    assert (report.further_quotes, report.further_right) == (0.0, None)
