"""Admins add and remove articles from the chat; nobody else does."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot import curation, texts
from bot.app import Bot
from corpus.download import download
from corpus.models import Article, StoredArticle
from index.archive import AddResult, Archive
from tests.bot.conftest import ADMIN, STRANGER
from tests.support.bot_api import ApiError, FakeTelegram
from tests.support.web import send, web_server

NEWS = "The mint struck a copper coin for the jubilee in Perth. It weighs two kilograms."
NOW = datetime(2026, 1, 8, tzinfo=UTC)
ADDED = re.compile(r"Added as article 5: <b>(.+)</b>\n1 passage, \d+\.\d s\.")


@pytest.mark.parametrize("command", [f"/add {NEWS}", "/remove 1", "/stats", "/add", "/remove"])
async def test_a_stranger_is_told_their_id_and_nothing_is_done(
    say, archive: Archive, command: str
) -> None:
    assert await say(command) == [texts.NOT_ADMIN.format(id=STRANGER)]
    assert archive.stats().articles == 4


async def test_a_refusal_replies_as_every_answer_does(say, telegram: FakeTelegram) -> None:
    await say("/stats")
    assert "message_id" in telegram.sent()[-1]["reply_parameters"]


async def test_a_strangers_file_is_refused_unread(say, telegram: FakeTelegram) -> None:
    document = telegram.document("news.txt", NEWS.encode())
    assert await say(document=document, caption="/add") == [texts.NOT_ADMIN.format(id=STRANGER)]
    assert telegram.sent("getFile") == []


async def test_add_a_text(say, archive: Archive) -> None:
    (report,) = await say(f"/add Coin struck\n\n{NEWS}", user=ADMIN)
    assert ADDED.fullmatch(report)[1] == "Coin struck"
    assert archive.get(5).text == NEWS
    (answer,) = await say("Where was the copper coin struck?")
    assert "copper coin" in answer


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("news.txt", NEWS.encode("utf-16")),
        ("news.md", f"# Coin\n\n{NEWS}".encode()),
        ("news.html", f"<html><body><article><p>{NEWS}</p><p>{NEWS}</p></article>".encode()),
        ("NEWS.JSONL", b'{"text": "%s", "title": "Coin"}' % NEWS.encode()),
    ],
)
async def test_add_a_file_by_its_caption(
    say, telegram: FakeTelegram, archive: Archive, name: str, data: bytes
) -> None:
    document = telegram.document(name, data)
    (report,) = await say(document=document, caption="/add", user=ADMIN)
    assert ADDED.fullmatch(report)
    assert archive.get(5).text.startswith(NEWS)


async def test_a_file_without_a_caption_tells_admins_how_to_add_it(
    say, telegram: FakeTelegram
) -> None:
    document = telegram.document("news.txt", NEWS.encode())
    assert await say(document=document, user=ADMIN) == [texts.HOW_TO_ADD_FILE]
    assert "message_id" in telegram.sent()[-1]["reply_parameters"]
    assert await say(document=document) == [texts.ONLY_TEXT]


async def test_add_in_reply_to_a_file_or_a_text(
    say, telegram: FakeTelegram, archive: Archive
) -> None:
    file = telegram.message(document=telegram.document("news.txt", NEWS.encode()))
    (report,) = await say("/add", reply_to_message=file, user=ADMIN)
    assert ADDED.fullmatch(report)
    archive.remove(5)
    (report,) = await say("/add", reply_to_message=telegram.message(NEWS), user=ADMIN)
    assert report.startswith("Added as article 6")


async def test_add_in_reply_to_a_forwarded_post(
    say, telegram: FakeTelegram, archive: Archive
) -> None:
    """The channel becomes the outlet, and the post's link and date are kept."""
    origin = {
        "type": "channel",
        "date": 1767862800,
        "chat": {"id": -100, "type": "channel", "title": "Mint News", "username": "mintnews"},
        "message_id": 9,
    }
    post = telegram.message(NEWS, forward_origin=origin)
    await say("/add", reply_to_message=post, user=ADMIN)
    added = archive.get(5)
    assert (added.source, added.url) == ("Mint News", "https://t.me/mintnews/9")
    assert str(added.published) == "2026-01-08 09:00:00+00:00"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a page, on loopback, which the downloader is let reach here only."""
    anywhere = partial(download, allowed=lambda address: True)
    monkeypatch.setattr("corpus.loaders.download", anywhere)
    html = f"<html><head><title>Coin</title></head><body><article><p>{NEWS}</p><p>{NEWS}</p>"
    with web_server(lambda handler: send(handler, html.encode(), Content_Type="text/html")) as url:
        yield f"{url}/coin"


async def test_add_a_web_address(say, telegram: FakeTelegram, archive: Archive, page: str) -> None:
    (report,) = await say(f"/add {page}", user=ADMIN)
    assert ADDED.fullmatch(report)
    assert archive.get(5).url == page
    (report,) = await say("/add", reply_to_message=telegram.message(f"See {page}"), user=ADMIN)
    assert report == "Nothing added: the same text is article 5 already: <b>Coin</b>"


async def test_add_in_reply_to_a_photo_whose_caption_has_an_address(
    say, telegram: FakeTelegram, archive: Archive, page: str
) -> None:
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]
    post = telegram.message(photo=photo, caption=f"Read: {page}")
    (report,) = await say("/add", reply_to_message=post, user=ADMIN)
    assert ADDED.fullmatch(report)
    assert archive.get(5).url == page


async def test_add_does_not_reach_the_own_machine(say) -> None:
    (report,) = await say("/add http://127.0.0.1:1/secret", user=ADMIN)
    assert report == (
        "http://127.0.0.1:1/secret is at 127.0.0.1, which is not on the public internet."
    )


async def test_a_complaint_about_a_long_address_fits_a_message(say) -> None:
    (report,) = await say(f"/add ftp://x.example/{'&😀' * 1350}", user=ADMIN)
    assert report.startswith("ftp://x.example/&amp;😀")
    assert report.endswith(" cannot be fetched: only http:// and https:// addresses can.")


async def test_the_same_article_again(say, archive: Archive) -> None:
    text = archive.get(2).text
    (report,) = await say(f"/add {text.upper()}", user=ADMIN)
    assert "the same text is article 2 already: <b>Bridge over the Tamar reopens</b>" in report


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("news.pdf", b"%PDF", "news.pdf is not one of .txt"),
        ("news.txt", b"short", "news.txt has 5 characters"),
        ("news.txt", b"\x00\xff" * 500, "news.txt is not text"),
        ("a<b>.txt", b"short", "a&lt;b&gt;.txt has 5 characters"),
    ],
)
async def test_a_bad_file_is_refused_with_one_sentence(
    say, telegram: FakeTelegram, archive: Archive, name: str, data: bytes, complaint: str
) -> None:
    (report,) = await say(document=telegram.document(name, data), caption="/add", user=ADMIN)
    assert report.startswith(complaint)
    assert archive.stats().articles == 4


async def test_a_file_too_large_is_not_fetched(say, telegram: FakeTelegram) -> None:
    document = telegram.document("big.txt", b"x") | {"file_size": 11 * 1024 * 1024}
    (report,) = await say(document=document, caption="/add", user=ADMIN)
    assert report == "big.txt is 11.0 MB; files of up to 10 MB can be added."
    assert telegram.sent("getFile") == []


async def test_many_articles_show_progress(
    say, telegram: FakeTelegram, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curation, "_PROGRESS_SECONDS", 0.001)
    lines = [
        f'{{"title": "Report {n}", "text": "Report {n} of the river commission came on time."}}'
        for n in range(40)
    ]
    lines.append(lines[0])
    document = telegram.document("many.jsonl", "\n".join(lines).encode())
    *progress, report = await say(document=document, caption="/add", user=ADMIN)
    assert progress[0].startswith("Adding 41 articles: ")
    counts, in_all, *listed, more, known = report.split("\n")
    assert re.fullmatch(r"Added 40 of 41 articles in \d+\.\d s\.", counts)
    assert in_all == "Articles 5 to 44, 40 passages:"
    assert listed == [f"{5 + n}: <b>Report {n}</b>, 1 passage" for n in range(10)]
    assert more == "and 30 more: /articles shows them."
    assert known == "Already there: 1."
    assert archive.stats().articles == 44
    assert len(telegram.sent("deleteMessage")) == 1


async def test_adding_ends_when_the_bot_is_stopped(
    application: Bot, say, telegram: FakeTelegram, archive: Archive
) -> None:
    """What was not added is told, so that it can be sent again."""
    lines = [
        f'{{"title": "Report {n}", "text": "Report {n} of the river commission came on time."}}'
        for n in range(200)
    ]
    document = telegram.document("many.jsonl", "\n".join(lines).encode())
    add_many = Archive.add_many

    def stop_at_once(*arguments: Any, **more: Any) -> list[AddResult]:
        def stop(_: AddResult) -> None:
            application.bot_data["stopping"].set()

        return add_many(*arguments, on_added=stop)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Archive, "add_many", stop_at_once)
        *_, report = await say(document=document, caption="/add", user=ADMIN)
    added = archive.stats().articles - 4
    assert 0 < added < 200
    assert texts.ADDING_STOPPED.format(count=200 - added) in report


async def test_progress_of_one_article_is_not_of_many(say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curation, "_PROGRESS_SECONDS", 0.001)
    add_many = Archive.add_many

    def add_slowly(*arguments: Any, **more: Any) -> list[AddResult]:
        time.sleep(0.1)
        return add_many(*arguments, **more)

    monkeypatch.setattr(Archive, "add_many", add_slowly)
    progress, *_ = await say(f"/add {NEWS}", user=ADMIN)
    assert progress == "Adding 1 article: 0 done…"


async def test_one_added_of_several_is_named(say, telegram: FakeTelegram, archive: Archive) -> None:
    known = {"text": archive.get(2).text}
    lines = [json.dumps(one) for one in (known, {"title": "A & B", "text": NEWS})]
    document = telegram.document("two.jsonl", "\n".join(lines).encode())
    (report,) = await say(document=document, caption="/add", user=ADMIN)
    counts, *rest = report.split("\n")
    assert re.fullmatch(r"Added 1 of 2 articles in \d+\.\d s\.", counts)
    assert rest == ["5: <b>A &amp; B</b>, 1 passage", "Already there: 1."]


async def test_a_long_report_fits_one_message(
    say, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with errors only after the first articles."""
    results = [
        *(
            AddResult("😀" * 300, StoredArticle(id=n, title="😀" * 300, text="T", added=NOW), 1)
            for n in range(10**9, 10**9 + 12)
        ),
        *(AddResult("T", error=f"Nothing to quote in: {'😀' * 300}") for _ in range(7)),
    ]
    monkeypatch.setattr(Archive, "add_many", lambda *_, **__: results)
    document = telegram.document("two.jsonl", f'{{"text": "{NEWS}"}}'.encode())
    (report,) = await say(document=document, caption="/add", user=ADMIN)
    assert report.count("Nothing to quote in") == 5


