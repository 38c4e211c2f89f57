"""A link to one quote, and quote cards in any chat."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from bot import sharing, texts
from bot.app import Bot
from bot.config import Settings
from bot.sharing import link_to
from corpus.models import Article
from index.archive import Archive
from index.models import Answer, Excerpt
from tests.bot.conftest import ADMIN, Chat
from tests.support.bot_api import ApiError, FakeTelegram, Json

QUESTION = "How many people are detained for political reasons?"
FOCUS = "The Penal Forum counts 863 people detained for political reasons."


def inline(telegram: FakeTelegram, text: str, offset: str = "") -> Json:
    user = {"id": 42, "is_bot": False, "first_name": "User"}
    return telegram.update(inline_query={"id": "1", "from": user, "query": text, "offset": offset})


async def cards(chat: Chat, telegram: FakeTelegram, text: str, offset: str = "") -> Json:
    await chat.update(inline(telegram, text, offset))
    answer = telegram.sent("answerInlineQuery")[-1]
    return answer | {"results": json.loads(answer["results"])}


@pytest.mark.parametrize(("access", "personal"), [("open", False), ("invite", True)])
async def test_telegram_keeps_cards_for_others_only_where_all_may_ask(
    application: Bot, telegram: FakeTelegram, settings: Settings, access: str, personal: bool
) -> None:
    application.bot_data["settings"] = settings.model_copy(update={"access": access})
    update = inline(telegram, QUESTION)
    update["inline_query"]["from"]["id"] = ADMIN
    await Chat(application, telegram).update(update)
    (answer,) = telegram.sent("answerInlineQuery")
    assert json.loads(answer["results"])
    assert json.loads(answer.get("is_personal", "false")) is personal


async def test_words_typed_on_are_answered_once(
    application: Bot, telegram: FakeTelegram, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = archive.ask

    def ask_slowly(question: str, **more: Any) -> Answer:
        asked.append(question)
        time.sleep(0.2)
        return ask(question, **more)

    monkeypatch.setattr(archive, "ask", ask_slowly)
    chat = Chat(application, telegram)
    words = ["How", "How many", "How many people", "How many people are", QUESTION]
    updates = [inline(telegram, text) for text in words]
    for number, update in enumerate(updates):
        update["inline_query"]["id"] = str(number)
    await asyncio.gather(*(chat.update(update) for update in updates))
    assert asked[-1] == QUESTION
    assert len(asked) < len(words)
    assert telegram.sent("answerInlineQuery")[-1]["inline_query_id"] == "4"


async def test_a_query_that_nobody_waits_for_any_more_is_no_fault(
    chat: Chat, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("answerInlineQuery", ApiError(400, "Bad Request: query is too old"))
    await chat.update(inline(telegram, QUESTION))
    assert "not handled" not in caplog.text


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


@pytest.mark.parametrize(("confidence", "title"), [(0.9, "863"), (0.4, "Caracas frees prisoners")])
async def test_a_card_is_headed_by_the_answer_only_where_it_is_sure(
    chat: Chat,
    archive: Archive,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
    confidence: float,
    title: str,
) -> None:
    answer = archive.ask(QUESTION)
    quote = answer.quotes[0]
    start = archive.get(quote.article.id).text.index("863")
    span = Excerpt(text="863", start=start, end=start + 3)
    pointed = quote.model_copy(update={"span": span})
    other = archive.quote(quote.article.id, 0)
    other = other.model_copy(update={"span": other.focus})
    told = answer.model_copy(update={"quotes": (pointed, other), "confidence": confidence})
    monkeypatch.setattr(archive, "ask", lambda *_, **__: told)
    first, second = (await cards(chat, telegram, QUESTION))["results"]
    assert first["title"] == title
    assert second["title"] == "Caracas frees prisoners"
    (later,) = (await cards(chat, telegram, QUESTION, offset="1"))["results"]
    assert later == second, "it is not the first of all"


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
