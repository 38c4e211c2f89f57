"""What the samples are asked is answered as well as ever."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus.errors import BriefingError
from evals.dialogues import Measures, read_dialogues
from evals.gate import fallen, measure, pin, read_floors, sample_set

# Some 350 questions are asked: minutes where other tests run beside it.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def measures() -> Measures:
    return measure()


def test_there_are_enough_questions_a_third_without_an_answer() -> None:
    kinds = Counter(one.kind for one in sample_set().questions)
    assert kinds.total() >= 60
    assert kinds["answerable"] <= kinds.total() * 2 / 3


def test_there_are_enough_dialogues() -> None:
    """Of their later questions a fifth need no help, some have no answer; halves are equal."""
    dialogues = read_dialogues()
    later = [turn for one in dialogues for turn in one.turns[1:]]
    assert len(dialogues) >= 60
    assert all(one.turns[0].complete and 2 <= len(one.turns) <= 4 for one in dialogues)
    assert 0.2 <= sum(turn.complete for turn in later) / len(later) <= 0.4
    assert any(not turn.complete and not turn.answers for turn in later)
    assert abs(Counter(one.half for one in dialogues)["test"] - len(dialogues) / 2) <= 1


def test_no_measure_is_below_its_floor(measures: Measures) -> None:
    assert read_floors()
    assert fallen(measures, read_floors()) == []


def test_a_fall_is_told(measures: Measures) -> None:
    (sentence,) = fallen(measures, {"quote P@1": 1.01})
    assert "quote P@1" in sentence
    assert "1.010" in sentence


def test_processors_may_round_differently_but_quotes_are_verbatim(measures: Measures) -> None:
    near = read_floors() | {"answered": 0.99, "verbatim": 0.99}
    assert fallen(measures | {"answered": 0.98}, near) == []
    (sentence,) = fallen(measures | {"answered": 0.96, "verbatim": 1.0}, near)
    assert sentence.startswith("answered")
    (sentence,) = fallen(measures | {"verbatim": 0.989}, near)
    assert sentence.startswith("verbatim")


def test_floors_come_down_only_if_asked_to(measures: Measures) -> None:
    higher = {"answered": 1.01}
    with pytest.raises(BriefingError, match="answered is .* say --lower"):
        pin(measures, higher)
    assert pin(measures, higher, lower=True)["answered"] <= 1
    assert pin(measures, {})["verbatim"] == 1
