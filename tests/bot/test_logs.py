"""With the real logging set-up, no token and no message text reaches the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.app import build_application
from bot.config import load_settings
from bot.logs import set_up_logging
from bot.state import State
from index.archive import Archive
from tests.support.bot_api import TOKEN, ApiError, FakeTelegram, serve

SECRET_TEXT = "my very private question about the bridge"


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers = root.handlers[:]
    loggers = [logging.getLogger(name) for name in (None, "bot", "corpus", "index")]
    levels = [logger.level for logger in loggers]
    yield
    root.handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
async def test_no_token_and_no_text_in_the_log(
    archive: Archive, state: State, capfd: pytest.CaptureFixture[str], level: str
) -> None:
    """Over real HTTP, with failures that carry the address into tracebacks, and a page added."""
    from telegram import Update

    page = f"<html><body><article><p>{SECRET_TEXT}</p><div>{SECRET_TEXT}</div></article>"
    telegram = FakeTelegram()
    with serve(telegram) as address:
        settings = load_settings(
            telegram_bot_token=TOKEN, telegram_api=address, admins=frozenset({42})
        )
        set_up_logging(level, settings.secrets)
        async with build_application(settings, archive, state) as application:
            for error in (None, ApiError(400, "Bad Request: no"), ApiError(404, "Not Found")):
                if error:
                    telegram.fail_next("sendMessage", error)
                update = telegram.update(message=telegram.message(SECRET_TEXT))
                await application.process_update(Update.de_json(update, application.bot))
            document = telegram.document("private.html", page.encode())
            update = telegram.update(message=telegram.message(document=document, caption="/add"))
            await application.process_update(Update.de_json(update, application.bot))
            logging.getLogger("bot").error("Asked %s/bot%s/getMe", address, TOKEN)
    log = capfd.readouterr().err
    assert archive.stats().articles == 5
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


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("DEBUG", {"bot DEBUG", "corpus DEBUG", "index DEBUG", "library WARNING"}),
        ("WARNING", {"bot WARNING", "corpus WARNING", "index WARNING", "library WARNING"}),
        ("ERROR", set()),
    ],
)
def test_libraries_are_heard_from_warnings_on(
    capfd: pytest.CaptureFixture[str], level: str, expected: set[str]
) -> None:
    set_up_logging(level, [])
    for name in ("bot", "corpus", "index", "library"):
        for number in (logging.DEBUG, logging.INFO, logging.WARNING):
            logging.getLogger(name).log(number, "%s %s", name, logging.getLevelName(number))
    log = capfd.readouterr().err
    heard = {line.partition(": ")[2] for line in log.splitlines()}
    assert expected <= heard
    assert "library DEBUG" not in heard
    assert "library INFO" not in heard
    assert bool(heard) == bool(expected)