async def test_add_and_remove_explain_themselves(say) -> None:
    assert await say("/add", user=ADMIN) == [texts.HOW_TO_ADD]
    assert await say("/remove", user=ADMIN) == [texts.HOW_TO_REMOVE]
    assert await say("/remove twelve", user=ADMIN) == [texts.HOW_TO_REMOVE]
    assert await say(f"/remove {'9' * 4060}", user=ADMIN) == [texts.HOW_TO_REMOVE]
    assert await say("/remove 99", user=ADMIN) == [texts.NO_SUCH_ARTICLE.format(id=99)]


async def test_remove_after_a_confirming_button(chat, archive: Archive) -> None:
    (question,) = await chat.say("/remove 2", user=ADMIN)
    assert "Bridge over the Tamar reopens" in question
    assert archive.stats().articles == 4
    (done,) = await chat.press(texts.REMOVE, user=ADMIN)
    assert done == "Removed article 2: <b>Bridge over the Tamar reopens</b>"
    assert archive.stats().articles == 3
    (done,) = await chat.press(texts.REMOVE, user=ADMIN)
    assert done == texts.NO_SUCH_ARTICLE.format(id=2)


async def test_keep(chat, archive: Archive) -> None:
    await chat.say("/remove #2", user=ADMIN)
    assert await chat.press(texts.KEEP, user=ADMIN) == ["Kept article 2."]
    assert archive.stats().articles == 4


