"""Telegram's far end: the playground's Bot API, with what tests need to watch and to steer it.

`FakeTelegram` answers calls; `OfflineRequest` brings them to it inside the process, `serve` over
HTTP on loopback, for a bot that is a process of its own.
"""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from telegram import ChatMemberAdministrator
from telegram.request import BaseRequest, RequestData

from bot.playground.content import MAX_TEXT
from bot.playground.entities import find_entities
from bot.playground.errors import ApiError, Json
from bot.playground.methods import Telegram
from bot.playground.server import serve
from tests.support.bot_api_schema import check_call

__all__ = ["ApiError", "FakeTelegram", "Json", "OfflineRequest", "serve", "wait_for"]

TOKEN = "1234567890:TEST-token-of-the-loopback-server-0"
BOT = {"id": 1234567890, "is_bot": True, "first_name": "Briefing", "username": "briefing_test_bot"}
GROUP = -1001
MAX_UNITS = MAX_TEXT


@dataclass
class Call:
    """A call the bot made."""

    method: str
    parameters: Json


class _Anybody(dict[int, Json]):
    """Chats; who is not known yet has a private one."""

    def __missing__(self, id_: int) -> Json:
        self[id_] = {"id": id_, "type": "private", "first_name": "User"}
        return self[id_]


@dataclass
class FakeTelegram(Telegram):
    """The state of a Telegram in which there is one bot."""

    bot: Json = field(default_factory=lambda: dict(BOT))
    chats: dict[int, Json] = field(default_factory=_Anybody)
    token: str = TOKEN
    calls: list[Call] = field(default_factory=list)
    shown: list[Json] = field(default_factory=list)
    """Every message as it was sent, and again as it was after each change."""

    def __post_init__(self) -> None:
        self.listeners.append(self._show)

    def call(
        self,
        method: str,
        parameters: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Any:
        self.calls.append(Call(method, dict(parameters)))
        check_call(method, parameters, files or {})
        return super().call(method, parameters, files)

    def message(self, text: str | None = None, *, user: int = 42, **more: Any) -> Json:
        """Return a private message of `user`, its commands and addresses marked."""
        sender = self.users.get(user) or self.add_user(user, "User")
        content = {"chat": self.chats[user]} | more
        if text is not None:
            content = {"text": text, "entities": find_entities(text)} | content
        if "caption" in content:
            content["caption_entities"] = find_entities(content["caption"])
        chat = content.pop("chat")
        self.chats.setdefault(chat["id"], chat)
        return self.add_message(chat, sender, **content)

    def group_message(
        self, text: str | None = None, *, user: int = 42, topic: int | None = None, **more: Any
    ) -> Json:
        """Return a message of `user` in a group, in one of its topics, its @names marked."""
        chat = {"id": GROUP, "type": "supergroup", "title": "Desk", "is_forum": topic is not None}
        place = {} if topic is None else {"message_thread_id": topic, "is_topic_message": True}
        return self.message(text, user=user, **{"chat": chat, **place, **more})

    def membership(self, old: str, new: str, *, user: int = 42, **chat: Any) -> Json:
        """Return the update that `user` changed what the bot is in a group."""
        change = {
            "chat": {"id": GROUP, "type": "supergroup", "title": "Desk", **chat},
            "from": {"id": user, "is_bot": False, "first_name": "User"},
            "date": int(time.time()),
            "old_chat_member": _member(old),
            "new_chat_member": _member(new),
        }
        return self.update(my_chat_member=change)

    def document(self, name: str, data: bytes) -> Json:
        """Keep a file and return the document that stands for it."""
        return self.add_file(name, data)

    def update(self, **content: Json) -> Json:
        """Return an update, such as update(message=...); what it tells of is known from then on."""
        for thing in content.values():
            self._get_to_know(thing)
        return {"update_id": next(self.numbers), **content}

    def press(self, button: Json, message: Json, *, user: int = 42) -> Json:
        """Return the update of `user` pressing a button of a message the bot sent."""
        query = {
            "id": str(next(self.numbers)),
            "from": {"id": user, "is_bot": False, "first_name": "User"},
            "chat_instance": "1",
            "message": message,
            "data": button["callback_data"],
        }
        return self.update(callback_query=query)

    def sent(self, method: str = "sendMessage") -> list[Json]:
        """Return the parameters of the calls of a method, in order."""
        return [call.parameters for call in self.calls if call.method == method]

    @property
    def texts(self) -> list[str]:
        """The HTML of every message the bot sent or edited."""
        return [
            call.parameters["text"]
            for call in self.calls
            if call.method in ("sendMessage", "editMessageText")
        ]

    def last_message(self, *, with_buttons: bool = False) -> Json:
        """Return what the bot sent or changed last, or the last such that had buttons then."""
        return [
            one
            for one in self.shown
            if one["from"] == self.bot and (not with_buttons or "reply_markup" in one)
        ][-1]

    def _show(self, event: Json) -> None:
        if "message" in event:
            self.shown.append(event["message"])

    def _get_to_know(self, thing: Json) -> None:
        """Let chats and queries of an update that a test wrote itself be there."""
        if "data" in thing or "query" in thing:
            self.queries[thing["id"]] = thing
        sender = thing.get("from")
        if sender and sender["id"] not in self.users:
            self.add_user(sender["id"], sender["first_name"])
        chat = thing.get("chat") or thing.get("message", {}).get("chat")
        if chat:
            self.chats.setdefault(chat["id"], chat)
        if "message_id" in thing:
            self.messages.setdefault((chat["id"], thing["message_id"]), thing)
        if "message" in thing:
            self._get_to_know(thing["message"])


def _member(status: str) -> Json:
    """Return the bot as a member; an administrator's and a banned one's duties are all False."""
    member: Json = {"user": BOT, "status": status}
    if status == "administrator":
        rights = inspect.signature(ChatMemberAdministrator).parameters
        member |= {name: False for name in rights if name.startswith(("can_", "is_"))}
    return member | ({"until_date": 0} if status == "kicked" else {})


class OfflineRequest(BaseRequest):
    """Brings the bot's calls to a `FakeTelegram` without a network."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float:
        return 5

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, **_: Any
    ) -> tuple[int, bytes]:
        if "/file/bot" in url:
            return 200, self._telegram.files[unquote(url).partition(f"{TOKEN}/")[2]]
        parameters = request_data.json_parameters if request_data else {}
        uploads = (request_data.multipart_data if request_data else None) or {}
        files = {name: (given[0], given[1]) for name, given in uploads.items()}
        try:
            result = self._telegram.call(url.rpartition("/")[2], parameters, files)
        except ApiError as error:
            return error.status, json.dumps(error.body).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """Return the condition's first true value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not seen within {seconds} s")
