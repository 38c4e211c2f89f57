"""A message to an answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot import texts
from bot.access import is_admin
from bot.answers import AGAIN_BUTTON, Shown, compose, take_press
from bot.asking import Desk, admit
from bot.briefings import send_news
from bot.config import Settings
from bot.conversation import MAX_QUESTION, ask_understood, place_of, understand, understand_message
from bot.groups import without_mention
from bot.inputs import after_command
from bot.replying import answer_press, replace, reply, typing
from bot.state import Place, SentAnswer, State, Understood
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.english import SMALL_TALK

SUGGESTED_BUTTON = re.compile(r"suggested:(\d{1,18}):(\d{1,18})")
"""Callback data of a suggested question: the article and the sentence that answer it."""

_ASK = re.compile(r"/ask(@\w+)?(\s|$)")

_Understanding = Callable[[Archive, State], Understood]


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
    if SMALL_TALK.fullmatch(question.strip("?!. ")):
        await reply(update, [texts.NOTHING_ASKED])
        return
    replied = update.effective_message and update.effective_message.reply_to_message
    if replied and not question:
        question = (replied.text or replied.caption or "").strip()
    if question:
        await _answer_question(update, context, question)
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
    words = without_mention(message)
    question = after_command(words) if _ASK.match(words) else words
    # Of commands only /ask asks; what is no question any more leaves its answer as it is.
    if before and before.message_id and question and not question.startswith("/"):
        await _answer_question(update, context, question, before)


async def ask_again(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Ask a question anew without what was added to it or what narrows it, in its place."""
    press = await take_press(update, context, AGAIN_BUTTON)
    if press is None:
        return
    await answer_press(press.query)
    if await admit(update, context):
        understood = partial(_without, sent=press.sent, what=press.data[2])
        await _answer(update, context, understood, press.sent.place, press.sent)


async def forget(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let the next question stand for itself."""
    if place := place_of(update):
        state: State = context.bot_data["state"]
        await asyncio.to_thread(state.forget, place)
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
    place = place_of(update)
    if place and await admit(update, context):
        understood = Understood(asked="", question=suggestion.question)
        await _answer(update, context, lambda *_: understood, place)


async def _answer_question(
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    question: str,
    before: SentAnswer | None = None,
) -> None:
    """Answer a question, or one for the news; a message edited to ask it was answered `before`."""
    message, place = update.effective_message, place_of(update)
    if message is None or place is None:
        return
    archive: Archive = context.bot_data["archive"]
    if len(question) > MAX_QUESTION:
        too_long = texts.QUESTION_TOO_LONG.format(length=len(question), limit=MAX_QUESTION)
        await reply(update, [too_long])
    elif news := await asyncio.to_thread(archive.news_of, question, place.asked_at):
        await send_news(update, context, news)
    elif await admit(update, context):
        understood = partial(understand_message, message=message, place=place, asked=question)
        await _answer(update, context, understood, place, before)


async def _answer(
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    understand: _Understanding,
    place: Place,
    before: SentAnswer | None = None,
) -> None:
    """Ask and show the answer, in the place of one that was given `before`."""
    desk: Desk = context.bot_data["desk"]
    async with typing(update):
        answered = await desk.work(_ask, context, understand, place, before)
    if answered is None:
        await reply(update, [texts.EMPTY_ARCHIVE])
        return
    sent, shown = answered
    shown_before = before.message_id if before else None
    if shown_before and await replace(context.bot, place.chat_id, shown_before, *shown):
        return
    if posted := await reply(update, [shown.html], shown.buttons, shown.preview):
        state: State = context.bot_data["state"]
        await asyncio.to_thread(state.set_message, sent.id, posted.message_id)


def _ask(
    context: ContextTypes.DEFAULT_TYPE,
    understand: _Understanding,
    place: Place,
    before: SentAnswer | None,
) -> tuple[SentAnswer, Shown] | None:
    """Ask, keep the answer and compose its message; None when there is nothing to ask. Blocks."""
    archive: Archive = context.bot_data["archive"]
    settings: Settings = context.bot_data["settings"]
    state: State = context.bot_data["state"]
    understood, answer = ask_understood(archive, understand(archive, state), settings.quotes)
    if not answer.answered and archive.is_empty:
        return None
    if before:
        sent = state.replace_answer(before, answer, understood)
    else:
        sent = state.keep_answer(answer, understood, place)
    return sent, compose(archive, sent, context.bot.username)


def _without(archive: Archive, _: State, sent: SentAnswer, what: str) -> Understood:
    """Return a question without its history ("plain"), or for all dates or articles. Blocks."""
    understood = sent.understood
    if what == "dates":
        return understood.model_copy(update={"within": None, "dated": None})
    if what == "articles":
        return understood.model_copy(update={"article": None, "quoted": None, "said": None})
    if not understood.completed:
        return understood
    asked, asked_at = understood.asked, sent.place.asked_at
    return understand(archive, asked, asked_at, quoted=understood.quoted)
