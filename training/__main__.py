"""The steps of training, each a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from training.fitting import Example

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command()
def prepare(
    folder: Annotated[Path, typer.Argument(help="A question set.")],
    file: Annotated[Path, typer.Argument(help="File to write, one example a line.")],
    questions: Annotated[
        Path | None, typer.Option(help="A file of questions to take instead of the set's own.")
    ] = None,
    dialogues: Annotated[
        Path | None, typer.Option(help="A file of dialogues, whose questions to take.")
    ] = None,
    search: Annotated[
        bool, typer.Option(help="Also take windows that a search finds and that do not answer.")
    ] = False,
) -> None:
    """Make examples of a question set."""
    from evals.scoring import QuestionSet, read_questions, read_set
    from index.encoder import SentenceEncoder
    from training.dialogues import as_questions, read_dialogues
    from training.examples import Preparer

    asked = read_set(folder)
    if questions:
        asked = QuestionSet(asked.articles, read_questions(questions))
    if dialogues:
        asked = as_questions(read_dialogues(dialogues), asked.articles)
    preparer = Preparer(asked, SentenceEncoder())
    parts = [preparer.answerable(), *([preparer.searched()] if search else [])]
    with file.open("w", encoding="utf-8") as lines:
        for part in parts:
            lines.writelines(f"{example.model_dump_json()}\n" for example in part)


@app.command()
def train(
    folder: Annotated[Path, typer.Argument(help="Where checkpoints and the model go.")],
    files: Annotated[list[Path], typer.Argument(help="Prepared examples.")],
    start: Annotated[
        list[Path] | None,
        typer.Option(help="A reader's folder to begin with, not the encoder; of several the mean."),
    ] = None,
    teacher: Annotated[
        list[Path] | None, typer.Option(help="A trained model's folder, to learn from as well.")
    ] = None,
    steps: Annotated[int, typer.Option(help="How many batches.")] = 2700,
    rate: Annotated[float, typer.Option(help="The highest learning rate.")] = 2e-4,
    batch: Annotated[int, typer.Option(help="Examples in a batch.")] = 32,
    seed: Annotated[int, typer.Option(help="Of what is drawn, and in what order.")] = 20260108,
) -> None:
    """Train on prepared examples, going on from a checkpoint where there is one."""
    from training.train import Trainer, read_examples

    examples = read_examples(files)
    how = {"steps": steps, "batch": batch, "seed": seed}
    Trainer(examples, folder, start or (), teacher or (), rate=rate, **how).run()


@app.command()
def fit(
    reader: Annotated[str, typer.Argument(help="A model's folder, or none.")],
    folders: Annotated[list[Path], typer.Argument(help="Question sets.")],
) -> None:
    """Fit what evidence weighs: the constants of `index.reader`. Tell what they are worth."""
    from evals.scoring import read_set
    from index.encoder import SentenceEncoder
    from index.reader import make_reader
    from training.fitting import collect

    sets = [read_set(folder) for folder in folders]
    _print_fit(collect(sets, SentenceEncoder(), make_reader(reader)))


@app.command()
def fit_follow_ups(
    reader: Annotated[str, typer.Argument(help="A model's folder, or briefing-reader-follow-ups.")],
    folder: Annotated[Path, typer.Argument(help="A question set.")],
    dialogues: Annotated[Path, typer.Argument(help="A file of dialogues about its articles.")],
) -> None:
    """Fit what evidence weighs for follow-ups, read after what was said of an article before."""
    from evals.scoring import read_set
    from index.encoder import SentenceEncoder
    from index.reader import SpanReader
    from index.spans import SpanModel
    from training.dialogues import follow_ups, read_dialogues
    from training.fitting import collect_follow_ups

    own = read_set(folder)
    later = list(follow_ups(read_dialogues(dialogues), own.articles))
    examples = collect_follow_ups(later, own, SentenceEncoder(), SpanReader(SpanModel(reader)))
    if not examples:
        raise typer.BadParameter(f"None of {dialogues} is about an article that is held out.")
    _print_fit(examples)


@app.command()
def hold(
    folder: Annotated[Path, typer.Argument(help="A question set.")],
    dialogues: Annotated[Path, typer.Argument(help="A file of dialogues about its articles.")],
    reader: Annotated[str, typer.Option(help="A model's folder or name.")] = "briefing-reader",
) -> None:
    """Ask what dialogues about held-out articles ask, of all of these, and print what is right."""
    from evals.dialogues import score
    from evals.scoring import read_set
    from training.dialogues import read_dialogues
    from training.holding import hold_held_out

    scores = score(hold_held_out(read_dialogues(dialogues), read_set(folder), reader))
    for name, value in scores.measures().items():
        if value is not None:
            print(name, round(value, 3))


def _print_fit(examples: list[Example]) -> None:
    from training.fitting import fit as fit_weights
    from training.validating import cross_validate, report

    weights = fit_weights(examples)
    print("questions", len(examples))
    print("rank", *weights.rank.round(2))
    for one in weights.confidence:
        numbers = *one.weights.round(2), "size", round(one.size, 2), "bias", round(one.bias, 2)
        print("confidence", *numbers)
    print(*report(cross_validate(examples)), sep="\n")


@app.command()
def export(
    model: Annotated[Path, typer.Argument(help="A trained model's folder.")],
    weights: Annotated[Path | None, typer.Argument(help="Where they go.")] = None,
    follow_ups: Annotated[
        bool, typer.Option("--follow-ups", help="It went on from the reader to read follow-ups.")
    ] = False,
) -> None:
    """Make a trained model the one that comes with the project."""
    from index.spans import WEIGHTS
    from training.export import export_follow_ups, export_reader

    (export_follow_ups if follow_ups else export_reader)(model, weights or WEIGHTS)


if __name__ == "__main__":
    app()
