"""Menus, and how the bot runs."""

from __future__ import annotations

import json

from bot import texts
from bot.app import Bot, _set_menus
from tests.bot.conftest import ADMIN
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
