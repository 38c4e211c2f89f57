"""`python -m benchmarks`: measure, print a table, keep the results if asked to."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from benchmarks.asking import measure_asking, measure_opening
from benchmarks.encoding import PlainEncoder, measure_embedding, measure_encoding
from benchmarks.figures import RESULTS, Figure, Run, record, this_machine
from benchmarks.processes import measure_adding, measure_starting
from benchmarks.texts import cut_passages, make_set, spread
from corpus.errors import BriefingError
from corpus.models import Article
from evals.records import this_commit
from evals.scoring import Progress, QuestionSet, read_set
from index.archive import Archive
from index.encoder import SentenceEncoder

QUESTIONS = 100
"""Asked in a round: enough for a 95th percentile."""

PASSAGES = 48
"""Encoded in a round, in more than one batch of the peer's 32."""

ARTICLE_CHARACTERS = 20_000
"""Of the article that is embedded in a round."""

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def bench(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A question set, with articles.jsonl and questions.jsonl, to measure on; "
            "without one, articles are made of the samples."
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--record", help=f"Append the results to {RESULTS.name}.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure speed and memory on this machine, in about two minutes."""
    asked = read_set(folder) if folder else make_set(questions=QUESTIONS)
    run = Run(
        commit=this_commit(),
        machine=this_machine(),
        texts=folder.resolve().name if folder else "made of the samples",
        articles=len(asked.articles),
        characters=sum(len(article.text) for article in asked.articles),
    )
    with _bar() as progress:
        run = run.model_copy(update={"figures": tuple(measure(asked, progress))})
    if keep:
        record(run)
    if as_json:
        print(run.model_dump_json(indent=2))
    else:
        _print(run)


def measure(asked: QuestionSet, progress: Progress) -> list[Figure]:
    """Measure everything; the processes first, while this one is small."""
    questions = [one.question for one in spread(asked.questions, QUESTIONS)]
    with tempfile.TemporaryDirectory(prefix="briefing-bench-") as path:
        folder = Path(path)
        progress("adding", 0, 1)
        adding = measure_adding(asked.articles, folder)
        starting = measure_starting(questions[0], folder, progress)
        plain, encoder = PlainEncoder(), SentenceEncoder()
        passages = spread(cut_passages(asked.articles), PASSAGES)
        article = Article(title="", text=asked.articles[0].text[:ARTICLE_CHARACTERS])
        encoding = [
            *measure_encoding(plain, encoder, passages, progress),
            *measure_embedding(plain, encoder, article, progress),
        ]
        opening = measure_opening(folder, encoder)
        with Archive.open(folder, encoder) as archive:
            asking = measure_asking(archive, questions, progress)
    return [*encoding, *asking, *opening, *starting, *adding]


def main() -> None:
    """Run; an error becomes one line and exit code 1."""
    try:
        app()
    except BriefingError as error:
        sys.exit(str(error))


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show what is being measured, on a terminal only."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )


def _print(run: Run) -> None:
    console = Console()
    machine = run.machine
    console.print(
        f"{run.date:%Y-%m-%d %H:%M}, commit {run.commit}: {machine.processor}, {machine.cores} "
        f"cores, load {machine.load} at the start\n{run.articles} articles, {run.texts}, "
        f"{run.characters:,} characters",
        highlight=False,
        markup=False,
    )
    table = Table("", box=None, pad_edge=False)
    table.add_column("measured", justify="right")
    table.add_column("goal", justify="right")
    table.add_column("")
    for figure in run.figures:
        table.add_row(*_row(figure))
    console.print(table)


def _row(figure: Figure) -> tuple[str, str, str, Text]:
    goal, reached = "", Text()
    if figure.goal is not None:
        goal = f"{'≥' if figure.more_is_better else '≤'} {figure.goal:g}"
        reached = Text("reached", style="green") if figure.reached else Text("missed", style="red")
    return figure.name, f"{_rounded(figure.value)} {figure.unit}", goal, reached


def _rounded(value: float) -> str:
    """Return three digits, or all before the point."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


if __name__ == "__main__":
    main()
