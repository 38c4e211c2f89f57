"""What the reader's weights are fitted to is what tells answers from other sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from index.features import FEATURES
from training.fitting import Example, fit_confidence, fit_ranking


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """On a busy machine threads that share so few rows only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def examples(informative: int) -> list[Example]:
    """A hundred questions, half without an answer; one feature tells, the others are chance."""
    chance = np.random.default_rng(0)
    made = []
    for number in range(100):
        gold = np.zeros(5, dtype=bool)
        gold[number % 5] = number % 2 == 0
        rows = chance.random((5, len(FEATURES)))
        rows[:, informative] = gold + chance.normal(0, 0.3, 5)
        kind = "answerable" if gold.any() else ("unanswerable", "off-topic")[number % 4 // 2]
        made.append(Example(rows, gold, kind, log_size=1.0))
    return made


@pytest.mark.parametrize("informative", [0, len(FEATURES) - 1])
def test_the_weight_is_on_the_feature_that_tells(informative: int) -> None:
    made = examples(informative)
    ranking = fit_ranking(made)
    others = np.delete(ranking, informative)
    assert ranking[informative] > 2 * others.max()
    assert (ranking >= 0).all()
    confidence, _, _ = fit_confidence(made, ranking)
    assert confidence.argmax() == informative
