"""The best sentences, read side by side: which of them answers best.

Each read in its own article, several may seem to answer. In one text they compete for the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from corpus.models import Span
from index.spans import SpanModel


def compare(
    question: str, title: str, sentences: Sequence[str], model: SpanModel
) -> list[float | None]:
    """Return how far the best answer inside each sentence beats "not here", in logits.

    None for one that does not fit into what the model reads. They are read under a title, or "",
    in this order and in the other, as a model favours what stands first; the mean counts.
    """
    numbers = range(len(sentences))
    texts = [_side_by_side(sentences, order) for order in (numbers, numbers[::-1])]
    scores = model.score(question, [(title, text) for text, _ in texts])
    found = [
        [
            best[1]
            for read, (_, spans) in zip(scores, texts, strict=True)
            if (best := read.best(spans[number]))
        ]
        for number in numbers
    ]
    return [fmean(margins) if margins else None for margins in found]


def _side_by_side(sentences: Sequence[str], order: Sequence[int]) -> tuple[str, dict[int, Span]]:
    """Return the sentences as one text, and where in it each of them stands, by its number."""
    spans, start = {}, 0
    for number in order:
        spans[number] = Span(start, start + len(sentences[number]))
        start = spans[number].end + 1
    return " ".join(sentences[number] for number in order), spans
