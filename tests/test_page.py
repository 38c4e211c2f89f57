"""What the playground's page makes of what a bot sends; the test is in the bot's place."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.playground.cast import READER, new_telegram
from bot.playground.errors import Json
from bot.playground.methods import Telegram
from bot.playground.page import page_routes
from bot.playground.server import serve
from tests.support.bot_api import wait_for
from tests.support.browser import CHROMIUM, chromium

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")

LONG = "One sentence of a passage that goes on for a while. " * 12

Bot = Callable[..., Any]


@pytest.fixture
def telegram() -> Telegram:
    return new_telegram()


@pytest.fixture
def address(telegram: Telegram) -> Iterator[str]:
    with serve(telegram, routes=page_routes()) as address:
        yield address


@pytest.fixture
def bot(telegram: Telegram, address: str) -> Bot:
    """Call a method as the bot does."""

    def call(method: str, **parameters: Any) -> Any:
        request = urllib.request.Request(
            f"{address}/bot{telegram.token}/{method}",
            json.dumps(parameters).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            return json.load(response)["result"]

    call("getUpdates")
    return call


@pytest.fixture
def page(bot: Bot, address: str) -> Iterator[Page]:
    faults: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page.goto(address)
        expect(page.locator("#status")).to_contain_text("Robin")
        yield page
    assert not faults


def last(telegram: Telegram, kind: str) -> Json:
    """Return the newest update of a kind."""
    return wait_for(lambda: [one[kind] for one in telegram.updates if kind in one], 10)[-1]


def send(bot: Bot, text: str, *buttons: Json) -> Json:
    markup = {"reply_markup": {"inline_keyboard": [list(buttons)]}} if buttons else {}
    return bot("sendMessage", chat_id=READER, text=text, parse_mode="HTML", **markup)


def write(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".message.out").last).to_contain_text(text)


def choose(page: Page, label: str, message: str) -> None:
    """Choose from the menu of the message with these words."""
    row = page.locator(".message", has_text=message).last
    row.hover()
    row.locator(".actions").click()
    page.get_by_role("menuitem", name=label).click()


def test_a_long_quote_opens_by_click_and_by_key(page: Page, bot: Bot) -> None:
    send(bot, f"<blockquote expandable>{LONG}<b>the end</b></blockquote>")
    quote, toggle = page.locator("blockquote"), page.locator(".expand")
    closed = quote.bounding_box()
    quote.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    opened = quote.bounding_box()
    assert closed
    assert opened
    assert opened["height"] > 2 * closed["height"]
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    send(bot, "<blockquote expandable>short</blockquote>")
    expect(page.locator(".expand").last).to_be_hidden()


def test_every_kind_of_button(page: Page, bot: Bot, telegram: Telegram) -> None:
    name = telegram.bot["username"]
    send(
        bot,
        "buttons",
        {"text": "Press", "callback_data": "x:1"},
        {"text": "Copy", "copy_text": {"text": "verbatim"}},
        {"text": "Inline", "switch_inline_query_current_chat": "bridge"},
        {"text": "Deep", "url": f"https://t.me/{name}?start=q12"},
    )
    page.get_by_role("button", name="Press").click()
    query = last(telegram, "callback_query")
    assert query["data"] == "x:1"
    bot("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    expect(page.locator("#toast")).to_have_text("Noted")
    bot("answerCallbackQuery", callback_query_id=query["id"], text="No", show_alert=True)
    expect(page.get_by_role("dialog")).to_contain_text("No")
    page.get_by_role("button", name="OK").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#toast")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "verbatim"
    page.get_by_role("button", name="Inline").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value(f"@{name} bridge")
    page.get_by_role("button", name="Deep").click()
    expect(page.locator(".message.out").last).to_contain_text("/start q12")
    assert last(telegram, "message")["text"] == "/start q12"


def test_edits_deletions_and_typing(page: Page, bot: Bot, telegram: Telegram) -> None:
    sent = send(bot, "first words")
    bot("sendChatAction", chat_id=READER, action="typing")
    expect(page.locator("#status")).to_have_text("typing…")
    at = {"chat_id": READER, "message_id": sent["message_id"]}
    bot("editMessageText", text="other words", **at)
    expect(page.locator(".message.in .text")).to_have_text("other words")
    bot("deleteMessage", **at)
    expect(page.locator(".message.in:not(#typing)")).to_have_count(0)
    write(page, "a qestion")
    page.keyboard.press("ArrowUp")
    page.get_by_label("Message", exact=True).fill("a question")
    page.keyboard.press("Enter")
    expect(page.locator(".message.out .time")).to_contain_text("edited")
    assert last(telegram, "edited_message")["text"] == "a question"
    choose(page, "Delete", "a question")
    expect(page.locator(".message.out")).to_have_count(0)


def test_a_reply_to_a_part_and_a_forward(page: Page, bot: Bot, telegram: Telegram) -> None:
    send(bot, "All of these words matter")
    expect(page.locator(".message.in")).to_be_visible()
    page.evaluate(
        """() => {
            const words = document.querySelector('.message.in .text').firstChild;
            getSelection().setBaseAndExtent(words, 7, words, 18);
        }"""
    )
    page.locator(".message.in").hover()
    page.locator(".message.in .actions").click()
    page.get_by_role("menuitem", name="Reply with this part").click()
    write(page, "which?")
    said = last(telegram, "message")
    assert (said["quote"]["text"], said["quote"]["position"]) == ("these words", 7)
    expect(page.locator(".message.out .reply")).to_contain_text("these words")
    page.get_by_role("button", name="Lakeside Post").click()
    choose(page, "Forward", "Old ferry returns")
    page.get_by_role("menuitem", name="Forward to Briefing").click()
    expect(page.locator(".message.out .forwarded")).to_contain_text("Lakeside Post")
    assert last(telegram, "message")["forward_origin"]["chat"]["title"] == "Lakeside Post"


def test_inline_results_come_while_one_types(page: Page, bot: Bot, telegram: Telegram) -> None:
    page.get_by_label("Message", exact=True).fill(f"@{telegram.bot['username']} bridge")
    query = last(telegram, "inline_query")
    assert query["query"] == "bridge"

    def answer(asked: Json, number: int, following: str) -> None:
        content = {"message_text": f"<b>Card {number}</b>", "parse_mode": "HTML"}
        card = {"type": "article", "id": str(number), "title": f"Title {number}"}
        results = [card | {"input_message_content": content}]
        given = {"inline_query_id": asked["id"], "next_offset": following}
        bot("answerInlineQuery", results=results, **given)

    answer(query, 1, "1")
    page.get_by_role("button", name="More results").click()
    more = wait_for(lambda: (one := last(telegram, "inline_query"))["offset"] and one, 10)
    answer(more, 2, "")
    expect(page.locator("#results [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.get_by_label("Message", exact=True).press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".message.out")).to_contain_text("via @")
    expect(page.locator(".message.out strong")).to_contain_text("Card")


def test_a_file_is_dropped(page: Page, telegram: Telegram, tmp_path: Path) -> None:
    page.evaluate(
        """() => {
            const given = new DataTransfer();
            given.items.add(new File(['some words'], 'news.txt', {type: 'text/plain'}));
            for (const kind of ['dragenter', 'drop'])
                document.body.dispatchEvent(
                    new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: given}));
        }"""
    )
    expect(page.locator("#bar")).to_contain_text("news.txt")
    write(page, "/add")
    sent = last(telegram, "message")
    assert (sent["caption"], sent["document"]["file_name"]) == ("/add", "news.txt")
    assert telegram.files[sent["document"]["file_id"]] == b"some words"


def test_blocking_and_the_command_menu(page: Page, bot: Bot, telegram: Telegram) -> None:
    bot("setMyCommands", commands=[{"command": "help", "description": "How it works"}])
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_visible()
    page.get_by_label("Message", exact=True).fill("/h")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".message.out")).to_contain_text("/help")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Block the bot").click()
    page.get_by_role("button", name="Unblock the bot").click()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    assert last(telegram, "my_chat_member")["new_chat_member"]["status"] == "member"


def test_links_lead_only_where_they_may(page: Page, bot: Bot) -> None:
    send(
        bot, '<a href="javascript:alert(1)">one</a> <a href="https://a.example/?x=1&amp;y">two</a>'
    )
    expect(page.locator(".message.in .text a")).to_have_count(1)
    expect(page.locator(".message.in .text a")).to_have_attribute("rel", "noopener noreferrer")


def test_dark_and_light(page: Page) -> None:
    colour = "getComputedStyle(document.querySelector('.sidebar')).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark or light").click()
    dark = page.evaluate(colour)
    assert dark != light
    page.reload()
    expect(page.locator("#status")).to_contain_text("Robin")
    assert page.evaluate(colour) == dark
