"""The `briefing` command."""

from __future__ import annotations

import logging
import signal
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from bot import terminal, texts
from bot.config import Settings, has_desktop, load_settings, unknown_settings
from corpus.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.errors import LoadError
    from corpus.models import Article
    from index.archive import AddResult, Archive

app = typer.Typer(
    help="Answers questions about your articles, only with passages quoted from them.\n\n"
    "Begin with: briefing run",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
feedback = typer.Typer(help="What people think of the answers.", rich_markup_mode=None)
app.add_typer(feedback, name="feedback")


_MOST = 1_000_000
"""Articles that `list` shows: SQLite takes no number without end."""


def _argument(metavar: str) -> Any:
    """Return an argument that its command's own sentences describe.

    Typer's list of arguments, from which this hides it, shows Python types beside them.
    """
    return typer.Argument(metavar=metavar, hidden=True)


Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Number = Annotated[str, _argument("NUMBER")]


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of the archive, instead of BRIEFING_DATA."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    # Read only when a command runs: --help must work whatever is set.
    context.obj = partial(_settings, data)
    if version:
        print(f"briefing-bot {installed_version('briefing-bot')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def _settings(data: Path | None) -> Settings:
    for warning in unknown_settings():
        terminal.errors.print(warning, markup=False, soft_wrap=True)
    return load_settings(data=data)


@app.command()
def run(context: typer.Context) -> None:
    """Start the Telegram bot; without a token, in the playground.

    An empty archive is filled with sample articles first (BRIEFING_SAMPLES=0 leaves it empty).
    """
    settings: Settings = context.obj()
    if settings.telegram_bot_token is None:
        terminal.errors.print(texts.NOT_ON_TELEGRAM, soft_wrap=True)
        _play(settings, None)
        return
    from telegram.error import InvalidToken, NetworkError

    from bot.app import run_bot
    from bot.logs import set_up_logging

    set_up_logging(settings.log_level, settings.secrets)
    with _filled_archive(settings) as archive:
        try:
            run_bot(settings, archive)
        except InvalidToken:
            raise BriefingError(
                "Telegram does not know this TELEGRAM_BOT_TOKEN. @BotFather shows the right one."
            ) from None
        except NetworkError as error:
            raise BriefingError(
                f"Cannot reach Telegram at {settings.telegram_api}: {error.message}. "
                "Check the network and BRIEFING_TELEGRAM_API."
            ) from None


@app.command()
def playground(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=65535, help="Instead of 8460, or the next that is free."
        ),
    ] = None,
) -> None:
    """Start the bot in a chat page on this computer, without Telegram.

    No token is needed, and a real one is left alone; the articles are the same. Only this computer
    can reach the page. Ctrl-C stops it.
    """
    _play(context.obj(), port)


@app.command()
def chat(context: typer.Context) -> None:
    """Ask questions in the terminal.

    An empty archive is filled with sample articles first (BRIEFING_SAMPLES=0 leaves it empty).
    """
    _chat(context.obj())


@app.command()
def ask(
    context: typer.Context,
    words: Annotated[list[str], _argument("QUESTION")],
    as_json: Json = False,
) -> None:
    """Answer one question with quotes, or say that there is no answer.

    Such as: briefing ask "Who announced the releases?". With - for QUESTION it is read from
    standard input.
    """
    from bot.inputs import read_standard_input
    from bot.verifying import verify_answer

    settings: Settings = context.obj()
    question = read_standard_input() if words == ["-"] else " ".join(words)
    if not question.strip():
        raise BriefingError('There is no question. Try: briefing ask "who announced it?"')
    with _encoded_archive(settings) as archive:
        answer = verify_answer(archive, archive.ask(question, limit=settings.quotes))
        if as_json:
            print(answer.model_dump_json(indent=2))
        else:
            terminal.print_answer(answer, empty=archive.is_empty)


