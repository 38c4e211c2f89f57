"""What a run of the benchmarks measured."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, computed_field

RESULTS = Path(__file__).parent / "results.jsonl"
"""One recorded run a line, oldest first."""

_PROCESSORS = Path("/proc/cpuinfo")


class Figure(BaseModel):
    """One measure; without a goal it is there to compare with."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    unit: str
    goal: float | None = None
    more_is_better: bool = False

    @computed_field  # type: ignore[prop-decorator]
    @property
    def reached(self) -> bool | None:
        """Whether the goal is; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal


class Machine(BaseModel):
    """What the figures hold for."""

    model_config = ConfigDict(frozen=True)

    processor: str
    cores: int
    load: float
    """Processes that wanted to run, on average of the last minute: above 0, figures are worse."""


class Run(BaseModel):
    """All figures of one run, and what they were measured on."""

    model_config = ConfigDict(frozen=True)

    date: datetime = Field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    commit: str
    machine: Machine
    texts: str
    """Name of the question set."""
    articles: int
    characters: int
    figures: tuple[Figure, ...] = ()


def this_machine() -> Machine:
    """Describe the machine this runs on, as busy as it is now."""
    return Machine(
        processor=_processor(), cores=os.cpu_count() or 1, load=round(os.getloadavg()[0], 1)
    )


def record(run: Run, path: Path = RESULTS) -> None:
    """Append a run to the file of results."""
    with path.open("a", encoding="utf-8") as lines:
        lines.write(run.model_dump_json() + "\n")


def _processor() -> str:
    if _PROCESSORS.exists():
        for line in _PROCESSORS.read_text().splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
