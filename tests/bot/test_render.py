"""Whatever the articles hold, messages are valid, within limits, and quote to the character."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import (
    MAX_UNITS,
    _pages,
    format_date,
    quoted_texts,
    render_answer,
    render_article,
    render_briefing,
    render_page,
    render_quote,
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


@given(st.lists(quotes(), min_size=1, max_size=10), st.floats(0, 1))
def test_an_answer_is_sendable_and_verbatim(found: list[Quote], confidence: float) -> None:
    message = render_answer(Answer(question="?", confidence=confidence, quotes=tuple(found)))
    assert_sendable([message])
    shown = quoted_texts(message)
    assert 1 <= len(shown) <= len(found)
    for text, quote in zip(shown, found, strict=False):
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
    article = StoredArticle(id=1, title=title, text=f"{text}.", source=source, added=NOW)
    _, count = render_article(article, 0)
    assert_sendable([render_article(article, page)[0] for page in range(count)])
    assert_sendable([render_page(ArticlePage((article,) * 10, 99), 10)])


@given(st.lists(st.sampled_from(["word ", "line\n", "paragraph\n\n", "🎉" * 50]), max_size=3000))
def test_the_pages_of_an_article_are_its_own_text(pieces: list[str]) -> None:
    """Cut between paragraphs, lines or words, and nothing else is changed."""
    text = "".join(pieces).strip() or "x"
    pages = _pages(text)
    rest = text
    for page in pages:
        assert rest.startswith(page)
        rest = rest.removeprefix(page).lstrip()
    assert rest == ""


def test_a_list_of_long_titles_fits() -> None:
    """What Telegram counts are UTF-16 units: an emoji is two."""
    added = datetime(2026, 1, 1, tzinfo=UTC)
    article = StoredArticle(id=1, title="🎉" * 150, text="x", source="🎉" * 60, added=added)
    assert_sendable([render_page(ArticlePage((article,) * 10, 99), 10)])


def test_the_pages_of_a_long_article_hold_all_of_it() -> None:
    sentence = "A sentence of the long report."
    text = f"{sentence}\n\n" * 30_000
    article = StoredArticle(id=1, title="T", text=text, added=NOW)
    pages = [render_article(article, number)[0] for number in (0, 1, 10**6)]
    _, count = render_article(article, 0)
    full = pages[0].count(sentence)
    assert pages[1].count(sentence) == full
    assert full * (count - 1) + pages[2].count(sentence) == 30_000


def quoted(
    text: str, focus: tuple[int, int], span: tuple[int, int] | None = None, **more: Any
) -> Quote:
    """A quote of a whole text."""

    def excerpt(start: int, end: int) -> Excerpt:
        return Excerpt(start=start, end=end, text=text[start:end])

    return Quote(
        article=ArticleReference(id=1, title="T"),
        **excerpt(0, len(text)).model_dump(),
        focus=excerpt(*focus),
        span=excerpt(*span) if span else None,
        score=1,
        **more,
    )


def answered(*found: Quote, confidence: float = 0.5, **more: Any) -> Answer:
    return Answer(question="?", confidence=confidence, quotes=found, **more)


def test_quotes_that_do_not_fit_are_left_off() -> None:
    quote = quoted("x" * 1500, (0, 1500))
    assert len(quoted_texts(render_answer(answered(quote, quote, quote)))) == 2


def test_an_answer_is_underlined_in_its_sentence() -> None:
    quote = quoted(
        "Rain fell. Anna & Co. built it. It held.",
        (11, 31),
        (11, 20),
        also_in=tuple(
            Mention(article=ArticleReference(id=n, title=f"T{n}"), start=0, end=1, text="x")
            for n in range(2, 7)
        ),
    )
    assert render_answer(answered(quote, differing=True)) == (
        "<i>The articles give different figures; the newest comes first.</i>\n\n"
        "<blockquote expandable>Rain fell. <b><u>Anna &amp; Co</u>. built it.</b> It held."
        "</blockquote>\n"
        "<b>T</b> · undated\n"
        "Also in <b>T2</b> · undated\nAlso in <b>T3</b> · undated\nAlso in <b>T4</b> · undated\n"
        "and in 2 more"
    )


def test_a_sure_answer_comes_first_for_itself() -> None:
    quote = quoted("Anna & Co. built it.", (0, 20), (0, 9))
    assert render_answer(answered(quote, confidence=0.9)).startswith("<b>Anna &amp; Co</b>\n\n<bl")
    for other in (
        answered(quote, confidence=0.5),
        answered(quote, confidence=0.9, differing=True),
        answered(quoted("Anna built it.", (0, 14)), confidence=0.9),
        answered(quoted("x" * 200, (0, 200), (0, 150)), confidence=0.9),
    ):
        assert not render_answer(other).startswith("<b>Anna")
        assert not render_answer(other).startswith("<b>x")


def test_what_most_likely_is_no_answer_is_shown_with_doubt() -> None:
    quote = quoted("Anna & Co. built it.", (0, 20), (0, 9))
    doubt = "<i>This may not answer it, but comes nearest:</i>\n\n<blockquote"
    assert render_answer(answered(quote, confidence=0.29)).startswith(doubt)
    assert render_answer(answered(quote, confidence=0.3)).startswith("<blockquote")


def test_other_sources_are_shown_shorter_than_the_first() -> None:
    quote = quoted("Rain fell. Anna built it. It held.", (11, 25))
    first, second = quoted_texts(render_answer(answered(quote, quote)))
    assert first == quote.text
    assert second == "Anna built it."


def test_a_quote_is_folded_only_where_its_focus_stays_in_sight() -> None:
    near, far = "Rain fell. It held.", "Rain fell on the bridge. " * 10 + "It held."
    assert "<blockquote expandable>" in render_quote(quoted(near, (11, 19)))
    assert "<blockquote>" in render_quote(quoted(far, (len(far) - 8, len(far))))


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