@app.command()
def summary(
    context: typer.Context,
    scope: Annotated[list[str] | None, _argument("SCOPE")] = None,
    as_json: Json = False,
) -> None:
    """Print a briefing made of quoted sentences.

    SCOPE is a topic, a period (24h, 7d, today), or "#12" for one article; without it the briefing
    is on what is new. Such as: briefing summary 7d
    """
    from bot.verifying import verify_briefing

    with _encoded_archive(context.obj()) as archive:
        briefing = verify_briefing(archive, archive.summarise(" ".join(scope or [])))
        if as_json:
            print(briefing.model_dump_json(indent=2))
        else:
            terminal.print_briefing(briefing, empty=archive.is_empty)


@app.command()
def add(
    context: typer.Context,
    inputs: Annotated[list[str], _argument("FILE|FOLDER|URL|-")],
) -> None:
    """Add articles from files, folders and web addresses.

    Files are .txt, .md, .html or .jsonl (JSON, one article a line); of a folder, those in it and
    below it are added. With - a text is read from standard input.

    Each article is reported as soon as it is safely stored. Exit code 1 if any input failed.
    """
    from bot.inputs import load_inputs

    begun = time.monotonic()
    failures: list[LoadError] = []

    def fail(error: LoadError) -> None:
        failures.append(error)
        terminal.print_failed(error)

    with _archive(context.obj()) as archive:
        results = _add(archive, load_inputs(inputs, fail), terminal.print_added)
    added = sum(1 for result in results if result.article)
    known = sum(1 for result in results if result.duplicate_of)
    failed = len(failures) + len(results) - added - known
    seconds = time.monotonic() - begun
    terminal.errors.print(
        f"{added} added, {known} already there, {failed} failed, in {seconds:.1f} s"
    )
    if failed:
        raise typer.Exit(1)


@app.command("list")
def list_articles(
    context: typer.Context,
    words: Annotated[list[str] | None, _argument("WORDS")] = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=_MOST, help="How many at most.")
    ] = 50,
    as_json: Json = False,
) -> None:
    """List articles, newest first.

    With WORDS, those that have all of them in the title; each may be the beginning of a word.
    """
    with _archive(context.obj()) as archive:
        looked_for = " ".join(words or [])
        page = archive.find(looked_for, limit=limit)
    if as_json:
        terminal.print_json(
            [one.model_dump(mode="json", exclude={"text"}) for one in page.articles]
        )
    else:
        terminal.print_articles(page, looked_for)


@app.command()
def show(context: typer.Context, number: Number, as_json: Json = False) -> None:
    """Print one article in full, such as: briefing show 12.

    `briefing list` shows the numbers.
    """
    from bot.inputs import wanted_article

    with _archive(context.obj()) as archive:
        found = archive.get(wanted_article(number))
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        terminal.print_article(found)


