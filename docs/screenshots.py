"""Make the pictures of the documentation: python -m docs.screenshots, in about a minute.

The real bot runs in the playground, with a new archive of the sample articles, and Chromium looks.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import chromium

FOLDER = Path(__file__).parent
PATIENCE = 60_000

ARTICLE = (
    "Heron counted again on the Lower Mill\n\n"
    "Forty-one grey herons nest along the Lower Mill this spring, the bird wardens of Ashcombe "
    "said on Friday, nine more than a year ago. It is a sample article."
)


def main() -> None:
    """Make every picture."""
    with _playground() as address, chromium() as browser:
        _take(browser, address, "answer", _ask("who announced the releases?"))
        follow_up = _ask("Who freed the Ever Given?", "and when?")
        _take(browser, address, "followup", follow_up, question=1)
        _take(browser, address, "refusal", _ask("What is the price of bitcoin?"))
        _take(browser, address, "phone", _ask("When did Notre-Dame reopen?"), width=360)
        _take(browser, address, "dark", _ask("/summary moon"), scheme="dark")
        _take(browser, address, "summary", _ask("/summary 7d", "/summary Venezuela"))
        _take(browser, address, "add", _add)


@contextmanager
def _playground() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bot", "--data", data, "playground"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()
            process.wait()


def _ask(*questions: str) -> Callable[[Page], None]:
    def ask(page: Page) -> None:
        for question in questions:
            asked = page.locator(".message.out").count()
            page.get_by_label("Message", exact=True).fill(question)
            page.keyboard.press("Enter")
            expect(page.locator(".message.out")).to_have_count(asked + 1)
            _wait_for_answer(page)

    return ask


def _add(page: Page) -> None:
    page.get_by_role("radio", name=re.compile("admin")).check(force=True)
    page.locator("#file").set_input_files(
        {"name": "herons.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()}
    )
    _ask("/add", "How many herons nest along the Lower Mill?")(page)


def _wait_for_answer(page: Page) -> None:
    last = page.locator(".message:not(#typing)").last
    expect(last).to_have_class(re.compile(r"\bin\b"), timeout=PATIENCE)


def _take(
    browser: Browser,
    address: str,
    name: str,
    act: Callable[[Page], None],
    *,
    width: int = 960,
    scheme: str = "light",
    question: int = 0,
) -> None:
    """Act in a page of its own and take its picture, from a question on; then empty the chat."""
    page = browser.new_page(
        viewport={"width": width, "height": 640},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    expect(page.locator("#status")).not_to_contain_text("starting", timeout=PATIENCE)
    act(page)
    asked = page.locator(".message.out").nth(question)
    asked.evaluate("message => message.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.evaluate(
        """async () => {
            for (const one of (await (await fetch('/api/state')).json()).messages) {
                if (one.chat.type !== 'private') continue;
                await fetch('/api/delete', {
                    method: 'POST',
                    headers: {'Content-Type': 'application/json'},
                    body: JSON.stringify({user: 0, chat: one.chat.id, message: one.message_id}),
                });
            }
        }"""
    )
    page.close()


if __name__ == "__main__":
    main()
