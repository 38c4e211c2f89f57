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

_ROOM = MAX_UNITS - 500
"""What a page of an article's text may fill: the rest is for the article's head."""

MAX_QUOTE = 2000
"""UTF-16 units of a quote that is shown whole."""

_OPEN_QUOTE = 150
"""UTF-16 units before the focus up to which a quote may be folded: Telegram shows three lines of
a folded one, and the sentence that answers must be among them."""

_SURE = 0.85
"""Confidence from which on the answer inside the first quote is put before it, for itself. From
here on more than nine of ten such sentences are right (index/weights/README.md, the last table);
from 0.8 on a little fewer."""

_MAX_HEADLINE = 100


def render_answer(answer: Answer, notes: Sequence[str] = ()) -> str:
    """Return an answer as one message, after `notes` of HTML: its quotes, or the refusal.

    The first quote is shown in its passage, the others as the sentence that answers, each with its
    source; those at the end that do not fit are left off.
    """
    if not answer.answered:
        return "\n".join([*notes, _render_refusal(answer)])
    first, *others = answer.quotes
    headline = headline_of(answer)
    blocks = [
        *notes,
        *([f"<i>{texts.DOUBTFUL}</i>"] if answer.doubtful else []),
        *([f"<i>{texts.DIFFERING}</i>"] if answer.differing else []),
        *([f"<b>{escape(headline, quote=False)}</b>"] if headline else []),
        render_quote(first),
        *(render_quote(_shortened(quote)) for quote in others),
    ]
    return pack(blocks)[0]


def headline_of(answer: Answer) -> str | None:
    """Return the answer itself where the reader is sure of it and it is short, else None."""
    span = answer.quotes[0].span
    if span is None or answer.confidence < _SURE or answer.differing:
        return None
    return span.text if units(span.text) <= _MAX_HEADLINE and "\n" not in span.text else None


def render_briefing(briefing: Briefing) -> list[str]:
    """Return a briefing's messages: a heading and the stories."""
    if not briefing.stories:
        return [texts.nothing_to_summarise(shorten(briefing.scope, _MAX_NAME))]
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


def render_article(article: StoredArticle, page: int) -> tuple[str, int]:
    """Return a page of an article, head and text, and how many pages there are.

    Past the end it is the last one.
    """
    pages = _pages(article.text)
    shown = pages[min(page, len(pages) - 1)]
    head = source_line(ArticleReference.of(article))
    return f"{head}\n\n{escape(shown, quote=False)}", len(pages)


def render_quote(quote: Quote) -> str:
    """Return a quote, its focus bold, the answer underlined in it, and its sources under it."""
    if units(quote.text) > MAX_QUOTE:
        quote = _shortened(quote)
    lead, before, answer, after, rest = (escape(one, quote=False) for one in quote.pieces)
    focus = f"<b>{before}<u>{answer}</u>{after}</b>" if answer else f"<b>{before}</b>"
    folded = " expandable" if units(lead) <= _OPEN_QUOTE else ""
    lines = [f"<blockquote{folded}>{lead}{focus}{rest}</blockquote>", source_line(quote.article)]
    return "\n".join([*lines, *_mention_lines(quote.also_in)])


def _shortened(quote: Quote) -> Quote:
    return quote.model_copy(update=quote.focus.model_dump())


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


def pack(blocks: Iterable[str]) -> list[str]:
    """Join blocks to as few messages as hold them; none is ever split."""
    parts: list[str] = []
    filled = 0
    for block in blocks:
        size = units(visible_text(block))
        if parts and filled + 2 + size <= MAX_UNITS:
            parts[-1] += f"\n\n{block}"
            filled += 2 + size
        else:
            parts.append(block)
            filled = size
    return parts


def source_line(article: ArticleReference, longest: int = _MAX_TITLE) -> str:
    """Return title (linked where there is a web address), outlet and date."""
    title = f"<b>{shorten(article.title, longest)}</b>"
    if article.url and has_web_address(article):
        title = f'<a href="{escape(article.url)}">{shorten(article.title, longest)}</a>'
    outlet = [shorten(article.source, _MAX_NAME)] if article.source else []
    return " · ".join([title, *outlet, format_date(article.published)])


def has_web_address(article: ArticleReference) -> bool:
    """Tell whether an article has an address that can be linked."""
    return bool(article.url) and str(article.url).startswith(("http://", "https://"))


def source_text(article: ArticleReference) -> str:
    """Return title, outlet and date without any markup."""
    parts = [article.title, *([article.source] if article.source else [])]
    return " · ".join([*parts, format_date(article.published)])


def format_date(published: date | None) -> str:
    """Return a day as "8 Jan 2026"."""
    if published is None:
        return texts.UNDATED
    return f"{published.day} {published:%b} {published.year}"


def shorten(text: str, limit: int) -> str:
    """Return `text` as `cut` does, escaped."""
    return escape(cut(text, limit), quote=False)


def cut(text: str, limit: int) -> str:
    """Return `text` on one line, cut at a word to at most `limit` UTF-16 units."""
    text = " ".join(text.split())
    if units(text) <= limit:
        return text
    return clip(text, limit - 1).rsplit(" ", 1)[0] + texts.CUT


def clip(text: str, limit: int) -> str:
    """Return the first `limit` UTF-16 units of `text`, one less rather than half a character."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


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


def _pages(text: str) -> list[str]:
    """Cut a text into pages of at most `_ROOM` UTF-16 units.

    Where it can be, at a paragraph's end, else at a line's or a word's.
    """
    pages: list[str] = []
    while units(text) > _ROOM:
        page = clip(text, _ROOM)
        ends = (page.rfind(mark, len(page) // 2) for mark in ("\n\n", "\n", " "))
        end = next((one for one in ends if one > 0), len(page))
        pages.append(text[:end])
        text = text[end:].lstrip()
    return [*pages, text]


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
