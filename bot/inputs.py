"""What people give: files, folders, web addresses, standard input; what follows a command."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.download import WEB_ADDRESS
from corpus.errors import BriefingError, LoadError
from corpus.loaders import LOADERS, load_file, load_text, load_url, read_text
from corpus.models import Article

_COMMAND = re.compile(r"/\w+(?:@\w+)?\s*")
_ARTICLE_NUMBER = re.compile(r"#?\s*([0-9]{1,18})")
"""SQLite gives no longer one, and a reply that repeats it must fit a message."""


def load_inputs(
    inputs: Iterable[str], on_failure: Callable[[LoadError], None]
) -> Iterator[Article]:
    """Yield the articles of each file or address; what is wrong with one goes to `on_failure`."""
    for given in inputs:
        try:
            if os.path.isdir(given):
                yield from load_inputs(_files_in(Path(given)), on_failure)
            else:
                yield from _load(given)
        except LoadError as error:
            on_failure(error)


def read_standard_input() -> str:
    """Return what comes in, whatever the locale takes it for.

    Raises:
        LoadError: it is not text.
    """
    return read_text(sys.stdin.buffer.read(), "Standard input")


def article_number(given: str) -> int | None:
    """Return the article id that a text such as "12" or "#12" is, None when it is none."""
    found = _ARTICLE_NUMBER.fullmatch(given.strip())
    return int(found[1]) or None if found else None


def wanted_article(given: str) -> int:
    """Return the article id that `given` is.

    Raises:
        BriefingError: it is none.
    """
    number = article_number(given)
    if number is None:
        raise BriefingError(
            f"“{given}” is not an article’s number. `briefing list` or /articles shows them."
        )
    return number


def _load(given: str) -> list[Article]:
    if given == "-":
        return [load_text(read_standard_input(), name="Standard input")]
    if WEB_ADDRESS.fullmatch(given):
        return [load_url(given)]
    if not given.strip():
        raise LoadError("There is nothing to add: name a file, a folder or a web address.")
    return load_file(Path(given))


def _files_in(folder: Path) -> list[str]:
    """Return the files of a folder and those below it, by name; other kinds are passed over."""
    files = sorted(
        str(path) for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in LOADERS
    )
    if not files:
        raise LoadError(f"{folder} holds no {', '.join(LOADERS)} files.")
    return files


def after_command(text: str) -> str:
    """Return what follows a command, its line breaks kept."""
    return _COMMAND.sub("", text, count=1).strip()
