"""What goes out: one budget for each chat and one for all, so that Telegram never stops the bot.

Telegram's rules (core.telegram.org/bots/faq): about one message a second in a chat, short bursts
tolerated, 20 a minute in a group, 30 a second in all. It answers more with a 429, and who goes on
all the same is stopped for hours.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from telegram.error import ChatMigrated, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

Result = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[[], Coroutine[Any, Any, Result]]
"""One call to Telegram, ready to be made, and made again."""

COSMETIC: Literal["cosmetic"] = "cosmetic"
"""As `rate_limit_args`: rather not at all than late, and never in the way of a message."""

_PRIVATE = (3, 3.0)
"""Calls in so many seconds: one a second, and an answer in three parts still comes at once."""
_GROUP = (20, 60.0)
_ALL = (30, 1.0)

_KEPT_FREE = 10
"""Of all calls of a second, those that cosmetic ones leave to messages."""

_SLACK_SECONDS = 0.1
"""Added to a penalty: Telegram's clock is not ours."""

_MAX_RETRIES = 3
"""For calls without a chat; those with one are tried until Telegram takes them."""

_CLOSING_SECONDS = 5
"""What still waits when the bot stops: a penalty may last for hours."""

_MAX_IDLE_CHATS = 1000
"""Above it, chats that are owed nothing are forgotten."""

_COUNTED = ("send", "edit", "copy", "forward")
"""How the methods begin that put something into a chat."""

_LOG = logging.getLogger(__name__)


class Dropped(TelegramError):
    """A call was not made: it was cosmetic and in the way, or the bot stops and it had to wait."""


class Budget:
    """At most `limit` calls in any `seconds`, wherever those begin."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._taken: deque[float] = deque(maxlen=limit)

    def wait(self, now: float) -> float:
        """Return the seconds until one more call may go, 0 when it may now."""
        if len(self._taken) < self.limit:
            return 0
        return _left(self._taken[0] + self.seconds, now)

    def free(self, now: float) -> int:
        """Return how many calls may go now."""
        return self.limit - sum(taken + self.seconds > now for taken in self._taken)

    def take(self, now: float) -> None:
        """Count a call that goes now."""
        self._taken.append(now)


class _Chat:
    """What a chat may still get, and its calls one after the other."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.turn = asyncio.Lock()
        self.penalty_until = 0.0

    def wait(self, now: float, *, counted: bool) -> float:
        penalty = _left(self.penalty_until, now)
        return max(penalty, self.budget.wait(now) if counted else 0.0)

    def is_idle(self, now: float) -> bool:
        rested = self.budget.free(now) == self.budget.limit and self.penalty_until <= now
        return rested and not self.turn.locked()


