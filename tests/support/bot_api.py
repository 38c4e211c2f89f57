"""Telegram's far end: a Bot API as strict as the real one where a bot can go wrong.

`FakeTelegram` answers calls; `OfflineRequest` brings them to it inside the process, `serve` over
HTTP on loopback, for a bot that is a process of its own.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from telegram import ChatMemberAdministrator
from telegram.request import BaseRequest, RequestData
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

TOKEN = "1234567890:TEST-token-of-the-loopback-server-0"
BOT = {"id": 1234567890, "is_bot": True, "first_name": "Briefing", "username": "briefing_test_bot"}
GROUP = -1001
MAX_UNITS = 4096
MAX_CALLBACK_BYTES = 64

_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")

Json = dict[str, Any]


class ApiError(Exception):
    """A call that Telegram refuses."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.body = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.body["parameters"] = parameters
        self.status = status


@dataclass
class Call:
    """A call the bot made."""

    method: str
    parameters: Json


@dataclass
class FakeTelegram:
    """The state of a Telegram in which there is one bot."""

    calls: list[Call] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    failures: dict[str, list[ApiError]] = field(default_factory=dict)
    webhook: str | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, method: str, parameters: Json) -> Any:
        """Answer a call with its result.

        Raises:
            ApiError: the call is wrong, or `fail_next` says so.
        """
        self.calls.append(Call(method, parameters))
        if self.failures.get(method):
            raise self.failures[method].pop(0)
        answer = getattr(self, f"_{method}", None)
        return answer(**parameters) if answer else True

    def fail_next(self, method: str, *errors: ApiError) -> None:
        self.failures.setdefault(method, []).extend(errors)

    def message(self, text: str | None = None, *, user: int = 42, **more: Any) -> Json:
        """Return a private message of `user`, its commands and addresses marked."""
        chat = {"id": user, "type": "private", "first_name": "User"}
        message = {
            "message_id": next(self._numbers),
            "date": int(time.time()),
            "chat": chat,
            "from": {"id": user, "is_bot": False, "first_name": "User"},
            **({"text": text, "entities": _entities(text)} if text is not None else {}),
            **more,
        }
        if "caption" in message:
            message["caption_entities"] = _entities(message["caption"])
        return message

    def document(self, name: str, data: bytes) -> Json:
        """Keep a file and return the document that stands for it."""
        number = next(self._numbers)
        self.files[f"documents/file_{number}"] = data
        return {
            "file_id": f"documents/file_{number}",
            "file_unique_id": str(number),
            "file_name": name,
            "file_size": len(data),
        }

    def update(self, **content: Json) -> Json:
        """Return an update, such as update(message=...)."""
        return {"update_id": next(self._numbers), **content}

    def press(self, button: Json, message: Json, *, user: int = 42) -> Json:
        """Return the update of `user` pressing a button of a message the bot sent."""
        query = {
            "id": str(next(self._numbers)),
            "from": {"id": user, "is_bot": False, "first_name": "User"},
            "chat_instance": "1",
            "message": message,
            "data": button["callback_data"],
        }
        return self.update(callback_query=query)

    def take_updates(self, offset: int) -> list[Json]:
        """Forget the updates before `offset`, which confirms them, and return the others."""
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        return self.updates[:100]

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

    def _getMe(self) -> Json:  # noqa: N802
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _sendMessage(self, chat_id: str, text: str, **more: Any) -> Json:  # noqa: N802
        message = {
            "message_id": next(self._numbers),
            "date": int(time.time()),
            "chat": {"id": int(chat_id), "type": "private", "first_name": "User"},
            "from": BOT,
            "text": _checked_text(text, more.get("parse_mode")),
        }
        return message | _checked_markup(more.get("reply_markup"))

    def _editMessageText(self, chat_id: str, message_id: str, text: str, **more: Any) -> Json:  # noqa: N802
        return self._sendMessage(chat_id, text, **more) | {"message_id": int(message_id)}

    def _getFile(self, file_id: str) -> Json:  # noqa: N802
        if file_id not in self.files:
            raise ApiError(400, "Bad Request: invalid file_id")
        size = len(self.files[file_id])
        return {
            "file_id": file_id,
            "file_unique_id": "u",
            "file_size": size,
            "file_path": file_id,
        }

    def _setMyCommands(self, commands: str, **_: Any) -> bool:  # noqa: N802
        for command in json.loads(commands):
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        return True

    def _setWebhook(self, url: str, **_: Any) -> bool:  # noqa: N802
        self.webhook = url
        return True

    def _deleteWebhook(self, **_: Any) -> bool:  # noqa: N802
        self.webhook = None
        return True

    def group_message(
        self, text: str | None = None, *, user: int = 42, topic: int | None = None, **more: Any
    ) -> Json:
        """Return a message of `user` in a group, in one of its topics, its @names marked."""
        chat = {"id": GROUP, "type": "supergroup", "title": "Desk", "is_forum": topic is not None}
        message = self.message(text, user=user, **{"chat": chat, **more})
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        for name in re.finditer(r"(?<!\S)@\w+", text or ""):
            offset, length = _units(text[: name.start()]), _units(name.group())  # type: ignore[index]
            message["entities"].append({"type": "mention", "offset": offset, "length": length})
        return message

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
        try:
            result = self._telegram.call(url.rpartition("/")[2], parameters)
        except ApiError as error:
            return error.status, json.dumps(error.body).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()


