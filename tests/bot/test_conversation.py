"""What was asked before, words of time and quoted parts: how they change what is asked."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from html import escape

import pytest

from bot import texts
from bot.app import build_application
from bot.config import Settings
from bot.state import State
from corpus.models import Article
from index.archive import Archive
from tests.bot.conftest import ADMIN, Chat
from tests.support.bot_api import FakeTelegram, Json, OfflineRequest

QUESTION = "Who cut the ribbon of the bridge?"
FOLLOW_UP = "and when?"
LATER = 11 * 60
"""Seconds, after which nobody goes on from what they asked."""


def labels(telegram: FakeTelegram) -> list[str]:
    """The labels of the buttons under the bot's last message."""
    markup = telegram.last_message(with_buttons=True)["reply_markup"]
    return [button["text"] for row in markup["inline_keyboard"] for button in row]


def note(text: str, **values: str) -> str:
    return f"<i>{text.format(**values)}</i>"


def first_line(html: str) -> str:
    return html.split("\n")[0]


async def test_a_short_question_goes_on_from_the_last(chat: Chat, telegram: FakeTelegram) -> None:
    await chat.say(QUESTION)
    (answer,) = await chat.say(FOLLOW_UP)
    assert first_line(answer) == note(
        texts.UNDERSTOOD, question="When was the ribbon of the bridge cut?"
    )
    assert texts.ASK_PLAIN in labels(telegram)


async def test_who_else_is_answered_with_others(chat: Chat, archive: Archive) -> None:
    archive.add_many(
        Article(
            title=f"Ribbon {name}", text=f"{name} Bell cut the ribbon of the bridge at {place}."
        )
        for name, place in (("Ada", "Elmstad"), ("Eve", "Torsvik"))
    )
    shown = [(await chat.say(text))[0] for text in (QUESTION, "who else?", "anyone else?")]
    first = [re.findall("<b>(.*?)</b>", html)[0] for html in shown]
    assert len(set(first)) == 3


async def test_a_completed_question_can_be_asked_plain(chat: Chat, telegram: FakeTelegram) -> None:
    await chat.say(QUESTION)
    await chat.say(FOLLOW_UP)
    (plain,) = await chat.press(texts.ASK_PLAIN)
    assert plain.startswith(texts.REFUSAL)
    assert telegram.sent("editMessageText")[-1]["text"] == plain
    assert texts.ASK_PLAIN not in labels(telegram)


async def test_a_question_that_says_enough_is_answered_as_without_history(chat: Chat) -> None:
    alone = await chat.say(QUESTION)
    await chat.say("How many people are detained for political reasons?")
    assert await chat.say(QUESTION) == alone


async def test_new_starts_afresh(chat: Chat) -> None:
    alone = await chat.say(FOLLOW_UP)
    await chat.say(QUESTION)
    assert await chat.say("/new") == [texts.NEW]
    assert await chat.say(FOLLOW_UP) == alone


async def test_after_a_while_nothing_is_gone_on_from(chat: Chat) -> None:
    alone = await chat.say(FOLLOW_UP)
    await chat.say(QUESTION)
    assert await chat.say(FOLLOW_UP, date=int(time.time()) + LATER) == alone


async def test_a_reply_goes_on_from_its_answer_however_old(
    chat: Chat, telegram: FakeTelegram
) -> None:
    await chat.say(QUESTION)
    answer = telegram.last_message()
    await chat.say("How many people are detained for political reasons?")
    later = int(time.time()) + LATER
    (replied,) = await chat.say(FOLLOW_UP, reply_to_message=answer, date=later)
    assert "the ribbon of the bridge" in first_line(replied)


async def test_what_others_asked_is_not_gone_on_from(chat: Chat, telegram: FakeTelegram) -> None:
    async def say(text: str, user: int, topic: int | None = None) -> list[str]:
        message = telegram.group_message(f"/ask {text}", user=user, topic=topic)
        return await chat.update(telegram.update(message=message))

    alone = await say(FOLLOW_UP, 42)
    await say(QUESTION, 42, topic=5)
    assert await say(FOLLOW_UP, ADMIN, topic=5) == alone
    assert await say(FOLLOW_UP, 42, topic=6) == alone
    assert await say(FOLLOW_UP, 42) == alone
    (answer,) = await say(FOLLOW_UP, 42, topic=5)
    assert "the ribbon of the bridge" in first_line(answer)


async def test_an_edited_follow_up_goes_on_from_what_was_before_it(
    chat: Chat, telegram: FakeTelegram
) -> None:
    await chat.say(QUESTION)
    asked = telegram.message("How many people are detained for political reasons?")
    await chat.update(telegram.update(message=asked))
    edited = asked | {"text": FOLLOW_UP, "edit_date": asked["date"]}
    (answer,) = await chat.update(telegram.update(edited_message=edited))
    assert "the ribbon of the bridge" in first_line(answer)


async def test_history_outlives_a_restart(
    chat: Chat, archive: Archive, state: State, settings: Settings, telegram: FakeTelegram
) -> None:
    await chat.say(QUESTION)
    restarted = build_application(settings, archive, state, request=OfflineRequest(telegram))
    async with restarted:
        (answer,) = await Chat(restarted, telegram).say(FOLLOW_UP)
    assert "the ribbon of the bridge" in first_line(answer)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("Who cut the ribbon of the bridge in January 2026?", "1 Jan 2026 – 11 Jan 2026"),
        ("Who cut the ribbon of the bridge yesterday?", "10 Jan 2026"),
        ("Since Monday, who cut the ribbon of the bridge?", "5 Jan 2026 – 11 Jan 2026"),
    ],
)
async def test_words_of_time_narrow_and_a_button_lifts_them(
    chat: Chat, telegram: FakeTelegram, question: str, period: str
) -> None:
    now = int(datetime(2026, 1, 11, 8, tzinfo=UTC).timestamp())
    (answer,) = await chat.say(question, date=now)
    assert first_line(answer) == note(texts.WITHIN, period=period)
    assert "Ellen Whitcombe" in answer
    (lifted,) = await chat.press(texts.ALL_DATES)
    assert note(texts.WITHIN, period=period) not in lifted
    assert "Ellen Whitcombe" in lifted
    assert texts.ALL_DATES not in labels(telegram)


