"""Whatever is asked or added: what is sent is valid, within limits, and quotes to the character."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from bot import texts
from bot.articles import PAGE_SIZE
from bot.config import Settings, load_settings
from bot.playground.entities import parse_html, slice_units, units
from bot.state import State
from index.archive import Archive
from tests.bot.conftest import ADMIN, Chat
from tests.support.bot_api import MAX_UNITS, TOKEN, ApiError, FakeTelegram
from tests.support.naughty_strings import STRINGS

QUESTION = "Who spoke of the release of prisoners on television in Caracas?"
"""Answered by the archive; follow-ups may put something in the place of "in Caracas"."""

NEWS = "The mint of Perth struck coin{number} and medal{number} in May for"
QUESTION_ON_NEWS = "Which mint struck coin{number} and medal{number}?"


class StrictTelegram(FakeTelegram):
    """Remembers what it refused, also where the bot goes on as if nothing had been."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.refusals: list[str] = []

    def call(self, method: str, *arguments: Any) -> Any:
        try:
            return super().call(method, *arguments)
        except ApiError as error:
            self.refusals.append(f"{method}: {error}")
            raise


@pytest.fixture
def telegram() -> FakeTelegram:
    return StrictTelegram()


@pytest.fixture
def settings() -> Settings:
    return load_settings(
        telegram_bot_token=TOKEN, admins=frozenset({ADMIN}), questions_per_minute=1_000_000
    )


@pytest.fixture(autouse=True)
def _in_a_hurry(archive: Archive, state: State) -> None:
    """Let no change wait for the disk: there are thousands, and no power cut to outlive."""
    for database in (archive._store, state.database):
        database.query("PRAGMA synchronous = OFF")


class Watch:
    """Looks at everything that is sent."""

    def __init__(
        self, telegram: StrictTelegram, archive: Archive, caplog: pytest.LogCaptureFixture
    ) -> None:
        self._telegram = telegram
        self._archive = archive
        self._caplog = caplog
        self.faults: list[str] = []

    @contextmanager
    def using(self, *strings: str) -> Iterator[None]:
        """Note what the body does wrong, and of which strings it was made."""
        name = f"with {', '.join(map(repr, strings))}"
        try:
            yield
        except Exception as error:
            error.add_note(name)
            raise
        self.faults += [f"{fault} {name}" for fault in self._look()]

    def _look(self) -> Iterator[str]:
        yield from self._telegram.refusals
        for record in self._caplog.records:
            if record.levelname == "ERROR":
                yield str(record.exc_info[1] if record.exc_info else record.getMessage())
        articles = [one.text for one in self._archive.find(limit=100).articles]
        for html in _sent(self._telegram):
            yield from _faults_of(html, articles)
        self._telegram.calls.clear()
        self._telegram.refusals.clear()
        self._caplog.clear()


def _sent(telegram: FakeTelegram) -> list[str]:
    cards = [
        card["input_message_content"]["message_text"]
        for answer in telegram.sent("answerInlineQuery")
        for card in json.loads(answer["results"])
    ]
    return telegram.texts + cards


def _faults_of(html: str, articles: list[str]) -> Iterator[str]:
    text, entities = parse_html(html)
    if not 1 <= units(text.strip()) <= MAX_UNITS:
        yield f"{units(text)} units are no message"
    if text == texts.FAILURE:
        yield texts.FAILURE
    for entity in entities:
        quote = slice_units(text, entity["offset"], entity["length"])
        if "blockquote" in entity["type"] and not any(quote and quote in one for one in articles):
            yield f"not verbatim: {quote!r}"


@pytest.fixture
def watch(
    telegram: StrictTelegram, archive: Archive, caplog: pytest.LogCaptureFixture
) -> Iterator[Watch]:
    watch = Watch(telegram, archive, caplog)
    yield watch
    assert not watch.faults, "\n".join(watch.faults)


async def test_anything_may_be_asked(chat: Chat, telegram: FakeTelegram, watch: Watch) -> None:
    """In reply to an answer, which it may go on from, and by somebody who asked nothing before."""
    await chat.say(QUESTION)
    answer = telegram.last_message()
    for newcomer, string in enumerate(STRINGS, start=1000):
        with watch.using(string):
            await chat.say(string, reply_to_message=answer)
            await chat.say(string, user=newcomer)
            await chat.say(f"/ask {string}", user=newcomer)


async def test_anything_may_be_asked_inline(
    chat: Chat, telegram: FakeTelegram, watch: Watch
) -> None:
    user = {"id": 42, "is_bot": False, "first_name": "User"}
    for string in STRINGS:
        with watch.using(string):
            # Telegram passes on no more of it.
            query = {"id": "1", "from": user, "query": string[:256], "offset": ""}
            await chat.update(telegram.update(inline_query=query))


async def test_anything_may_be_added(chat: Chat, archive: Archive, watch: Watch) -> None:
    """As the headline and in the text of what an admin pastes."""
    for number, string in enumerate(STRINGS):
        with watch.using(string):
            news = NEWS.format(number=number)
            (report,) = await chat.say(f"/add {string}\n\n{news} {string}", user=ADMIN)
            (added,) = _added(report)
            archive.remove(added)


async def test_anything_may_stand_in_articles(
    chat: Chat, telegram: FakeTelegram, watch: Watch
) -> None:
    """Also as their title, outlet and author."""
    for first in range(0, len(STRINGS), PAGE_SIZE):
        strings = STRINGS[first : first + PAGE_SIZE]
        with watch.using(*strings):
            file = telegram.document("news.jsonl", _lines(strings, first))
            (report,) = await chat.say(document=file, caption="/add", user=ADMIN)
            for command in ("/articles", "/summary", "/start"):
                await chat.say(command)
        for number, (id_, string) in enumerate(zip(_added(report), strings, strict=True), first):
            with watch.using(string):
                await _use_article(chat, id_, number, string)
        for id_, string in zip(_added(report), strings, strict=True):
            with watch.using(string):
                await chat.say(f"/remove {id_}", user=ADMIN)
                await chat.press(texts.REMOVE, user=ADMIN)


def _lines(strings: Sequence[str], first: int) -> bytes:
    """Return articles as lines of JSON; the first gets number `first`."""
    lines = []
    for number, string in enumerate(strings, first):
        line = dict.fromkeys(("title", "source", "author"), string)
        line["text"] = f"{string}\n\n{NEWS.format(number=number)} {string}"
        lines.append(json.dumps(line))
    return "\n".join(lines).encode()


def _added(report: str) -> list[int]:
    """Return the ids of the articles that a report says were added."""
    return [int(id_) for id_ in re.findall(r"^(?:Added as article )?(\d+): <b>", report, re.M)]


async def _use_article(chat: Chat, id_: int, number: int, string: str) -> None:
    (answer,) = await chat.say(QUESTION_ON_NEWS.format(number=number))
    assert "<blockquote" in answer
    for command in (f"article {id_}", f"summary #{id_}", f"summary {string}", f"articles {string}"):
        await chat.say(f"/{command}")
