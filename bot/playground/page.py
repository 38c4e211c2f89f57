"""The chat page: its files, what it shows, what happens, and what its people do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, StaticFileHandler

from bot.playground import people
from bot.playground.cast import ROLES
from bot.playground.errors import ApiError, Json, bad_request
from bot.playground.inline import ask_inline, choose_inline
from bot.playground.methods import Telegram
from bot.playground.server import LocalHandler, Routes

STATIC = Path(__file__).parent / "static"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_JSON, _BYTES = "application/json", "application/octet-stream"


def page_routes() -> Routes:
    """Return the page's routes, for the server."""
    return [
        (r"/", IndexHandler, {}),
        (r"/static/(.+)", AssetHandler, {"path": str(STATIC)}),
        (r"/api/state", StateHandler, {}),
        (r"/api/events", EventsHandler, {}),
        (r"/api/upload", UploadHandler, {}),
        (r"/api/files/(.+)", DownloadHandler, {}),
        (r"/api/(\w+)", ActionHandler, {}),
    ]


class PageHandler(LocalHandler):
    """A part of the page. Nothing of another site runs in it, and none may post to it."""

    def set_default_headers(self) -> None:
        """Let the page load nothing but its own files."""
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def prepare(self) -> None:
        """Refuse posts of other sites: their origin, and types that a form can have."""
        super().prepare()
        if self._finished or self.request.method != "POST":
            return
        origin = self.request.headers.get("Origin")
        kind = self.request.headers.get("Content-Type", "").partition(";")[0]
        if origin not in (None, f"http://{self.request.host}") or kind not in (_JSON, _BYTES):
            raise HTTPError(403)

    def act(self, action: str, given: Json) -> Any:
        """Do what somebody in the page wants done, and answer with what became of it."""
        try:
            self.write({"result": _ACTIONS[action](self.telegram, given)})
        except ApiError as error:
            self.set_status(error.status)
            self.write(error.body)
        except (KeyError, TypeError, ValueError):
            raise HTTPError(400) from None


class IndexHandler(PageHandler):
    """The page itself."""

    def get(self) -> None:
        """Write it."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write((STATIC / "index.html").read_bytes())


class AssetHandler(PageHandler, StaticFileHandler):
    """The page's style and scripts."""


class StateHandler(PageHandler):
    """Everything that the page shows when it opens."""

    def get(self) -> None:
        """Write it as JSON."""
        telegram = self.telegram
        self.write(
            {
                "bot": telegram.bot,
                "ready": telegram.polls > 0,
                "people": [telegram.users[id_] | {"role": role} for id_, role in ROLES.items()],
                "chats": list(telegram.chats.values()),
                "messages": list(telegram.messages.values()),
                "menus": telegram.menus,
                "blocked": list(telegram.blocked_by),
                "absent": list(telegram.absent_from),
            }
        )


class EventsHandler(PageHandler):
    """What happens, as it happens (server-sent events)."""

    async def get(self) -> None:
        """Write events until the page is closed."""
        self.set_header("Content-Type", "text/event-stream")
        happened: asyncio.Queue[Json] = asyncio.Queue()
        self.telegram.listeners.append(happened.put_nowait)
        try:
            await self.flush()
            while True:
                event = await happened.get()
                self.write(f"data: {json.dumps(event)}\n\n")
                await self.flush()
        except (StreamClosedError, asyncio.CancelledError):
            # The page was closed, or the playground ends.
            return
        finally:
            self.telegram.listeners.remove(happened.put_nowait)


class ActionHandler(PageHandler):
    """What somebody in the page does."""

    def post(self, action: str) -> None:
        """Do it."""
        if action not in _ACTIONS or action == "upload":
            raise HTTPError(404)
        self.act(action, json.loads(self.request.body))


class UploadHandler(PageHandler):
    """A file that somebody in the page sends; all but its bytes stands in the address."""

    def post(self) -> None:
        """Send it."""
        given = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        self.act("upload", given | {"data": self.request.body})


class DownloadHandler(PageHandler):
    """A file in a chat, to be kept; it is never shown as a page."""

    def get(self, path: str) -> None:
        """Write it."""
        if path not in self.telegram.files:
            raise HTTPError(404)
        self.set_header("Content-Type", _BYTES)
        self.set_header("Content-Disposition", "attachment")
        self.write(self.telegram.files[path])


def _user(telegram: Telegram, given: Json) -> Json:
    return telegram.users[int(given["user"])]


def _chat(telegram: Telegram, given: Json) -> Json:
    return telegram.chats[int(given["chat"])]


def _message(telegram: Telegram, given: Json) -> Json:
    message = telegram.messages.get((int(given["chat"]), int(given["message"])))
    if message is None:
        raise bad_request("the message is gone")
    return message


def _number(given: Json, name: str) -> int | None:
    return int(given[name]) if given.get(name) else None


def _send(telegram: Telegram, given: Json) -> Json:
    return people.write(
        telegram,
        _user(telegram, given),
        _chat(telegram, given),
        str(given["text"]),
        reply_to=_number(given, "reply_to"),
        quote=given.get("quote"),
    )


def _upload(telegram: Telegram, given: Json) -> Json:
    return people.send_file(
        telegram,
        _user(telegram, given),
        _chat(telegram, given),
        str(given["name"]),
        given["data"],
        caption=given.get("caption", ""),
        reply_to=_number(given, "reply_to"),
    )


def _edit(telegram: Telegram, given: Json) -> Json:
    text = str(given["text"])
    return people.edit(telegram, _user(telegram, given), _message(telegram, given), text)


def _delete(telegram: Telegram, given: Json) -> None:
    message = _message(telegram, given)
    telegram.delete_message(message["chat"]["id"], message["message_id"])


def _forward(telegram: Telegram, given: Json) -> Json:
    to = telegram.chats[int(given["to"])]
    return people.forward(telegram, _user(telegram, given), to, _message(telegram, given))


def _press(telegram: Telegram, given: Json) -> str:
    data = str(given["data"])
    return people.press(telegram, _user(telegram, given), _message(telegram, given), data)


def _block(telegram: Telegram, given: Json) -> None:
    people.block(telegram, _user(telegram, given), blocked=bool(given["blocked"]))


def _join(telegram: Telegram, given: Json) -> None:
    people.add_bot(telegram, _user(telegram, given), _chat(telegram, given))


def _inline(telegram: Telegram, given: Json) -> Json:
    user, chat = _user(telegram, given), _chat(telegram, given)
    query = ask_inline(telegram, user, chat, str(given["query"]), given.get("offset", ""))
    return {"query": query, "answer": telegram.inline_answers.get(query)}


def _choose(telegram: Telegram, given: Json) -> Json:
    user, chat = _user(telegram, given), _chat(telegram, given)
    return choose_inline(telegram, user, chat, str(given["query"]), str(given["result"]))


_ACTIONS = {
    "send": _send,
    "upload": _upload,
    "edit": _edit,
    "delete": _delete,
    "forward": _forward,
    "press": _press,
    "block": _block,
    "join": _join,
    "inline": _inline,
    "choose": _choose,
}
