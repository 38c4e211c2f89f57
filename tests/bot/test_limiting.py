"""Nothing goes out faster than Telegram allows, nothing is lost, and nobody waits for others.

In virtual time, with the true figures.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update
from telegram.error import RetryAfter

from bot.app import Bot, build_application
from bot.config import Settings
from bot.limiting import COSMETIC, Budget, ChatRateLimiter, Dropped
from bot.state import State
from index.archive import Archive
from tests.support.bot_api import ApiError, FakeTelegram, Json, OfflineRequest
from tests.support.virtual_time import run_virtually

ALLOWED = {"private": (3, 3), "group": (20, 60), "all": (30, 1)}
TYPING = "sendChatAction"


def kind(chat: int) -> str:
    return "private" if chat > 0 else "group"


def fullest_window(times: Iterable[float], seconds: float) -> int:
    """The most calls that any stretch of `seconds` holds."""
    times = sorted(times)
    # A hair shorter: sums of floats are not exact.
    return max(
        sum(first <= one < first + seconds - 1e-6 for one in times) for first in (*times, 0.0)
    )


@given(
    limit=st.integers(1, 30),
    seconds=st.floats(0.5, 60),
    pauses=st.lists(st.floats(0, 10), max_size=100),
)
def test_no_window_holds_more_than_the_budget(
    limit: int, seconds: float, pauses: list[float]
) -> None:
    budget, now, times = Budget(limit, seconds), 0.0, []
    for pause in pauses:
        now += pause
        now += budget.wait(now)
        assert budget.free(now) > 0 or budget.wait(now) < 1e-6
        budget.take(now)
        times.append(now)
    assert fullest_window(times, seconds) <= limit


class Line:
    """A limiter, and when which call went through it to Telegram."""

    def __init__(self) -> None:
        self.limiter = ChatRateLimiter()
        self.gone: list[tuple[float, int | None, Any]] = []
        self.penalties: dict[int | None, list[float]] = {}

    async def call(
        self, chat: int | None, what: Any = None, endpoint: str = "sendMessage", **more: Any
    ) -> Any:
        async def callback() -> Any:
            self.gone.append((now(), chat, what))
            if self.penalties.get(chat):
                raise RetryAfter(self.penalties[chat].pop(0))
            await asyncio.sleep(0.05)
            return {"done": what}

        return await self.limiter.process_request(
            callback, (), {}, endpoint, {"chat_id": chat}, more.get("args")
        )

    def times(self, chat: int | None = None) -> list[float]:
        return [when for when, to, _ in self.gone if chat in (None, to)]


def now() -> float:
    return asyncio.get_running_loop().time()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3, -1, -2]),
            st.floats(0, 5),
            st.sampled_from(["sendMessage", "editMessageText", TYPING]),
        ),
        max_size=80,
    )
)
def test_whatever_is_sent_stays_within_the_budgets(calls: list[tuple[int, float, str]]) -> None:
    async def send(line: Line) -> None:
        tasks = []
        for number, (chat, pause, endpoint) in enumerate(calls):
            await asyncio.sleep(pause / 10)
            tasks.append(asyncio.create_task(line.call(chat, (number, endpoint), endpoint)))
        done = await asyncio.gather(*tasks, return_exceptions=True)
        for (_, _, endpoint), result in zip(calls, done, strict=True):
            assert isinstance(result, dict) or (endpoint == TYPING and isinstance(result, Dropped))

    line = Line()
    run_virtually(send(line))
    assert fullest_window(line.times(), 1) <= 30
    for chat in {chat for chat, _, _ in calls}:
        limit, seconds = ALLOWED[kind(chat)]
        gone = [(when, what) for when, to, what in line.gone if to == chat and what[1] != TYPING]
        assert fullest_window((when for when, _ in gone), seconds) <= limit
        assert [what for _, what in gone] == sorted(what for _, what in gone)


def test_an_answer_in_three_parts_comes_at_once_and_the_fourth_waits() -> None:
    async def send(line: Line) -> None:
        for part in range(4):
            await line.call(1, part)

    line = Line()
    run_virtually(send(line))
    assert line.times()[2] < 0.2
    assert line.times()[3] == pytest.approx(3)


def test_typing_is_dropped_where_it_would_be_in_the_way() -> None:
    async def send(line: Line) -> None:
        await line.call(1, endpoint=TYPING)
        await asyncio.gather(*(line.call(1) for _ in range(3)))
        for args, endpoint in ((None, TYPING), (COSMETIC, "editMessageText")):
            with pytest.raises(Dropped):
                await line.call(1, endpoint=endpoint, args=args)
        await line.call(2, endpoint=TYPING)
        await asyncio.sleep(3)
        await line.call(1, endpoint="editMessageText", args=COSMETIC)

    line = Line()
    run_virtually(send(line))
    assert len(line.gone) == 6


def test_typing_leaves_room_for_messages_to_all() -> None:
    async def send(line: Line) -> None:
        typing = [line.call(chat, endpoint=TYPING) for chat in range(1, 51)]
        shown = await asyncio.gather(*typing, return_exceptions=True)
        assert sum(one == {"done": None} for one in shown) == 20
        await asyncio.gather(*(line.call(chat, "text") for chat in range(1, 11)))

    line = Line()
    run_virtually(send(line))
    assert line.times()[-1] < 0.1


def test_typing_that_is_stopped_stops_its_chat_and_is_not_repeated() -> None:
    async def send(line: Line) -> None:
        line.penalties = {1: [5]}
        with pytest.raises(RetryAfter):
            await line.call(1, endpoint=TYPING)
        await asyncio.gather(line.call(1, "text"), line.call(2, "text"))

    line = Line()
    run_virtually(send(line))
    assert [(pytest.approx(when, abs=0.2), chat) for when, chat, _ in line.gone] == [
        (0, 1),
        (0, 2),
        (5.1, 1),
    ]


def test_calls_without_a_chat_wait_for_nobody_and_are_tried_again() -> None:
    async def send(line: Line) -> None:
        messages = [asyncio.create_task(line.call(chat)) for chat in range(1, 101)]
        await asyncio.sleep(0)
        line.penalties = {None: [2]}
        assert await line.call(None, "press", "answerCallbackQuery") == {"done": "press"}
        assert now() == pytest.approx(2.15)
        line.penalties = {None: [1] * 4}
        with pytest.raises(RetryAfter):
            await line.call(None, "press", "answerCallbackQuery")
        await asyncio.gather(*messages)

    run_virtually(send(Line()))


def test_chats_that_are_owed_nothing_are_forgotten() -> None:
    async def send(line: Line) -> None:
        for chat in range(1, 1001):
            await line.call(chat)
        await asyncio.sleep(60)
        line.penalties = {-1: [100]}
        waiting = asyncio.create_task(line.call(-1))
        await asyncio.sleep(1)
        await line.call(5000)
        assert set(line.limiter._chats) == {"-1", "5000"}
        await waiting

    run_virtually(send(Line()))


def test_a_bot_that_stops_waits_for_no_long_penalty(
    archive: Archive, state: State, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async def stop(telegram: FakeTelegram, application: Bot) -> float:
        telegram.fail_next("sendMessage", ApiError(429, "Too Many Requests", retry_after=3600))
        async with application:
            await application.start()
            for user in (1, 1, 2, 2, 2, 2):
                update = telegram.update(message=telegram.message("/help", user=user))
                await application.update_queue.put(Update.de_json(update, application.bot))
            await asyncio.sleep(1)
            begun = now()
            await application.stop()
            return now() - begun

    telegram = FakeTelegram()
    application = build_application(settings, archive, state, request=OfflineRequest(telegram))
    assert run_virtually(stop(telegram, application)) < 5
    assert [int(sent["chat_id"]) for sent in telegram.sent()] == [1, 2, 2, 2, 2]
    assert caplog.text.count("A message was not sent: Not sent: the bot stops") == 2


class Flood(FakeTelegram):
    """A Telegram that now and then lets a chat wait, and notes every call and its moment."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(4)
        self.arrived: dict[int, list[tuple[float, str]]] = defaultdict(list)
        self.penalties: dict[int, list[tuple[float, float]]] = defaultdict(list)

    def call(self, method: str, parameters: Json, files: Any = None) -> Any:
        if "chat_id" not in parameters:
            return super().call(method, parameters, files)
        chat = int(parameters["chat_id"])
        self.arrived[chat].append((now(), method))
        if self.chance.random() < 0.1:
            seconds = self.chance.randint(1, 30)
            self.penalties[chat].append((now(), now() + seconds))
            raise ApiError(429, "Too Many Requests", retry_after=seconds)
        return super().call(method, parameters, files)


