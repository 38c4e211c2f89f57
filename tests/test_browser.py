"""The playground as a newcomer meets it: the bot's process, the page, a real browser."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from bot import texts
from bot.articles import PAGE_SIZE
from bot.playground.cast import READER
from tests.support.browser import CHROMIUM, chromium
from tests.support.naughty_strings import MARKUP
from tests.support.processes import FAST, running

NEWS = "The mint of Perth struck a copper coin for the jubilee of the harbour in May."
QUESTION = "who announced the releases?"
SLOW = 30_000
SAMPLES = 12
OPTION = "#results:not([hidden]) .option"

BUILT_OF_MARKUP = ", ".join(
    f"#log {one}"
    for one in (
        *("script", "style", "link", "img", "iframe", "object", "embed", "video", "audio"),
        *("math", "form", "input", "[onload]", "[onerror]", "[onclick]", "[onmouseover]"),
        *("[onfocus]", "[href^='javascript:' i]", "[style]", "[srcdoc]"),
    )
)
"""What the page itself shows no message with."""

in_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")


@pytest.fixture
def address() -> Iterator[str]:
    with running(FAST, "run", BRIEFING_LOG_LEVEL="WARNING") as process:
        assert process.stdout
        yield process.stdout.readline().split()[1]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The open page, in which no script may fail and nothing be loaded from elsewhere."""
    faults: list[str] = []

    def note(said: ConsoleMessage) -> None:
        # The browser tells of what is refused, too; the page says so to who wrote it.
        if said.type == "error" and "a status of 400" not in said.text:
            faults.append(said.text)

    page = browser.new_page()
    page.set_default_timeout(SLOW)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", note)
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((address, "data:")) else faults.append(sent.url),
    )
    page.goto(address)
    yield page
    assert not faults


def say(page: Page, text: str) -> None:
    before = page.locator(".message.out").count()
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".message.out")).to_have_count(before + 1)


def answer(page: Page, containing: str) -> None:
    """Wait until the newest message is one of the bot that contains this."""
    last = page.locator(".message:not(#typing)").last
    expect(last).to_have_class(re.compile(r"\bin\b"), timeout=SLOW)
    expect(last).to_contain_text(containing)


