"""A file, a page or a pasted text to articles. A loader is a function from bytes to articles."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, TypeVar

from markdown_it import MarkdownIt
from pydantic import AfterValidator, AliasChoices, BaseModel, Field, Strict, ValidationError
from pydantic_core import ErrorDetails

from corpus.cleaning import Page, clean_text, decode, extract_page
from corpus.download import MAX_BYTES, download
from corpus.errors import LoadError
from corpus.models import Article
from corpus.splitting import first_sentence

Line = TypeVar("Line", bound=BaseModel)

MIN_CHARACTERS = 40
"""Less is a slip of the finger, not an article: the shortest news flash has a whole sentence."""

_MAX_TITLE = 300
"""Characters of a given title, which is indexed with every passage of its article."""

_MAX_MADE_TITLE = 100
"""Characters of a title made from the first sentence."""

_MAX_SHOWN = 100
"""Characters of a value that a complaint repeats."""

_HEADLINE = re.compile(r"([^\n]{3,150}[^\n.!?:;,])\n\n+(?=\S)")
"""A first paragraph of one short line without a full stop."""

# Text between two rules looks alike, so each line must be one that such a block can have.
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?=\w)((?:(?:\w[\w-]*:|[ \t#-]).*\n|\r?\n)+?)---[ \t]*\r?\n"
)
"""Lines before a Markdown text that say what it is, as many programs write them."""

_FRONT_LINE = re.compile(r"^(title|date):[ \t]+([\"']?)(?![>|])(.+?)\2[ \t]*\r?$", re.M)
"""A line of it that is read; after > or | the value is in other lines."""


def load_text(
    text: str,
    *,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    author: str | None = None,
    published: datetime | date | None = None,
    language: str | None = None,
    name: str = "The text",
) -> Article:
    """Make an article of a text; without a title, its headline or first sentence is it.

    `name` is what a complaint calls the text.

    Raises:
        LoadError: there is too little text.
    """
    title, text = _title_apart(" ".join(clean_text(title or "").split()), clean_text(text))
    if len(text) < MIN_CHARACTERS:
        raise LoadError(
            f"{name} has {len(text)} characters of text, at least {MIN_CHARACTERS} make an article."
        )
    if isinstance(published, datetime) and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    return Article(
        title=_shorten(title, _MAX_TITLE) or _shorten(first_sentence(text), _MAX_MADE_TITLE),
        text=text,
        source=source,
        url=url,
        author=author,
        published=published,
        language=(language or "en").split("-")[0].lower(),
    )


def _title_apart(title: str, text: str) -> tuple[str, str]:
    """Return the title, else the headline, and the text without it at its start."""
    if not title and (headline := _HEADLINE.match(text)):
        title = headline[1].strip()
    if title and text.startswith(f"{title}\n"):
        text = text[len(title) :].lstrip()
    return title, text


def load_bytes(data: bytes, name: str) -> list[Article]:
    """Read a file's bytes; the ending of its `name` tells the format.

    Raises:
        LoadError: an unknown ending, too large, not text, or nothing to read in it.
    """
    ending = Path(name).suffix.lower()
    if ending not in LOADERS:
        raise LoadError(f"{name} is not one of {', '.join(LOADERS)} (JSON, one article a line).")
    if len(data) > MAX_BYTES:
        raise LoadError(f"{name} is larger than {MAX_BYTES // 1024 // 1024} MB.")
    return LOADERS[ending](read_text(data, name), name)


def load_file(path: Path) -> list[Article]:
    """Read a file.

    Raises:
        LoadError: it cannot be read, or as for `load_bytes`.
    """
    return load_bytes(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        LoadError: it cannot be read, or is a pipe or a device, which might never end.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise LoadError(f"Cannot read {path}: it is not a regular file.")
        return path.read_bytes()
    except OSError as error:
        raise LoadError(f"Cannot read {path}: {error.strerror}.") from error


def read_text(data: bytes, name: str, declared: str | None = None) -> str:
    """Return bytes of any usual encoding as text; `declared` is what their server says it is.

    Raises:
        LoadError: they are not text.
    """
    try:
        return decode(data, declared)
    except ValueError as error:
        raise LoadError(f"{name} is not text.") from error


def read_lines(text: str, name: str, model: type[Line], kind: str) -> list[tuple[str, Line]]:
    """Return, of each line of JSON that is not blank, where it is and what it holds.

    `kind` is what a complaint calls that.

    Raises:
        LoadError: there is none, or one that does not fit the model.
    """
    # JSON may hold the other line separators as they are.
    lines = [(f"{name}, line {n}", line) for n, line in enumerate(text.split("\n"), 1)]
    lines = [(where, line) for where, line in lines if line.strip()]
    if not lines:
        raise LoadError(f"{name} is empty: write one {kind} a line.")
    return [(where, _read_line(line, where, model, kind)) for where, line in lines]


def load_url(url: str) -> Article:
    """Fetch a web page.

    Raises:
        LoadError: it cannot be fetched or holds no article.
    """
    got = download(url)
    text = read_text(got.data, url, got.charset)
    if got.content_type == "text/plain":
        return load_text(text, url=got.url, name=url)
    return _article_of(extract_page(text, got.url), got.url, url)


def load_samples() -> list[Article]:
    """Read the sample articles that come with the project."""
    file = resources.files("corpus.samples").joinpath("articles.jsonl")
    return _load_jsonl(file.read_text("utf-8"), "articles.jsonl")


def _load_plain(text: str, name: str) -> list[Article]:
    return [load_text(text, name=name)]


def _load_markdown(text: str, name: str) -> list[Article]:
    """Read the words without the markup, which would litter quotes."""
    front: dict[str, str] = {}
    if matter := _FRONT_MATTER.match(text):
        front = {key: value for key, _, value in _FRONT_LINE.findall(matter[1])}
        text = text[matter.end() :]
    tokens = MarkdownIt().parse(text)
    blocks = [
        "".join(_words(child.type, child.content) for child in token.children or ())
        if token.type == "inline"
        else token.content
        for token in tokens
        if token.type in ("inline", "fence", "code_block")
    ]
    title = front.get("title")
    if not title and blocks and tokens[0].type == "heading_open":
        title = blocks.pop(0)
    published = _read_date(front.get("date", ""))
    return [load_text("\n\n".join(blocks), title=title, published=published, name=name)]


def _words(kind: str, content: str) -> str:
    if kind in ("softbreak", "hardbreak"):
        return "\n"
    return content if kind in ("text", "code_inline") else ""


def _read_date(words: str) -> date | datetime | None:
    """Return a day or time as ISO 8601 writes it, None where it is none."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return _within_utc(read(words))
    return None


