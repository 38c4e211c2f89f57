"""Rated answers to a question set: what people found right, for `briefing eval` to ask again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from bot.state import RatedAnswer, State
from bot.verifying import verify_quotes
from corpus.errors import BriefingError
from evals.scoring import GoldAnswer, Question, QuestionSet, SetArticle, write_lines, write_set
from index.archive import Archive
from index.models import Quote

TO_LABEL = "to-label.jsonl"
"""Questions whose answers were found wrong: where the right ones stand, only people know."""

_MOST_ARTICLES = 1_000_000


class ToLabel(BaseModel):
    """A question and the place that was shown for its answer and is none; no place: refused."""

    id: str
    question: str
    wrong: tuple[GoldAnswer, ...]


class Exported(NamedTuple):
    """How many questions of each kind were written."""

    answerable: int
    unanswerable: int
    to_label: int


def export_feedback(archive: Archive, state: State, folder: Path) -> Exported:
    """Write the archive's articles and the rated questions to a new folder.

    Raises:
        BriefingError: nothing was rated, or the folder is not empty or cannot be written.
    """
    rated = state.rated_answers()
    if not rated:
        raise BriefingError("Nothing to export: no answer was rated yet, with ✓ or ✗ under it.")
    questions = [one for answer in rated for one in _questions(archive, answer)]
    wrong = [one for answer in rated for one in _to_label(archive, answer)]
    articles = archive.find(limit=_MOST_ARTICLES).articles
    entries = [SetArticle(id=str(one.id), title=one.title, text=one.text) for one in articles]
    try:
        if folder.exists() and any(folder.iterdir()):
            raise BriefingError(f"{folder} is not empty: name a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
        write_set(folder, QuestionSet(entries, questions))
        write_lines(folder / TO_LABEL, wrong)
    except OSError as error:
        raise BriefingError(f"{folder} cannot be written: {error.strerror}.") from error
    kinds = [one.kind for one in questions]
    return Exported(kinds.count("answerable"), kinds.count("unanswerable"), len(wrong))


def _questions(archive: Archive, rated: RatedAnswer) -> Iterator[Question]:
    """Yield the question if most found its answer right, or its refusal.

    A refusal of what was narrowed to a time or an article says nothing of the others.
    """
    understood, quotes = rated.sent.understood, rated.sent.answer.quotes
    id_, question = str(rated.sent.id), understood.question
    if rated.right <= rated.wrong:
        return
    if gold := _first(archive, quotes):
        yield Question(id=id_, question=question, answers=(gold,))
    elif not quotes and understood.within is None and understood.article is None:
        yield Question(id=id_, question=question, kind="unanswerable")


def _to_label(archive: Archive, rated: RatedAnswer) -> Iterator[ToLabel]:
    """Yield the question if its answer was not found right."""
    quotes = rated.sent.answer.quotes
    gold = _first(archive, quotes)
    if rated.right <= rated.wrong and (gold or not quotes):
        question = rated.sent.understood.question
        yield ToLabel(id=str(rated.sent.id), question=question, wrong=(gold,) if gold else ())


def _first(archive: Archive, quotes: tuple[Quote, ...]) -> GoldAnswer | None:
    """Return where the first quote answers; None if there is none or its article is gone."""
    for quote in verify_quotes(archive, quotes[:1]):
        place = quote.span or quote.focus
        return GoldAnswer(article=str(quote.article.id), start=place.start, end=place.end)
    return None