@app.command()
def remove(
    context: typer.Context,
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove one article, such as: briefing remove 12.

    `briefing list` shows the numbers.
    """
    from bot.inputs import wanted_article

    with _archive(context.obj()) as archive:
        found = archive.get(wanted_article(number))
        if not yes and not sys.stdin.isatty():
            raise BriefingError(f"Say --yes to remove article {found.id} without being asked.")
        if yes or terminal.confirm_removal(found):
            terminal.print_removed(archive.remove(found.id))


@app.command()
def stats(context: typer.Context, as_json: Json = False) -> None:
    """Count what the archive holds."""
    with _archive(context.obj()) as archive:
        found = archive.stats()
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        terminal.print_stats(found)


@app.command("eval")
def evaluate_set(
    context: typer.Context,
    folder: Annotated[Path, _argument("FOLDER")],
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Ask only the first N questions.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Score answers on a question set.

    FOLDER holds articles.jsonl, with {"id", "title", "text"} on each line, and questions.jsonl,
    with {"id", "question", "kind", "answers"}: kind is answerable, unanswerable or off-topic,
    answers are {"article", "start", "end"} in characters of the text. They are asked in an archive
    that is made for them and thrown away after.
    """
    from evals.scoring import evaluate, read_set

    settings: Settings = context.obj()
    with _bars() as advance:
        report = evaluate(
            read_set(folder),
            limit=limit,
            encoder=settings.encoder,
            reader=settings.reader,
            progress=advance,
        )
    if as_json:
        print(report.model_dump_json(indent=2))
    else:
        terminal.print_pairs(report.measures())


@feedback.command()
def export(context: typer.Context, folder: Annotated[Path, _argument("FOLDER")]) -> None:
    """Write the answers that people rated as a question set, which `briefing eval` reads.

    FOLDER is made. It gets articles.jsonl and questions.jsonl: what most found right is the answer
    to find, a refusal they found right a question without one. What they found wrong goes to
    to-label.jsonl, for somebody to say where the right answer stands.
    """
    from bot.feedback import export_feedback
    from bot.state import State

    settings: Settings = context.obj()
    with _archive(settings) as archive, closing(State(settings.data)) as state:
        exported = export_feedback(archive, state, folder)
    told = texts.EXPORTED.format(folder=folder, **exported._asdict())
    terminal.output.print(told, markup=False, soft_wrap=True)


def main() -> None:
    """Run the command line; errors become one line and exit code 1."""
    logging.captureWarnings(capture=True)
    _speak_utf8()
    try:
        sys.exit(app(standalone_mode=False))
    except BriefingError as error:
        terminal.errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)
    except typer.TyperException as error:
        # What is wrong with the command itself; `ctx` tells with which.
        command = getattr(error, "ctx", None)
        path = command.command_path if command else "briefing"
        message = f"{error.format_message()} ({path} --help tells more)"
        terminal.errors.print(message, markup=False, soft_wrap=True)
        sys.exit(1)


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale: quotes must arrive as they are."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def _archive(settings: Settings) -> Iterator[Archive]:
    # Kept out of the way of --help.
    from index.archive import Archive

    with Archive.open(settings.data, settings.encoder, settings.reader) as archive:
        yield archive


@contextmanager
def _encoded_archive(settings: Settings) -> Iterator[Archive]:
    """Open the archive, with every article encoded by the encoder that is set."""
    with _archive(settings) as archive:
        with _bars() as advance:
            count = archive.encode_anew(lambda done, total: advance("encoding anew", done, total))
        if count:
            articles = texts.counted(count, "article")
            told = texts.ENCODED_ANEW.format(articles=articles, encoder=settings.encoder)
            terminal.errors.print(told, soft_wrap=True)
        yield archive


@contextmanager
def _filled_archive(settings: Settings) -> Iterator[Archive]:
    """Open the archive, with the samples if it never held an article."""
    with _encoded_archive(settings) as archive:
        if settings.samples and not archive.ever_used:
            from corpus.loaders import load_samples

            samples = load_samples()
            _add(archive, samples, total=len(samples))
        yield archive


def _play(settings: Settings, port: int | None) -> None:
    from bot.app import run_bot
    from bot.logs import set_up_logging
    from bot.playground.opening import DEFAULT_PORT, open_playground

    # Until the bot takes signals itself, while models load and samples are added.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    with open_playground(settings, port or DEFAULT_PORT) as own:
        set_up_logging(own.log_level, own.secrets)
        address = own.telegram_api
        terminal.output.print(texts.PLAYGROUND.format(address=address), soft_wrap=True)
        if has_desktop():
            webbrowser.open(address)
        with _filled_archive(own) as archive:
            run_bot(own, archive)


def _chat(settings: Settings) -> None:
    from bot.chat import chat_loop

    with _filled_archive(settings) as archive:
        chat_loop(archive, settings)


def _add(
    archive: Archive,
    articles: Iterable[Article],
    on_added: Callable[[AddResult], None] | None = None,
    total: int | None = None,
) -> list[AddResult]:
    """Add with a progress bar, of `total` where that is known.

    `on_added` is called after each transaction.
    """
    done = 0

    def count(result: AddResult) -> None:
        nonlocal done
        done += 1
        if on_added:
            on_added(result)
        advance("adding", done, total)

    with _bars() as advance:
        # Shown at once: the model takes a while to load.
        advance("adding", done, total)
        return archive.add_many(articles, on_added=count)


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show a progress bar for each thing being done, on a terminal only."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=terminal.errors, disable=not terminal.errors.is_terminal
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        yield advance
