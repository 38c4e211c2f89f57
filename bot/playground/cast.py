"""Who is in the playground: three people, the bot, a group and a channel."""

from __future__ import annotations

import secrets
import time
from itertools import count

from bot.playground.methods import Telegram

# Telegram's own ids are far smaller: no real person is meant by one of these.
READER, ADMIN, STRANGER = 900_000_000_001, 900_000_000_002, 900_000_000_003
GROUP, CHANNEL = -1_009_000_000_001, -1_009_000_000_002

ROLES = {READER: "reader", ADMIN: "admin", STRANGER: "stranger"}

_BOT = {
    "id": 900_000_000_000,
    "is_bot": True,
    "first_name": "Briefing",
    "username": "briefing_playground_bot",
}
_POST = (
    "Old ferry returns to Lake Alder\n\n"
    "The steam ferry Wilhelmina carries passengers across Lake Alder again from Saturday, eleven "
    "years after she was laid up. Volunteers spent 6,400 hours on her boiler and her deck, said "
    "Mara Lindqvist, who leads the ferry society. A crossing takes 25 minutes and costs nothing "
    "in the first week.\n\n"
    "A sample post: forward it to the bot and, as an admin, reply to it with /add."
)
_EPOCH = 1_700_000_000


def new_telegram() -> Telegram:
    """Return a Telegram with its people, whose bot has a token that is made up on the spot."""
    telegram = Telegram(
        bot=_BOT,
        token=f"{_BOT['id']}:{secrets.token_urlsafe(26)}",
        # The bot remembers messages by their ids, from one start to the next.
        numbers=count(int(time.time()) - _EPOCH),
    )
    telegram.add_user(READER, "Robin", username="robin_reads")
    telegram.add_user(ADMIN, "Ada", username="ada_admin")
    telegram.add_user(STRANGER, "Sam", username="sam_stranger")
    telegram.chats[GROUP] = {"id": GROUP, "type": "supergroup", "title": "Newsroom"}
    channel = {"id": CHANNEL, "type": "channel", "title": "Lakeside Post", "username": "lakeside"}
    telegram.chats[CHANNEL] = channel
    telegram.absent_from |= {GROUP, CHANNEL}
    telegram.add_message(channel, telegram.users[ADMIN], text=_POST)
    return telegram
