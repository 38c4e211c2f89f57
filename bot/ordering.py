"""Updates in order within a chat, and chats side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor, filters

_MAX_UPDATES = 1_000_000
"""In effect none: an update that waits for its chat must not take the place of another chat's.

What is dear is limited where it is done: sending by its budgets, asking by `bot.asking`.
"""


class ChatOrder(BaseUpdateProcessor):
    """Handles a chat's updates one after the other, as they came; no chat waits for another.

    Those that pass `beside` take so long that their chat goes on meanwhile.
    """

    def __init__(self, beside: filters.BaseFilter) -> None:
        super().__init__(_MAX_UPDATES)
        self._beside = beside
        # A chat's lock lives as long as an update holds it or waits for it.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await the coroutine when those of the same chat before it are done."""
        async with self._turn(update):
            await coroutine

    def _turn(self, update: object) -> AbstractAsyncContextManager[None]:
        if not isinstance(update, Update) or self._beside.check_update(update):
            return nullcontext()
        chat = update.effective_chat
        return self._turns.setdefault(chat.id, asyncio.Lock()) if chat else nullcontext()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: what waits belongs to tasks that the application ends."""