@in_browser
def test_a_newcomer_asks_and_reads_a_quote(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    answer(page, texts.START.splitlines()[0])
    say(page, QUESTION)
    answer(page, "Jorge Rodríguez")
    quote = page.locator(".message.in").last.locator("blockquote").first
    expect(quote.locator("strong").first).to_be_visible()
    # Words that are selected do not stand in the way.
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#log'))")
    for toggle in page.locator("blockquote.expandable:not(.short) > .expand").all():
        toggle.press("Enter")
        expect(toggle).to_have_attribute("aria-expanded", "true")
    say(page, "/articles")
    answer(page, "Articles 1")
    page.locator(".message.in").last.locator(".link").first.click()
    expect(page.locator(".message.out").last).to_contain_text("/article_")


@in_browser
def test_every_button_that_is_there_works(page: Page) -> None:
    """Of an answer, a list, and whatever these bring."""
    for said in (QUESTION, "/articles"):
        say(page, said)
        answer(page, "Venezuela")
    # It leads out of the page.
    pressed = {texts.SHARE}
    while fresh := [
        key for key in page.locator(".key").all() if (key.text_content() or "") not in pressed
    ]:
        pressed.add(fresh[0].text_content() or "")
        fresh[0].click()
        expect(page.locator(".key.busy")).to_have_count(0, timeout=SLOW)
        expect(page.locator("#log")).not_to_contain_text(texts.FAILURE)
    assert texts.OLDER in pressed


@in_browser
def test_an_admin_adds_a_file_and_a_stranger_may_not(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "coin.txt"
    file.write_text(NEWS)
    page.get_by_role("radio", name=re.compile("stranger")).check(force=True)
    page.locator("#file").set_input_files(file)
    say(page, "/add")
    answer(page, "Only admins can do that")
    page.get_by_role("radio", name=re.compile("admin")).check(force=True)
    page.locator("#file").set_input_files(file)
    # What cannot be sent is not lost.
    too_long, message = "x" * 1025, page.get_by_label("Message", exact=True)
    message.fill(too_long)
    message.press("Enter")
    expect(page.locator("#toast")).to_have_text("message caption is too long")
    expect(message).to_have_value(too_long)
    expect(page.locator("#bar-title")).to_have_text("coin.txt")
    say(page, "/add")
    answer(page, "Added as article 13")
    page.get_by_role("radio", name=re.compile("reader")).check(force=True)
    say(page, "Which coin did the mint of Perth strike?")
    answer(page, "copper coin for the jubilee")


@in_browser
def test_a_message_is_never_more_than_text(page: Page) -> None:
    evil = "<img src=x onerror=\"document.title='gone'\"> <script>alert(1)</script> javascript:x"
    say(page, evil)
    expect(page.locator(".message.out .text").last).to_have_text(evil)
    expect(page).not_to_have_title("gone")
    assert page.locator("#log img, #log script").count() == 0


@in_browser
def test_what_is_too_long_for_a_message_is_sent_as_several(page: Page) -> None:
    whole = "\n".join(["word " * 199 + "end"] * 9)
    message, sent = page.get_by_label("Message", exact=True), page.locator(".message.out .text")
    message.fill(whole)
    message.press("Enter")
    expect(sent).to_have_count(3)
    assert "\n".join(sent.all_text_contents()) == whole
    message.fill("x" * 4095 + "\N{FOX FACE}")
    message.press("Enter")
    expect(sent).to_have_text([re.compile("^word")] * 3 + ["x" * 4095, "\N{FOX FACE}"])


@in_browser
def test_an_article_is_never_more_than_text(page: Page, tmp_path: Path) -> None:
    """Added, listed, quoted and shown, markup stands there to be read and does nothing."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    # With the last, as many as a list shows at once.
    articles = [
        {"title": one, "text": f"{one} {NEWS} {one} is number {number}."}
        for number, one in enumerate(MARKUP[: PAGE_SIZE - 1])
    ]
    articles.append({"title": "All of it", "text": "\n\n".join(MARKUP)})
    file = tmp_path / "evil.jsonl"
    file.write_text("\n".join(map(json.dumps, articles)))
    page.get_by_role("radio", name=re.compile("admin")).check(force=True)
    page.locator("#file").set_input_files(file)
    say(page, "/add")
    answer(page, f"Added {len(articles)} of {len(articles)} articles")
    say(page, "/articles")
    answer(page, "All of it")
    say(page, "Which coin did the mint of Perth strike?")
    answer(page, "copper coin for the jubilee")
    say(page, f"/article {SAMPLES + len(articles)}")
    answer(page, "All of it")
    seen = "".join(pages_of_article(page))
    for one in MARKUP:
        assert not one.isprintable() or one in seen
    assert page.locator(BUILT_OF_MARKUP).count() == 0
    assert page.evaluate("window.naughty") is None
    assert not dialogs


def pages_of_article(page: Page) -> Iterator[str]:
    """Yield what the newest message shows of the article, page for page, without its title."""
    shown = page.locator(".message").last
    text = shown.locator(".text")
    yield (text.text_content() or "").partition("\n\n")[2]
    while (following := shown.locator(".key", has_text=re.compile("of .* ›"))).count():
        label = following.text_content() or ""
        following.click()
        expect(shown.locator(".key", has_text=label)).to_have_count(0, timeout=SLOW)
        yield (text.text_content() or "").partition("\n\n")[2]


@in_browser
def test_it_fits_a_phone_and_is_usable_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    say(page, QUESTION)
    answer(page, "Jorge Rodríguez")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    page.locator("#drawer").press("Enter")
    page.get_by_role("button", name=re.compile("Newsroom")).press("Enter")
    expect(page.locator("#wide")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".service").last).to_contain_text("added Briefing")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    say(page, "/ask@briefing_playground_bot " + QUESTION)
    answer(page, "Jorge Rodríguez")
    assert not page.evaluate(wide)
    say(page, "/articles@briefing_playground_bot")
    answer(page, "Articles 1")
    older = page.get_by_role("button", name=texts.OLDER)
    older.press("Enter")
    # The message is another one by then.
    expect(page.locator(".message").last).to_contain_text(texts.NEWER)
    expect(page.locator(".message").last.locator(".key:focus")).to_be_visible()
    page.locator("#scroll").evaluate("log => log.scrollTop = 0")
    expect(page.locator("#down")).to_be_visible()
    page.locator(".actions").first.press("Enter")
    page.get_by_role("menuitem", name="Reply").press("Enter")
    page.locator("#bar-close").click()
    expect(page.locator("#bar")).to_be_hidden()


@in_browser
def test_inline_results_are_sent_only_when_they_are_marked(page: Page) -> None:
    message, options = page.get_by_label("Message", exact=True), page.locator(OPTION)
    marked = page.locator("#results [aria-selected=true]")
    message.fill(f"@briefing_playground_bot {QUESTION}")
    message.press("ArrowDown")
    expect(marked).to_have_count(0)
    expect(options.first).to_contain_text("Venezuela")
    message.press("ArrowDown")
    expect(marked).to_have_count(1)
    message.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    message.press("!")
    expect(marked).to_have_count(0)
    message.press("Enter")
    expect(page.locator(".message.out .text")).to_contain_text(f"{QUESTION}!")
    expect(page.locator(".message.out .via")).to_have_count(0)
    message.fill(f"@briefing_playground_bot {QUESTION}")
    expect(options.first).to_contain_text("Venezuela")
    message.press("ArrowDown")
    message.press("Enter")
    expect(page.locator(".message.out .via")).to_have_count(1)


@in_browser
def test_more_results_belong_to_their_query(page: Page) -> None:
    """Whether they are known already, as all are here, or come later."""

    def give(route: Route) -> None:
        asked = json.loads(route.request.post_data or "")
        title = f"{asked['query']} {asked['offset'] or 0}"
        following = "" if asked["offset"] else "1"
        known = {"results": [{"id": "1", "title": title}], "next_offset": following}
        route.fulfill(json={"result": {"query": title, "answer": known}})

    message, options = page.get_by_label("Message", exact=True), page.locator(OPTION)
    more = page.get_by_role("button", name="More results")
    page.route("**/api/inline", give)
    for words in ("tea", "milk"):
        message.fill(f"@briefing_playground_bot {words}")
        expect(options).to_have_text([f"{words} 0"])
        more.click()
        expect(options).to_have_text([f"{words} 0", f"{words} 1"])
        message.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
    message.fill("@briefing_playground_bot sugar")
    expect(options).to_have_text(["sugar 0"])
    more.click()
    message.fill("@briefing_playground_bot salt")
    expect(options).to_have_text(["salt 0"])


@in_browser
def test_nothing_is_lost_or_doubled_while_the_page_loads(page: Page, address: str) -> None:
    own = {"Content_Type": "application/json", "Origin": address}
    said = {"user": READER, "chat": READER}

    def hold(route: Route) -> None:
        assert status(address, "/api/send", said | {"text": "before"}, **own) == 200
        state = route.fetch()
        assert status(address, "/api/send", said | {"text": "after"}, **own) == 200
        page.wait_for_timeout(300)
        route.fulfill(response=state)

    page.route("**/api/state", hold, times=1)
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.locator(".message.out .text")).to_have_text(["before", "after"])
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@in_browser
def test_nothing_is_written_before_it_can_be_sent(page: Page) -> None:
    start, message = (
        page.get_by_role("button", name="Start"),
        page.get_by_label("Message", exact=True),
    )
    expect(start).to_be_visible()
    page.route("**/api/state", lambda _: None)
    with page.expect_request("**/api/state"):
        page.reload()
    expect(message).not_to_be_visible()
    # What was held goes on.
    page.unroute("**/api/state")
    say(page, "hello")


@in_browser
def test_what_is_being_written_outlives_a_restart(page: Page) -> None:
    def end(route: Route) -> None:
        route.fulfill(content_type="text/event-stream", body="retry: 500\n\n")

    def forget(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"messages": []})

    page.route("**/api/events", end)
    page.route("**/api/state", forget)
    page.reload()
    message = page.get_by_label("Message", exact=True)
    message.fill("half a question")
    for _ in range(2):
        page.wait_for_event("response", lambda response: response.url.endswith("/api/state"))
    expect(message).to_have_value("half a question")
    page.unroute_all(behavior="wait")


@in_browser
def test_only_who_presses_is_told(page: Page, browser: Browser, address: str) -> None:
    say(page, QUESTION)
    answer(page, "Jorge Rodríguez")
    other = browser.new_page()
    other.goto(address)
    other.get_by_role("radio", name=re.compile("admin")).check(force=True)
    page.get_by_role("button", name=texts.RIGHT).click()
    expect(page.locator("#toast")).to_have_text(texts.RATED_RIGHT)
    other.wait_for_timeout(300)
    assert other.locator("#toast").text_content() == ""


def status(address: str, path: str, body: object = None, **headers: str) -> int:
    data = None if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, data, named)) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_no_other_site_reaches_the_playground(address: str) -> None:
    own = {"Content_Type": "application/json", "Origin": address}
    said = {"user": READER, "chat": READER, "text": "hello"}
    for path in ("/", "/api/state", "/static/chat.js"):
        assert status(address, path) == 200
        assert status(address, path, Host="evil.example") == 403
        assert status(address, path, Host="127.0.0.1:1") == 403
    assert status(address, "/static/../page.py") == 403
    assert status(address, "/api/send", said, **own) == 200
    assert status(address, "/api/send", said, **own | {"Origin": "http://evil.example"}) == 403
    assert status(address, "/api/send", said, **own | {"Content_Type": "text/plain"}) == 403
    assert status(address, "/api/send", {"user": 1}, **own) == 400
    assert status(address, "/api/unknown", {}, **own) == 404
