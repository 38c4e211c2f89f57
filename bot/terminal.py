"""Answers, briefings and articles on a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot import texts

if TYPE_CHECKING:
    from corpus.errors import LoadError
    from corpus.models import StoredArticle
    from index.archive import AddResult, ArticlePage, Stats
    from index.models import Answer, ArticleReference, Briefing, Quote

_MEGABYTE = 1024 * 1024

_UNBROKEN = 1_000_000
"""Width when nobody watches: a pipe must get a quote as it is, on the lines it has."""


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console.width = _UNBROKEN
    return console


output = _console()
errors = _console(stderr=True)


def print_answer(answer: Answer, *, empty: bool, notes: Sequence[str] = ()) -> None:
    """Print the quotes, or the refusal; `empty` says that there is no article at all."""
    for note in notes:
        output.print(Text(plain(note), style="dim"))
    if not answer.answered:
        output.print(texts.NO_ARTICLES if empty else texts.REFUSAL)
        if answer.related:
            output.print(texts.RELATED)
        for article in answer.related:
            output.print(Text(f"  {article.id}  {plain(article.title)}"))
    if answer.doubtful:
        output.print(texts.DOUBTFUL)
    if answer.differing:
        output.print(texts.DIFFERING)
    for quote in answer.quotes:
        _print_quote(quote)
        _print_source(quote.article)
        for mention in quote.also_in:
            _print_source(mention.article, texts.ALSO_IN)


def print_briefing(briefing: Briefing, *, empty: bool) -> None:
    """Print the stories, or that there are none; `empty` as for `print_answer`."""
    if not briefing.stories:
        nothing = texts.nothing_to_summarise(plain(briefing.scope))
        output.print(Text(texts.NO_ARTICLES if empty else nothing))
    for story in briefing.stories:
        for quote in story.quotes:
            _print_quote(quote, bold=False)
        for article in {quote.article.id: quote.article for quote in story.quotes}.values():
            _print_source(article)


def print_articles(page: ArticlePage, words: str) -> None:
    """Print a table of the articles with `words`, or that there are none."""
    if not page.total:
        nothing = texts.NO_ARTICLES_FOUND.format(words=plain(words))
        output.print(Text(nothing if words else texts.NO_ARTICLES))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "published", "source", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for article in page.articles:
        cells = (str(article.id), _day(article), plain(article.source or ""), plain(article.title))
        table.add_row(*(Text(cell) for cell in cells))
    output.print(table)
    if len(page.articles) < page.total:
        errors.print(f"{len(page.articles)} of {page.total} articles")


def print_article(article: StoredArticle) -> None:
    """Print an article's head and text."""
    output.print(Text(plain(article.title), style="bold"))
    facts = (article.source, article.author, str(article.published or ""), article.url)
    output.print(Text(plain(" · ".join(fact for fact in facts if fact)), style="dim"))
    output.print()
    output.print(Text(plain(article.text)))


def print_added(result: AddResult) -> None:
    """Print what became of an article, as soon as it is known."""
    title = plain(result.title)
    if result.article:
        line = f"added {result.article.id}  {title}  ({texts.counted(result.passages, 'passage')})"
    elif result.duplicate_of:
        line = f"already there as {result.duplicate_of.id}  {title}"
    else:
        line = f"failed  {plain(result.error or '')}"
    # On a terminal, the console that draws the progress bar must move it out of the way.
    console = errors if output.is_terminal and errors.is_terminal else output
    console.print(Text(line), soft_wrap=True)
    console.file.flush()


def print_failed(error: LoadError) -> None:
    """Print why an input gave no article."""
    errors.print(Text(f"failed  {plain(str(error))}"), soft_wrap=True)


def confirm_removal(article: StoredArticle) -> bool:
    """Ask whether the removal is meant; anything but yes is no."""
    try:
        given = output.input(Text(f"Remove article {article.id}, {plain(article.title)}? [y/N] "))
    except EOFError:
        return False
    return given.strip().lower() in ("y", "yes")


def print_removed(article: StoredArticle) -> None:
    """Print which article is gone."""
    output.print(Text(f"removed {article.id}  {plain(article.title)}"))


def print_stats(stats: Stats) -> None:
    """Print what the archive holds."""
    size = f"{stats.size_bytes / _MEGABYTE:.1f} MB"
    print_pairs(stats.model_dump(exclude={"size_bytes"}) | {"size": size})


def print_pairs(values: Mapping[str, Any]) -> None:
    """Print names and values in two columns."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in values.items():
        shown = f"{value:.3f}" if isinstance(value, float) else str(value)
        table.add_row(Text(name), Text("–" if value is None else shown))
    output.print(table)


def print_json(value: object) -> None:
    """Print JSON as it is, for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def plain(text: str) -> str:
    """Return text without control characters: an article must not steer the terminal."""
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )


def _print_quote(quote: Quote, *, bold: bool = True) -> None:
    styles = ("", "bold", "bold underline", "bold", "") if bold else ("",) * 5
    shown = Text("“")
    for piece, style in zip(quote.pieces, styles, strict=True):
        shown.append(plain(piece), style=style)
    output.print()
    _print_indented(shown.append("”"))


def _print_source(article: ArticleReference, form: str = "{article}") -> None:
    facts = (f"{article.id}  {article.title}", article.source, _day(article), article.url)
    line = plain(" · ".join(fact for fact in facts if fact))
    _print_indented(Text(f"— {form.format(article=line)}", style="dim"))


def _print_indented(text: Text) -> None:
    if output.is_terminal:
        output.print(Padding(text, (0, 0, 0, 2)))
    else:
        output.print(text, soft_wrap=True)


def _day(article: ArticleReference | StoredArticle) -> str:
    return str(article.published or "")[: len("2026-01-08")]
