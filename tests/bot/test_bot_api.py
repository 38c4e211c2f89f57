"""The playground's Bot API, as strict as Telegram's."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import people
from bot.playground.content import checked_markup, checked_text
from bot.playground.entities import parse_html, slice_units, units
from bot.playground.errors import ApiError, Json
from bot.playground.inline import ask_inline, choose_inline
from tests.support.bot_api import TOKEN, FakeTelegram, serve, wait_for
from tests.support.bot_api_schema import FAULTS, SCHEMA, VARIABLE, call_faults

USER = 42


@pytest.fixture
def telegram() -> FakeTelegram:
    telegram = FakeTelegram()
    telegram.add_user(USER, "Robin")
    return telegram


def send(telegram: FakeTelegram, text: str = "hello", **more: Any) -> Json:
    return telegram.call("sendMessage", {"chat_id": str(USER), "text": text, **more})


def refused(telegram: FakeTelegram, method: str, **parameters: str) -> ApiError:
    with pytest.raises(ApiError) as caught:
        telegram.call(method, {"chat_id": str(USER), **parameters})
    # These calls are wrong on purpose.
    FAULTS.clear()
    return caught.value


def inline(button: Json) -> Json:
    return {"inline_keyboard": [[button]]}


def test_html_becomes_text_and_entities() -> None:
    text, entities = parse_html(
        '<b>A &lt;b&gt; 🎉</b> <blockquote expandable>x <a href="https://a.example/?a=1&amp;b=2">y'
        "</a></blockquote>"
    )
    assert text == "A <b> 🎉 x y"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 8},
        {"type": "expandable_blockquote", "offset": 9, "length": 3},
        {"type": "text_link", "offset": 11, "length": 1, "url": "https://a.example/?a=1&b=2"},
    ]


def test_of_entities_on_the_same_words_the_outer_comes_first() -> None:
    kinds = [one["type"] for one in parse_html("<blockquote><b><u>x</u></b></blockquote>")[1]]
    assert kinds == ["blockquote", "bold", "underline"]


@pytest.mark.parametrize(
    "html",
    [
        "a & b",
        "&nbsp;",
        "1 < 2",
        "<b>",
        "</b>",
        "<b><i>x</b></i>",
        "<script>x</script>",
        "<p>x</p>",
        "<br/>",
        "<!-- x -->",
        "<span>x</span>",
        "<a href='x>y</a>",
        "<blockquote><blockquote>x</blockquote></blockquote>",
    ],
)
def test_what_is_no_html_of_telegrams_is_refused(html: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_html(html)


@given(st.text())
def test_any_text_survives_escaping(text: str) -> None:
    from html import escape

    assert parse_html(f"<b>{escape(text)}</b>")[0] == text


@given(st.text(alphabet="ab \n\r\u202e🎉", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_entities_stay_on_their_words(text: str, one: int, other: int) -> None:
    """Whatever is trimmed around them."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    html = f"{text[:start]}<b>{text[start:end]}</b>{text[end:]}x"
    message = checked_text(html, "HTML")
    marked = [
        slice_units(message["text"], entity["offset"], entity["length"])
        for entity in message.get("entities", [])
    ]
    kept = "".join(character for character in text[start:end] if character not in "\r\u202e")
    assert [one.strip() for one in marked] in ([], [kept.strip()])
    assert marked or not kept.strip()


@pytest.mark.parametrize(
    ("text", "length"), [("x" * 4096, 4096), ("🎉" * 2048, 4096), ("&amp;" * 4096, 4096)]
)
def test_lengths_count_in_utf16_after_parsing(text: str, length: int) -> None:
    assert units(checked_text(text, "HTML")["text"]) == length
    with pytest.raises(ApiError, match="message is too long"):
        checked_text(f"{text}x", "HTML")
    with pytest.raises(ApiError, match="message text is empty"):
        checked_text(" <b> </b>\n", "HTML")


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "callback_data": ""},
        {"text": "x", "callback_data": "ü" * 33},
        {"text": "x", "copy_text": {"text": "x" * 257}},
        {"text": "x", "url": "javascript:alert(1)"},
        {"text": "x"},
        {"text": " ", "callback_data": "x"},
        {"text": "x", "callback_data": "x", "url": "https://a.example"},
    ],
)
def test_a_wrong_button_is_refused(button: Json) -> None:
    with pytest.raises(ApiError, match="Bad Request"):
        checked_markup(inline(button))


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "callback_data": "x" * 64},
        {"text": "x", "copy_text": {"text": "x" * 256}},
        {"text": "x", "switch_inline_query_current_chat": ""},
        {"text": "x", "url": "tg://resolve?domain=x"},
    ],
)
def test_a_right_button_is_kept(button: Json) -> None:
    assert checked_markup(inline(button)) == {"reply_markup": inline(button)}


