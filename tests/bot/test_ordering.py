"""One update of a chat at a time, in order; chats side by side."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.ext import filters

from bot.ordering import ChatOrder
from tests.support.bot_api import FakeTelegram
from tests.support.virtual_time import run_virtually


def asked(telegram: FakeTelegram, text: str, chat: int) -> Update:
    return Update.de_json(telegram.update(message=telegram.message(text, user=chat)))


def test_a_chat_is_in_order_and_waits_for_no_other() -> None:
    log: list[tuple[str, int, int]] = []

    async def handle(chat: int, number: int, seconds: float) -> None:
        log.append(("begun", chat, number))
        await asyncio.sleep(seconds)
        log.append(("done", chat, number))

    async def main() -> None:
        order, telegram = ChatOrder(beside=filters.Regex("^/add")), FakeTelegram()
        plan = [(1, 0, 9.0), (1, 1, 1.0), (2, 0, 3.0), (2, 1, 2.0), (1, 2, 1.0)]
        async with order:
            await asyncio.gather(
                *(
                    order.process_update(
                        Update.de_json(
                            telegram.update(message=telegram.message("text", user=chat))
                        ),
                        handle(chat, number, seconds),
                    )
                    for chat, number, seconds in plan
                ),
                order.process_update("no update of a chat", handle(0, 0, 0)),
            )
        assert not order._turns

    run_virtually(main())
    for chat, count in ((1, 3), (2, 2)):
        assert [(what, number) for what, of, number in log if of == chat] == [
            (what, number) for number in range(count) for what in ("begun", "done")
        ]
    assert [of for what, of, _ in log if what == "done"] == [0, 2, 2, 1, 1, 1]


def test_a_chat_goes_on_beside_what_takes_long() -> None:
    async def main() -> None:
        order, telegram, done = ChatOrder(beside=filters.Regex("^/add")), FakeTelegram(), []

        async def handle(text: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            done.append(text)

        await asyncio.gather(
            *(
                order.process_update(
                    asked(telegram, text, 1),
                    handle(text, seconds),
                )
                for text, seconds in (("/add much", 300.0), ("a question", 1.0))
            )
        )
        assert done == ["a question", "/add much"]

    run_virtually(main())
