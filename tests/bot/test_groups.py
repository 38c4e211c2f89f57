"""In a group the bot speaks when spoken to, and otherwise keeps silent."""

from __future__ import annotations

import json

import pytest
from telegram import Message

from bot import texts
from bot.app import Bot
from bot.groups import without_mention
from tests.support.bot_api import BOT, GROUP, ApiError, FakeTelegram

QUESTION = "How many people are detained for political reasons?"
NAME = f"@{BOT['username']}"
GREETING = texts.GROUP.format(name=BOT["username"])


@pytest.fixture
def say_in_group(chat, telegram: FakeTelegram):
    async def say(text: str, **more) -> list[str]:
        return await chat.update(telegram.update(message=telegram.group_message(text, **more)))

    return say


@pytest.mark.parametrize(
    "text",
    [f"{NAME} {QUESTION}", f"{NAME.upper()}, {QUESTION}", f"{QUESTION} {NAME}", f"/ask {QUESTION}"],
)
async def test_it_answers_when_mentioned_or_commanded(say_in_group, say, text: str) -> None:
    assert await say_in_group(text) == await say(QUESTION)


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        f"@{BOT['username']}s {QUESTION}",
        f"mail me at you{NAME}",
        "/unknown",
        f"/unknown {NAME}",
    ],
)
async def test_it_keeps_silent_otherwise(say_in_group, telegram: FakeTelegram, text: str) -> None:
    before = len(telegram.calls)
    assert await say_in_group(text) == []
    assert len(telegram.calls) == before, "not even typing"


async def test_it_answers_a_reply_to_itself_and_not_to_others(
    say_in_group, telegram: FakeTelegram
) -> None:
    own = telegram.group_message("The articles don’t say.") | {"from": BOT}
    (answer,) = await say_in_group(QUESTION, reply_to_message=own)
    assert "863" in answer
    assert await say_in_group(QUESTION, reply_to_message=telegram.group_message("Hi")) == []


async def test_a_mention_alone_asks_the_message_it_replies_to(
    say_in_group, telegram: FakeTelegram
) -> None:
    (answer,) = await say_in_group(NAME, reply_to_message=telegram.group_message(QUESTION))
    assert "863" in answer
    assert await say_in_group(f"{NAME}!") == [texts.HOW_TO_ASK]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (f"{NAME} who?", "who?"),
        (f"{NAME}: who? ", "who?"),
        (f"🫒🫒 {NAME}, who?", "🫒🫒 , who?"),
        (f"who? {NAME}", "who?"),
        (f"{NAME} who? {NAME}", "who?"),
        (f"{NAME} ?!", ""),
        ("  who? ", "who?"),
    ],
)
async def test_the_mention_is_no_part_of_the_question(
    application: Bot, telegram: FakeTelegram, text: str, question: str
) -> None:
    message = Message.de_json(telegram.group_message(text), application.bot)
    assert without_mention(message) == question


async def test_typing_and_answer_go_to_the_topic_of_the_question(
    say_in_group, telegram: FakeTelegram
) -> None:
    await say_in_group(f"{NAME} {QUESTION}", topic=77)
    calls = [call for call in telegram.calls if call.method in ("sendChatAction", "sendMessage")]
    assert {call.method for call in calls} == {"sendChatAction", "sendMessage"}
    assert all(str(call.parameters["message_thread_id"]) == "77" for call in calls)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("left", "member", [GREETING + texts.GROUP_PRIVACY]),
        ("kicked", "member", [GREETING + texts.GROUP_PRIVACY]),
        ("left", "administrator", [GREETING]),
        ("member", "administrator", []),
        ("member", "left", []),
        ("left", "kicked", []),
    ],
)
async def test_when_added_it_says_once_how_to_use_it(
    chat, telegram: FakeTelegram, old: str, new: str, said: list[str]
) -> None:
    assert await chat.update(telegram.membership(old, new)) == said


async def test_a_person_who_starts_or_blocks_it_and_a_channel_are_no_groups(
    chat, telegram: FakeTelegram
) -> None:
    for type_ in ("private", "channel"):
        assert await chat.update(telegram.membership("kicked", "member", type=type_)) == []


async def test_an_answer_follows_a_group_that_became_a_supergroup(
    say_in_group, telegram: FakeTelegram
) -> None:
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    telegram.fail_next("sendMessage", ApiError(400, moved, migrate_to_chat_id=-100500))
    await say_in_group("/help")
    assert [int(json.loads(str(sent["chat_id"]))) for sent in telegram.sent()] == [GROUP, -100500]
