"""A message to an answer, as the user sees it."""

from __future__ import annotations

import json

import pytest

from bot import render, texts
from corpus.models import Article
from index.archive import Archive
from index.models import Excerpt
from tests.support.bot_api import ApiError, FakeTelegram

QUESTION = "How many people are detained for political reasons?"


async def test_an_answer_is_a_quote_with_its_source(say) -> None:
    (answer,) = await say(QUESTION)
    assert answer.startswith("<blockquote expandable>")
    assert (
        "<b>The Penal Forum counts 863 people detained for political reasons.</b></blockquote>\n"
        '<a href="https://planet.example/caracas?a=1&amp;b=2">Caracas frees prisoners</a>'
        " · Daily Planet · 8 Jan 2026"
    ) in answer


async def test_ask_takes_a_question_or_the_message_it_replies_to(
    say, telegram: FakeTelegram
) -> None:
    plain = await say(QUESTION)
    assert await say(f"/ask {QUESTION}") == plain
    assert await say(f"/ask@briefing_test_bot {QUESTION}") == plain
    replied = telegram.message(QUESTION)
    assert await say("/ask", reply_to_message=replied) == plain
    assert await say("/ask") == [texts.HOW_TO_ASK]


async def test_typing_is_shown_while_it_works(say, telegram: FakeTelegram) -> None:
    await say(QUESTION)
    methods = [call.method for call in telegram.calls]
    assert methods.index("sendChatAction") < methods.index("sendMessage")


async def test_an_answer_replies_to_its_question_and_previews_its_first_source(
    say, telegram: FakeTelegram
) -> None:
    await say(QUESTION)
    await say("/articles")
    answer, listed = telegram.sent()
    preview = json.loads(answer["link_preview_options"])
    assert preview["url"] == "https://planet.example/caracas?a=1&b=2"
    assert preview["prefer_small_media"]
    assert "message_id" in answer["reply_parameters"]
    assert json.loads(listed["link_preview_options"])["is_disabled"]


async def test_a_refusal_names_what_is_related(say) -> None:
    (refusal,) = await say("Which enzyme in the bridge splits lactose at night?")
    assert refusal.startswith(texts.REFUSAL)
    assert texts.RELATED in refusal
    assert 1 <= refusal.count("\n/article_") <= 2
    assert "<blockquote>" not in refusal


async def test_an_empty_archive_says_so(say, archive: Archive) -> None:
    for id_ in (1, 2, 3, 4):
        archive.remove(id_)
    assert await say(QUESTION) == [texts.EMPTY_ARCHIVE]
    assert await say("/summary") == [texts.EMPTY_ARCHIVE]
    assert await say("/articles") == [texts.EMPTY_ARCHIVE]


async def test_a_question_too_long_is_refused_kindly(say) -> None:
    assert await say("z" * 1001) == [texts.QUESTION_TOO_LONG.format(length=1001, limit=1000)]
    (answer,) = await say("z" * 1000)
    assert answer.startswith(texts.REFUSAL)


@pytest.mark.parametrize(
    "more",
    [
        {
            "sticker": {
                "file_id": "s",
                "file_unique_id": "s",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
                "type": "regular",
            }
        },
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"photo": [], "caption": "What is this?"},
    ],
)
async def test_what_is_not_words_gets_one_sentence(say, more) -> None:
    assert await say(None, **more) == [texts.ONLY_TEXT]


async def test_unknown_commands_are_told(say) -> None:
    assert await say("/frobnicate") == [texts.UNKNOWN_COMMAND]


async def test_start_and_help(say) -> None:
    assert await say("/start") == [texts.START]
    assert await say("/help") == [texts.HELP]
    assert await say("/help", user=7) == [texts.HELP + texts.HELP_ADMIN]


async def test_a_suggested_question_is_shown_and_answered(chat, archive: Archive) -> None:
    await chat.say("/start")
    question = "Who won the national chess title in Lagos on Sunday?"
    (answer,) = await chat.press(question)
    assert answer.startswith(f"<i>{question}</i>\n\n<blockquote")
    assert "Amina Okoye" in answer
    await chat.say("/start")
    archive.remove(4)
    assert await chat.press(question) == []


async def test_in_a_group_only_commands_are_answered(say) -> None:
    group = {"id": -100, "type": "supergroup", "title": "Desk"}
    assert await say(QUESTION, chat=group) == []
    assert await say("/unknown", chat=group) == []
    (answer,) = await say(f"/ask {QUESTION}", chat=group)
    assert "863" in answer


