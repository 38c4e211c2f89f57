"""`python -m evals`: hold the gate, pin its floors, hold dialogues, keep scores."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from corpus.errors import BriefingError
from corpus.models import Article
from evals import dialogues, gate, records
from evals.scoring import Progress, evaluate, read_set
from index.spans import DEFAULT_READER

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
Reader = Annotated[str, typer.Option(help="A reader's name or folder, or none.")]


@app.command()
def check() -> None:
    """Ask the questions and hold the dialogues; fail if a measure is below its floor."""
    with _bars() as progress:
        below = gate.fallen(gate.measure(progress), gate.read_floors())
    if below:
        raise BriefingError(" ".join(below))
    print("Every measure is at its floor or above.")


@app.command()
def pin(
    lower: Annotated[bool, typer.Option("--lower", help="Let floors come down.")] = False,
) -> None:
    """Set the floors to what is measured now."""
    with _bars() as progress:
        measured = gate.measure(progress)
    gate.write_floors(gate.pin(measured, gate.read_floors(), lower=lower))


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


@app.command(name="dialogues")
def hold(
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
    reader: Reader = DEFAULT_READER,
    beside: Annotated[
        Path | None, typer.Option(help="A question set whose articles are added to the samples.")
    ] = None,
) -> None:
    """Hold the dialogues about the samples: which follow-ups are understood and answered right."""
    added = read_set(beside).articles if beside else []
    articles = [Article(title=one.title, text=one.text) for one in added]
    outcomes = dialogues.hold_dialogues(dialogues.read_dialogues(), reader, articles)
    parts = {half: [one for one in outcomes if one.half == half] for half in dialogues.HALVES}
    scores: dict[str, dialogues.Measures] = {
        name: dialogues.score(part).measures() for name, part in parts.items()
    }
    scores["all"] = dialogues.score(outcomes).measures()
    if as_json:
        print(json.dumps(scores))
        return
    table = Table("", *scores)
    for name in scores["all"]:
        table.add_row(name, *(_shown(measures[name]) for measures in scores.values()))
    Console().print(table)


def _shown(value: float | int | None) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


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
