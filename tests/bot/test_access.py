"""A bot for invited people: everything is guarded in one place, and one link opens it."""

from __future__ import annotations

import json
import re

import pytest

from bot import texts
from bot.config import Settings, load_settings
from bot.people import People
from tests.bot.conftest import ADMIN, STRANGER
from tests.support.bot_api import BOT, TOKEN, FakeTelegram

QUESTION = "How many people are detained for political reasons?"
REFUSED = texts.STRANGER.format(id=STRANGER)


@pytest.fixture
def settings() -> Settings:
    return load_settings(telegram_bot_token=TOKEN, admins=frozenset({ADMIN}), access="invite")


def code_in(text: str) -> str:
    found = re.search(rf"https://t\.me/{BOT['username']}\?start=(invite_[\w-]+)$", text)
    assert found
    assert len(found[1]) <= 64, "Telegram passes on no longer one"
    return found[1]


@pytest.mark.parametrize(
    "message",
    [QUESTION, "/start", "/help", "/articles", "/article_1", "/add x", "/nonsense", "/invite"],
)
async def test_strangers_get_one_sentence_whatever_they_send(say, message: str) -> None:
    assert await say(message) == [REFUSED]


async def test_a_stranger_presses_and_asks_inline_in_vain(chat, telegram: FakeTelegram) -> None:
    await chat.say("/remove 1", user=ADMIN)
    assert await chat.press(texts.REMOVE) == []
    assert telegram.sent("answerCallbackQuery")[-1]["text"] == texts.STRANGER_BUTTON
    query = {
        "id": "1",
        "from": {"id": STRANGER, "is_bot": False, "first_name": "S"},
        "query": QUESTION,
        "offset": "",
    }
    await chat.update(telegram.update(inline_query=query))
    (answer,) = telegram.sent("answerInlineQuery")
    assert json.loads(answer.get("results", "[]")) == []
    assert texts.STRANGER_INLINE in answer["button"]


async def test_a_stranger_who_edits_gets_nothing(chat, telegram: FakeTelegram) -> None:
    edited = telegram.message(QUESTION) | {"edit_date": 1}
    assert await chat.update(telegram.update(edited_message=edited)) == []


async def test_admins_are_always_in(say) -> None:
    (answer,) = await say(QUESTION, user=ADMIN)
    assert "863" in answer


async def test_a_link_lets_in_and_revoking_shuts_out(chat, say) -> None:
    (invited,) = await say("/invite", user=ADMIN)
    assert invited.startswith("This link lets in 1 person until ")
    code = code_in(invited)
    assert await say(f"/start {code}") == [texts.LET_IN]
    assert await say(f"/start {code}") == [texts.ALREADY_IN]
    assert "863" in (await say(QUESTION))[0]
    assert await say(f"/start {code}", user=43) == [texts.INVITATION_USED_UP.format(id=43)]
    (listed,) = await say("/people", user=ADMIN)
    assert "<b>1 person let in by invitation</b>" in listed
    assert re.search(rf"1\. User, <code>{STRANGER}</code>, since .+, by admin {ADMIN}", listed)
    await chat.press(texts.REVOKE.format(number=1), user=ADMIN)
    assert await say(QUESTION) == [REFUSED]


async def test_an_invitation_is_withdrawn_by_its_button(chat, say) -> None:
    (invited,) = await say("/invite 5 2d", user=ADMIN)
    assert "5 people" in invited
    (listed,) = await say("/people", user=ADMIN)
    assert "Invitation 1: 5 people more until " in listed
    (left,) = await chat.press(texts.WITHDRAW.format(id=1), user=ADMIN)
    assert "Invitation" not in left
    assert await say(f"/start {code_in(invited)}") == [
        texts.INVITATION_WITHDRAWN.format(id=STRANGER)
    ]


async def test_only_admins_invite_list_and_press(chat, say) -> None:
    (invited,) = await say("/invite 2", user=ADMIN)
    await say(f"/start {code_in(invited)}")
    for command in ("/invite", "/people"):
        assert await say(command) == [texts.NOT_ADMIN.format(id=STRANGER)]
    await say("/people", user=ADMIN)
    assert await chat.press(texts.REVOKE.format(number=1)) == []
    assert "863" in (await say(QUESTION))[0]


@pytest.mark.parametrize("wanted", ["0", "101", "-1", "5 0d", "366d", "53w", "5d 5", "5 5m", "x"])
async def test_an_invitation_out_of_bounds_is_explained(say, wanted: str) -> None:
    assert await say(f"/invite {wanted}", user=ADMIN) == [texts.HOW_TO_INVITE]


@pytest.mark.parametrize("wanted", ["", "1", "100 1h", "12h", "3 365D", "52w"])
async def test_an_invitation_within_bounds(say, wanted: str) -> None:
    code_in((await say(f"/invite {wanted}", user=ADMIN))[0])


async def test_a_guessed_code_lets_nobody_in(say) -> None:
    unknown = texts.INVITATION_UNKNOWN.format(id=STRANGER)
    assert await say("/start invite_guess") == [unknown]
    assert await say("/start invite_a b") == [REFUSED]


async def test_in_a_group_it_is_the_person_who_counts(chat, state, telegram: FakeTelegram) -> None:
    async def say(text: str, user: int) -> list[str]:
        message = telegram.group_message(text, user=user)
        return await chat.update(telegram.update(message=message))

    assert await say("hello all", STRANGER) == [], "talk is none of the bot's business"
    assert await say("/weather", STRANGER) == []
    assert await say("/start invite_guess", STRANGER) == [REFUSED]
    assert await say(f"@{BOT['username']} {QUESTION}", STRANGER) == [REFUSED]
    people = People(state.database)
    await chat.say("/invite", user=ADMIN)
    await chat.say(f"/start {code_in(telegram.texts[-1])}")
    assert people.is_in(STRANGER)
    (answer,) = await say(f"@{BOT['username']} {QUESTION}", STRANGER)
    assert "863" in answer
    assert await say("/people", ADMIN) == [texts.PEOPLE_IN_PRIVATE]


async def test_a_group_is_told_that_invited_people_are_answered(
    chat, telegram: FakeTelegram
) -> None:
    (said,) = await chat.update(telegram.membership("left", "member"))
    assert said.endswith(texts.GROUP_INVITED_ONLY)


async def test_many_people_are_turned_over(chat, say, state) -> None:
    people = People(state.database)
    (invited,) = await say("/invite 25", user=ADMIN)
    code = code_in(invited).removeprefix("invite_")
    for user in range(100, 125):
        people.enter(code, user, "<b>&" + "n" * 100)
    for _ in range(12):
        await say("/invite", user=ADMIN)
    (first,) = await say("/people", user=ADMIN)
    assert "10. &lt;b&gt;&amp;" in first
    assert "and 2 more invitations" in first
    (second,) = await chat.press(texts.OLDER, user=ADMIN)
    (third,) = await chat.press(texts.OLDER, user=ADMIN)
    assert "25. " in third
    assert await chat.press(texts.NEWER, user=ADMIN) == [second]


class TestOpen:
    """Everybody may ask, which is the default."""

    @pytest.fixture
    def settings(self) -> Settings:
        return load_settings(telegram_bot_token=TOKEN, admins=frozenset({ADMIN}))

    async def test_links_are_not_needed(self, say) -> None:
        assert await say("/invite", user=ADMIN) == [texts.EVERYBODY_IS_IN]
        assert await say("/start invite_guess") == [texts.ALREADY_IN]
