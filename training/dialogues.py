"""Dialogues to questions: each later one after what was asked and answered before it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.models import Span
from evals.scoring import GoldAnswer, Question, QuestionSet, SetArticle

_KNOWN = 0.8
"""Share of answers that stand in what was said: a reader cannot always tell the answer itself."""

_WORDS_BEFORE = 40
"""Of what was said before, the last so many: the reader reads only so much at a time."""

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


def read_dialogues(file: Path) -> list[Dialogue]:
    """Read dialogues, one a line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Dialogue.model_validate_json(line) for line in lines]


def as_questions(dialogues: Sequence[Dialogue], articles: list[SetArticle]) -> QuestionSet:
    """Return the later questions as the reader gets to read them."""
    chooser = random.Random(_SEED)  # noqa: S311
    texts = {article.id: article.text for article in articles}
    questions = [
        question
        for number, one in enumerate(dialogues)
        for question in _later(f"{number}", one, texts[one.article], chooser)
    ]
    return QuestionSet(articles, questions)


def _later(
    number: str, dialogue: Dialogue, text: str, chooser: random.Random
) -> Iterator[Question]:
    said: list[str] = []
    for at, turn in enumerate(dialogue.turns):
        gold = turn.answer
        if at:
            yield Question(
                id=f"{number}-{at}",
                question=_after(said, turn.question),
                answers=(GoldAnswer(article=dialogue.article, start=gold.start, end=gold.end),)
                if gold
                else (),
                kind="answerable" if gold else "unanswerable",
            )
        said.append(turn.question)
        if gold and chooser.random() < _KNOWN:
            said.append(text[gold.start : gold.end])


def _after(said: Sequence[str], question: str) -> str:
    return " ".join([*" ".join(said).split()[-_WORDS_BEFORE:], question])
