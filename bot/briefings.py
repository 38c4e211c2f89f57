"""/summary: a briefing of a topic, a period, one article, or the newest."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.ext import ContextTypes

from bot import texts
from bot.questions import after_command
from bot.render import render_briefing
from bot.replying import reply, typing
from bot.verifying import verify_briefing, verify_messages
from corpus.errors import ArticleNotFound
from index.archive import Archive


async def summarise(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /summary."""
    message = update.effective_message
    if message is None:
        return
    archive: Archive = context.bot_data["archive"]
    async with typing(update):
        parts = await asyncio.to_thread(briefing_parts, archive, after_command(message.text or ""))
    await reply(update, parts)


def briefing_parts(archive: Archive, scope: str) -> list[str]:
    """Summarise, verify and render. Blocks."""
    try:
        briefing = archive.summarise(scope)
    except ArticleNotFound as missing:
        return [texts.NO_SUCH_ARTICLE.format(id=missing.article_id)]
    if not briefing.stories and archive.stats().articles == 0:
        return [texts.EMPTY_ARCHIVE]
    briefing = verify_briefing(archive, briefing)
    quotes = [quote for story in briefing.stories for quote in story.quotes]
    return verify_messages(render_briefing(briefing), quotes)
