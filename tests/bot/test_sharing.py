"""A link to one quote, and quote cards in any chat."""

from __future__ import annotations

import json

import pytest

from bot import sharing, texts
from bot.sharing import link_to
from corpus.models import Article
from index.archive import Archive
from tests.bot.conftest import Chat
from tests.support.bot_api import FakeTelegram, Json

QUESTION = "How many people are detained for political reasons?"
FOCUS = "The Penal Forum counts 863 people detained for political reasons."


def inline(telegram: FakeTelegram, text: str, offset: str = "") -> Json:
    user = {"id": 42, "is_bot": False, "first_name": "User"}
    return telegram.update(inline_query={"id": "1", "from": user, "query": text, "offset": offset})


async def cards(chat: Chat, telegram: FakeTelegram, text: str, offset: str = "") -> Json:
    await chat.update(inline(telegram, text, offset))
    answer = telegram.sent("answerInlineQuery")[-1]
    return answer | {"results": json.loads(answer["results"])}


async def test_a_link_opens_its_quote(chat: Chat, archive: Archive) -> None:
    quote = archive.ask(QUESTION).quotes[0]
    payload = link_to(quote, "bot").partition("?start=")[2]
    assert len(payload) <= 64
    (shown,) = await chat.say(f"/start {payload}")
    assert f"<b>{FOCUS}</b>" in shown
    assert "Daily Planet" in shown
    archive.remove(quote.article.id)
    assert await chat.say(f"/start {payload}") == [texts.QUOTED_ARTICLE_GONE]


async def test_a_link_that_was_changed_still_shows_whole_sentences(
    chat: Chat, archive: Archive
) -> None:
    text = archive.get(1).text
    for start in (0, 3, text.index("863"), 10**9):
        (shown,) = await chat.say(f"/start quote_1_{start}")
        focus = shown.partition("<b>")[2].partition("</b>")[0]
        assert focus in text
        assert focus.endswith(".")
    assert await chat.say("/start quote_99_0") == [texts.QUOTED_ARTICLE_GONE]
    assert await chat.say("/start something_else") == [texts.START]


async def test_a_card_is_a_message_with_its_source(chat: Chat, telegram: FakeTelegram) -> None:
    answer = await cards(chat, telegram, QUESTION)
    card = answer["results"][0]
    assert f"<b>{FOCUS}</b>" in card["input_message_content"]["message_text"]
    assert "Daily Planet · 8 Jan 2026" in card["input_message_content"]["message_text"]
    assert card["title"] == "Caracas frees prisoners"
    assert FOCUS in card["description"]
    assert int(answer["cache_time"]) > 0


async def test_nothing_asked_or_nothing_found_gives_no_cards(
    chat: Chat, telegram: FakeTelegram
) -> None:
    for text in ("", "  ", "Which enzyme splits lactose?"):
        assert (await cards(chat, telegram, text))["results"] == []


async def test_many_cards_come_in_pages(
    chat: Chat, archive: Archive, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_CARDS", 4)
    question = "How many storks did Elmstad count?"
    archive.add_many(
        Article(title=word, text=f"Elmstad counted {n} storks in {word} {word}.")
        for n, word in enumerate(["May", "June", "July", "August", "autumn", "spring"], start=31)
    )
    first = await cards(chat, telegram, question)
    second = await cards(chat, telegram, question, first["next_offset"])
    ids = [card["id"] for card in first["results"] + second["results"]]
    assert len(first["results"]) == 4
    assert len(set(ids)) == len(ids) > 4
    assert not second["next_offset"]