def test_an_edit_must_change_something_that_is_there(telegram: FakeTelegram) -> None:
    markup = json.dumps(inline({"text": "x", "callback_data": "x"}))
    id_ = str(send(telegram, reply_markup=markup)["message_id"])
    refusal = refused(
        telegram, "editMessageText", message_id=id_, text="hello", reply_markup=markup
    )
    assert "message is not modified" in str(refusal)
    assert "message is not modified" in str(
        refused(telegram, "editMessageReplyMarkup", message_id=id_, reply_markup=markup)
    )
    edited = telegram.call("editMessageText", {"chat_id": USER, "message_id": id_, "text": "hello"})
    assert "reply_markup" not in edited, "an edit without buttons takes them away"
    assert "message to edit not found" in str(
        refused(telegram, "editMessageText", message_id="999", text="x")
    )
    own = people.write(telegram, telegram.users[USER], telegram.chats[USER], "mine")
    assert "can't be edited" in str(
        refused(telegram, "editMessageText", message_id=str(own["message_id"]), text="x")
    )
    telegram.call("deleteMessage", {"chat_id": str(USER), "message_id": id_})
    assert "not found" in str(refused(telegram, "deleteMessage", message_id=id_))


def test_people_edit_within_the_same_limits(telegram: FakeTelegram) -> None:
    user, chat = telegram.users[USER], telegram.chats[USER]
    text = people.write(telegram, user, chat, "/add it")
    file = people.send_file(telegram, user, chat, "a.txt", b"x", caption="/add it")
    before = len(telegram.updates)
    for message in (text, file):
        assert people.edit(telegram, user, message, " /add it ") is message
    assert len(telegram.updates) == before, "of the same words the bot hears nothing"
    for message, limit in ((text, 4096), (file, 1024)):
        with pytest.raises(ApiError, match="is too long"):
            people.edit(telegram, user, message, "x" * (limit + 1))
        with pytest.raises(ApiError, match="Bad Request"):
            people.edit(telegram, user, message, " ")
        assert "x" * limit in people.edit(telegram, user, message, "x" * limit).values()
    kept = telegram.messages[USER, file["message_id"]]
    assert "caption_entities" not in kept, "a command that is gone is not marked"


def test_replies_need_what_they_reply_to(telegram: FakeTelegram) -> None:
    gone = {"message_id": 999}
    assert "not found" in str(
        refused(telegram, "sendMessage", text="x", reply_parameters=json.dumps(gone))
    )
    anyway = json.dumps(gone | {"allow_sending_without_reply": True})
    assert "reply_to_message" not in send(telegram, reply_parameters=anyway)
    first = send(telegram, "one two")["message_id"]
    quoting = send(telegram, reply_parameters=json.dumps({"message_id": first, "quote": "two"}))
    assert quoting["quote"] == {"text": "two", "position": 4, "is_manual": True}
    wrong = json.dumps({"message_id": first, "quote": "three"})
    assert "QUOTE" in str(refused(telegram, "sendMessage", text="x", reply_parameters=wrong))


def test_who_blocked_the_bot_hears_nothing(telegram: FakeTelegram) -> None:
    user = telegram.users[USER]
    people.block(telegram, user, blocked=True)
    for method, more in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        refusal = refused(telegram, method, **more)
        assert (refusal.status, str(refusal)) == (403, "Forbidden: bot was blocked by the user")
    people.block(telegram, user, blocked=False)
    send(telegram)
    statuses = [one["my_chat_member"]["new_chat_member"]["status"] for one in telegram.updates]
    assert statuses == ["kicked", "member"]


def test_a_press_is_answered_while_it_is_known(telegram: FakeTelegram) -> None:
    told: list[Json] = []
    telegram.listeners.append(told.append)
    message = send(telegram, reply_markup=json.dumps(inline({"text": "x", "callback_data": "x"})))
    id_ = people.press(telegram, telegram.users[USER], message, "x")
    assert telegram.updates[-1]["callback_query"]["data"] == "x"
    telegram.call("answerCallbackQuery", {"callback_query_id": id_, "text": "done"})
    assert told[-1]["text"] == "done"
    assert "too old" in str(refused(telegram, "answerCallbackQuery", callback_query_id="0"))
    with pytest.raises(ApiError, match="no such button"):
        people.press(telegram, telegram.users[USER], message, "y")


