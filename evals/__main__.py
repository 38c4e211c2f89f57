"""`python -m evals`: hold the gate, pin its floors, keep scores."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from corpus.errors import BriefingError
from evals import gate, records
from evals.scoring import Progress, Report, evaluate, read_set
from index.spans import DEFAULT_READER

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
Reader = Annotated[str, typer.Option(help="A reader's name or folder, or none.")]


@app.command()
def check() -> None:
    """Ask the questions about the samples; fail if a measure is below its floor."""
    below = gate.fallen(_measure_samples(), gate.read_floors())
    if below:
        raise BriefingError(" ".join(below))
    print("Every measure is at its floor or above.")


@app.command()
def pin(
    lower: Annotated[bool, typer.Option("--lower", help="Let floors come down.")] = False,
) -> None:
    """Set the floors to what is measured now."""
    gate.write_floors(gate.pin(_measure_samples(), gate.read_floors(), lower=lower))


@app.command()
def record(
    folder: Annotated[Path, typer.Argument(help="A question set.")],
    reader: Reader = DEFAULT_READER,
) -> None:
    """Score a question set and keep the result in scores.jsonl."""
    with _bars() as progress:
        report = evaluate(read_set(folder), reader=reader, progress=progress)
    records.record(
        records.Record(
            commit=records.this_commit(), questions=folder.name, reader=reader, report=report
        )
    )
    print(report.model_dump_json(indent=2))


def _measure_samples() -> Report:
    with _bars() as progress:
        return evaluate(gate.sample_set(), progress=progress)


@contextmanager
def _bars() -> Iterator[Progress]:
    console = Console(stderr=True)
    with Bar(console=console, disable=not console.is_terminal) as bars:
        tasks = {what: bars.add_task(what, total=None) for what in ("adding", "asking")}

        def progress(what: str, done: int, total: int) -> None:
            bars.update(tasks[what], completed=done, total=total)

        yield progress


if __name__ == "__main__":
    try:
        app()
    except BriefingError as error:
        sys.exit(str(error))
