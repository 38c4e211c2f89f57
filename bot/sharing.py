"""Quotes that travel: a link to one of them, and cards for any chat by inline mode."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import urlencode

from telegram import (
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import ContextTypes

from bot import texts
from bot.asking import Desk
from bot.render import render_quote, source_text
from bot.replying import reply
from bot.verifying import verify_messages, verify_quotes
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Quote

QUOTE_LINK = re.compile(r"quote_(\d{1,18})_(\d{1,18})")
"""What follows /start in a link to a quote: its article's id and where its focus starts."""

_CARDS = 10
_MOST_CARDS = 30
_CACHE_SECONDS = 60
"""How long Telegram gives the same cards for the same words: articles come and go."""


def link_to(quote: Quote, bot_name: str) -> str:
    """Return the address that opens a quote in a chat with the bot."""
    return f"https://t.me/{bot_name}?start=quote_{quote.article.id}_{quote.focus.start}"


def link_to_share(quote: Quote, bot_name: str) -> str:
    """Return the address at which Telegram asks whom to send a quote's link."""
    return f"https://t.me/share/url?{urlencode({'url': link_to(quote, bot_name)})}"


async def show_shared(update: Update, context: ContextTypes.DEFAULT_TYPE, link: str) -> None:
    """Show the quote that a link names, or say that its article is gone."""
    found = QUOTE_LINK.fullmatch(link)
    archive: Archive = context.bot_data["archive"]
    try:
        assert found
        html = await asyncio.to_thread(_render, archive, int(found[1]), int(found[2]))
    except ArticleNotFound:
        html = texts.QUOTED_ARTICLE_GONE
    await reply(update, [html])


async def answer_inline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer "@bot question", typed in any chat, with cards; each is a message with its source."""
    query = update.inline_query
    if query is None:
        return
    offset = int(query.offset) if query.offset.isdigit() else 0
    archive: Archive = context.bot_data["archive"]
    desk: Desk = context.bot_data["desk"]
    quotes = await desk.work(_find, archive, query.query.strip())
    cards = [_card(quote) for quote in quotes[offset : offset + _CARDS]]
    more = offset + _CARDS < len(quotes)
    await query.answer(
        cards,
        cache_time=_CACHE_SECONDS,
        next_offset=str(offset + _CARDS) if more else "",
    )


def _find(archive: Archive, question: str) -> Sequence[Quote]:
    if not question:
        return []
    return verify_quotes(archive, archive.ask(question, limit=_MOST_CARDS).quotes)


def _render(archive: Archive, article_id: int, start: int) -> str:
    quotes = verify_quotes(archive, [archive.quote(article_id, start)])
    if not quotes:
        # It was removed between the two looks at the archive.
        raise ArticleNotFound(article_id)
    return verify_messages([render_quote(quotes[0])], quotes)[0]


def _card(quote: Quote) -> InlineQueryResultArticle:
    (html,) = verify_messages([render_quote(quote)], [quote])
    return InlineQueryResultArticle(
        id=f"{quote.article.id}-{quote.focus.start}",
        title=quote.span.text if quote.span else quote.article.title,
        description=f"{quote.focus.text}\n{source_text(quote.article)}",
        input_message_content=InputTextMessageContent(
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