CHATS = [*range(1, 41), *range(-10, 0)]
ROUNDS = 8


async def talk(application: Bot, telegram: FakeTelegram) -> None:
    """Let each of fifty chats ask for help eight times at once."""
    async with application:
        await application.start()
        for _ in range(ROUNDS):
            for chat in CHATS:
                group = {"chat": {"id": chat, "type": "supergroup", "title": "G"}}
                message = telegram.message("/help", user=abs(chat), **(group if chat < 0 else {}))
                update = Update.de_json(telegram.update(message=message), application.bot)
                await application.update_queue.put(update)
        await application.update_queue.join()
        await application.stop()


@pytest.fixture
def flood(archive: Archive, state: State, settings: Settings) -> Flood:
    """What reached Telegram of fifty chats' talk."""
    telegram = Flood()
    application = build_application(settings, archive, state, request=OfflineRequest(telegram))
    run_virtually(talk(application, telegram))
    return telegram


def test_fifty_chats_and_a_telegram_that_lets_them_wait(flood: Flood) -> None:
    """Nothing lost, order kept, no call within a penalty, every budget held."""
    answered = defaultdict(list)
    for sent in flood.sent():
        asked = json.loads(sent["reply_parameters"])["message_id"]
        answered[int(sent["chat_id"])].append(asked)
    assert {chat: len(messages) for chat, messages in answered.items()} == dict.fromkeys(
        CHATS, ROUNDS
    )
    assert all(messages == sorted(messages) for messages in answered.values())
    assert sum(map(len, flood.penalties.values())) > 30
    for chat, penalties in flood.penalties.items():
        times = [when for when, _ in flood.arrived[chat]]
        assert not [one for one in times for start, end in penalties if start < one < end]
    for chat, calls in flood.arrived.items():
        limit, seconds = ALLOWED[kind(chat)]
        assert fullest_window((when for when, _ in calls), seconds) <= limit
    everything = [when for calls in flood.arrived.values() for when, _ in calls]
    assert fullest_window(everything, 1) <= 30


def test_a_penalty_delays_no_other_chat(flood: Flood) -> None:
    """A chat that was never stopped is done as soon as its own budget allows."""
    spared = [chat for chat in CHATS if chat > 0 and chat not in flood.penalties]
    assert len(spared) > 5
    assert all(flood.arrived[chat][-1][0] < 15 for chat in spared)
    assert max(end for penalties in flood.penalties.values() for _, end in penalties) > 30
