"""Whatever the articles hold, messages are valid, within limits, and quote to the character."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import render
from bot.render import (
    MAX_UNITS,
    format_date,
    quoted_texts,
    render_answer,
    render_article,
    render_briefing,
    render_page,
    shorten,
    units,
    visible_text,
)
from corpus.models import StoredArticle
from index.archive import ArticlePage
from index.models import Answer, ArticleReference, Briefing, Excerpt, Mention, Quote, Story
from tests.support.bot_api import FakeTelegram

NOW = datetime(2026, 1, 8, tzinfo=UTC)

_tricky = st.sampled_from(["<b>", "</blockquote>", "&amp;", "&", '"', "👩‍👩‍👧", "\n\n", "a" * 2000])
texts = st.lists(st.one_of(st.text(), _tricky), min_size=1, max_size=6).map("".join)
lines = st.one_of(st.none(), texts)


def references() -> st.SearchStrategy[ArticleReference]:
    return st.builds(
        ArticleReference,
        id=st.integers(1, 10**9),
        title=texts,
        source=lines,
        url=st.one_of(lines, st.just('https://x.example/?a=1&b="<')),
        published=st.one_of(st.none(), st.dates(), st.just(NOW)),
    )


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """An excerpt of any text; its focus fits a message, as `corpus.splitting` sees to."""
    before, focus, after = draw(texts), draw(st.text(min_size=1, max_size=1500)), draw(texts)
    start = draw(st.integers(0, 9))
    where = Excerpt(start=start + len(before), end=start + len(before) + len(focus), text=focus)
    whole = before + focus + after
    first = draw(st.integers(0, len(focus) - 1))
    last = draw(st.integers(first + 1, len(focus)))
    span = Excerpt(start=where.start + first, end=where.start + last, text=focus[first:last])
    return Quote(
        article=draw(references()),
        start=start,
        end=start + len(whole),
        text=whole,
        focus=where,
        span=draw(st.sampled_from([None, span])),
        score=1.0,
        also_in=tuple(
            Mention(article=one, start=0, end=1, text="x")
            for one in draw(st.lists(references(), max_size=5))
        ),
    )


def assert_sendable(parts: list[str]) -> None:
    """As strict as Telegram: FakeTelegram raises on anything wrong."""
    telegram = FakeTelegram()
    for part in parts:
        telegram.call("sendMessage", {"chat_id": "1", "text": part, "parse_mode": "HTML"})


@given(st.lists(quotes(), min_size=1, max_size=3))
def test_an_answer_is_sendable_and_verbatim(found: list[Quote]) -> None:
    parts = render_answer(Answer(question="?", confidence=1, quotes=tuple(found)))
    assert_sendable(parts)
    shown = [text for part in parts for text in quoted_texts(part)]
    assert len(shown) == len(found)
    for text, quote in zip(shown, found, strict=True):
        assert text in (quote.text, quote.focus.text), "never cut in between"


@given(st.lists(st.lists(quotes(), min_size=1, max_size=3), max_size=4), texts)
def test_a_briefing_is_sendable_and_verbatim(stories: list[list[Quote]], scope: str) -> None:
    # A briefing's quotes are single sentences.
    sentences = [
        [one.model_copy(update=one.focus.model_dump()) for one in story] for story in stories
    ]
    briefing = Briefing(scope=scope, stories=tuple(Story(quotes=tuple(one)) for one in sentences))
    parts = render_briefing(briefing)
    assert_sendable(parts)
    shown = [text for part in parts for text in quoted_texts(part)]
    assert shown == [quote.text for story in sentences for quote in story]


@given(texts, texts, lines)
def test_an_article_and_a_list_are_sendable(title: str, text: str, source: str | None) -> None:
    article = StoredArticle(id=1, title=title, text=text, source=source, added=NOW)
    assert_sendable(render_article(article))
    assert_sendable([render_page(ArticlePage((article,) * 10, 99), 10)])


def test_a_list_of_long_titles_fits() -> None:
    """What Telegram counts are UTF-16 units: an emoji is two."""
    added = datetime(2026, 1, 1, tzinfo=UTC)
    article = StoredArticle(id=1, title="🎉" * 150, text="x", source="🎉" * 60, added=added)
    assert_sendable([render_page(ArticlePage((article,) * 10, 99), 10)])


def test_a_long_article_is_rendered_only_as_far_as_it_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[int] = []
    monkeypatch.setattr(
        render, "visible_text", lambda html: parsed.append(len(html)) or visible_text(html)
    )
    text = "A sentence of the long report.\n\n" * 30_000
    parts = render_article(StoredArticle(id=1, title="T", text=text, added=NOW))
    assert sum(parsed) < 50_000, "of a million characters"
    (count,) = re.findall(r"goes on for (\d+) characters", parts[-1])
    shown = sum(part.count("A sentence of the long report.") for part in parts)
    assert len(parts) == 4
    assert shown * 32 + int(count) == pytest.approx(len(text), abs=10)


def test_quotes_that_do_not_fit_one_message_take_another() -> None:
    article = ArticleReference(id=1, title="T")
    focus = Excerpt(start=0, end=1500, text="x" * 1500)
    quote = Quote(article=article, **focus.model_dump(), focus=focus, score=1)
    parts = render_answer(Answer(question="?", confidence=1, quotes=(quote,) * 3))
    assert [len(quoted_texts(part)) for part in parts] == [2, 1]


def test_an_answer_is_underlined_in_its_sentence() -> None:
    text = "Rain fell. Anna & Co. built it. It held."
    focus, span = (
        Excerpt(start=11, end=31, text=text[11:31]),
        Excerpt(start=11, end=20, text="Anna & Co"),
    )
    quote = Quote(
        article=ArticleReference(id=1, title="T"),
        start=0,
        end=len(text),
        text=text,
        focus=focus,
        span=span,
        score=1,
        also_in=tuple(
            Mention(article=ArticleReference(id=n, title=f"T{n}"), start=0, end=1, text="x")
            for n in range(2, 7)
        ),
    )
    answer = Answer(question="?", confidence=1, quotes=(quote,), differing=True)
    (part,) = render_answer(answer)
    assert part == (
        "<i>The articles give different figures; the newest comes first.</i>\n\n"
        "<blockquote>Rain fell. <b><u>Anna &amp; Co</u>. built it.</b> It held.</blockquote>\n"
        "<b>T</b> · undated\n"
        "Also in <b>T2</b> · undated\nAlso in <b>T3</b> · undated\nAlso in <b>T4</b> · undated\n"
        "and in 2 more"
    )


def test_lengths_are_telegrams() -> None:
    assert units("aé€") == 3
    assert units("🎉") == 2
    assert MAX_UNITS == 4096


@pytest.mark.parametrize(
    ("html", "text"),
    [("<b>a</b> &lt;b&gt; &amp;amp;", "a <b> &amp;"), ("<blockquote>q</blockquote>\ns", "q\ns")],
)
def test_visible_text(html: str, text: str) -> None:
    assert visible_text(html) == text


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (None, "undated"),
        (date(2026, 1, 8), "8 Jan 2026"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "31 Dec 2026"),
    ],
)
def test_format_date(published: date | None, shown: str) -> None:
    assert format_date(published) == shown


def test_shorten_cuts_at_a_word_and_escapes_after() -> None:
    assert shorten("one & two three", 12) == "one &amp; two…"
    assert shorten(" a \n b ", 9) == "a b"
