"""Who may do what."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import InlineQueryResultsButton, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot import texts
from bot.config import Settings
from bot.people import People
from bot.replying import answer_press, reply

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]

INVITATION = re.compile(r"^/start invite_([\w-]{1,64})$")
"""What Telegram sends when somebody follows an invitation's link."""


def is_open(context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Tell whether everybody may ask."""
    settings: Settings = context.bot_data["settings"]
    return settings.access == "open"


def is_admin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Tell whether the update's user may change the archive."""
    settings: Settings = context.bot_data["settings"]
    return update.effective_user is not None and update.effective_user.id in settings.admins


def admins_only(
    handler: Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]],
) -> Handler:
    """Let only admins through; anybody else is told their user id and nothing is done."""

    @wraps(handler)
    async def guarded(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if is_admin(update, context):
            await handler(update, context)
        elif update.effective_user:
            await reply(update, [texts.NOT_ADMIN.format(id=update.effective_user.id)])

    return guarded


async def guard(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop what strangers send before any other handler sees it.

    What counts is who asks, in groups too: an invited person may ask anywhere.

    Raises:
        ApplicationHandlerStop: a stranger sent it.
    """
    if not await _is_let_in(update, context):
        await _refuse(update, context)
        raise ApplicationHandlerStop


async def _is_let_in(update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
    if is_open(context) or is_admin(update, context):
        return True
    # That the bot was added somewhere asks for nothing; a link is how strangers come in.
    if update.my_chat_member or _follows_invitation(update):
        return True
    people: People = context.bot_data["people"]
    user = update.effective_user
    return user is not None and await asyncio.to_thread(people.is_in, user.id)


def _follows_invitation(update: Update) -> bool:
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return False
    return INVITATION.fullmatch(message.text or "") is not None


async def _refuse(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell a stranger that they are one, where the bot would have spoken to anybody else."""
    if update.callback_query:
        await answer_press(update.callback_query, alert=texts.STRANGER_BUTTON)
    elif update.inline_query:
        button = InlineQueryResultsButton(texts.STRANGER_INLINE, start_parameter="stranger")
        await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.message and update.effective_user and _concerns_us(update, context):
        await reply(update, [texts.STRANGER.format(id=update.effective_user.id)])


def _concerns_us(update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Tell whether a handler waits for the update: a group's talk concerns none."""
    checks = (one.check_update(update) for one in context.application.handlers[0])
    return any(check is not None and check is not False for check in checks)
