"""Dialogues to questions: each later one after what was asked and answered before it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from corpus.models import Span
from evals.scoring import GoldAnswer, Question, QuestionSet, SetArticle
from index.turns import last_words, read_after

_KNOWN = 0.8
"""Share of answers that stand in what was said: a reader cannot always tell the answer itself."""

_SEED = 20260108


class Said(BaseModel):
    """A question, and where in the dialogue's article it is answered; None where nowhere."""

    model_config = ConfigDict(frozen=True)

    question: str
    start: int | None
    end: int | None

    @property
    def answer(self) -> Span | None:
        """Where it is answered."""
        return None if self.start is None or self.end is None else Span(self.start, self.end)


class Dialogue(BaseModel):
    """Questions about one article, in their order."""

    model_config = ConfigDict(frozen=True)

    article: str
    turns: tuple[Said, ...]


class FollowUp(NamedTuple):
    """A later question of a dialogue."""

    article: str
    """What the dialogue is about."""
    question: Question
    after: str
    """What was said before, as the reader gets to read it."""
    shown: int | None
    """Where in the article the last answer begins; None where there was none."""


def read_dialogues(file: Path) -> list[Dialogue]:
    """Read dialogues, one a line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Dialogue.model_validate_json(line) for line in lines]


def as_questions(dialogues: Sequence[Dialogue], articles: list[SetArticle]) -> QuestionSet:
    """Return the later questions, each with what was said before it."""
    questions = [
        question.model_copy(update={"question": read_after(after, question.question)})
        for _, question, after, _ in follow_ups(dialogues, articles)
    ]
    return QuestionSet(articles, questions)


def follow_ups(dialogues: Sequence[Dialogue], articles: Sequence[SetArticle]) -> Iterator[FollowUp]:
    """Yield the later questions."""
    chooser = random.Random(_SEED)  # noqa: S311
    texts = {article.id: article.text for article in articles}
    for number, one in enumerate(dialogues):
        yield from _later(f"{number}", one, texts[one.article], chooser)


def _later(
    number: str, dialogue: Dialogue, text: str, chooser: random.Random
) -> Iterator[FollowUp]:
    said: list[str] = []
    shown: int | None = None
    for at, turn in enumerate(dialogue.turns):
        gold = turn.answer
        if at:
            question = Question(
                id=f"{number}-{at}",
                question=turn.question,
                answers=(GoldAnswer(article=dialogue.article, start=gold.start, end=gold.end),)
                if gold
                else (),
                kind="answerable" if gold else "unanswerable",
            )
            yield FollowUp(dialogue.article, question, last_words(said), shown)
        said.append(turn.question)
        shown = shown if turn.start is None else turn.start
        if gold and chooser.random() < _KNOWN:
            said.append(text[gold.start : gold.end])
