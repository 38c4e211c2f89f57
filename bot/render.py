"""Answers, briefings and articles to Telegram HTML: values in, lists of message parts out.

Every quote is one blockquote whose text is the article's own, and is never cut: a quote that is
too long for a message shrinks to its focus sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from bot import texts
from corpus.models import StoredArticle
from index.archive import ArticlePage
from index.models import Answer, ArticleReference, Briefing, Mention, Quote

MAX_UNITS = 4096
"""Telegram's limit for a message: UTF-16 units of the text after its tags are parsed."""

_MAX_TITLE = 200
_MAX_NAME = 80
_MAX_MENTIONS = 3
"""Other articles named under a quote."""

_MAX_ARTICLE_PARTS = 4
"""Messages that /article fills at most."""

_ROOM = MAX_UNITS - 200
"""What a part of an article's text may fill: the rest is for the line that tells of a cut."""

_MAX_READ = (_MAX_ARTICLE_PARTS + 1) * _ROOM
"""Characters of an article that are rendered: a part more than is shown, so none shown ends early.
Rendering 9 MB whole took 11 s."""


def render_answer(answer: Answer) -> list[str]:
    """Return an answer's messages: its quotes, each with its source, or the refusal."""
    if not answer.answered:
        return [_render_refusal(answer)]
    notes = [f"<i>{texts.DIFFERING}</i>"] if answer.differing else []
    return pack([*notes, *(render_quote(quote) for quote in answer.quotes)])


def render_briefing(briefing: Briefing) -> list[str]:
    """Return a briefing's messages: a heading and the stories."""
    if not briefing.stories:
        return [texts.NOTHING_TO_SUMMARISE.format(scope=shorten(briefing.scope, _MAX_NAME))]
    scope = shorten(briefing.scope, _MAX_NAME)
    heading = texts.BRIEFING_SCOPE.format(scope=scope) if scope else texts.BRIEFING_HEADING
    blocks = [heading]
    for story in briefing.stories:
        for _, quotes in groupby(story.quotes, key=lambda quote: quote.article.id):
            blocks.extend(_source_blocks(list(quotes)))
    return pack(blocks)


def render_page(page: ArticlePage, offset: int) -> str:
    """Return a list of articles as one message."""
    first, last = offset + 1, offset + len(page.articles)
    heading = texts.ARTICLES_HEADING.format(first=first, last=last, total=page.total)
    rows = [
        f"{texts.ARTICLE_LINK.format(id=article.id)} {source_line(ArticleReference.of(article))}"
        for article in page.articles
    ]
    return "\n".join([heading, *rows])


def render_article(article: StoredArticle) -> list[str]:
    """Return an article's head and text, as much of it as `_MAX_ARTICLE_PARTS` messages hold."""
    beginning, unread = article.text[:_MAX_READ], len(article.text[_MAX_READ:])
    pieces = [escape(piece, quote=False) for piece in _pieces(beginning, _ROOM)]
    parts = pack([source_line(ArticleReference.of(article)), *pieces], limit=_ROOM)
    shown, left_out = parts[:_MAX_ARTICLE_PARTS], parts[_MAX_ARTICLE_PARTS:]
    if count := unread + sum(len(visible_text(part)) for part in left_out):
        shown[-1] += f"\n\n{texts.ARTICLE_GOES_ON.format(count=count)}"
    return shown


def render_quote(quote: Quote) -> str:
    """Return a quote, its focus bold, the answer underlined in it, and its sources under it."""
    if units(quote.text) > _ROOM - 2 * _MAX_TITLE - _MAX_MENTIONS * 3 * _MAX_NAME:
        quote = quote.model_copy(update=quote.focus.model_dump())
    lead, before, answer, after, rest = (escape(one, quote=False) for one in quote.pieces)
    focus = f"<b>{before}<u>{answer}</u>{after}</b>" if answer else f"<b>{before}</b>"
    lines = [f"<blockquote>{lead}{focus}{rest}</blockquote>", source_line(quote.article)]
    return "\n".join([*lines, *_mention_lines(quote.also_in)])


def _mention_lines(mentions: Sequence[Mention]) -> list[str]:
    lines = [
        texts.ALSO_IN.format(article=source_line(one.article, _MAX_NAME))
        for one in mentions[:_MAX_MENTIONS]
    ]
    more = len(mentions) - len(lines)
    return [*lines, texts.ALSO_IN_MORE.format(count=more)] if more else lines


def quoted_texts(html: str) -> list[str]:
    """Return the text of every blockquote of a message, tags and entities undone."""
    parser = _QuoteReader()
    parser.feed(html)
    parser.close()
    return parser.quotes


def visible_text(html: str) -> str:
    """Return what a reader sees of a message."""
    parser = _QuoteReader()
    parser.feed(html)
    parser.close()
    return parser.text


def units(text: str) -> int:
    """Return the length of `text` as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def pack(blocks: Iterable[str], limit: int = MAX_UNITS) -> list[str]:
    """Join blocks to as few messages as hold them, `limit` units each; none is ever split."""
    parts: list[str] = []
    filled = 0
    for block in blocks:
        size = units(visible_text(block))
        if parts and filled + 2 + size <= limit:
            parts[-1] += f"\n\n{block}"
            filled += 2 + size
        else:
            parts.append(block)
            filled = size
    return parts


def source_line(article: ArticleReference, longest: int = _MAX_TITLE) -> str:
    """Return title (linked where there is a web address), outlet and date."""
    title = f"<b>{shorten(article.title, longest)}</b>"
    if article.url and article.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(article.url)}">{shorten(article.title, longest)}</a>'
    outlet = [shorten(article.source, _MAX_NAME)] if article.source else []
    return " · ".join([title, *outlet, format_date(article.published)])


def format_date(published: date | None) -> str:
    """Return a day as "8 Jan 2026"."""
    if published is None:
        return texts.UNDATED
    return f"{published.day} {published:%b} {published.year}"


def shorten(text: str, limit: int) -> str:
    """Return `text` on one line, escaped, cut at a word to at most `limit` UTF-16 units."""
    text = " ".join(text.split())
    if units(text) > limit:
        cut = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
        text = cut.rsplit(" ", 1)[0] + texts.CUT
    return escape(text, quote=False)


def _render_refusal(answer: Answer) -> str:
    if not answer.related:
        return texts.REFUSAL
    titles = [
        f"{texts.ARTICLE_LINK.format(id=article.id)} {shorten(article.title, _MAX_TITLE)}"
        for article in answer.related
    ]
    return "\n".join([texts.REFUSAL, "", texts.RELATED, *titles])


def _source_blocks(quotes: Sequence[Quote]) -> list[str]:
    """Return quotes of one article, its source under the last."""
    blocks = [f"<blockquote>{escape(quote.text, quote=False)}</blockquote>" for quote in quotes]
    blocks[-1] += f"\n{source_line(quotes[0].article)}"
    return blocks


def _pieces(text: str, limit: int) -> list[str]:
    """Cut a text at paragraphs, or words where one is longer than `limit` UTF-16 units."""
    pieces: list[str] = []
    for paragraph in text.split("\n\n"):
        while units(paragraph) > limit:
            cut = paragraph[: limit // 2]
            end = cut.rfind(" ") if " " in cut else len(cut)
            pieces.append(paragraph[:end])
            paragraph = paragraph[end:].lstrip()
        if paragraph.strip():
            pieces.append(paragraph)
    return pieces


class _QuoteReader(HTMLParser):
    """Collects a message's text and that of its blockquotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.quotes: list[str] = []
        self._quoting = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._quoting = True
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._quoting = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._quoting:
            self.quotes[-1] += data
