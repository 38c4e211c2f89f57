"""What was asked before, words of time and quoted parts: how they change what is asked."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import pytest

from bot import texts
from bot.app import build_application
from bot.asking import Desk
from bot.config import Settings
from bot.conversation import ask_understood, understand
from bot.state import State, Understood
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


async def test_what_no_rule_completes_is_asked_of_the_article_before(
    chat: Chat, archive: Archive
) -> None:
    """A question with "it" is not answered out of an article on something else."""
    archive.add(Article(title="Zoo", text="The zoo cost 9 million euros, and it cost a year more."))
    await chat.say("When did the bridge over the Tamar reopen?")
    (answer,) = await chat.say("how much did it cost?")
    assert first_line(answer) == note(texts.ONLY_ARTICLE, title="Bridge over the Tamar reopens")
    assert "9 million" not in answer
    (wide,) = await chat.press(texts.ALL_ARTICLES)
    assert "9 million" in wide


async def test_what_the_article_before_answers_best_is_asked_of_it(
    chat: Chat, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that needs nothing else may still lean on the one before."""
    monkeypatch.setattr(
        archive, "ask_near", lambda question, said, **_: (archive.ask(question, after=said), True)
    )
    question = "How many steel cables were replaced?"
    alone = await chat.say(question)
    await chat.say(QUESTION)
    (narrow,) = await chat.say(question)
    assert first_line(narrow) == note(texts.ONLY_ARTICLE, title="Bridge over the Tamar reopens")
    assert await chat.press(texts.ALL_ARTICLES) == alone


@pytest.mark.parametrize(
    ("message", "put"),
    [("so nobody was hurt?", ""), (FOLLOW_UP, FOLLOW_UP), ("who else?", "")],
    ids=["not completed", "completed", "completed, for others than were shown"],
)
def test_what_may_go_on_is_read_after_what_was_said(
    archive: Archive, message: str, put: str
) -> None:
    now = datetime(2026, 1, 12, tzinfo=UTC)
    before = [ask_understood(archive, understand(archive, QUESTION, now), 3)]
    understood = understand(archive, message, now, before)
    assert understood.said
    assert understood.said.text.startswith(QUESTION)
    assert understood.put == put


def test_what_is_completed_is_read_as_it_was_put_too(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 1, 12, tzinfo=UTC)
    before = [ask_understood(archive, understand(archive, QUESTION, now), 3)]
    ask, asked = archive.ask_completed, []
    monkeypatch.setattr(
        archive, "ask_completed", lambda *what, **how: asked.append(what) or ask(*what, **how)
    )
    exchange = ask_understood(archive, understand(archive, FOLLOW_UP, now, before), 3)
    understood = exchange.understood
    assert asked == [(understood.question, FOLLOW_UP, understood.said)]
    assert understood.article is None


def test_a_completed_question_is_bound_to_an_article_only_by_a_quoted_part(
    archive: Archive,
) -> None:
    """What was narrowed because it leaned on an answer is no wish to stay in its article."""
    now = datetime(2026, 1, 12, tzinfo=UTC)
    asked = Understood(asked=QUESTION, question=QUESTION, article=2)
    for before, article in (
        (asked, None),
        (asked.model_copy(update={"quoted": 2}), 2),
    ):
        history = [ask_understood(archive, before, 3)]
        understood = understand(archive, FOLLOW_UP, now, history)
        assert understood.completed
        assert understood.article == article
        assert bool(understood.said) == (article is None)


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


async def test_that_a_period_has_no_articles_is_told(chat: Chat) -> None:
    now = int(datetime(2025, 6, 2, 8, tzinfo=UTC).timestamp())
    (refusal,) = await chat.say("Who resigned yesterday?", date=now)
    assert first_line(refusal) == note(texts.NONE_WITHIN, period="1 Jun 2025")


async def test_a_refusal_of_a_period_offers_its_briefing(chat: Chat) -> None:
    now = int(datetime(2026, 1, 11, 8, tzinfo=UTC).timestamp())
    (refusal,) = await chat.say("Who resigned yesterday?", date=now)
    assert texts.REFUSAL in refusal
    (briefing,) = await chat.press(texts.BRIEFING)
    assert briefing.startswith(texts.BRIEFING_SCOPE.format(scope="10 Jan 2026"))
    assert "The bridge over the Tamar" in briefing


@pytest.mark.parametrize("question", ["What happened yesterday?", "any news since Friday", "news"])
async def test_a_question_for_the_news_gets_a_briefing(chat: Chat, question: str) -> None:
    now = int(datetime(2026, 1, 11, 8, tzinfo=UTC).timestamp())
    (briefing,) = await chat.say(question, date=now)
    assert briefing.startswith("<b>Briefing")
    assert "The bridge over the Tamar" in briefing


async def test_a_date_may_be_of_what_happened(chat: Chat, archive: Archive) -> None:
    """Not only of the article: both are looked for."""
    text = "The mill of Elmstad burned in 2025."
    archive.add(Article(title="Mill", text=text, published=date(2026, 2, 1)))
    (answer,) = await chat.say("Which mill of Elmstad burned in 2025?")
    assert f"<b>{text}</b>" in answer
    assert "only articles of" not in answer


