"""A message to an answer."""

from __future__ import annotations

import re

from telegram import Update
from telegram.ext import ContextTypes

from bot import texts
from bot.access import is_admin
from bot.asking import Desk, admit
from bot.config import Settings
from bot.groups import without_mention
from bot.render import render_answer
from bot.replying import reply, typing
from bot.verifying import verify_answer, verify_messages
from index.archive import Archive

MAX_QUESTION = 1000
"""Characters. Longer texts are not questions, and the encoder would read only their beginning."""

_COMMAND = re.compile(r"/\w+(?:@\w+)?\s*")


def after_command(text: str) -> str:
    """Return what follows a command, its line breaks kept."""
    return _COMMAND.sub("", text, count=1).strip()


async def answer_message(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a message that is a question."""
    message = update.effective_message
    if message and message.text:
        await _answer_words(update, context, without_mention(message))


async def answer_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /ask, with the question after it or in the message it replies to."""
    message = update.effective_message
    if message:
        await _answer_words(update, context, after_command(message.text or ""))


async def _answer_words(update: Update, context: ContextTypes.DEFAULT_TYPE, question: str) -> None:
    """Answer what was said to the bot; without words, the message it was said to."""
    replied = update.effective_message and update.effective_message.reply_to_message
    if replied and not question:
        question = (replied.text or replied.caption or "").strip()
    if question:
        await _answer(update, context, question)
    else:
        await reply(update, [texts.HOW_TO_ASK])


async def refuse_other(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say that only words are understood, and to admins how the file they sent is added."""
    message = update.effective_message
    sent_file = message is not None and message.document is not None
    hint = texts.HOW_TO_ADD_FILE if sent_file and is_admin(update, context) else texts.ONLY_TEXT
    await reply(update, [hint])


async def _answer(update: Update, context: ContextTypes.DEFAULT_TYPE, question: str) -> None:
    if len(question) > MAX_QUESTION:
        too_long = texts.QUESTION_TOO_LONG.format(length=len(question), limit=MAX_QUESTION)
        await reply(update, [too_long])
        return
    if not await admit(update, context):
        return
    archive: Archive = context.bot_data["archive"]
    settings: Settings = context.bot_data["settings"]
    desk: Desk = context.bot_data["desk"]
    async with typing(update):
        parts = await desk.work(answer_parts, archive, question, settings.quotes)
    await reply(update, parts)


def answer_parts(archive: Archive, question: str, limit: int) -> list[str]:
    """Ask, verify and render. Blocks."""
    answer = archive.ask(question, limit=limit)
    if not answer.answered and archive.stats().articles == 0:
        return [texts.EMPTY_ARCHIVE]
    answer = verify_answer(archive, answer)
    return verify_messages(render_answer(answer), answer.quotes)
