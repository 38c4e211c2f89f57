"""The playground and the bot, brought together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from bot.config import Settings
from bot.playground.cast import ADMIN, new_telegram
from bot.playground.page import page_routes
from bot.playground.server import serve

DEFAULT_PORT = 8460


@contextmanager
def open_playground(settings: Settings, port: int = DEFAULT_PORT) -> Iterator[Settings]:
    """Serve page and Bot API; yields the settings of a bot that lives there.

    Its address is in `telegram_api`. A real token, and where Telegram would reach it, are left
    out of them.
    """
    telegram = new_telegram()
    with serve(telegram, port=port, routes=page_routes()) as address:
        yield settings.model_copy(
            update={
                "telegram_bot_token": SecretStr(telegram.token),
                "telegram_api": address,
                "admins": settings.admins | {ADMIN},
                "webhook_url": None,
                "webhook_secret": None,
            }
        )
