"""No test touches the user's data, settings or the network's models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.archive import Archive
from tests.support.articles import ARTICLES
from tests.support.bot_api_schema import FAULTS
from tests.support.encoder import BagOfWordsEncoder, open_archive

# Before any test imports a library that reads it.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point data and working folder at a temporary one and forget the user's settings."""
    for name in list(os.environ):
        if name.upper().startswith("BRIEFING_") or name.upper() == "TELEGRAM_BOT_TOKEN":
            monkeypatch.delenv(name)
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path / "data"))
    # The trained reader is slow to load; the tests that are about it ask for it.
    monkeypatch.setenv("BRIEFING_READER", "none")
    # No test opens a browser on somebody's desktop.
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)


@pytest.fixture(autouse=True)
def _calls_as_described() -> Iterator[None]:
    """No call of the bot differs from the Bot API's description, where that is at hand."""
    FAULTS.clear()
    yield
    assert not FAULTS


@pytest.fixture
def encoder() -> BagOfWordsEncoder:
    return BagOfWordsEncoder()


@pytest.fixture
def empty_archive(tmp_path: Path, encoder: BagOfWordsEncoder) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive", encoder) as archive:
        yield archive


@pytest.fixture
def archive(empty_archive: Archive) -> Archive:
    """Four articles, ids 1 to 4, in the order of `ARTICLES`."""
    empty_archive.add_many(ARTICLES)
    return empty_archive