def test_updates_of_other_kinds_than_asked_for_are_not_kept(telegram: FakeTelegram) -> None:
    telegram.call("getUpdates", {"allowed_updates": json.dumps(["message"])})
    user, chat = telegram.users[USER], telegram.chats[USER]
    message = people.write(telegram, user, chat, "one")
    people.edit(telegram, user, message, "two")
    assert [set(one) - {"update_id"} for one in telegram.updates] == [{"message"}]


def test_confirmed_updates_are_gone(telegram: FakeTelegram) -> None:
    for text in ("one", "two", "three"):
        people.write(telegram, telegram.users[USER], telegram.chats[USER], text)
    first = telegram.call("getUpdates", {"limit": "1"})[0]
    assert first["message"]["text"] == "one"
    left = telegram.call("getUpdates", {"offset": str(first["update_id"] + 1)})
    assert [one["message"]["text"] for one in left] == ["two", "three"]
    assert len(telegram.call("getUpdates", {"offset": "-1"})) == 1


def test_a_group_is_heard_only_when_it_speaks_to_the_bot(telegram: FakeTelegram) -> None:
    user, group = telegram.users[USER], {"id": -5, "type": "supergroup", "title": "News"}
    telegram.chats[-5] = group
    answer = telegram.call("sendMessage", {"chat_id": "-5", "text": "hello"})
    for text, heard in (
        ("just talking", False),
        ("mail me at a@briefing_test_bot.example", False),
        ("/ask what?", True),
        ("/ask@briefing_test_bot what?", True),
        ("/ask@other_bot what?", False),
        ("/ask@briefing_test_bot2 what?", False),
        ("/ask@Briefing_Test_Bot what?", True),
        ("what, @briefing_test_bot?", True),
    ):
        before = len(telegram.updates)
        people.write(telegram, user, group, text)
        assert (len(telegram.updates) > before) is heard, text
    people.write(telegram, user, group, "and?", reply_to=answer["message_id"])
    assert telegram.updates[-1]["message"]["reply_to_message"]["text"] == "hello"


def test_a_group_the_bot_is_not_in(telegram: FakeTelegram) -> None:
    telegram.chats[-5] = {"id": -5, "type": "supergroup", "title": "News"}
    telegram.absent_from.add(-5)
    assert refused(telegram, "sendMessage", chat_id="-5", text="x").status == 403
    people.add_bot(telegram, telegram.users[USER], telegram.chats[-5])
    assert set(telegram.updates[0]) == {"update_id", "my_chat_member"}
    assert telegram.updates[1]["message"]["new_chat_members"] == [telegram.bot]
    telegram.call("sendMessage", {"chat_id": "-5", "text": "x"})


def test_inline_results_become_a_message(telegram: FakeTelegram) -> None:
    user, chat = telegram.users[USER], telegram.chats[USER]
    id_ = ask_inline(telegram, user, chat, "bridge")
    assert telegram.updates[-1]["inline_query"]["query"] == "bridge"
    content = {"message_text": "<b>Bridge</b>", "parse_mode": "HTML"}
    card = {"type": "article", "id": "1", "title": "B", "input_message_content": content}
    given = {"inline_query_id": id_, "results": json.dumps([card]), "cache_time": "60"}
    telegram.call("answerInlineQuery", given)
    message = choose_inline(telegram, user, chat, id_, "1")
    assert (message["text"], message["via_bot"]) == ("Bridge", telegram.bot)
    before, told = len(telegram.updates), list[Json]()
    telegram.listeners.append(told.append)
    again = ask_inline(telegram, user, chat, "bridge")
    assert len(telegram.updates) == before, "what is cached is not asked again"
    assert again in telegram.inline_answers
    assert not told, "who asks has it at once, and would have it twice"
    assert choose_inline(telegram, user, chat, again, "1")["text"] == "Bridge"


@pytest.mark.parametrize(
    ("count", "ids", "text"), [(51, range(51), "x"), (2, (1, 1), "x"), (1, (1,), "<b>")]
)
def test_wrong_inline_results(telegram: FakeTelegram, count: int, ids: Any, text: str) -> None:
    query = ask_inline(telegram, telegram.users[USER], telegram.chats[USER], "x")
    content = {"message_text": text, "parse_mode": "HTML"}
    cards = [
        {"type": "article", "id": str(id_), "title": "x", "input_message_content": content}
        for id_, _ in zip(ids, range(count), strict=True)
    ]
    with pytest.raises(ApiError, match="Bad Request"):
        telegram.call("answerInlineQuery", {"inline_query_id": query, "results": json.dumps(cards)})


