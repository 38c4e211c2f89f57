"""The figures that say what a fit is worth are those of questions it was not fitted on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.reader import Logistic, Weights
from training import validating
from training.fitting import Example
from training.validating import (
    Judged,
    cross_validate,
    curve,
    precision,
    refused,
    report,
    right_from,
)


def judged(kind: str, confidence: float, *right: bool) -> Judged:
    return Judged((kind, 0), confidence, right)


FOUR = [
    judged("answerable", 0.95, True),
    judged("answerable", 0.55, False, True),
    judged("off-topic", 0.05, False),
    judged("unanswerable", 0.55, False),
]


def test_shares_are_of_the_questions_of_their_kind() -> None:
    assert precision(FOUR, 1) == 0.5
    assert precision(FOUR, 2) == 1
    assert refused(FOUR, "answerable", 0.6) == 0.5
    assert refused(FOUR, "off-topic", 0.6) == 1


def test_the_curve_counts_kinds_as_they_are_expected() -> None:
    shares = curve([*FOUR, judged("answerable", 0.55, True)])
    assert shares[9] == 1
    assert shares[0] == 0
    # Two answerable questions of three that share 0.6, and an unanswerable one with 0.25.
    assert shares[5] == pytest.approx(0.2 / (0.4 + 0.25))
    assert np.isnan(shares[3])


def test_what_is_sure_counts_kinds_as_they_are_expected() -> None:
    # Two answerable questions share 0.6, and an unanswerable one has 0.25.
    assert right_from(FOUR, 0.5) == pytest.approx(0.3 / (0.6 + 0.25))
    assert right_from(FOUR, 0.95) == 1
    assert np.isnan(right_from(FOUR, 0.96))


def test_no_question_is_judged_by_a_fit_that_saw_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though each is asked of two archives."""
    own = np.eye(30)
    asked = [
        Example(
            f"Question {n % 30}?",
            own[[n % 30]],
            np.array([True]),
            "answerable",
            1.0,
            complete=True,
            from_set=0,
        )
        for n in range(60)
    ]

    def fit(examples: list[Example]) -> Weights:
        seen = np.sum([one.rows[0] for one in examples], axis=0)
        return Weights(rank=seen, confidence=(Logistic(seen, size=0, bias=0),))

    monkeypatch.setattr(validating, "fit", fit)
    assert [one.confidence for one in cross_validate(asked)] == [0.5] * 60
    unmarked = [replace(one, complete=False) for one in asked[:30]]
    assert len(cross_validate([*unmarked, *asked[30:]])) == 30


def test_the_report_names_every_figure() -> None:
    said = "\n".join(report(FOUR))
    for figure in ("right first 0.500", "in three 1.000", "AUROC against off-topic 1.000"):
        assert figure in said
    assert "refused below 0.2: answerable 0.000, off-topic 1.000, unanswerable 0.000" in said
    assert "from 0.85 on 1.00" in said