@pytest.mark.parametrize("text", ["Thanks!", "hello", "ok thank you very much"])
async def test_politeness_is_no_question(chat: Chat, text: str) -> None:
    assert await chat.say(text) == [texts.NOTHING_ASKED]


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
    pressed = chat.telegram.press({"callback_data": "context:1:1"}, chat.telegram.last_message())
    (gone,) = await chat.update(pressed)
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


async def test_a_follow_up_keeps_what_its_own_question_was_narrowed_to(chat: Chat) -> None:
    await chat.say(f"{QUESTION[:-1]} in January 2026?")
    await chat.say("How many people are detained for political reasons last week?")
    (answer,) = await chat.say("who else?")
    assert note(texts.WITHIN, period="1 Jan 2026 – 31 Jan 2026") in answer


async def test_who_else_never_comes_round_again(chat: Chat, archive: Archive) -> None:
    names = ("Ada", "Eve", "Uma", "Ida", "Zoe")
    archive.add_many(
        Article(title=name, text=f"{name} Bell cut the ribbon of the bridge at {name}stad.")
        for name in names
    )
    copied = "Ada Bell cut the ribbon of the bridge at Adastad. Rain fell."
    archive.add(Article(title="Copy", text=copied))
    shown = [(await chat.say(text))[0] for text in (QUESTION, *["who else?"] * 5)]
    first = [re.findall("<b>(.*?)</b>", html)[0] for html in shown]
    assert len(set(first)) == 6


def test_what_says_nothing_leans_on_the_answer_to_key_words_too(archive: Archive) -> None:
    now = datetime(2026, 1, 12, tzinfo=UTC)
    before = [ask_understood(archive, understand(archive, "ribbon", now), 3)]
    understood = understand(archive, "who came?", now, before)
    assert understood.article == before[0].answer.quotes[0].article.id


