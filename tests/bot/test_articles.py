"""/articles, /article and /summary."""

from __future__ import annotations

import threading

import pytest

from bot import articles, texts
from bot.articles import PAGE_SIZE
from corpus.models import Article, StoredArticle
from index.archive import Archive
from tests.support.articles import BRIDGE
from tests.support.bot_api import ApiError, FakeTelegram


@pytest.fixture
def many(archive: Archive) -> Archive:
    """25 articles, ids 1 to 25; the first four are the usual ones."""
    archive.add_many(
        Article(title=f"River report {n}", text=f"Report {n} of the river commission is in now.")
        for n in range(5, 26)
    )
    return archive


async def test_a_list_shows_ids_titles_outlets_and_dates(say) -> None:
    (page,) = await say("/articles")
    assert page.startswith("<b>Articles 1–4 of 4</b>")
    assert (
        '/article_2 <a href="https://river.example/bridge">Bridge over the Tamar reopens</a>'
        " · River Post · 10 Jan 2026"
    ) in page
    assert "<b>Girl of twelve wins chess title</b> · Daily Planet · undated" in page


async def test_pages_are_turned_by_buttons(chat, many: Archive) -> None:
    await chat.say("/articles")
    (second,) = await chat.press(texts.OLDER)
    assert second.startswith("<b>Articles 11–20 of 25</b>")
    (third,) = await chat.press(texts.OLDER)
    assert third.startswith("<b>Articles 21–25 of 25</b>")
    (back,) = await chat.press(texts.NEWER)
    assert back == second


async def test_words_narrow_the_list_and_stay_on_its_pages(chat, many: Archive) -> None:
    (first,) = await chat.say("/articles river REPORT")
    assert "of 21</b>" in first
    (second,) = await chat.press(texts.OLDER)
    assert second.startswith(f"<b>Articles {PAGE_SIZE + 1}–20 of 21</b>")
    assert await chat.say("/articles <zebra>") == ["No article has “&lt;zebra&gt;” in its title."]


async def test_long_words_fit_a_button(chat, many: Archive) -> None:
    """Callback data holds 64 bytes; the words are cut, never a letter."""
    many.add_many(
        Article(title="Überflutung " * 9 + str(n), text=f"Die Flut Nummer {n} kam in der Nacht an.")
        for n in range(11)
    )
    await chat.say("/articles " + "Überflutung " * 9)
    (second,) = await chat.press(texts.OLDER)
    assert second.startswith("<b>Articles 11–11 of 11</b>")


async def test_a_page_that_is_gone_shows_the_last_one(chat, many: Archive) -> None:
    await chat.say("/articles")
    for id_ in range(5, 26):
        many.remove(id_)
    (page,) = await chat.press(texts.OLDER)
    assert page.startswith("<b>Articles 1–4 of 4</b>")


@pytest.mark.parametrize("offset", ["9223372036854775808", "9" * 18])
async def test_a_button_of_nobody_is_no_fault(chat, telegram: FakeTelegram, offset: str) -> None:
    """What a modified client sends is not what a button holds."""
    button = {"callback_data": f"articles:{offset}:"}
    await chat.say("/articles")
    await chat.update(telegram.press(button, telegram.last_message()))
    assert texts.FAILURE not in telegram.texts


async def test_a_button_pressed_twice_is_no_fault(
    chat, many: Archive, telegram: FakeTelegram
) -> None:
    await chat.say("/articles")
    telegram.fail_next(
        "editMessageText", ApiError(400, "Bad Request: message is not modified: same content")
    )
    await chat.press(texts.OLDER)
    assert texts.FAILURE not in telegram.texts


async def test_a_press_too_old_to_be_answered_turns_the_page(
    chat, many: Archive, telegram: FakeTelegram
) -> None:
    await chat.say("/articles")
    telegram.fail_next("answerCallbackQuery", ApiError(400, "Bad Request: query is too old"))
    (second,) = await chat.press(texts.OLDER)
    assert second.startswith("<b>Articles 11–20 of 25</b>")


async def test_an_article_in_full(say) -> None:
    (whole,) = await say("/article 2")
    assert BRIDGE.text in whole
    assert whole.startswith('<a href="https://river.example/bridge">Bridge over')
    assert await say("/article #2") == [whole]


async def test_an_article_is_one_tap_away(say) -> None:
    whole = await say("/article 2")
    assert await say("/article_2") == whole
    assert await say("/article_2@briefing_test_bot") == whole
    assert await say("/article_99") == [texts.NO_SUCH_ARTICLE.format(id=99)]
    assert await say(f"/article_{'9' * 30}") == [texts.HOW_TO_ARTICLE]
    assert await say("/article_x") == [texts.UNKNOWN_COMMAND]


async def test_a_long_article_is_read_in_pages(chat, archive: Archive) -> None:
    archive.add(Article(title="Long", text="A sentence of the long report. " * 200))
    (first,) = await chat.say("/article 5")
    (second,) = await chat.press("2 of 2 ›")
    assert second.startswith("<b>Long</b>")
    assert first.count("sentence") + second.count("sentence") == 200
    assert await chat.press("‹ 1") == [first]
    archive.remove(5)
    assert await chat.press("2 of 2 ›") == [texts.NO_SUCH_ARTICLE.format(id=5)]


async def test_an_article_is_rendered_beside_the_event_loop(
    say, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def render(article: StoredArticle, _page: int) -> tuple[str, int]:
        threads.append(threading.current_thread())
        return article.title, 1

    monkeypatch.setattr(articles, "render_article", render)
    assert await say("/article 2") == [BRIDGE.title]
    assert threads
    assert threads != [threading.main_thread()]


@pytest.mark.parametrize(
    "number",
    ["", " x", " 1.5", " -1", " 0", " 9" * 30, " 1_0", " ٢", f" {'9' * 19}", f" {'9' * 4060}"],
)
async def test_no_number(say, number: str) -> None:
    assert await say(f"/article{number}") == [texts.HOW_TO_ARTICLE]


async def test_no_such_article(say) -> None:
    assert await say("/article 99") == [texts.NO_SUCH_ARTICLE.format(id=99)]


async def test_a_briefing_is_made_of_quotes(say) -> None:
    (briefing,) = await say("/summary")
    assert briefing.startswith("<b>Briefing</b>\n\n<blockquote>")
    assert briefing.count("<blockquote>") >= 4
    assert "Daily Planet" in briefing


async def test_a_briefing_on_one_article_or_topic(say) -> None:
    (one,) = await say("/summary #2")
    assert one.startswith("<b>Briefing: #2</b>")
    assert "Caracas" not in one
    (topic,) = await say("/summary the bridge over the Tamar")
    assert "Bridge over the Tamar reopens" in topic


async def test_nothing_to_brief_about(say) -> None:
    (nothing,) = await say("/summary <lactose enzyme>")
    assert nothing == "There is nothing to quote for “&lt;lactose enzyme&gt;”."
    assert await say("/summary #99") == [texts.NO_SUCH_ARTICLE.format(id=99)]
