"""Briefings: /summary of a topic, a period, one article or the newest, and a refusal's button."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ContextTypes

from bot import texts
from bot.answers import BRIEFING_BUTTON, take_press
from bot.asking import Desk, admit
from bot.questions import after_command
from bot.render import render_briefing
from bot.replying import answer_press, reply, typing
from bot.state import SentAnswer
from bot.verifying import verify_briefing, verify_messages
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Briefing


async def summarise(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /summary."""
    message = update.effective_message
    if message is None or not await admit(update, context):
        return
    desk: Desk = context.bot_data["desk"]
    archive: Archive = context.bot_data["archive"]
    async with typing(update):
        parts = await desk.work(briefing_parts, archive, after_command(message.text or ""))
    await reply(update, parts)


async def summarise_instead(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Give a briefing of the period of a question that was refused."""
    press = await take_press(update, context, BRIEFING_BUTTON)
    if press is None:
        return
    await answer_press(press.query)
    if await admit(update, context):
        desk: Desk = context.bot_data["desk"]
        archive: Archive = context.bot_data["archive"]
        async with typing(update):
            parts = await desk.work(_parts_of_period, archive, press.sent)
        await reply(update, parts)


def briefing_parts(archive: Archive, scope: str) -> list[str]:
    """Summarise, verify and render. Blocks."""
    try:
        briefing = archive.summarise(scope)
    except ArticleNotFound as missing:
        return [texts.NO_SUCH_ARTICLE.format(id=missing.article_id)]
    return _render(archive, briefing)


def _parts_of_period(archive: Archive, sent: SentAnswer) -> list[str]:
    period = sent.understood.within
    return _render(archive, archive.summarise_period(period, period.label)) if period else []


def _render(archive: Archive, briefing: Briefing) -> list[str]:
    if not briefing.stories and archive.stats().articles == 0:
        return [texts.EMPTY_ARCHIVE]
    briefing = verify_briefing(archive, briefing)
    quotes = [quote for story in briefing.stories for quote in story.quotes]
    return verify_messages(render_briefing(briefing), quotes)