async def test_an_edited_question_edits_its_answer(chat, telegram: FakeTelegram) -> None:
    asked = telegram.message(QUESTION)
    await chat.update(telegram.update(message=asked))
    (posted,) = telegram.sent()
    edited = asked | {"text": "Who cut the ribbon of the bridge?", "edit_date": 1}
    (answer,) = await chat.update(telegram.update(edited_message=edited))
    assert "Mayor Ellen Whitcombe" in answer
    assert len(telegram.sent()) == len([posted])
    assert len(telegram.sent("editMessageText")) == 1


async def test_an_edit_of_what_was_not_asked_is_left_alone(chat, telegram: FakeTelegram) -> None:
    update = telegram.update(edited_message=telegram.message(QUESTION) | {"edit_date": 1})
    assert await chat.update(update) == []


async def test_an_edited_question_whose_answer_was_deleted_is_answered_anew(
    chat, telegram: FakeTelegram
) -> None:
    asked = telegram.message(QUESTION)
    await chat.update(telegram.update(message=asked))
    telegram.fail_next("editMessageText", ApiError(400, "Bad Request: message to edit not found"))
    edited = asked | {"text": "Who cut the ribbon of the bridge?", "edit_date": 1}
    *_, answer = await chat.update(telegram.update(edited_message=edited))
    assert "Mayor Ellen Whitcombe" in answer
    await chat.update(telegram.update(edited_message=edited | {"text": QUESTION, "edit_date": 2}))
    deleted, shown = (one["message_id"] for one in telegram.sent("editMessageText"))
    assert deleted != shown
    assert len(telegram.sent()) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/summary bridge", []),
        ("/remove 1", []),
        ("", []),
        ("x" * 1001, [texts.QUESTION_TOO_LONG.format(length=1001, limit=1000)]),
    ],
)
async def test_what_is_edited_to_no_question_keeps_its_answer(
    chat, telegram: FakeTelegram, text: str, said: list[str]
) -> None:
    asked = telegram.message(QUESTION)
    await chat.update(telegram.update(message=asked))
    edited = asked | {"text": text, "edit_date": 1}
    assert await chat.update(telegram.update(edited_message=edited)) == said
    assert telegram.sent("editMessageText") == []


async def test_a_date_of_no_article_is_that_of_what_happened(say, archive: Archive) -> None:
    archive.add(
        Article(title="Wall", text="The wall fell on 9 November 1989, after weeks of protest.")
    )
    (answer,) = await say("What happened on 9 November 1989?")
    assert "The wall fell" in answer


async def test_a_quote_that_is_not_verbatim_is_never_sent(
    say, archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong below, the last look stops it."""
    true = archive.ask(QUESTION)
    first = true.quotes[0]
    changed = first.text.replace("863", "868")
    focus = Excerpt(**first.focus.model_dump() | {"text": first.focus.text.replace("863", "868")})
    lie = first.model_copy(update={"text": changed, "focus": focus})
    monkeypatch.setattr(archive, "ask", lambda *_, **__: true.model_copy(update={"quotes": (lie,)}))
    (answer,) = await say(QUESTION)
    assert answer == texts.REFUSAL
    assert "Not shown, not verbatim: article 1" in caplog.text


@pytest.mark.parametrize("message", [QUESTION, "/summary"])
async def test_a_message_that_spoils_a_quote_is_never_sent(
    say, message: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when the quote was true and only its rendering went wrong."""
    monkeypatch.setattr(render, "escape", lambda text, **_: text.replace("a", "e"))
    assert await say(message) == [texts.FAILURE]
    assert "NotVerbatim" in caplog.text


async def test_a_fault_is_logged_and_told_in_one_sentence(
    say, archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(archive, "ask", fail)
    assert await say("a private question") == [texts.FAILURE]
    assert "disk on fire" in caplog.text
    assert "private question" not in caplog.text


async def test_a_user_who_blocked_the_bot_is_no_fault(
    say, telegram: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
    await say(QUESTION)
    assert len(telegram.sent()) == 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_flood_limit_is_waited_for(say, telegram: FakeTelegram) -> None:
    telegram.fail_next("sendMessage", ApiError(429, "Too Many Requests", retry_after=1))
    await say(QUESTION)
    first, second = telegram.sent()
    assert first["text"] == second["text"]
