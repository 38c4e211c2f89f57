"""Scores that are kept, with the day and the commit they were measured on."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evals.scoring import Report

SCORES = Path(__file__).with_name("scores.jsonl")
"""One record a line, oldest first."""


class Record(BaseModel):
    """What a question set gave."""

    model_config = ConfigDict(frozen=True)

    date: datetime = Field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    commit: str
    questions: str
    """The set's name."""
    reader: str
    report: Report


def record(made: Record, path: Path = SCORES) -> None:
    """Append a record."""
    with path.open("a", encoding="utf-8") as lines:
        lines.write(made.model_dump_json() + "\n")


def this_commit() -> str:
    """Return the commit, with "-dirty" where files differ from it; "unknown" without git."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=SCORES.parent, capture_output=True, text=True)  # noqa: S603
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
