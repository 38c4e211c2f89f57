"""A real application over the four-article archive, with Telegram's far end stood in for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.app import Bot, build_application
from bot.config import Settings, load_settings
from bot.state import State
from index.archive import Archive
from tests.support.bot_api import TOKEN, FakeTelegram, Json, OfflineRequest

ADMIN, STRANGER = 7, 42


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def settings() -> Settings:
    return load_settings(telegram_bot_token=TOKEN, admins=frozenset({ADMIN}))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    folder = tmp_path / "state"
    folder.mkdir()
    with closing(State(folder)) as state:
        yield state


@pytest.fixture
async def application(
    archive: Archive,
    state: State,
    settings: Settings,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Bot]:
    # Here a user says in a moment what takes people minutes.
    monkeypatch.setattr("bot.limiting._PRIVATE", (1000, 1.0))
    monkeypatch.setattr("bot.limiting._GROUP", (1000, 1.0))
    monkeypatch.setattr("bot.limiting._ALL", (1000, 1.0))
    application = build_application(settings, archive, state, request=OfflineRequest(telegram))
    async with application:
        yield application


class Chat:
    """What a user does, and what the bot sends them."""

    def __init__(self, application: Bot, telegram: FakeTelegram) -> None:
        self.application = application
        self.telegram = telegram

    async def update(self, update: Json) -> list[str]:
        """Let the bot handle an update; return the texts it sent."""
        before = len(self.telegram.texts)
        await self.application.process_update(Update.de_json(update, self.application.bot))
        return self.telegram.texts[before:]

    async def say(self, text: str | None = None, *, user: int = STRANGER, **more: Any) -> list[str]:
        """Send a private message."""
        message = self.telegram.message(text, user=user, **more)
        return await self.update(self.telegram.update(message=message))

    async def press(self, label: str, *, user: int = STRANGER) -> list[str]:
        """Press the button with this label under the bot's last message that has buttons."""
        message = self.telegram.last_message(with_buttons=True)
        buttons = [one for row in message["reply_markup"]["inline_keyboard"] for one in row]
        button = next(one for one in buttons if one["text"] == label)
        return await self.update(self.telegram.press(button, message, user=user))


@pytest.fixture
def chat(application: Bot, telegram: FakeTelegram) -> Chat:
    return Chat(application, telegram)


Say = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def say(chat: Chat) -> Say:
    return chat.say
