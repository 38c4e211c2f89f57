"""Fifty people at once, and one who asks too much."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

import pytest
from telegram import Update

from bot import texts
from bot.app import Bot
from bot.asking import Desk
from index.archive import Archive
from tests.support.bot_api import FakeTelegram

QUESTIONS = ("How many people are detained?", "Which bridge reopened?", "Who won the chess title?")
ASKERS = range(1001, 1051)


class SlowReader:
    """Takes its time over each question, and counts how many it is given at once."""

    def __init__(self, archive: Archive) -> None:
        self._ask, self._lock = archive.ask, threading.Lock()
        self.reading = self.most = 0

    def ask(self, *args: Any, **more: Any) -> Any:
        with self._lock:
            self.reading += 1
            self.most = max(self.most, self.reading)
        time.sleep(0.02)
        with self._lock:
            self.reading -= 1
        return self._ask(*args, **more)


async def receive(application: Bot, telegram: FakeTelegram, text: str, user: int) -> int:
    message = telegram.message(text, user=user)
    update = Update.de_json(telegram.update(message=message), application.bot)
    await application.update_queue.put(update)
    return int(message["message_id"])


def answered(telegram: FakeTelegram, user: int) -> list[int]:
    """The messages of a user that were answered, in the order of the answers."""
    replies = [sent["reply_parameters"] for sent in telegram.sent() if int(sent["chat_id"]) == user]
    return [json.loads(one)["message_id"] for one in replies]


async def test_fifty_people_ask_at_once(
    application: Bot, archive: Archive, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are answered, in order for each chat; commands of others are answered meanwhile."""
    reader = SlowReader(archive)
    monkeypatch.setattr(archive, "ask", reader.ask)
    await application.start()
    asked = {
        user: [await receive(application, telegram, text, user) for text in QUESTIONS]
        for user in ASKERS
    }
    for user, command in enumerate(("/help", "/articles", "/article 2", "/stats"), 1):
        await receive(application, telegram, command, user)
    async with asyncio.timeout(60):
        while not all(answered(telegram, user) for user in (1, 2, 3, 4)):
            await asyncio.sleep(0.005)
        done = sum(len(answered(telegram, user)) for user in ASKERS)
        await application.update_queue.join()
    await application.stop()
    assert {user: answered(telegram, user) for user in ASKERS} == asked
    assert reader.most == 2
    assert done < 30, "of 150 questions, when the commands were answered"


async def test_who_asks_too_much_is_told_once(chat, say, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(per_minute=3)
    chat.application.bot_data["desk"] = desk
    moment = [1000.0]
    monkeypatch.setattr("bot.asking.time.monotonic", lambda: moment[0])
    told = texts.TOO_MANY_QUESTIONS.format(limit=3)
    for message in (QUESTIONS[0], f"/ask {QUESTIONS[1]}", "/summary"):
        assert told not in await say(message)
    assert await say(QUESTIONS[0]) == [told]
    assert await say("/summary") == []
    assert await say("/help") == [texts.HELP]
    assert told not in await say(QUESTIONS[0], user=43), "another user is not meant"
    moment[0] += 61
    for _ in range(3):
        assert told not in await say(QUESTIONS[0])
    assert await say(QUESTIONS[0]) == [told]


def test_users_who_ask_nothing_any_more_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1000.0]
    monkeypatch.setattr("bot.asking.time.monotonic", lambda: moment[0])
    monkeypatch.setattr("bot.asking._MAX_USERS", 2)
    desk = Desk(per_minute=1)
    desk.admit(1)
    moment[0] += 59
    desk.admit(2)
    moment[0] += 2
    desk.admit(3)
    assert set(desk._askers) == {2, 3}