def test_what_was_shown_is_no_answer_about_another_place(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, message = datetime(2026, 1, 12, tzinfo=UTC), "what about syria?"
    archive.add(Article(title="Quake", text="Rain and broken roads slowed the search."))
    asked = understand(archive, "What slowed the search?", now)
    before = [ask_understood(archive, asked, 3)]
    how: dict[str, Any] = {}
    ask = archive.ask_completed
    monkeypatch.setattr(
        archive, "ask_completed", lambda *what, **more: how.update(more) or ask(*what, **more)
    )
    exchange = ask_understood(archive, understand(archive, message, now, before), 3)
    assert exchange.understood.question == "What slowed the search in Syria?"
    assert exchange.understood.put == message
    assert how["besides"] == before[0].answer.quotes[0].sentences


def test_what_was_shown_may_answer_for_another_time(archive: Archive) -> None:
    """Words of time narrow the articles; no sentence needs to have them."""
    now = datetime(2026, 1, 12, tzinfo=UTC)
    archive.add(Article(title="News", text="Ada Bell resigned.", published=date(2026, 1, 11)))
    before = [ask_understood(archive, understand(archive, "Who resigned?", now), 3)]
    exchange = ask_understood(archive, understand(archive, "and yesterday?", now, before), 3)
    assert exchange.understood.within
    assert [quote.focus for quote in exchange.answer.quotes] == [before[0].answer.quotes[0].focus]


async def test_names_are_known_from_the_article_that_answered(chat: Chat, archive: Archive) -> None:
    """Also where the sentences that were shown do not have them."""
    text = "Mayor Ada Bell said much.\n\nIt was late.\n\nThen the governor, Eve Roe, said little."
    archive.add(Article(title="Speeches", text=text))
    await chat.say("What did Bell say?")
    (answer,) = await chat.say("and roe?")
    assert note(texts.UNDERSTOOD, question="What did Roe say?") in answer
    assert "little" in answer


async def test_a_follow_up_may_name_another_year(chat: Chat, archive: Archive) -> None:
    archive.add(Article(title="Old", text="Ann Roe was president.", published=date(2025, 5, 1)))
    await chat.say("Who was president in 1996?")
    (answer,) = await chat.say("and in 2025?")
    assert "1996" not in answer
    assert note(texts.WITHIN, period="1 Jan 2025 – 31 Dec 2025") in answer


async def test_question_words_with_words_of_time_are_completed(chat: Chat) -> None:
    await chat.say(QUESTION)
    (answer,) = await chat.say("and when in January 2026?")
    assert first_line(answer) == note(
        texts.UNDERSTOOD, question="When was the ribbon of the bridge cut?"
    )
    assert "only articles of" in answer


async def test_quoted_words_of_several_articles_do_not_narrow(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    archive.add(Article(title="Zoo opens", text="Mayor Ada Bell cut the ribbon of the zoo."))
    await chat.say("Who cut the ribbon?")
    (answer,) = await chat.say("Who cut it?", **_quoting(telegram.last_message(), "cut the ribbon"))
    assert "only “" not in answer


async def test_a_quote_that_telegram_added_does_not_narrow(
    chat: Chat, telegram: FakeTelegram
) -> None:
    await chat.say(QUESTION)
    quoting = _quoting(telegram.last_message(), "Mayor Ellen Whitcombe")
    del quoting["quote"]["is_manual"]
    (answer,) = await chat.say(QUESTION, **quoting)
    assert "only “" not in answer


async def test_a_question_asked_plain_keeps_what_it_says_itself(
    chat: Chat, telegram: FakeTelegram
) -> None:
    """Its words of time count from when it was asked, and its quote stays."""
    await chat.say(QUESTION)
    quoting = _quoting(telegram.last_message(), "Mayor Ellen Whitcombe")
    now = int(datetime(2026, 1, 11, 8, tzinfo=UTC).timestamp())
    await chat.say("and when yesterday?", date=now, **quoting)
    await chat.press(texts.ALL_DATES)
    (plain,) = await chat.press(texts.ASK_PLAIN)
    assert note(texts.WITHIN, period="10 Jan 2026") in plain
    assert "only “Bridge over the Tamar reopens”" in plain


async def test_an_article_that_is_gone_is_not_gone_on_from(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    await chat.say(QUESTION)
    await chat.say(QUESTION, **_quoting(telegram.last_message(), "Mayor Ellen Whitcombe"))
    archive.remove(2)
    archive.add(Article(title="Zoo opens", text="Ada Bell cut the ribbon of the bridge in May."))
    (answer,) = await chat.say(FOLLOW_UP)
    assert "Ada Bell" in answer


async def test_what_was_edited_or_pressed_is_where_it_was(
    chat: Chat, telegram: FakeTelegram
) -> None:
    """A question that was taken back, or is old, does not become the last one."""
    asked = telegram.message(f"{QUESTION[:-1]} in January 2026?")
    await chat.update(telegram.update(message=asked))
    await chat.say("/new")
    await chat.press(texts.ALL_DATES)
    edited = asked | {"text": QUESTION, "edit_date": asked["date"]}
    await chat.update(telegram.update(edited_message=edited))
    (answer,) = await chat.say(FOLLOW_UP)
    assert "understood as" not in answer


async def test_another_answer_is_not_rated_by_what_the_first_was(chat: Chat, state: State) -> None:
    await chat.say(f"{QUESTION[:-1]} in January 2026?")
    await chat.press(texts.RIGHT)
    await chat.press(texts.ALL_DATES)
    assert state.rated_answers() == []


async def test_an_anonymous_admin_is_one_and_the_same(chat: Chat, telegram: FakeTelegram) -> None:
    group = {"sender_chat": {"id": -1001, "type": "supergroup", "title": "Desk"}}

    async def say(text: str) -> str:
        message = telegram.group_message(text, user=1087968824, **group)
        return (await chat.update(telegram.update(message=message)))[0]

    alone = await say(f"/ask {FOLLOW_UP}")
    await say(f"/ask {QUESTION}")
    assert "understood as" in await say(f"/ask {FOLLOW_UP}")
    await say(f"/ask {QUESTION}")
    assert await say("/new") == texts.NEW
    assert await say(f"/ask {FOLLOW_UP}") == alone


async def test_follow_ups_never_grow_too_long_to_be_shown(chat: Chat, archive: Archive) -> None:
    long = "z" * 930
    archive.add(Article(title="Long " * 1200, text="Ada Bell cut the ribbon of the long bridge."))
    await chat.say(f"Who cut the ribbon of the bridge {long}?")
    for word in ("from", "near", "through", "on"):
        (answer,) = await chat.say(f"and {word} {long}?")
        assert answer != texts.FAILURE
    await chat.say("Who cut the ribbon of the long bridge?")
    shown = chat.telegram.last_message()
    (answer,) = await chat.say("Who cut the ribbon?", **_quoting(shown, "Ada Bell cut"))
    assert answer.startswith("<i>only “Long Long ")
    assert len(first_line(answer)) < 100


async def test_asking_again_counts_as_a_question(chat: Chat, telegram: FakeTelegram) -> None:
    desk: Desk = chat.application.bot_data["desk"]
    desk.per_minute = 2
    await chat.say(f"{QUESTION[:-1]} in January 2026?")
    await chat.press(texts.ALL_DATES)
    message = telegram.last_message(with_buttons=True)
    data = {"callback_data": "again:1:dates"}
    (told,) = await chat.update(telegram.press(data, message))
    assert told == texts.TOO_MANY_QUESTIONS.format(limit=2)


async def test_an_emptied_archive_is_told_when_asked_again(chat: Chat, archive: Archive) -> None:
    await chat.say(f"{QUESTION[:-1]} in January 2026?")
    for id_ in (1, 2, 3, 4):
        archive.remove(id_)
    assert await chat.press(texts.ALL_DATES) == [texts.EMPTY_ARCHIVE]