def _load_html(text: str, name: str) -> list[Article]:
    return [_article_of(extract_page(text), None, name)]


def _article_of(page: Page, url: str | None, name: str) -> Article:
    if not page.text:
        raise LoadError(f"No article found in {name}. Paste its text instead.")
    return load_text(
        page.text,
        title=page.title,
        source=page.source,
        url=url,
        author=page.author,
        published=date.fromisoformat(page.published) if page.published else None,
        language=page.language,
        name=name,
    )


def _within_utc(published: date | datetime | None) -> date | datetime | None:
    """Refuse a time that in UTC is before the year 1 or after 9999: articles are ordered by UTC."""
    if isinstance(published, datetime) and published.tzinfo:
        try:
            published.astimezone(UTC)
        except OverflowError as error:
            raise ValueError("no time in UTC") from error
    return published


class _Line(BaseModel):
    """An article as a line of JSON, by the names that exports use."""

    text: Annotated[str, Field(validation_alias=AliasChoices("text", "content", "body"))]
    title: str | None = None
    source: Annotated[
        str | None, Field(validation_alias=AliasChoices("source", "outlet", "publisher"))
    ] = None
    url: Annotated[str | None, Field(validation_alias=AliasChoices("url", "link"))] = None
    author: str | None = None
    published: Annotated[
        # A day first, which would pass for midnight; strict, else midnight would pass for a day.
        Annotated[date, Strict()] | datetime | None,
        Field(validation_alias=AliasChoices("published", "date"), union_mode="left_to_right"),
        AfterValidator(_within_utc),
    ] = None
    language: str | None = None


def _load_jsonl(text: str, name: str) -> list[Article]:
    """Read one article a line; a bad line refuses the file, so that nothing is half loaded."""
    lines = read_lines(text, name, _Line, "article")
    return [load_text(**fields.model_dump(), name=where) for where, fields in lines]


def _read_line(line: str, where: str, model: type[Line], kind: str) -> Line:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        raise LoadError(f"{where}: {_complaint(error.errors()[0], kind)}.") from error


def _complaint(fault: ErrorDetails, kind: str) -> str:
    if not fault["loc"]:
        return f"is not a JSON object: write one {kind} a line"
    if fault["type"] == "missing":
        return f'has no "{".".join(str(part) for part in fault["loc"])}"'
    value = json.dumps(fault["input"], ensure_ascii=False)
    return f'"{fault["loc"][0]}" cannot be {_shorten(value, _MAX_SHOWN)}'


def _shorten(sentence: str, limit: int) -> str:
    """Return at most `limit` characters on one line, cut at a word."""
    sentence = " ".join(sentence.split())
    if len(sentence) <= limit:
        return sentence
    cut = sentence[: limit - 1]
    return cut.rsplit(" ", 1)[0].rstrip(",;:–—- ") + "…"


LOADERS: dict[str, Callable[[str, str], list[Article]]] = {
    ".txt": _load_plain,
    ".md": _load_markdown,
    ".html": _load_html,
    ".htm": _load_html,
    ".jsonl": _load_jsonl,
}
"""File endings and what reads them, from text and the file's name."""
