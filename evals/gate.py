"""A gate: questions about the sample articles, and floors that no measure may fall below."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from corpus.errors import BriefingError
from corpus.loaders import load_samples
from evals.dialogues import Measures, hold_dialogues, read_dialogues, score
from evals.scoring import GoldAnswer, Progress, Question, QuestionSet, SetArticle, evaluate

QUESTIONS = Path(__file__).with_name("samples.jsonl")
FLOORS = Path(__file__).with_name("floors.json")

_HELD = (
    "quote P@1",
    "quote P@3",
    "span exact match",
    "answered",
    "unanswerable refused",
    "off-topic refused",
    "verbatim",
    "follow-up right first quote",
    "follow-up right in three quotes",
    "follow-up unanswerable refused",
    "complete questions left alone",
)
"""The measures that have floors."""

_ROUNDING = 0.02
"""By how much a measure may be below its floor: processors round differently. In float32, without
bf16 and whole numbers, two of 159 follow-ups fewer have the right sentence among the first three.
It is less than one question about the samples. Quotes are verbatim without any."""

Floors = Mapping[str, float]


class SampleQuestion(BaseModel):
    """A question about the samples; `answer` is the words of the article `title` that answer."""

    model_config = ConfigDict(frozen=True)

    question: str
    kind: Literal["answerable", "unanswerable", "off-topic"] = "answerable"
    title: str = ""
    answer: str = ""


def sample_set() -> QuestionSet:
    """Return the sample articles and the questions about them as a question set.

    Raises:
        BriefingError: an answer is not in its article.
    """
    articles = [SetArticle(id=one.title, title=one.title, text=one.text) for one in load_samples()]
    texts = {one.title: one.text for one in articles}
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    asked = [SampleQuestion.model_validate_json(line) for line in lines]
    questions = [
        Question(id=str(number), question=one.question, kind=one.kind, answers=_answers(one, texts))
        for number, one in enumerate(asked, start=1)
    ]
    return QuestionSet(articles, questions)


def read_floors() -> dict[str, float]:
    """Return the pinned floors."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def measure(progress: Progress | None = None) -> Measures:
    """Ask the questions about the samples, hold the dialogues, and return every measure."""
    report = evaluate(sample_set(), progress=progress)
    return report.measures() | score(hold_dialogues(read_dialogues())).measures()


def fallen(measured: Measures, floors: Floors, margin: float = _ROUNDING) -> list[str]:
    """Return a sentence for each measure that is more than `margin` below its floor."""
    measures = _held(measured)
    margins = {name: 0.0 if name == "verbatim" else margin for name in floors}
    return [
        f"{name} is {measures[name]:.3f}, below its floor of {floor:.3f}."
        for name, floor in floors.items()
        if measures[name] < floor - margins[name]
    ]


def pin(measured: Measures, floors: Floors, *, lower: bool = False) -> dict[str, float]:
    """Return the floors at what was measured; `lower` allows that some come down.

    Raises:
        BriefingError: a floor would come down and that was not asked for.
    """
    if not lower and (below := fallen(measured, floors, margin=0)):
        raise BriefingError(f"{' '.join(below)} To lower floors, say --lower.")
    return _held(measured)


def write_floors(floors: Floors) -> None:
    """Keep the floors."""
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def _held(measures: Measures) -> dict[str, float]:
    # Rounded down: what is measured must not be below its own floor.
    return {name: int((measures[name] or 0) * 1000) / 1000 for name in _HELD}


def _answers(one: SampleQuestion, texts: Mapping[str, str]) -> tuple[GoldAnswer, ...]:
    if one.kind != "answerable":
        return ()
    start = texts.get(one.title, "").find(one.answer)
    if start < 0 or not one.answer:
        raise BriefingError(f'"{one.answer}" is not in the sample "{one.title}".')
    return (GoldAnswer(article=one.title, start=start, end=start + len(one.answer)),)