@contextmanager
def serve(telegram: FakeTelegram) -> Iterator[str]:
    """Serve a Bot API on a free port of loopback; yields its address."""
    loop = asyncio.new_event_loop()
    started = threading.Event()
    address: list[str] = []

    async def run() -> None:
        socket, port = bind_unused_port()
        server = HTTPServer(_web(telegram))
        server.add_socket(socket)
        address.append(f"http://127.0.0.1:{port}")
        started.set()
        await stopping.wait()
        server.stop()
        await server.close_all_connections()

    stopping = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    started.wait()
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """Return the condition's first true value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not seen within {seconds} s")


def _web(telegram: FakeTelegram) -> Application:
    class Method(RequestHandler):
        async def post(self, token: str, method: str) -> None:
            parameters = {name: self.get_body_argument(name) for name in self.request.arguments}
            if token != TOKEN:
                self._refuse(ApiError(401, "Unauthorized"))
                return
            try:
                result = telegram.call(method, parameters)
                if method == "getUpdates":
                    result = await _poll(telegram, **parameters)
            except ApiError as error:
                self._refuse(error)
                return
            self.write({"ok": True, "result": result})

        def _refuse(self, error: ApiError) -> None:
            self.set_status(error.status)
            self.write(error.body)

    class File(RequestHandler):
        def get(self, token: str, path: str) -> None:
            if token != TOKEN or path not in telegram.files:
                self.send_error(404)
            else:
                self.write(telegram.files[path])

    return Application([(r"/bot([^/]+)/(\w+)", Method), (r"/file/bot([^/]+)/(.+)", File)])


async def _poll(
    telegram: FakeTelegram, offset: str = "0", timeout: str = "0", **_: Any
) -> list[Json]:
    """Long polling: wait for an update up to `timeout` seconds."""
    end = time.monotonic() + float(timeout)
    while not (updates := telegram.take_updates(int(offset))) and time.monotonic() < end:
        await asyncio.sleep(0.02)
    return updates


def _entities(text: str) -> list[Json]:
    found = [("bot_command", match) for match in re.finditer(r"^/\w+(@\w+)?", text)]
    found += [("url", match) for match in re.finditer(r"https?://\S+", text)]
    return [
        {
            "type": kind,
            "offset": _units(text[: match.start()]),
            "length": _units(match.group()),
        }
        for kind, match in found
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _checked_text(text: str, parse_mode: str | None) -> str:
    if parse_mode == "HTML":
        text = _parse_html(text)
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if _units(text) > MAX_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def _checked_markup(markup: str | None) -> Json:
    if markup is None:
        return {}
    parsed = json.loads(markup)
    for button in itertools.chain(*parsed["inline_keyboard"]):
        data = button.get("callback_data", "-")
        if not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": parsed}


def _parse_html(html: str) -> str:
    """Return the text of a message; anything Telegram does not take is refused."""
    if _ENTITY.search(html):
        raise ApiError(400, "Bad Request: can't parse entities: unescaped ampersand")
    parser = _StrictParser()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ApiError(400, f"Bad Request: can't parse entities: no end of {parser.open[-1]}")
    return parser.text


class _StrictParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS or (tag == "blockquote" and tag in self.open):
            raise ApiError(400, f"Bad Request: can't parse entities: unsupported tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ApiError(400, f"Bad Request: can't parse entities: unexpected end of {tag}")

    def handle_comment(self, data: str) -> None:
        raise ApiError(400, "Bad Request: can't parse entities: comment")

    def handle_decl(self, decl: str) -> None:
        raise ApiError(400, "Bad Request: can't parse entities: declaration")

    def handle_pi(self, data: str) -> None:
        raise ApiError(400, "Bad Request: can't parse entities: instruction")

    def handle_data(self, data: str) -> None:
        self.text += data
