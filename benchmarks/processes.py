"""The `briefing` command as users start it: how long it takes and how much memory it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from corpus.errors import BriefingError
from evals.scoring import Progress, SetArticle

ROUNDS = 3

BRIEFING = ("bot",)
"""What `python -m` starts."""

_ROOT = Path(__file__).parent.parent

_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
"""Unit of ru_maxrss, the largest resident set."""

_MB = 1_000_000


@dataclass(frozen=True)
class Ended:
    """A process that ended well."""

    first_line: float
    """Seconds from its start to the end of its first line of output."""
    seconds: float
    peak_bytes: int
    """Its largest resident set."""


def measure_adding(
    articles: Sequence[SetArticle], folder: Path, module: Sequence[str] = BRIEFING
) -> list[Figure]:
    """Add the articles to a new archive in `folder` with `briefing add`, its start included."""
    path = folder / "articles.jsonl"
    lines = (article.model_dump_json(include={"title", "text"}) for article in articles)
    path.write_text("\n".join(lines), encoding="utf-8")
    ended = run_briefing(module, folder, "add", str(path))
    return [
        Figure(name="add all articles", value=ended.seconds, unit="s"),
        Figure(name="peak memory, adding", value=ended.peak_bytes / _MB, unit="MB"),
    ]


def measure_starting(
    question: str,
    folder: Path,
    progress: Progress,
    module: Sequence[str] = BRIEFING,
    rounds: int = ROUNDS,
) -> list[Figure]:
    """Start `briefing --help` and `briefing ask` on the archive in `folder`, in turns."""
    helped, asked = [], []
    for done in range(rounds):
        progress("starting", done, rounds)
        helped.append(run_briefing(module, folder, "--help"))
        asked.append(run_briefing(module, folder, "ask", question))
    answer = median(one.first_line for one in asked)
    peak = median(one.peak_bytes for one in asked)
    return [
        Figure(name="start to help", value=median(one.seconds for one in helped), unit="s"),
        Figure(name="start to first answer", value=answer, unit="s"),
        Figure(name="peak memory, asking", value=peak / _MB, unit="MB"),
    ]


def run_briefing(module: Sequence[str], folder: Path, *arguments: str) -> Ended:
    """Run to the end on the archive in `folder`, without the user's settings.

    To be called while this process is small: a child's largest resident set begins with it.

    Raises:
        BriefingError: it failed.
    """
    begun = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *module, "--data", str(folder), *arguments],
        # Where no .env is read.
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        first_line = perf_counter() - begun
        process.stdout.read()
        complaint = process.stderr.read().decode(errors="replace").strip()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last_line = complaint.rpartition("\n")[2]
        raise BriefingError(f"briefing {arguments[0]} failed: {last_line}")
    return Ended(first_line, perf_counter() - begun, usage.ru_maxrss * _MAXRSS_BYTES)


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("BRIEFING_", "TELEGRAM_"))
    }
    return kept | {"PYTHONPATH": str(_ROOT)}
