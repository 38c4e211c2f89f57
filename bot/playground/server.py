"""The Bot API over HTTP on loopback: calls, long polling, files, and updates to a webhook."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EADDRINUSE
from socket import socket
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.playground.errors import ApiError, Json
from bot.playground.methods import MAX_UPDATES, Telegram

LOOPBACK = "127.0.0.1"

_PORTS_TRIED = 50
_LOOK_AGAIN_SECONDS = 0.02
"""Between two looks for updates in a long poll, and for deliveries to a webhook."""

_RETRY_SECONDS = 1.0
_OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
_LOG = logging.getLogger(__name__)

Routes = Sequence[tuple[str, type[RequestHandler], dict[str, Any]]]


class LocalHandler(RequestHandler):
    """Serves only who came by the server's own address: no site on the web can lead here."""

    @property
    def telegram(self) -> Telegram:
        """What is served."""
        served: Telegram = self.settings["telegram"]
        return served

    def prepare(self) -> None:
        """Refuse a name of the server that is not its own, such as a rebound one."""
        port = self.settings["port"]
        if self.request.host not in (f"{LOOPBACK}:{port}", f"localhost:{port}"):
            self.set_status(403)
            self.finish("This server answers only at its own address.\n")


class MethodHandler(LocalHandler):
    """A call of the bot."""

    async def get(self, token: str, method: str) -> None:
        """Answer as a POST is answered."""
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        """Answer a call with its result or Telegram's refusal."""
        try:
            if token != self.telegram.token:
                raise ApiError(401, "Unauthorized")
            result = await self._call(method, self._parameters())
        except ApiError as error:
            self.set_status(error.status)
            self.write(error.body)
        else:
            self.write({"ok": True, "result": result})

    def _parameters(self) -> dict[str, str]:
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            given = json.loads(self.request.body or "{}")
            return {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in given.items()
            }
        # A text keeps the white space around it.
        return {name: self.get_argument(name, strip=False) for name in self.request.arguments}

    async def _call(self, method: str, parameters: dict[str, str]) -> Any:
        files = {
            name: (given[0].filename, given[0].body) for name, given in self.request.files.items()
        }
        result = self.telegram.call(method, parameters, files)
        if method.lower() == "getupdates":
            return result or await self._wait_for_updates(float(parameters.get("timeout", 0)))
        if method.lower() == "setwebhook" and self.telegram.webhook:
            self.settings["tasks"].append(
                asyncio.create_task(deliver(self.telegram, self.telegram.webhook))
            )
        return result

    async def _wait_for_updates(self, seconds: float) -> list[Json]:
        """Poll long: wait for an update up to `seconds`.

        Raises:
            ApiError: another request for updates came.
        """
        poll, end = self.telegram.polls, time.monotonic() + seconds
        while not self.telegram.updates and time.monotonic() < end:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            if self.telegram.polls != poll:
                raise ApiError(409, _OTHER_POLLER)
        return self.telegram.updates[:MAX_UPDATES]


class FileHandler(LocalHandler):
    """A file that the bot fetches."""

    def get(self, token: str, path: str) -> None:
        """Write the file."""
        if token != self.telegram.token or path not in self.telegram.files:
            self.send_error(404)
        else:
            self.write(self.telegram.files[path])


async def deliver(telegram: Telegram, address: str) -> None:
    """Post updates to a webhook for as long as it is set; nothing leaves this machine."""
    if urlsplit(address).hostname not in (LOOPBACK, "localhost"):
        return
    headers = {"Content-Type": "application/json"}
    if telegram.webhook_secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = telegram.webhook_secret
    while telegram.webhook == address:
        if not telegram.updates:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            continue
        update = telegram.updates[0]
        request = HTTPRequest(address, "POST", headers, json.dumps(update))
        try:
            await AsyncHTTPClient().fetch(request)
        except (OSError, HTTPClientError) as error:
            _LOG.warning("The webhook took no update: %s", error)
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            telegram.confirm_updates(update["update_id"] + 1)


@contextmanager
def serve(telegram: Telegram, *, port: int = 0, routes: Routes = ()) -> Iterator[str]:
    """Serve the Bot API and `routes` in a thread; yields the address, without a slash at its end.

    A `port` that is taken makes way to the next free one; 0 is any.
    """
    sockets = _bind(port)
    port = sockets[0].getsockname()[1]
    application = Application(
        [
            (r"/bot([^/]+)/(\w+)", MethodHandler),
            (r"/file/bot([^/]+)/(.+)", FileHandler),
            *routes,
        ],
        log_function=lambda handler: None,
        telegram=telegram,
        port=port,
        tasks=[],
    )
    loop, stopping = asyncio.new_event_loop(), asyncio.Event()
    running = _run(application, sockets, stopping)
    thread = threading.Thread(target=loop.run_until_complete, args=(running,), daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        loop.close()


async def _run(application: Application, sockets: list[socket], stopping: asyncio.Event) -> None:
    server = HTTPServer(application)
    server.add_sockets(sockets)
    await stopping.wait()
    server.stop()
    await server.close_all_connections()
    # Long polls, deliveries and pages that are still open.
    waiting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def _bind(port: int) -> list[socket]:
    """Listen at `port` of loopback, or the next that is free."""
    for tried in range(port, port + _PORTS_TRIED):
        try:
            return bind_sockets(tried, LOOPBACK)
        except OSError as error:
            if error.errno != EADDRINUSE or tried == port + _PORTS_TRIED - 1:
                raise
    raise AssertionError
