"""Menus, and how the bot runs."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Update

from bot import texts
from bot.app import Bot, _set_menus
from index.archive import Archive
from tests.bot.conftest import ADMIN, STRANGER
from tests.support.bot_api import ApiError, FakeTelegram


def menus(telegram: FakeTelegram) -> dict[str, list[str]]:
    return {
        call["scope"]: [one["command"] for one in json.loads(call["commands"])]
        for call in telegram.sent("setMyCommands")
    }


async def test_admins_see_their_own_menu(application: Bot, telegram: FakeTelegram) -> None:
    await _set_menus(application)
    everybody = [command for command, _ in texts.COMMANDS]
    shown = {json.loads(scope)["type"]: commands for scope, commands in menus(telegram).items()}
    assert shown["default"] == shown["all_private_chats"] == everybody
    assert shown["chat"] == [*everybody, *(command for command, _ in texts.ADMIN_COMMANDS)]
    assert any(json.loads(scope).get("chat_id") == ADMIN for scope in menus(telegram))


async def test_an_admin_without_a_chat_stops_nothing(
    application: Bot, telegram: FakeTelegram
) -> None:
    telegram.fail_next("setMyCommands", *[ApiError(400, "Bad Request: chat not found")] * 3)
    await _set_menus(application)
    assert len(telegram.sent("setMyCommands")) == 3


async def test_every_command_of_the_menus_is_handled(say) -> None:
    for command, _ in (*texts.COMMANDS, *texts.ADMIN_COMMANDS):
        (answer,) = await say(f"/{command}")
        assert answer != texts.UNKNOWN_COMMAND, command


@pytest.mark.parametrize(("name", "answers"), [("Briefing_Test_Bot", 1), ("other_bot", 0)])
async def test_a_groups_commands_for_another_bot_are_left_to_it(
    say, telegram: FakeTelegram, archive: Archive, name: str, answers: int
) -> None:
    group = {"id": -5, "type": "group", "title": "G"}
    assert len(await say(f"/article_1@{name}", chat=group)) == answers
    assert len(await say(f"/article@{name} 1", chat=group)) == answers
    document = telegram.document("news.txt", b"The mint struck a copper coin for the jubilee.")
    said = await say(document=document, caption=f"/add@{name}", user=ADMIN, chat=group)
    assert len(said) == answers
    assert archive.stats().articles == 4 + answers


@pytest.mark.parametrize(
    ("method", "text"), [("ask", "Which bridge reopened?"), ("summarise", "/summary")]
)
async def test_help_is_answered_while_the_model_works(
    application: Bot,
    archive: Archive,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    text: str,
) -> None:
    """Neither the event loop nor the next update waits for an answer."""
    begun, released, in_time = threading.Event(), threading.Event(), []
    work = getattr(archive, method)

    def wait(*arguments: Any, **more: Any) -> Any:
        begun.set()
        in_time.append(released.wait(10))
        return work(*arguments, **more)

    monkeypatch.setattr(archive, method, wait)
    await application.start()
    await receive(application, telegram, text)
    await until(begun.is_set)
    await receive(application, telegram, "/help", user=43)
    await until(lambda: texts.HELP in telegram.texts)
    assert telegram.texts == [texts.HELP]
    released.set()
    await application.stop()
    assert in_time == [True]
    assert len(telegram.texts) == 2


async def receive(
    application: Bot, telegram: FakeTelegram, text: str, *, user: int = STRANGER
) -> None:
    update = telegram.update(message=telegram.message(text, user=user))
    await application.update_queue.put(Update.de_json(update, application.bot))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)
