"""How much may be asked: by one user in a minute, and by all at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from telegram import Update
from telegram.ext import ContextTypes

from bot import texts
from bot.limiting import Budget
from bot.replying import reply

_AT_ONCE = 2
"""Questions and briefings worked on at once: as many as a small machine has cores. Each takes one
of the few threads that everything else, such as /articles, needs too."""

_MINUTE = 60.0

_MAX_USERS = 10_000
"""Above it, users who asked nothing in the last minute are forgotten."""

P = ParamSpec("P")
Result = TypeVar("Result")


class Desk:
    """Where questions wait for their turn, first come, first served."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._askers: dict[int, Budget] = {}
        self._told: set[int] = set()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def admit(self, user_id: int) -> bool:
        """Count a question of a user; False when it is one too many for this minute."""
        now = time.monotonic()
        if len(self._askers) >= _MAX_USERS:
            self._forget_idle(now)
        budget = self._askers.setdefault(user_id, Budget(self.per_minute, _MINUTE))
        if budget.wait(now):
            return False
        budget.take(now)
        self._told.discard(user_id)
        return True

    def must_tell(self, user_id: int) -> bool:
        """Tell whether a user who was not admitted does not know it yet; true only once."""
        if user_id in self._told:
            return False
        self._told.add(user_id)
        return True

    async def work(
        self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Run what blocks for long in a thread, when there is room."""
        async with self._turns:
            return await asyncio.to_thread(function, *args, **kwargs)

    def _forget_idle(self, now: float) -> None:
        self._askers = {
            user: budget for user, budget in self._askers.items() if budget.free(now) < budget.limit
        }
        self._told &= self._askers.keys()


async def admit(update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Count a question; who asks too many is told so once, and False is returned."""
    desk: Desk = context.bot_data["desk"]
    sender = update.effective_sender
    if sender is None or desk.admit(sender.id):
        return True
    if desk.must_tell(sender.id):
        await reply(update, [texts.TOO_MANY_QUESTIONS.format(limit=desk.per_minute)])
    return False
