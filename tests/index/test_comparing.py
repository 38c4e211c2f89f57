"""Sentences read side by side compete for the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.comparing import compare
from index.spans import SpanModel, SpanScores

ROOM = 12


class WordModel(SpanModel):
    """Stands in for a trained model: what answers is "yes", the surer the earlier it stands."""

    def __init__(self) -> None:
        super().__init__("words")
        self.pieces: list[tuple[str, str]] = []

    def score(self, question: str, pieces: Sequence[tuple[str, str]]) -> list[SpanScores]:
        self.pieces.extend(pieces)
        return [self._score(text) for _, text in pieces]

    def _score(self, text: str) -> SpanScores:
        ends = np.cumsum([len(word) + 1 for word in text.split()])[:ROOM] - 1
        words = text.split()[:ROOM]
        offsets = np.array([(end - len(word), end) for word, end in zip(words, ends, strict=True)])
        says = [10.0 - at if word == "yes" else -9.0 for at, word in enumerate(words)]
        scores = np.array(says, np.float32)
        return SpanScores(offsets, scores, scores, null=0.0)


def test_each_is_read_beside_the_others_under_their_title() -> None:
    model = WordModel()
    compare("Who?", "Title", ["They say no.", "We do.", "You may."], model)
    assert model.pieces == [
        ("Title", "They say no. We do. You may."),
        ("Title", "You may. We do. They say no."),
    ]


def test_the_one_that_answers_wins() -> None:
    margins = compare("Who?", "", ["They say no", "They say yes", "We may"], WordModel())
    assert np.argmax(margins) == 1


def test_where_a_sentence_stands_does_not_count() -> None:
    first, last = compare("Who?", "", ["all say yes", "all say yes"], WordModel())
    assert first == last


def test_what_does_not_fit_is_not_judged() -> None:
    """But what fits in one of the orders is."""
    long, yes, longer = "no " * ROOM + "no", "yes", "no " * 2 * ROOM + "no"
    assert compare("Who?", "", [long, yes, longer], WordModel())[1] is None
    short, other = compare("Who?", "", [yes, long], WordModel())
    assert short is not None
    assert other is not None
    assert short > other


def test_one_sentence_is_compared_with_nothing() -> None:
    assert compare("Who?", "", [], WordModel()) == []
    assert len(compare("Who?", "", ["yes"], WordModel())) == 1
