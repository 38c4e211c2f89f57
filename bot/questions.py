"""A message to an answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import ParamSpec

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import ContextTypes

from bot import texts
from bot.access import is_admin
from bot.answers import AGAIN_BUTTON, Shown, compose, take_press
from bot.asking import Desk, admit
from bot.config import Settings
from bot.conversation import ask_understood, place_of, understand, understand_message
from bot.groups import without_mention
from bot.replying import answer_press, replace, reply, typing
from bot.state import Place, SentAnswer, State, Understood
from corpus.errors import ArticleNotFound
from index.archive import Archive

MAX_QUESTION = 1000
"""Characters. Longer texts are not questions, and the encoder would read only their beginning."""

SUGGESTED_BUTTON = re.compile(r"suggested:(\d{1,18}):(\d{1,18})")
"""Callback data of a suggested question: the article and the sentence that answer it."""

P = ParamSpec("P")
_Answered = tuple[SentAnswer, Shown]

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
    message, user = update.edited_message, update.effective_user
    if message is None or message.text is None or user is None:
        return
    state: State = context.bot_data["state"]
    before = await asyncio.to_thread(state.answer_to, message.chat_id, message.message_id)
    question = _question_in(without_mention(message))
    if before is None or before.message_id is None or not 0 < len(question) <= MAX_QUESTION:
        return
    if await admit(update, context):
        desk: Desk = context.bot_data["desk"]
        place = place_of(message, user.id)
        answered = await desk.work(_ask_message, context, message, place, question)
        await _put_in_place(context, before, answered)


async def ask_again(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Ask a question anew without what was added to it or what narrows it, in its place."""
    press = await take_press(update, context, AGAIN_BUTTON)
    if press is None:
        return
    await answer_press(press.query)
    if await admit(update, context):
        desk: Desk = context.bot_data["desk"]
        async with typing(update):
            answered = await desk.work(_ask_without, context, press.sent, press.data[2])
        await _put_in_place(context, press.sent, answered)


async def forget(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let the next question stand for itself."""
    message, user = update.effective_message, update.effective_user
    if message and user:
        state: State = context.bot_data["state"]
        await asyncio.to_thread(state.forget, place_of(message, user.id))
        await reply(update, [texts.NEW])


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
        suggestion = await asyncio.to_thread(archive.suggestion, int(pressed[1]), int(pressed[2]))
    except ArticleNotFound:
        suggestion = None
    if suggestion is None:
        await answer_press(query, alert=texts.SUGGESTION_GONE)
        return
    await answer_press(query)
    message = update.effective_message
    if message and await admit(update, context):
        place = place_of(message, query.from_user.id)
        understood = Understood(asked="", question=suggestion.question)
        await _send_answer(update, context, _ask, context, understood, place)


async def _answer(update: Update, context: ContextTypes.DEFAULT_TYPE, question: str) -> None:
    message, sender = update.effective_message, update.effective_sender
    if message is None or sender is None:
        return
    if len(question) > MAX_QUESTION:
        too_long = texts.QUESTION_TOO_LONG.format(length=len(question), limit=MAX_QUESTION)
        await reply(update, [too_long])
    elif await admit(update, context):
        place = place_of(message, sender.id)
        await _send_answer(update, context, _ask_message, context, message, place, question)


async def _send_answer(
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    ask: Callable[P, _Answered | None],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    desk: Desk = context.bot_data["desk"]
    async with typing(update):
        answered = await desk.work(ask, *args, **kwargs)
    if answered is None:
        await reply(update, [texts.EMPTY_ARCHIVE])
        return
    sent, shown = answered
    posted = await reply(update, [shown.html], shown.buttons, shown.preview)
    if posted:
        state: State = context.bot_data["state"]
        await asyncio.to_thread(state.set_message, sent.id, posted.message_id)


async def _put_in_place(
    context: ContextTypes.DEFAULT_TYPE, before: SentAnswer, answered: _Answered | None
) -> None:
    """Show an answer in the message of another."""
    if answered is None or before.message_id is None:
        return
    sent, shown = answered
    await replace(context.bot, before.place.chat_id, before.message_id, *shown)
    state: State = context.bot_data["state"]
    await asyncio.to_thread(state.set_message, sent.id, before.message_id)


def _ask_message(
    context: ContextTypes.DEFAULT_TYPE, message: Message, place: Place, question: str
) -> _Answered | None:
    """Ask what a message asks. Blocks."""
    archive: Archive = context.bot_data["archive"]
    state: State = context.bot_data["state"]
    return _ask(context, understand_message(archive, state, message, place, question), place)


def _ask_without(
    context: ContextTypes.DEFAULT_TYPE, sent: SentAnswer, what: str
) -> _Answered | None:
    """Ask a question again without its history ("plain"), or from all dates or articles. Blocks."""
    understood = sent.understood
    if what == "plain":
        understood = understand(context.bot_data["archive"], understood.asked, sent.sent)
    elif what == "dates":
        understood = understood.model_copy(update={"within": None})
    else:
        understood = understood.model_copy(update={"article": None})
    return _ask(context, understood, sent.place)


def _ask(
    context: ContextTypes.DEFAULT_TYPE, understood: Understood, place: Place
) -> _Answered | None:
    """Ask, keep the answer and compose its message; None when there is nothing to ask. Blocks."""
    archive: Archive = context.bot_data["archive"]
    settings: Settings = context.bot_data["settings"]
    state: State = context.bot_data["state"]
    answer = ask_understood(archive, understood, settings.quotes)
    if not answer.answered and archive.stats().articles == 0:
        return None
    sent = state.keep_answer(answer, understood, place)
    return sent, compose(archive, sent, context.bot.username)
