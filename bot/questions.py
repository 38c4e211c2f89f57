"""A message to an answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot import texts
from bot.access import is_admin
from bot.answers import Shown, compose
from bot.asking import Desk, admit
from bot.config import Settings
from bot.groups import without_mention
from bot.replying import answer_press, replace, reply, typing
from bot.state import SentAnswer, State
from corpus.errors import ArticleNotFound
from index.archive import Archive

MAX_QUESTION = 1000
"""Characters. Longer texts are not questions, and the encoder would read only their beginning."""

SUGGESTED_BUTTON = re.compile(r"suggested:(\d{1,18}):(\d{1,18})")
"""Callback data of a suggested question: the article and the sentence that answer it."""

_COMMAND = re.compile(r"/\w+(?:@\w+)?\s*")


def _question_in(text: str) -> str:
    """Return the question of a message: /ask before it is not part of it."""
    return after_command(text) if text.startswith("/") else text.strip()


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


async def answer_edited(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a question that was edited, in the place of the answer that it got."""
    message = update.edited_message
    if message is None or message.text is None:
        return
    state: State = context.bot_data["state"]
    before = await asyncio.to_thread(state.answer_to, message.chat_id, message.message_id)
    question = _question_in(without_mention(message))
    if before is None or before.message_id is None or not 0 < len(question) <= MAX_QUESTION:
        return
    if not await admit(update, context):
        return
    desk: Desk = context.bot_data["desk"]
    answered = await desk.work(_ask, context, message, question)
    if answered:
        sent, shown = answered
        await replace(
            context.bot,
            message.chat_id,
            before.message_id,
            shown.html,
            shown.buttons,
            shown.preview,
        )
        await asyncio.to_thread(state.set_message, sent.id, before.message_id)


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Greet, with questions to begin with that the newest articles answer."""
    archive: Archive = context.bot_data["archive"]
    desk: Desk = context.bot_data["desk"]
    async with typing(update):
        suggestions = await desk.work(archive.suggest)
    buttons = [
        [
            InlineKeyboardButton(
                one.question, callback_data=f"suggested:{one.article_id}:{one.start}"
            )
        ]
        for one in suggestions
    ]
    await reply(update, [texts.START], InlineKeyboardMarkup(buttons) if buttons else None)


async def answer_suggested(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a suggested question whose button was pressed; it is shown above its answer."""
    query = update.callback_query
    pressed = SUGGESTED_BUTTON.fullmatch(query.data or "") if query else None
    if query is None or pressed is None:
        return
    archive: Archive = context.bot_data["archive"]
    try:
        place = int(pressed[1]), int(pressed[2])
        suggestion = await asyncio.to_thread(archive.suggestion, *place)
    except ArticleNotFound:
        suggestion = None
    if suggestion is None:
        await answer_press(query, alert=texts.SUGGESTION_GONE)
        return
    await answer_press(query)
    note = texts.ASKED.format(question=escape(suggestion.question, quote=False))
    await _answer(update, context, suggestion.question, [note])


async def _answer(
    update: Update, context: ContextTypes.DEFAULT_TYPE, question: str, notes: Sequence[str] = ()
) -> None:
    message = update.effective_message
    if message is None:
        return
    if len(question) > MAX_QUESTION:
        too_long = texts.QUESTION_TOO_LONG.format(length=len(question), limit=MAX_QUESTION)
        await reply(update, [too_long])
        return
    if not await admit(update, context):
        return
    desk: Desk = context.bot_data["desk"]
    async with typing(update):
        answered = await desk.work(_ask, context, message, question, notes)
    if answered is None:
        await reply(update, [texts.EMPTY_ARCHIVE])
        return
    sent, shown = answered
    posted = await reply(update, [shown.html], shown.buttons, shown.preview)
    if posted:
        state: State = context.bot_data["state"]
        await asyncio.to_thread(state.set_message, sent.id, posted.message_id)


def _ask(
    context: ContextTypes.DEFAULT_TYPE,
    message: Message,
    question: str,
    notes: Sequence[str] = (),
) -> tuple[SentAnswer, Shown] | None:
    """Ask, keep the answer and compose its message; None when there is nothing to ask. Blocks."""
    archive: Archive = context.bot_data["archive"]
    settings: Settings = context.bot_data["settings"]
    state: State = context.bot_data["state"]
    answer = archive.ask(question, limit=settings.quotes)
    if not answer.answered and archive.stats().articles == 0:
        return None
    sent = state.keep_answer(
        answer,
        asked=question,
        chat_id=message.chat_id,
        question_id=message.message_id,
        user_id=message.from_user.id if message.from_user else 0,
    )
    return sent, compose(archive, sent, context.bot.username, notes=notes)
