"""Briefings: /summary of a topic, a period, one article or the newest, and a refusal's button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from telegram import Update
from telegram.ext import ContextTypes

from bot import texts
from bot.answers import BRIEFING_BUTTON, take_press
from bot.asking import Desk, admit
from bot.inputs import after_command
from bot.render import render_briefing
from bot.replying import answer_press, reply, typing
from bot.verifying import verify_briefing, verify_messages
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Briefing
from index.periods import News


async def summarise(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /summary."""
    message = update.effective_message
    if message:
        await send_briefing(update, context, after_command(message.text or ""))


async def send_briefing(update: Update, context: ContextTypes.DEFAULT_TYPE, scope: str) -> None:
    """Send a briefing of a topic, a period, one article, or, with an empty scope, the newest."""
    await _send(update, context, partial(briefing_parts, scope=scope))


async def send_news(update: Update, context: ContextTypes.DEFAULT_TYPE, news: News) -> None:
    """Send a briefing of a period, or of the newest articles."""
    await _send(update, context, partial(_news_parts, news=news))


async def summarise_instead(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Give a briefing of the period of a question that was refused."""
    if press := await take_press(update, context, BRIEFING_BUTTON):
        await answer_press(press.query)
        await send_news(update, context, News(press.sent.understood.within))


async def _send(
    update: Update, context: ContextTypes.DEFAULT_TYPE, make_parts: Callable[[Archive], list[str]]
) -> None:
    if await admit(update, context):
        desk: Desk = context.bot_data["desk"]
        async with typing(update):
            parts = await desk.work(make_parts, context.bot_data["archive"])
        await reply(update, parts)


def briefing_parts(archive: Archive, scope: str) -> list[str]:
    """Summarise, verify and render. Blocks."""
    try:
        briefing = archive.summarise(scope)
    except ArticleNotFound as missing:
        return [texts.NO_SUCH_ARTICLE.format(id=missing.article_id)]
    return _render(archive, briefing)


def _news_parts(archive: Archive, news: News) -> list[str]:
    return _render(archive, archive.summarise_news(news))


def _render(archive: Archive, briefing: Briefing) -> list[str]:
    if not briefing.stories and archive.is_empty:
        return [texts.EMPTY_ARCHIVE]
    briefing = verify_briefing(archive, briefing)
    quotes = [quote for story in briefing.stories for quote in story.quotes]
    return verify_messages(render_briefing(briefing), quotes)
