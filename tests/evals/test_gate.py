"""What the samples are asked is answered as well as ever."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus.errors import BriefingError
from evals.gate import fallen, pin, read_floors, sample_set
from evals.scoring import Report, evaluate


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate(sample_set())


def test_there_are_enough_questions_a_third_without_an_answer() -> None:
    kinds = Counter(one.kind for one in sample_set().questions)
    assert kinds.total() >= 60
    assert kinds["answerable"] <= kinds.total() * 2 / 3


def test_no_measure_is_below_its_floor(report: Report) -> None:
    assert read_floors()
    assert fallen(report, read_floors()) == []


def test_a_fall_is_told(report: Report) -> None:
    (sentence,) = fallen(report, {"quote P@1": 1.01})
    assert "quote P@1" in sentence
    assert "1.010" in sentence


def test_floors_come_down_only_if_asked_to(report: Report) -> None:
    higher = {"answered": 1.01}
    with pytest.raises(BriefingError, match="answered is .* say --lower"):
        pin(report, higher)
    assert pin(report, higher, lower=True)["answered"] <= 1
    assert pin(report, {})["verbatim"] == 1
