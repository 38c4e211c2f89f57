"""Who may do what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from bot import texts
from bot.config import Settings
from bot.replying import reply

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


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