class ChatRateLimiter(BaseRateLimiter[Literal["cosmetic"]]):
    """Makes each call when its chat and all chats together have room for it.

    The calls of a chat go one after the other, each when the one before is done, so their order is
    kept, also when Telegram makes one wait. Only the task that makes a call waits for it.
    """

    def __init__(self) -> None:
        self._all = Budget(*_ALL)
        self._all_turn = asyncio.Lock()
        self._chats: dict[str, _Chat] = {}
        self._closing = asyncio.Event()
        self._deadline = 0.0

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: what waits belongs to tasks that the application ends."""

    def close(self) -> None:
        """Make calls only a little longer; those that have to wait beyond that are dropped."""
        self._deadline = _now() + _CLOSING_SECONDS
        self._closing.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Literal["cosmetic"] | None,
    ) -> Result:
        """Make a call in its turn and return what Telegram answers.

        Raises:
            Dropped: it would have had to wait, and was cosmetic or the bot stops.
        """

        def call() -> Coroutine[Any, Any, Result]:
            return callback(*args, **kwargs)

        if data.get("chat_id") is None:
            return await self._retry(call)
        try:
            return await self._call_chat(call, endpoint, data, rate_limit_args)
        except ChatMigrated as moved:
            # A group became a supergroup, which has another id.
            data["chat_id"] = moved.new_chat_id
            return await self._call_chat(call, endpoint, data, rate_limit_args)

    async def _call_chat(
        self, call: Call, endpoint: str, data: dict[str, Any], rate_limit_args: str | None
    ) -> Result:
        chat = self._chat(str(data["chat_id"]))
        typing = endpoint == "sendChatAction"
        counted = endpoint.startswith(_COUNTED) and not typing
        if typing or rate_limit_args == COSMETIC:
            return await self._spend_spare(chat, call, counted=counted)
        async with chat.turn:
            return await self._persist(chat, call, counted=counted)

    async def _persist(self, chat: _Chat, call: Call, *, counted: bool) -> Result:
        while True:
            await self._take(chat, counted=counted)
            try:
                return await call()
            except RetryAfter as error:
                _punish(chat, error)

    async def _take(self, chat: _Chat, *, counted: bool) -> None:
        """Wait for room, and count a call that goes at once."""
        while True:
            await self._sleep_off(partial(chat.wait, counted=counted))
            async with self._all_turn:
                await self._sleep_off(self._all.wait)
                # A cosmetic call may have brought the chat a penalty meanwhile.
                if not chat.wait(_now(), counted=counted):
                    self._count(chat, counted=counted)
                    return

    async def _spend_spare(self, chat: _Chat, call: Call, *, counted: bool) -> Result:
        now = _now()
        busy = chat.turn.locked() or self._all_turn.locked()
        if busy or chat.wait(now, counted=True) or self._all.free(now) <= _KEPT_FREE:
            raise Dropped("Not sent: it would be in the way of messages")
        self._count(chat, counted=counted)
        try:
            return await call()
        except RetryAfter as error:
            _punish(chat, error)
            raise

    async def _retry(self, call: Call) -> Result:
        """Make a call that belongs to no chat, again after the time that Telegram asks for."""
        for _ in range(_MAX_RETRIES):
            try:
                return await call()
            except RetryAfter as error:
                await self._sleep_off(partial(_left, _now() + _seconds(error)))
        return await call()

    async def _sleep_off(self, wait: Callable[[float], float]) -> None:
        """Sleep until nothing is left of `wait`, the seconds that are left at a moment."""
        while seconds := wait(_now()):
            await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        """Sleep so long, or until the bot stops.

        Raises:
            Dropped: it stops, and there is no time left for so long a sleep.
        """
        if not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), seconds)
        elif _now() + seconds > self._deadline:
            raise Dropped("Not sent: the bot stops, and Telegram lets the chat wait")
        else:
            await asyncio.sleep(seconds)

    def _count(self, chat: _Chat, *, counted: bool) -> None:
        now = _now()
        self._all.take(now)
        if counted:
            chat.budget.take(now)

    def _chat(self, id_: str) -> _Chat:
        if id_ not in self._chats:
            if len(self._chats) >= _MAX_IDLE_CHATS:
                self._forget_idle()
            # Only people have ids above zero; groups and channels may also go by "@name".
            self._chats[id_] = _Chat(Budget(*(_PRIVATE if id_.isdecimal() else _GROUP)))
        return self._chats[id_]

    def _forget_idle(self) -> None:
        now = _now()
        self._chats = {id_: chat for id_, chat in self._chats.items() if not chat.is_idle(now)}


def _left(end: float, now: float) -> float:
    return max(0.0, end - now)


def _punish(chat: _Chat, error: RetryAfter) -> None:
    seconds = _seconds(error)
    _LOG.warning("Telegram lets a chat wait for %s seconds", seconds)
    chat.penalty_until = max(chat.penalty_until, _now() + seconds)


def _seconds(error: RetryAfter) -> float:
    given = error.retry_after
    return (given.total_seconds() if isinstance(given, timedelta) else given) + _SLACK_SECONDS


def _now() -> float:
    """Return the time by which the event loop sleeps."""
    return asyncio.get_running_loop().time()
