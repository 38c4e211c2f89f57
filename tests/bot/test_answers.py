"""The buttons under an answer, also after a restart and after articles came and went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import texts
from bot.app import build_application
from bot.config import Settings
from bot.state import State
from bot.verifying import NotVerbatim, verify_answer, verify_headline
from corpus.models import Article
from index.archive import Archive
from index.models import Answer, Mention
from tests.bot.conftest import ADMIN, Chat
from tests.support.bot_api import FakeTelegram, Json, OfflineRequest

QUESTION = "How many people are detained for political reasons?"
RIVER = "The river rose by nine metres. " + "It rained for a week. It then cleared. " * 4
FLOOD = Article(title="Flood", text=f"{RIVER}The dike of Elmstad broke at noon. {RIVER}")
FLOOD_QUESTION = "When did the dike of Elmstad break?"


def buttons(telegram: FakeTelegram) -> dict[str, Json]:
    """The buttons under the last message, by label."""
    sent = [one for one in telegram.calls if one.parameters.get("reply_markup")][-1]
    rows = json.loads(sent.parameters["reply_markup"])["inline_keyboard"]
    return {button["text"]: button for row in rows for button in row}


async def test_every_button_offers_what_is_there(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    archive.add(FLOOD)
    await chat.say(FLOOD_QUESTION)
    found = buttons(telegram)
    assert list(found) == [
        texts.WIDER,
        texts.MORE_SOURCES,
        texts.WHOLE_ARTICLE,
        texts.COPY,
        texts.SHARE,
        texts.RIGHT,
        texts.WRONG,
    ]
    assert found[texts.COPY]["copy_text"] == {"text": "The dike of Elmstad broke at noon."}
    assert found[texts.SHARE]["url"].startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2F")


async def test_a_long_sentence_is_copied_as_far_as_a_button_can(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    long = "The zebra census counted 41 zebras and " + "Donaudampfschifffahrtsgesellschaft " * 9
    archive.add(Article(title="Zebras", text=long + "ships."))
    await chat.say("How many zebras did the census count?")
    copied = buttons(telegram)[texts.COPY]["copy_text"]["text"]
    assert len(copied) <= 256
    assert long.startswith(copied.removesuffix("…"))
    assert copied.endswith("gesellschaft…")


async def test_context_grows_and_shrinks_again(chat: Chat, archive: Archive) -> None:
    archive.add(FLOOD)
    (narrow,) = await chat.say(FLOOD_QUESTION)
    (wide,) = await chat.press(texts.WIDER)
    (wider,) = await chat.press(texts.WIDER)
    assert len(narrow) < len(wide) < len(wider)
    assert "<b>The dike of Elmstad broke at noon.</b>" in wider
    assert await chat.press(texts.NARROWER) == [narrow]


async def test_a_context_is_never_wider_than_can_be_shown(chat: Chat, archive: Archive) -> None:
    around = "It rained, and " + "the river went on rising for hours and hours, " * 5 + "it said. "
    archive.add(
        Article(title="Flood", text=f"{around * 6}The dike of Elmstad broke at noon. {around * 6}")
    )
    (shown,) = await chat.say("When did the dike of Elmstad break?")
    for _ in range(2):
        (wider,) = await chat.press(texts.WIDER)
        assert len(wider) > len(shown)
        shown = wider
    assert await chat.press(texts.NARROWER)


async def test_what_is_shown_whole_offers_no_wider_context(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    archive.add(Article(title="Storks", text="Elmstad counted 31 storks in the first dry year."))
    await chat.say("How many storks did Elmstad count?")
    assert texts.WIDER not in buttons(telegram)
    assert texts.NARROWER not in buttons(telegram)


async def test_more_sources_are_added_or_there_are_none(
    chat: Chat, archive: Archive, telegram: FakeTelegram
) -> None:
    archive.add_many(
        Article(title=f"Report {n}", text=f"Elmstad counted {n} storks in the {word} year.")
        for n, word in enumerate(["first", "dry", "wet", "cold", "last"], start=31)
    )
    (few,) = await chat.say("How many storks did Elmstad count?")
    (many,) = await chat.press(texts.MORE_SOURCES)
    assert few.count("<blockquote") == 3
    assert many.count("<blockquote") > 3
    assert many.startswith(few.split("</blockquote>")[0])
    for _ in range(2):
        if texts.MORE_SOURCES in buttons(telegram):
            await chat.press(texts.MORE_SOURCES)
    alerts = [call["text"] for call in telegram.sent("answerCallbackQuery") if call.get("text")]
    assert alerts[-1:] == [texts.NO_MORE_SOURCES]


async def test_the_whole_article_opens_below(chat: Chat) -> None:
    await chat.say(QUESTION)
    (article,) = await chat.press(texts.WHOLE_ARTICLE)
    assert "The head of the National Assembly" in article


async def test_ratings_are_kept_and_may_change(chat: Chat, state: State) -> None:
    await chat.say(QUESTION)
    await chat.press(texts.WRONG)
    await chat.press(texts.RIGHT)
    await chat.press(texts.RIGHT, user=ADMIN)
    (rated,) = state.rated_answers()
    assert (rated.right, rated.wrong) == (2, 0)
    assert rated.sent.answer.question == QUESTION


async def test_a_refusal_can_be_rated_too(chat: Chat, state: State) -> None:
    await chat.say("Which enzyme splits lactose?")
    await chat.press(texts.RIGHT)
    assert [one.sent.answer.answered for one in state.rated_answers()] == [False]


@pytest.mark.parametrize(
    "label",
    [texts.WIDER, texts.MORE_SOURCES, texts.WHOLE_ARTICLE, texts.RIGHT, texts.WRONG],
)
async def test_every_button_works_after_a_restart(
    chat: Chat,
    archive: Archive,
    state: State,
    settings: Settings,
    telegram: FakeTelegram,
    label: str,
) -> None:
    archive.add(FLOOD)
    await chat.say(FLOOD_QUESTION)
    again = State(state.database.path.parent)
    archive.add(Article(title="Later", text="A later article on something else altogether."))
    restarted = build_application(settings, archive, again, request=OfflineRequest(telegram))
    async with restarted:
        await Chat(restarted, telegram).press(label)
    again.close()
    assert texts.FAILURE not in telegram.texts
    alerts = [call.get("text") for call in telegram.sent("answerCallbackQuery")]
    assert texts.ANSWER_FORGOTTEN not in alerts


@pytest.mark.parametrize("label", [texts.WIDER, texts.MORE_SOURCES])
async def test_quotes_of_a_removed_article_are_not_shown_again(
    chat: Chat, archive: Archive, label: str
) -> None:
    flood = archive.add(FLOOD).article
    assert flood
    await chat.say(FLOOD_QUESTION)
    archive.remove(flood.id)
    for shown in await chat.press(label):
        assert "broke at noon" not in shown
        assert texts.QUOTED_ARTICLE_GONE in shown


def test_what_was_said_of_a_removed_quote_is_not_said_of_another(archive: Archive) -> None:
    """Neither how sure the answer is, nor that figures differ, nor where else it stands."""
    first, second, third = (archive.quote(id_, 0) for id_ in (1, 2, 3))
    mention = Mention(article=third.article, **third.focus.model_dump())
    answer = Answer(
        question="?",
        confidence=0.95,
        quotes=(first, second.model_copy(update={"also_in": (mention,)})),
        differing=True,
    )
    assert verify_answer(archive, answer) == answer
    archive.remove(1)
    archive.remove(3)
    left = verify_answer(archive, answer)
    assert (left.quotes, left.confidence, left.differing) == ((second,), 0.0, False)


async def test_a_removed_article_cannot_be_opened(chat: Chat, archive: Archive) -> None:
    await chat.say(QUESTION)
    archive.remove(1)
    assert await chat.press(texts.WHOLE_ARTICLE) == [texts.NO_SUCH_ARTICLE.format(id=1)]


@pytest.mark.parametrize("data", ["context:99:1", "context:1:9", "more:99", "rate:99:right"])
async def test_made_up_buttons_do_nothing(chat: Chat, telegram: FakeTelegram, data: str) -> None:
    await chat.say(QUESTION)
    message = telegram.message() | {"chat": {"id": 5, "type": "private", "first_name": "X"}}
    await chat.update(telegram.press({"callback_data": data}, message))
    assert telegram.sent("editMessageText") == []
    assert texts.FAILURE not in telegram.texts
    assert telegram.sent("answerCallbackQuery")[-1]["text"] == texts.ANSWER_FORGOTTEN


async def test_the_state_is_for_its_owner_alone(state: State, tmp_path: Path) -> None:
    assert state.database.path.stat().st_mode & 0o077 == 0


def test_a_headline_that_was_spoilt_is_never_sent() -> None:
    verify_headline("<b>Anna &amp; Co</b>\n\n<blockquote>x</blockquote>", "Anna & Co")
    with pytest.raises(NotVerbatim):
        verify_headline("<b>Anna and Co</b>\n\n<blockquote>x</blockquote>", "Anna & Co")
