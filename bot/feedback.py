"""Rated answers to a question set: what people found right, for `briefing eval` to ask again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
"""All of them: SQLite takes no number without end."""


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
    votes = _count_votes(archive, rated)
    numbered = list(enumerate(votes.items(), start=1))
    questions = [_question(number, one) for number, (one, right) in numbered if right > 0]
    wrong = [_to_label(number, one) for number, (one, right) in numbered if right <= 0]
    articles = archive.find(limit=_MOST_ARTICLES).articles
    entries = [SetArticle(id=str(one.id), title=one.title, text=one.text) for one in articles]
    try:
        if folder.exists() and any(folder.iterdir()):
            raise BriefingError(f"{folder} is not empty: name a new folder.")
        # It holds what people asked: for its owner alone, as the archive is.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_set(folder, QuestionSet(entries, questions))
        write_lines(folder / TO_LABEL, wrong)
    except OSError as error:
        raise BriefingError(f"{folder} cannot be written: {error.strerror}.") from error
    kinds = [one.kind for one in questions]
    return Exported(kinds.count("answerable"), kinds.count("unanswerable"), len(wrong))


class _Judged(NamedTuple):
    """What was rated; the same question in several chats is one."""

    question: str
    place: GoldAnswer | None
    """Where the first quote answers, None for a refusal."""


def _count_votes(archive: Archive, rated: Sequence[RatedAnswer]) -> dict[_Judged, int]:
    """Return by how many more people found each answer right than wrong.

    What was asked of one article or time only, or besides what was shown, says nothing of the
    whole archive, and an answer whose article is gone has no place.
    """
    votes: dict[_Judged, int] = defaultdict(int)
    for one in rated:
        understood, quotes = one.sent.understood, one.sent.answer.quotes
        narrowed = understood.within or understood.besides or understood.article is not None
        place = _place(archive, quotes)
        if not narrowed and (place or not quotes):
            votes[_Judged(understood.question, place)] += one.right - one.wrong
    return votes


def _place(archive: Archive, quotes: tuple[Quote, ...]) -> GoldAnswer | None:
    """Return where the first quote answers; None if there is none or its article is gone."""
    for quote in verify_quotes(archive, quotes[:1]):
        place = quote.span or quote.focus
        return GoldAnswer(article=str(quote.article.id), start=place.start, end=place.end)
    return None


def _question(number: int, judged: _Judged) -> Question:
    id_ = str(number)
    if judged.place is None:
        return Question(id=id_, question=judged.question, kind="unanswerable")
    return Question(id=id_, question=judged.question, answers=(judged.place,))


def _to_label(number: int, judged: _Judged) -> ToLabel:
    wrong = (judged.place,) if judged.place else ()
    return ToLabel(id=str(number), question=judged.question, wrong=wrong)
