"""Quotes that travel: a link to one of them, and cards for any chat by inline mode."""

from __future__ import annotations

import asyncio
import logging
import re
from urllib.parse import urlencode

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import texts
from bot.access import is_open
from bot.asking import Desk
from bot.render import headline_of, render_quote, source_text
from bot.replying import reply
from bot.verifying import verify_answer, verify_messages, verify_quotes
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Answer, Quote

QUOTE_LINK = re.compile(r"quote_(\d{1,18})_(\d{1,18})")
"""What follows /start in a link to a quote: its article's id and where its focus starts."""

_CARDS = 10
_MOST_CARDS = 30
_CACHE_SECONDS = 60
"""How long Telegram gives the same cards for the same words: articles come and go."""

_LOG = logging.getLogger(__name__)


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
    newest = context.user_data
    assert newest is not None  # an inline query always has a user
    newest["inline_query"] = query.id
    archive: Archive = context.bot_data["archive"]
    desk: Desk = context.bot_data["desk"]

    def find() -> Answer | None:
        # Each few letters are a query; who has typed on wants no answer to the words before.
        wanted = newest["inline_query"] == query.id
        return _find(archive, query.query.strip()) if wanted else None

    answer = await desk.work(find)
    if answer is not None:
        # What Telegram keeps for all, it would also give to strangers.
        await _give_cards(query, answer, personal=not is_open(context))


async def _give_cards(query: InlineQuery, answer: Answer, *, personal: bool) -> None:
    offset = int(query.offset) if query.offset.isdigit() else 0
    more = offset + _CARDS < len(answer.quotes)
    try:
        await query.answer(
            _cards(answer, offset),
            cache_time=_CACHE_SECONDS,
            is_personal=personal,
            next_offset=str(offset + _CARDS) if more else "",
        )
    except BadRequest as error:
        # It may be too old to be answered, and then nobody waits for it any more.
        _LOG.debug("An inline query was not answered: %s", error)


def _find(archive: Archive, question: str) -> Answer:
    if not question:
        return Answer(question=question, confidence=0.0)
    return verify_answer(archive, archive.ask(question, limit=_MOST_CARDS))


def _render(archive: Archive, article_id: int, start: int) -> str:
    quotes = verify_quotes(archive, [archive.quote(article_id, start)])
    if not quotes:
        # It was removed between the two looks at the archive.
        raise ArticleNotFound(article_id)
    return verify_messages([render_quote(quotes[0])], quotes)[0]


def _cards(answer: Answer, offset: int) -> list[InlineQueryResultArticle]:
    """Return a page of cards; the answer itself heads the first of all where it is sure."""
    headline = headline_of(answer) if answer.answered else None
    page = answer.quotes[offset : offset + _CARDS]
    return [_card(quote, None if at else headline) for at, quote in enumerate(page, start=offset)]


def _card(quote: Quote, headline: str | None) -> InlineQueryResultArticle:
    (html,) = verify_messages([render_quote(quote)], [quote])
    return InlineQueryResultArticle(
        id=f"{quote.article.id}-{quote.focus.start}",
        title=headline or quote.article.title,
        description=f"{quote.focus.text}\n{source_text(quote.article)}",
        input_message_content=InputTextMessageContent(
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
