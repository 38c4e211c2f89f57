"""Settings are checked once, and a wrong one is named in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import load_settings, unknown_settings
from corpus.errors import BriefingError


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:x")
    monkeypatch.setenv("BRIEFING_ADMINS", " 12, 34 56,")
    monkeypatch.setenv("BRIEFING_DATA", "~/news")
    monkeypatch.setenv("BRIEFING_SAMPLES", "0")
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == "1:x"
    assert settings.admins == {12, 34, 56}
    assert settings.data == Path.home() / "news"
    assert settings.samples is False


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BRIEFING_QUOTES=5\nBRIEFING_ADMINS=1\nOTHER=x\n")
    monkeypatch.setenv("BRIEFING_ADMINS", "2")
    settings = load_settings()
    assert (settings.quotes, settings.admins) == (5, {2})


def test_nothing_set() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.admins == frozenset()
    assert settings.samples is True


def test_empty_means_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("BRIEFING_ADMINS", "")
    assert load_settings().telegram_bot_token is None


def test_a_token_that_ends_with_a_line_break_is_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:abc\n")
    settings = load_settings()
    assert settings.telegram_bot_token
    assert settings.telegram_bot_token.get_secret_value() == "123:abc"
    assert settings.secrets == ["abc"]


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("BRIEFING_DATA", "~nobody-of-this-name/x", "/x: it must be the path of a folder."),
        ("BRIEFING_ADMINS", "7,bob", "ADMINS=bob: it must be Telegram user ids, separated by"),
        ("BRIEFING_QUOTES", "0", "QUOTES=0: it must be a number from 1 to 10."),
        ("BRIEFING_QUOTES", "many", "QUOTES=many: it must be a number from 1 to 10."),
        ("BRIEFING_QUESTIONS_PER_MINUTE", "0", "MINUTE=0: it must be a whole number from 1 on."),
        ("BRIEFING_SAMPLES", "perhaps", "SAMPLES=perhaps: it must be 1 or 0."),
        ("BRIEFING_LOG_LEVEL", "LOUD", "LOG_LEVEL=LOUD: it must be DEBUG, INFO, WARNING or"),
        ("BRIEFING_WEBHOOK_PORT", "99999", "PORT=99999: it must be a number from 1 to 65535."),
        ("BRIEFING_WEBHOOK_URL", "http://x", "=http://x: it must be an address that starts with"),
        ("BRIEFING_WEBHOOK_URL", "https://x", "WEBHOOK_SECRET: it must be 1 to 256 letters"),
        ("BRIEFING_TELEGRAM_API", "nowhere", "=nowhere: it must be an address that starts with"),
        ("TELEGRAM_BOT_TOKEN", "not-a-token", "TOKEN: it must be one that @BotFather gave"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BriefingError) as error:
        load_settings()
    assert re.match(r"Wrong setting (BRIEFING|TELEGRAM)_[A-Z_]+[:=]", str(error.value))
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


def test_the_log_level_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_LOG_LEVEL", "warning")
    assert load_settings().log_level == "WARNING"


def test_a_name_that_is_no_setting_is_told_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert unknown_settings() == []
    monkeypatch.setenv("BRIEFING_ADMIN", "7")
    Path(".env").write_text("BRIEFING_QUOTE=5\nOTHER=x\n")
    assert unknown_settings() == [
        "There is no setting BRIEFING_ADMIN. The nearest is BRIEFING_ADMINS.",
        "There is no setting BRIEFING_QUOTE. The nearest is BRIEFING_QUOTES.",
    ]


def test_a_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "half-a-secret")
    with pytest.raises(BriefingError) as error:
        load_settings()
    assert "half-a-secret" not in str(error.value)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:confidential")
    monkeypatch.setenv("BRIEFING_WEBHOOK_SECRET", "hush")
    shown = repr(load_settings())
    assert "confidential" not in shown
    assert "hush" not in shown
