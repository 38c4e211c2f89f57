"""What `briefing add` is given, to articles: files, folders, web addresses, standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import BriefingError, LoadError
from corpus.loaders import LOADERS, load_file, load_text, load_url
from corpus.models import Article


def load_inputs(inputs: Iterable[str]) -> Iterator[list[Article] | BriefingError]:
    """Yield for each file or address its articles, or what is wrong with it."""
    for given in inputs:
        try:
            if given == "-":
                yield [load_text(sys.stdin.read(), name="Standard input")]
            elif given.startswith(("http://", "https://")):
                yield [load_url(given)]
            elif Path(given).is_dir():
                yield from _load_folder(Path(given))
            else:
                yield load_file(Path(given))
        except BriefingError as error:
            yield error


def _load_folder(folder: Path) -> Iterator[list[Article] | BriefingError]:
    """Load the files of a folder and those below it, by name; other kinds are passed over."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in LOADERS
    )
    if not files:
        yield LoadError(f"{folder} holds no {', '.join(LOADERS)} files.")
    for file in files:
        try:
            yield load_file(file)
        except LoadError as error:
            yield error