async def test_a_period_without_an_answer_offers_all_dates(chat: Chat) -> None:
    (refusal,) = await chat.say("Who cut the ribbon of the bridge in the last 3 days?")
    assert texts.REFUSAL in refusal
    (answer,) = await chat.press(texts.ALL_DATES)
    assert "Ellen Whitcombe" in answer


async def test_a_refusal_of_a_period_offers_its_briefing(chat: Chat) -> None:
    now = int(datetime(2026, 1, 11, 8, tzinfo=UTC).timestamp())
    (refusal,) = await chat.say("What happened yesterday?", date=now)
    assert texts.REFUSAL in refusal
    (briefing,) = await chat.press(texts.BRIEFING)
    assert briefing.startswith(texts.BRIEFING_SCOPE.format(scope="10 Jan 2026"))
    assert "The bridge over the Tamar" in briefing


async def test_a_follow_up_keeps_the_period_or_names_another(chat: Chat) -> None:
    await chat.say(f"{QUESTION[:-1]} in January 2026?")
    (kept,) = await chat.say(FOLLOW_UP)
    assert note(texts.WITHIN, period="1 Jan 2026 – 31 Jan 2026") in kept
    (other,) = await chat.say("and in December 2025?")
    assert note(texts.WITHIN, period="1 Dec 2025 – 31 Dec 2025") in other
    assert "ribbon" in first_line(other)


async def test_a_time_alone_is_asked_as_it_stands(chat: Chat) -> None:
    (answer,) = await chat.say("and in January 2026?")
    assert "<i>" not in answer


async def test_more_sources_are_looked_for_where_the_question_was(
    chat: Chat, archive: Archive
) -> None:
    archive.add_many(
        Article(
            title=f"Report {n}",
            text=f"Elmstad counted {n} storks in the {word} year.",
            published=datetime(2026 if n < 35 else 2025, 3, n - 30, tzinfo=UTC),
        )
        for n, word in enumerate(["first", "dry", "wet", "cold", "last"], start=31)
    )
    await chat.say("How many storks did Elmstad count in March 2026?")
    (many,) = await chat.press(texts.MORE_SOURCES)
    assert many.count("<blockquote") == 4
    assert "counted 35 storks" not in many


def _quoting(message: Json, words: str) -> Json:
    quote = {"text": words, "position": message["text"].index(words), "is_manual": True}
    return {"reply_to_message": message, "quote": quote}


async def test_a_quoted_part_narrows_to_its_article(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    archive.add(
        Article(title="Zoo opens", text="Mayor Ada Bell cut the ribbon of the zoo on Friday.")
    )
    await chat.say(QUESTION)
    answer = telegram.last_message()
    (narrow,) = await chat.say(
        "Who cut the ribbon?", **_quoting(answer, "Mayor Ellen Whitcombe cut the ribbon")
    )
    title = "Bridge over the Tamar reopens"
    assert first_line(narrow) == note(texts.ONLY_ARTICLE, title=title)
    assert "Ada Bell" not in narrow
    (wide,) = await chat.press(texts.ALL_ARTICLES)
    assert "Ada Bell" in wide


async def test_the_quoted_part_may_be_of_any_message(chat: Chat, telegram: FakeTelegram) -> None:
    await chat.say("/article 4")
    shown = telegram.last_message()
    (answer,) = await chat.say("Who won?", **_quoting(shown, "She beat the defending champion"))
    assert first_line(answer) == note(texts.ONLY_ARTICLE, title="Girl of twelve wins chess title")
    foreign = telegram.message("Nothing of this stands anywhere.")
    (answer,) = await chat.say(QUESTION, **_quoting(foreign, "Nothing of this"))
    assert "<i>" not in first_line(answer)


async def test_a_narrowed_answer_survives_its_article(chat: Chat, archive: Archive) -> None:
    await chat.say("/article 4")
    shown = chat.telegram.last_message()
    await chat.say("Who won in Lagos?", **_quoting(shown, "She beat the defending champion"))
    archive.remove(4)
    (gone,) = await chat.press(texts.WIDER)
    assert gone == texts.QUOTED_ARTICLE_GONE


async def test_notes_stay_when_a_button_changes_the_answer(chat: Chat) -> None:
    (asked,) = await chat.say(f"{QUESTION[:-1]} in January 2026?")
    (shown,) = await chat.press(texts.WIDER)
    assert first_line(shown) == first_line(asked)


async def test_what_is_added_to_a_question_is_escaped(chat: Chat) -> None:
    await chat.say("Who cut the ribbon of <b>bridge & co</b>?")
    (answer,) = await chat.say(FOLLOW_UP)
    assert escape("<b>", quote=False) in first_line(answer)


async def test_made_up_data_of_a_button_is_told_apart(chat: Chat, telegram: FakeTelegram) -> None:
    await chat.say(QUESTION)
    message = telegram.last_message()
    await chat.update(telegram.press({"callback_data": "again:999:plain"}, message))
    assert telegram.sent("answerCallbackQuery")[-1]["text"] == texts.ANSWER_FORGOTTEN
