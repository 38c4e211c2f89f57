"""With the real logging set-up, no token and no message text reaches the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.app import build_application
from bot.config import load_settings
from bot.logs import set_up_logging
from index.archive import Archive
from tests.support.bot_api import TOKEN, ApiError, FakeTelegram, serve

SECRET_TEXT = "my very private question about the bridge"


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
async def test_no_token_and_no_text_in_the_log(
    archive: Archive, capfd: pytest.CaptureFixture[str], level: str
) -> None:
    """Over real HTTP, with failures that carry the address into tracebacks."""
    from telegram import Update

    telegram = FakeTelegram()
    with serve(telegram) as address:
        settings = load_settings(telegram_bot_token=TOKEN, telegram_api=address)
        set_up_logging(level, settings.secrets)
        async with build_application(settings, archive) as application:
            for error in (None, ApiError(400, "Bad Request: no"), ApiError(404, "Not Found")):
                if error:
                    telegram.fail_next("sendMessage", error)
                update = telegram.update(message=telegram.message(SECRET_TEXT))
                await application.process_update(Update.de_json(update, application.bot))
            logging.getLogger("bot").error("Asked %s/bot%s/getMe", address, TOKEN)
    log = capfd.readouterr().err
    assert "An update was not handled" in log
    assert "<secret>/getMe" in log
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log
    assert "private" not in log


def test_tokens_in_tracebacks_are_redacted(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", load_settings(telegram_bot_token=TOKEN).secrets)
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe failed")
    except RuntimeError:
        logging.getLogger("anything").exception("Could not call")
    log = capfd.readouterr().err
    assert "RuntimeError: https://api.telegram.org/bot1234567890:<secret>/getMe failed" in log
    assert TOKEN not in log
