"""The state of a small Telegram in which there is one bot.

Users, chats, messages and files are kept as the JSON objects that the Bot API knows them as
(https://core.telegram.org/bots/api#available-types); nothing is kept when the process ends.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.playground.entities import find_entities, slice_units
from bot.playground.errors import Json

MAX_DOWNLOAD = 20 * 1024 * 1024
"""Bytes of a file that a bot may fetch."""

_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
"""Updates that a bot gets only if it names them."""

Listener = Callable[[Json], None]


@dataclass
class World:
    """What there is, and the primitive changes to it; each is told to all listeners."""

    bot: Json
    token: str
    users: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Json] = field(default_factory=dict)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    """By chat and message id."""
    files: dict[str, bytes] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    """What the bot has not confirmed yet."""
    polls: int = 0
    """Times the bot asked for updates: the newest request ends the one before."""
    menus: dict[str, list[Json]] = field(default_factory=dict)
    """Lists of commands, by scope as sorted JSON."""
    webhook: str | None = None
    webhook_secret: str | None = None
    allowed_updates: list[str] = field(default_factory=list)
    blocked_by: set[int] = field(default_factory=set)
    """Users who do not want to hear from the bot."""
    absent_from: set[int] = field(default_factory=set)
    """Groups and channels that the bot is not in."""
    queries: dict[str, Json] = field(default_factory=dict)
    """Presses and inline queries that the bot may answer, by id."""
    inline_answers: dict[str, Json] = field(default_factory=dict)
    """What the bot answered to inline queries, by id."""
    listeners: list[Listener] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    """The ids of messages, updates, files and queries."""

    def tell(self, kind: str, **event: object) -> None:
        """Let every listener know of a change."""
        for listener in list(self.listeners):
            listener({"type": kind, **event})

    def add_user(self, id_: int, first_name: str, **more: object) -> Json:
        """Return a new user, whose private chat with the bot is there too."""
        user: Json = {"id": id_, "is_bot": False, "first_name": first_name, **more}
        self.users[id_] = user
        names = ("first_name", "last_name", "username")
        named: Json = {name: value for name, value in user.items() if name in names}
        self.chats[id_] = {"id": id_, "type": "private", **named}
        return user

    def add_message(self, chat: Json, sender: Json, **content: object) -> Json:
        """Keep a new message and return it."""
        message: Json = {
            "message_id": next(self.numbers),
            "date": int(time.time()),
            "chat": chat,
            "from": sender,
            **content,
        }
        self.messages[chat["id"], message["message_id"]] = message
        self.tell("message", message=message)
        return message

    def change_message(self, message: Json, **content: object) -> Json:
        """Return a message with other content, as it is from now on; None takes a field away."""
        changed = {**message, "edit_date": int(time.time()), **content}
        changed = {name: value for name, value in changed.items() if value is not None}
        self.messages[message["chat"]["id"], message["message_id"]] = changed
        self.tell("edited", message=changed)
        return changed

    def delete_message(self, chat_id: int, message_id: int) -> None:
        """Forget a message."""
        del self.messages[chat_id, message_id]
        self.tell("deleted", chat_id=chat_id, message_id=message_id)

    def add_file(self, name: str, data: bytes) -> Json:
        """Keep a file and return the document that stands for it."""
        number = next(self.numbers)
        path = f"documents/file_{number}"
        self.files[path] = data
        return {
            "file_id": path,
            "file_unique_id": str(number),
            "file_name": name,
            "file_size": len(data),
        }

    def enqueue(self, **content: Json) -> None:
        """Keep an update for the bot, such as `message=...`, unless it wants none of its kind."""
        kind = next(iter(content))
        wanted = self.allowed_updates
        if kind in wanted or (not wanted and kind not in _NOT_BY_DEFAULT):
            self.updates.append({"update_id": next(self.numbers), **content})

    def confirm_updates(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps the last."""
        if offset < 0:
            self.updates = self.updates[offset:]
        elif offset:
            self.updates = [one for one in self.updates if one["update_id"] >= offset]

    def reaches_bot(self, message: Json) -> bool:
        """Tell whether the bot gets a message, with the privacy mode on that is the default.

        In groups these are commands, mentions of the bot and replies to it.
        """
        chat, name = message["chat"], self.bot["username"].lower()
        if chat["type"] == "private":
            return chat["id"] not in self.blocked_by
        if chat["id"] in self.absent_from:
            return False
        replied = message.get("reply_to_message", {})
        if replied.get("from", {}).get("id") == self.bot["id"]:
            return True
        text = message.get("text") or message.get("caption") or ""
        for entity in find_entities(text):
            marked = slice_units(text, entity["offset"], entity["length"]).lower()
            _, at, named = marked.partition("@")
            for_anybody = entity["type"] == "bot_command" and not at
            if for_anybody or (entity["type"] != "url" and named == name):
                return True
        return False