@pytest.mark.parametrize(("label", "left"), [(texts.KEEP, 4), (texts.REMOVE, 3)])
async def test_a_press_too_old_or_twice_is_no_fault(
    chat, telegram: FakeTelegram, archive: Archive, label: str, left: int
) -> None:
    await chat.say("/remove 2", user=ADMIN)
    telegram.fail_next("answerCallbackQuery", ApiError(400, "Bad Request: query is too old"))
    telegram.fail_next(
        "editMessageText", ApiError(400, "Bad Request: message is not modified: same content")
    )
    await chat.press(label, user=ADMIN)
    assert texts.FAILURE not in telegram.texts
    assert archive.stats().articles == left


async def test_a_strangers_press_removes_nothing(
    chat, telegram: FakeTelegram, archive: Archive
) -> None:
    await chat.say("/remove 2", user=ADMIN)
    assert await chat.press(texts.REMOVE, user=STRANGER) == []
    assert telegram.sent("answerCallbackQuery")[-1]["text"] == texts.NOT_ADMIN_BUTTON
    assert archive.stats().articles == 4


async def test_stats(say) -> None:
    (stats,) = await say("/stats", user=ADMIN)
    assert stats.startswith("4 articles, 4 passages, 10 sentences.\nPublished 1 Dec 2025 to ")


async def test_one_is_not_many(say, archive: Archive) -> None:
    for id_ in (2, 3, 4):
        archive.remove(id_)
    (stats,) = await say("/stats", user=ADMIN)
    assert stats.startswith("1 article, 1 passage, ")


async def test_a_title_cannot_break_the_message(say, archive: Archive) -> None:
    added = archive.add(Article(title="<b>&bold</i> " * 40, text=NEWS)).article
    assert added is not None
    (question,) = await say(f"/remove {added.id}", user=ADMIN)
    assert "&lt;b&gt;&amp;bold" in question
