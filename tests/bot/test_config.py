"""Settings are checked once, and a wrong one is named in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load_settings
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


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("BRIEFING_ADMINS", "7,bob", "Wrong setting BRIEFING_ADMINS=bob: "),
        ("BRIEFING_QUOTES", "0", "Wrong setting BRIEFING_QUOTES=0: "),
        ("BRIEFING_QUOTES", "many", "Wrong setting BRIEFING_QUOTES=many: "),
        ("BRIEFING_SAMPLES", "perhaps", "Wrong setting BRIEFING_SAMPLES=perhaps: "),
        ("BRIEFING_LOG_LEVEL", "LOUD", "Wrong setting BRIEFING_LOG_LEVEL=LOUD: "),
        ("BRIEFING_WEBHOOK_PORT", "99999", "Wrong setting BRIEFING_WEBHOOK_PORT=99999: "),
        ("BRIEFING_WEBHOOK_URL", "http://x", "Wrong setting BRIEFING_WEBHOOK_URL=http://x: "),
        ("BRIEFING_WEBHOOK_URL", "https://x", "needs a BRIEFING_WEBHOOK_SECRET"),
        ("BRIEFING_TELEGRAM_API", "nowhere", "Wrong setting BRIEFING_TELEGRAM_API=nowhere: "),
        ("TELEGRAM_BOT_TOKEN", "not-a-token", "Wrong setting TELEGRAM_BOT_TOKEN"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BriefingError) as error:
        load_settings()
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


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
