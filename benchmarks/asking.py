"""How long a search and an answer take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.figures import Figure
from evals.scoring import Progress
from index.archive import Archive
from index.encoder import Encoder

ROUNDS = 3

_SEARCH_GOALS = {50: 15.0, 95: 22.0}
_ASK_GOALS = {50: 150.0, 95: 300.0}
"""Milliseconds by percentile."""


def measure_asking(
    archive: Archive, questions: Sequence[str], progress: Progress, rounds: int = ROUNDS
) -> list[Figure]:
    """Search for and ask every question in turns; the median of the rounds' percentiles."""
    archive.warm_up()
    searched: list[list[float]] = []
    asked: list[list[float]] = []
    for done in range(rounds):
        progress("asking", done, rounds)
        searched.append([])
        asked.append([])
        for question in questions:
            searched[-1].append(_milliseconds(archive.search, question))
            asked[-1].append(_milliseconds(archive.ask, question))
    return [
        *_percentiles("search", searched, _SEARCH_GOALS),
        *_percentiles("ask", asked, _ASK_GOALS),
    ]


def measure_opening(folder: Path, encoder: Encoder, rounds: int = ROUNDS) -> list[Figure]:
    """Open an archive until it can answer; the model is loaded before."""
    encoder.encode(["warm-up"])

    def open_archive() -> None:
        with Archive.open(folder, encoder) as archive:
            archive.warm_up()

    spent = median(_milliseconds(open_archive) for _ in range(rounds))
    return [Figure(name="open the archive", value=spent, unit="ms")]


def _milliseconds(function: Callable[..., object], *arguments: str) -> float:
    begun = perf_counter()
    function(*arguments)
    return (perf_counter() - begun) * 1000


def _percentiles(
    name: str, rounds: Sequence[Sequence[float]], goals: dict[int, float]
) -> list[Figure]:
    return [
        Figure(
            name=f"{name}, p{percent}",
            value=median(float(np.percentile(times, percent)) for times in rounds),
            unit="ms",
            goal=goals.get(percent),
        )
        for percent in (50, 95)
    ]
