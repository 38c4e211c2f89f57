"""Dialogues about the samples: are follow-ups understood, and other questions left alone?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from corpus.errors import BriefingError
from corpus.loaders import load_samples
from corpus.models import Article
from evals.scoring import overlaps
from index.archive import Archive
from index.english import ELSE
from index.followups import complete, leans, may_lean, told
from index.models import Answer
from index.spans import DEFAULT_READER
from index.turns import Turn, said_in

DIALOGUES = Path(__file__).with_name("dialogues.jsonl")

Measures = Mapping[str, float | int | None]

Half = Literal["development", "test"]
HALVES: tuple[Half, ...] = ("development", "test")


class Gold(BaseModel):
    """Words of an article that answer; the id of a sample is its number from 1."""

    model_config = ConfigDict(frozen=True)

    article: int
    text: str
    start: int | None = None
    """Where in the article they begin; None for the first place where they stand."""


class Asked(BaseModel):
    """One question of a dialogue; without `answers` the articles don't answer it."""

    model_config = ConfigDict(frozen=True)

    question: str
    complete: bool
    """Whether it says enough by itself and must be left as it is."""
    reply: bool = False
    answers: tuple[Gold, ...] = ()


class Dialogue(BaseModel):
    """Questions in their order. Rules were written with only the development half in view.

    The last 34 of each half were written later, by somebody who knew the articles alone.
    """

    model_config = ConfigDict(frozen=True)

    half: Half
    turns: tuple[Asked, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a later question of a dialogue."""

    half: Half
    asked: Asked
    completed: str | None
    narrowed: bool
    """Whether only the article spoken of before was asked."""
    right: tuple[bool, ...]
    """For each quote, best first: whether its focus is over a gold answer. Empty: refused."""


class Scores(BaseModel):
    """Shares from 0 to 1, None without data; `questions` counts the later questions."""

    model_config = ConfigDict(frozen=True)

    questions: int
    right_first_quote: float | None
    """Of follow-ups that the articles answer."""
    right_in_three: float | None
    """The same of the first three quotes."""
    left_alone: float | None
    """Of questions that are complete by themselves."""
    complete_right: float | None
    """Their first quotes, where the articles answer."""
    unanswerable_refused: float | None
    """Of follow-ups that the articles don't answer."""

    def measures(self) -> dict[str, float | int | None]:
        """Return every measure under a name for people."""
        return {
            "later questions": self.questions,
            "follow-up right first quote": self.right_first_quote,
            "follow-up right in three quotes": self.right_in_three,
            "complete questions left alone": self.left_alone,
            "complete right first quote": self.complete_right,
            "follow-up unanswerable refused": self.unanswerable_refused,
        }


def read_dialogues() -> list[Dialogue]:
    """Read the dialogues that come with the project."""
    lines = DIALOGUES.read_text(encoding="utf-8").splitlines()
    return [Dialogue.model_validate_json(line) for line in lines]


def hold_dialogues(
    dialogues: Sequence[Dialogue],
    reader: str = DEFAULT_READER,
    beside: Iterable[Article] = (),
) -> list[Outcome]:
    """Hold the dialogues with a temporary archive of the samples, each from its first question.

    Articles `beside` the samples make it harder to find what is asked for.
    """
    with (
        tempfile.TemporaryDirectory(prefix="briefing-eval-") as path,
        Archive.open(Path(path), reader=reader) as archive,
    ):
        archive.add_many([*load_samples(), *beside])
        return [outcome for dialogue in dialogues for outcome in hold(archive, dialogue)]


def score(outcomes: Sequence[Outcome]) -> Scores:
    """Count."""
    follow_ups = [one for one in outcomes if not one.asked.complete]
    others = [one for one in outcomes if one.asked.complete]
    return Scores(
        questions=len(outcomes),
        right_first_quote=_share(any(one.right[:1]) for one in follow_ups if one.asked.answers),
        right_in_three=_share(any(one.right[:3]) for one in follow_ups if one.asked.answers),
        left_alone=_share(not (one.completed or one.narrowed) for one in others),
        complete_right=_share(any(one.right[:1]) for one in others if one.asked.answers),
        unanswerable_refused=_share(not one.right for one in follow_ups if not one.asked.answers),
    )


def hold(archive: Archive, dialogue: Dialogue) -> list[Outcome]:
    """Ask an archive the questions of a dialogue, as the bot does; return what came of later ones.

    Raises:
        BriefingError: words that answer are not in their article.
    """
    history: list[Turn] = []
    outcomes = []
    for asked in dialogue.turns:
        completed = complete(asked.question, history, reply=asked.reply)
        answer, narrowed = _ask(archive, asked.question, completed, history)
        gold = [_find(archive, one) for one in asked.answers]
        right = tuple(
            overlaps(quote.article.id, quote.focus.start, quote.focus.end, gold)
            for quote in answer.quotes
        )
        if history:
            outcomes.append(Outcome(dialogue.half, asked, completed, narrowed, right))
        history.append(archive.turn(completed or asked.question, answer))
    return outcomes


def _ask(
    archive: Archive, asked: str, completed: str | None, history: Sequence[Turn]
) -> tuple[Answer, bool]:
    """Ask as the bot does, and return whether only the article spoken of before was asked."""
    question, said = completed or asked, said_in(history)
    besides = told(asked, history) if completed else ()
    if said and not completed and leans(asked, history):
        return archive.ask(asked, after=said), True
    if not said or not may_lean(asked):
        return archive.ask(question, besides=besides), False
    if completed and not ELSE.search(asked):
        return archive.ask_completed(completed, asked, said, besides=besides), False
    return archive.ask_near(question, said, besides=besides)


def _find(archive: Archive, gold: Gold) -> tuple[int, int, int]:
    """Return the words' article, start and end; samples have their numbers as ids."""
    start = archive.get(gold.article).text.find(gold.text, gold.start)
    if start < 0:
        raise BriefingError(f'"{gold.text}" is not in article {gold.article}.')
    return gold.article, start, start + len(gold.text)


def _share(values: Iterable[bool]) -> float | None:
    values = list(values)
    return sum(values) / len(values) if values else None