def test_a_file_too_big_for_a_bot(telegram: FakeTelegram) -> None:
    small, big = telegram.document("a.txt", b"x"), telegram.document("b.txt", bytes(21 << 20))
    assert telegram.call("getFile", {"file_id": small["file_id"]})["file_size"] == 1
    assert "file is too big" in str(refused(telegram, "getFile", file_id=big["file_id"]))


def test_unknown_things(telegram: FakeTelegram) -> None:
    assert refused(telegram, "makeCoffee").status == 404
    assert "chat not found" in str(refused(telegram, "sendMessage", chat_id="@nobody", text="x"))
    assert '"text" is required' in str(refused(telegram, "sendMessage"))
    assert "chat not found" in str(
        refused(telegram, "setMyCommands", commands="[]", scope='{"type": "chat", "chat_id": 9}')
    )


def api(address: str, method: str, **parameters: object) -> tuple[int, Json]:
    request = urllib.request.Request(
        f"{address}/bot{TOKEN}/{method}",
        json.dumps(parameters).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


async def test_the_older_of_two_pollers_is_told_of_the_other(telegram: FakeTelegram) -> None:
    with serve(telegram) as address:
        older = asyncio.create_task(asyncio.to_thread(api, address, "getUpdates", timeout=30))
        while telegram.polls < 1:
            await asyncio.sleep(0.01)
        newer = asyncio.create_task(asyncio.to_thread(api, address, "getUpdates", timeout=30))
        status, body = await older
        assert (status, body["ok"]) == (409, False)
        assert "terminated by other getUpdates" in body["description"]
        people.write(telegram, telegram.users[USER], telegram.chats[USER], "hello")
        status, body = await newer
        assert body["result"][0]["message"]["text"] == "hello"


def test_a_failure_can_be_injected(telegram: FakeTelegram) -> None:
    telegram.fail_next("sendMessage", ApiError(429, "Too Many Requests", retry_after=7))
    with serve(telegram) as address:
        status, body = api(address, "sendMessage", chat_id=USER, text="x")
        assert (status, body["parameters"]) == (429, {"retry_after": 7})
        assert api(address, "sendMessage", chat_id=USER, text="x")[0] == 200
        assert api(address.replace("127.0.0.1", "localhost"), "getMe")[0] == 200


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[str, Json]]]]:
    """A webhook: its address, and what arrives, each with the secret it bears."""
    arrived: list[tuple[str, Json]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            # The first delivery fails, and must come again.
            arrived.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
            self.send_response(200 if len(arrived) > 1 else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", arrived
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_gets_updates_with_its_secret(telegram: FakeTelegram, hook: Any) -> None:
    url, arrived = hook
    with serve(telegram) as address:
        assert api(address, "setWebhook", url="http://bot.example/")[0] == 400
        assert api(address, "setWebhook", url=url, secret_token="hush")[0] == 200
        assert api(address, "getUpdates")[0] == 409
        people.write(telegram, telegram.users[USER], telegram.chats[USER], "hello")
        wait_for(lambda: not telegram.updates)
        assert [secret for secret, _ in arrived] == ["hush", "hush"]
        assert arrived[0] == arrived[1]
        assert arrived[1][1]["message"]["text"] == "hello"
        api(address, "deleteWebhook")
        assert api(address, "getUpdates") == (200, {"ok": True, "result": []})


@pytest.mark.skipif(not SCHEMA, reason=f"{VARIABLE} names no description of the Bot API")
@pytest.mark.parametrize(
    ("method", "parameters", "faults"),
    [
        ("sendMessage", {"chat_id": "1", "text": "[x]"}, 0),
        ("sendMessage", {"chat_id": "1", "text": "<b>&amp;</b>" * 600, "parse_mode": "HTML"}, 0),
        ("sendMessage", {"chat_id": "1", "text": "x" * 4097}, 1),
        ("sendMessage", {"text": "x"}, 1),
        ("sendMessage", {"chat_id": "1", "text": "x", "colour": "red"}, 1),
        ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": '{"keys": []}'}, 1),
        ("sendMessage", {"chat_id": "1", "text": "x", "disable_notification": "perhaps"}, 1),
        ("makeCoffee", {}, 1),
    ],
)
def test_calls_are_checked_against_the_description(
    method: str, parameters: Json, faults: int
) -> None:
    assert len(call_faults(method, parameters, {})) == faults
