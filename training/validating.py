"""What a fit is worth: weights that are fitted without a question, scored on it."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evals.scoring import auroc
from index.reader import Weights
from training.fitting import Example, completely_marked, fit, shares

_FOLDS = 4
_BINS = 10
_THRESHOLDS = (0.05, 0.1, 0.11, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4)
_SURE = (0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True)
class Judged:
    """What weights that were fitted without a question make of it."""

    group: tuple[str, int]
    """Its kind, and the number of its set."""
    confidence: float
    """Of the sentence that they put first, 0 to 1."""
    right: tuple[bool, ...]
    """Whether the sentences put first, second and so on answer."""

    @property
    def kind(self) -> str:
        """Whether the articles answer it, only seem to, or are about other things."""
        return self.group[0]


def cross_validate(examples: Sequence[Example]) -> list[Judged]:
    """Judge every question by weights fitted on the questions of the other folds.

    A question that several archives are asked is in one fold. Judged are only those of sets that
    mark whatever answers.
    """
    judged: list[Judged] = []
    for fold in range(_FOLDS):
        weights = fit([one for one in examples if _fold(one) != fold])
        own = [one for one in completely_marked(examples) if _fold(one) == fold]
        judged += [_judge(one, weights) for one in own]
    return judged


def _fold(example: Example) -> int:
    return zlib.crc32(example.question.encode()) % _FOLDS


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield lines: what is right, what is told apart, what each threshold does, and the curve."""
    kinds = sorted({one.kind for one in judged})
    yield f"right first {precision(judged, 1):.3f}, in three {precision(judged, 3):.3f}"
    for kind in kinds[1:]:
        yield f"AUROC against {kind} {told_apart(judged, kind):.3f}"
    for threshold in _THRESHOLDS:
        shares_refused = (f"{kind} {refused(judged, kind, threshold):.3f}" for kind in kinds)
        yield f"refused below {threshold}: {', '.join(shares_refused)}"
    tenths = " ".join(f"{one:.2f}" for one in curve(judged))
    yield f"right in each tenth of confidence: {tenths}"
    sure = ", ".join(f"from {least} on {right_from(judged, least):.2f}" for least in _SURE)
    yield f"right {sure}"


def precision(judged: Sequence[Judged], first: int) -> float:
    """Return the share of answerable questions that one of the `first` sentences answers."""
    return float(np.mean([any(one.right[:first]) for one in judged if one.kind == "answerable"]))


def refused(judged: Sequence[Judged], kind: str, threshold: float) -> float:
    """Return the share of the questions of a kind whose confidence is below a threshold."""
    return float(np.mean([one < threshold for one in _confidences(judged, kind)]))


def told_apart(judged: Sequence[Judged], kind: str) -> float | None:
    """Return how often an answerable question has a higher confidence than one of a kind."""
    return auroc(_confidences(judged, "answerable"), _confidences(judged, kind))


def curve(judged: Sequence[Judged]) -> list[float]:
    """Return the share of first sentences that answer, for each tenth of confidence.

    Kinds and sets count as they do in a fit; NaN where no confidence is.
    """
    weights = np.array(shares([one.group for one in judged]))
    right = np.array([one.right[0] for one in judged])
    bins = [min(int(one.confidence * _BINS), _BINS - 1) for one in judged]
    total = np.bincount(bins, weights, _BINS)
    answered = np.bincount(bins, weights * right, _BINS)
    return [float(one) for one in answered / np.where(total, total, np.nan)]


def right_from(judged: Sequence[Judged], least: float) -> float:
    """Return the share of first sentences that answer, of those with at least this confidence.

    Kinds and sets count as they do in a fit; NaN where no confidence is.
    """
    weights = np.array(shares([one.group for one in judged]))
    weights *= [one.confidence >= least for one in judged]
    right = np.array([one.right[0] for one in judged])
    return float(weights @ right / weights.sum()) if weights.any() else math.nan


def _judge(example: Example, weights: Weights) -> Judged:
    order = np.argsort(-(example.rows @ weights.rank), kind="stable")
    confidence = weights.confidence_in(example.rows[order[0]], example.log_size)
    right = tuple(map(bool, example.gold[order]))
    return Judged(example.group, confidence, right)


def _confidences(judged: Sequence[Judged], kind: str) -> list[float]:
    return [one.confidence for one in judged if one.kind == kind]
