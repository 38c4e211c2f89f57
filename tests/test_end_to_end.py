"""The whole bot as a process of its own, talking HTTP to a Bot API on loopback."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from bot import texts
from index.spans import DEFAULT_READER
from tests.support.bot_api import TOKEN, ApiError, FakeTelegram, serve, wait_for
from tests.support.processes import FAST, REAL, run, running

ADMIN, STRANGER = 7, 42
NEWS = (
    "The mint of Perth struck a copper coin for the jubilee of the harbour.\n\n"
    "The coin weighs two kilograms and will be shown in the town hall from May."
)


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def api(telegram: FakeTelegram) -> Iterator[str]:
    with serve(telegram) as address:
        yield address


def say(telegram: FakeTelegram, text: str | None = None, user: int = STRANGER, **more) -> str:
    """Send a message; return the bot's next one."""
    before = len(telegram.texts)
    update = telegram.update(message=telegram.message(text, user=user, **more))
    telegram.updates.append(update)
    return wait_for(lambda: telegram.texts[before:])[0]


@pytest.mark.timeout(240)
def test_a_user_asks_and_an_admin_adds(telegram: FakeTelegram, api: str) -> None:
    """With the real models, from the sample articles to a file added in the chat."""
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BRIEFING_TELEGRAM_API": api,
        "BRIEFING_ADMINS": str(ADMIN),
        "BRIEFING_READER": DEFAULT_READER,
    }
    with running(REAL, "run", **settings):
        answer = say(telegram, "who announced the releases?")
        assert "<u>Jorge Rodríguez</u>, announced on television" in answer
        assert "Sample Wire · 8 Jan 2026" in answer
        assert say(telegram, "What is the price of bitcoin?").startswith(texts.REFUSAL)
        assert say(telegram, "/summary").startswith("<b>Briefing</b>\n\n<blockquote>")

        document = telegram.document("coin.txt", NEWS.encode())
        refused = say(telegram, document=document, caption="/add")
        assert refused == texts.NOT_ADMIN.format(id=STRANGER)
        question = "Which coin did the mint strike?"
        assert say(telegram, question).startswith(texts.REFUSAL)
        added = say(telegram, user=ADMIN, document=document, caption="/add")
        assert added.startswith("Added as article 13: ")
        assert "copper coin for the jubilee" in say(telegram, question)

        # The command line beside the running bot: seen at the next question.
        assert run(REAL, "remove", "13", "--yes")[0] == 0
        assert say(telegram, question).startswith(texts.REFUSAL)

        # Telegram has hiccups; the bot goes on.
        telegram.fail_next("getUpdates", ApiError(409, "Conflict: terminated by other getUpdates"))
        telegram.fail_next("sendMessage", ApiError(429, "Too Many Requests", retry_after=1))
        assert "<blockquote" in say(telegram, "When did Notre-Dame reopen?")
    offsets = [int(call.get("offset", 0)) for call in telegram.sent("getUpdates")]
    assert offsets == sorted(offsets)
    assert telegram.updates == [] or offsets[-1] > telegram.updates[-1]["update_id"]


def test_a_token_telegram_does_not_know(api: str) -> None:
    settings = {
        "TELEGRAM_BOT_TOKEN": "99:wrong-token",
        "BRIEFING_TELEGRAM_API": api,
        "BRIEFING_SAMPLES": "0",
    }
    code, _, err = run(FAST, "run", **settings)
    assert code == 1
    assert "Telegram does not know this TELEGRAM_BOT_TOKEN." in err
    assert "wrong-token" not in err
    assert "Traceback" not in err


def test_telegram_cannot_be_reached() -> None:
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BRIEFING_TELEGRAM_API": "http://127.0.0.1:1",
        "BRIEFING_SAMPLES": "0",
    }
    code, _, err = run(FAST, "run", **settings)
    assert code == 1
    assert "Cannot reach Telegram at http://127.0.0.1:1: " in err
    assert TOKEN not in err
    assert "Traceback" not in err


def test_a_webhook_takes_only_what_bears_the_secret(telegram: FakeTelegram, api: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BRIEFING_TELEGRAM_API": api,
        "BRIEFING_WEBHOOK_URL": "https://bot.example/hook",
        "BRIEFING_WEBHOOK_SECRET": "hush",
        "BRIEFING_WEBHOOK_PORT": str(port),
    }

    def post(secret: str) -> int:
        update = telegram.update(message=telegram.message("who announced the releases?"))
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/",
            json.dumps(update).encode(),
            {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret},
        )
        try:
            return int(urllib.request.urlopen(request).status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except (urllib.error.URLError, http.client.HTTPException):
            return 0

    with running(FAST, "run", **settings):
        wait_for(lambda: telegram.webhook)
        assert telegram.webhook == "https://bot.example/hook"
        assert telegram.sent("setWebhook")[-1]["secret_token"] == "hush"
        assert wait_for(lambda: post("guess")) == 403
        assert telegram.texts == []
        assert post("hush") == 200
        assert wait_for(lambda: telegram.texts)
