"""Every way in gives an article, or one sentence that says why not."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.errors import LoadError
from corpus.loaders import load_bytes, load_file, load_samples, load_text

BODY = "The dam held through the night, the mayor said on Monday, and nobody was hurt."


def test_a_headline_becomes_the_title() -> None:
    article = load_text(f"Dam holds, says mayor\n\n{BODY}")
    assert (article.title, article.text) == ("Dam holds, says mayor", BODY)


def test_without_a_headline_the_first_sentence_is_the_title() -> None:
    article = load_text(f"{BODY} Schools stay closed.")
    assert article.title == BODY
    assert article.text == f"{BODY} Schools stay closed."


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    article = load_text("word " * 60 + "end.")
    assert len(article.title) <= 100
    assert re.fullmatch(r"(word )+word…", article.title)


def test_a_long_title_is_cut_at_a_word() -> None:
    """Each passage is indexed with its article's title."""
    article = load_text(BODY, title="word " * 40_000)
    assert article.title == "word " * 58 + "word…"
    assert load_text(BODY, title="x" * 300).title == "x" * 300


def test_a_title_repeated_in_the_text_is_shown_once() -> None:
    article = load_text(f"Dam holds\n\n{BODY}", title="Dam holds")
    assert article.text == BODY


@pytest.mark.parametrize("text", ["", " \n ", "Too short.", "\x00\x01"])
def test_too_little_text_is_refused(text: str) -> None:
    with pytest.raises(LoadError, match=r"The text has \d+ characters .* at least 40"):
        load_text(text)


def test_a_time_without_a_zone_is_read_as_utc() -> None:
    published = load_text(BODY, published=datetime(2026, 1, 5, 8)).published
    assert published == datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_markdown_is_read_as_words() -> None:
    source = f"# Dam *holds*\n\n{BODY}\n\n- [A link](https://x.example) and `code`\n\n> quoted"
    (article,) = load_bytes(source.encode(), "dam.md")
    assert article.title == "Dam holds"
    assert article.text == f"{BODY}\n\nA link and code\n\nquoted"


@pytest.mark.parametrize(
    ("lines", "title", "published"),
    [
        ("title: Dam holds\ndate: 2026-01-05", "Dam holds", date(2026, 1, 5)),
        (
            "date: '2026-01-05'\ntags:\n  - dams\ntitle: \"Dam: holds\"",
            "Dam: holds",
            date(2026, 1, 5),
        ),
        ("title: Dam\ndate: 2026-01-05 08:00:00 +0200", "Dam", datetime(2026, 1, 5, 6, tzinfo=UTC)),
        ("title: Dam\ndate: 2026-01-05T00:00", "Dam", datetime(2026, 1, 5, tzinfo=UTC)),
        ("title: Dam\ndate: Monday", "Dam", None),
        ("title: Dam\ndate: 0001-01-01T08:00:00+14:00", "Dam", None),
        ("subtitle: Dam\ntitle:\nupdate: 2026-01-05", "Heading", None),
        ("title: >-\n  Dam\n  holds", "Heading", None),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_gives_title_and_date(
    lines: str, title: str, published: date | None, line_end: str
) -> None:
    source = f"---\n{lines}\n---\n\n# Heading\n\n{BODY}\n\n---\n\nEnd.".replace("\n", line_end)
    (article,) = load_bytes(source.encode(), "dam.md")
    assert (article.title, article.published) == (title, published)
    assert isinstance(article.published, datetime) == isinstance(published, datetime)
    assert article.text.removeprefix("Heading\n\n") == f"{BODY}\n\nEnd."


def test_a_title_also_in_front_matter_is_shown_once() -> None:
    source = f"---\ntitle: Dam holds\n---\n# Dam holds\n\n{BODY}"
    (article,) = load_bytes(source.encode(), "dam.md")
    assert (article.title, article.text) == ("Dam holds", BODY)


@pytest.mark.parametrize("text", [f"\n{BODY}", f"Rivertown: {BODY}\n{BODY}"])
def test_text_between_rules_is_no_front_matter(text: str) -> None:
    (article,) = load_bytes(f"---\n{text}\n\n---\n\nThe end.".encode(), "dam.md")
    assert article.text == f"{text.strip()}\n\nThe end."


def test_html_is_read_with_title_and_date() -> None:
    html = (
        "<html><head><title>Dam holds</title><meta name='date' content='2026-01-05'></head><body>"
        f"<article><h1>Dam holds</h1><p>{BODY}</p><p>{BODY.replace('dam', 'wall')}</p></article>"
    )
    (article,) = load_bytes(html.encode(), "dam.HTML")
    assert (article.title, article.published) == ("Dam holds", date(2026, 1, 5))
    assert article.text.startswith("The dam held")


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(LoadError, match=r"No article found in x\.html"):
        load_bytes(b"<html><body></body></html>", "x.html")


def jsonl(**fields: object) -> bytes:
    return json.dumps({"text": BODY} | fields).encode()


def test_jsonl_holds_one_article_a_line() -> None:
    data = jsonl(title="One", published="2026-01-05") + b"\n\n" + jsonl(headline="ignored")
    first, second = load_bytes(data, "two.jsonl")
    assert (first.title, first.text) == ("One", BODY)
    assert first.published == date(2026, 1, 5)
    assert not isinstance(first.published, datetime), "a day must stay a day"
    assert second.title == BODY


def test_only_a_line_feed_ends_a_line_of_jsonl() -> None:
    data = json.dumps({"text": f"{BODY}\u2028Next."}, ensure_ascii=False).encode()
    (article,) = load_bytes(data, "one.jsonl")
    assert article.text.endswith("Next.")


@pytest.mark.parametrize(
    ("names", "field"),
    [(("body", "content"), "text"), (("outlet", "publisher"), "source"), (("link",), "url")],
)
def test_jsonl_takes_the_names_exports_use(names: tuple[str, ...], field: str) -> None:
    for name in names:
        line = {"text": BODY} if field != "text" else {}
        (article,) = load_bytes(json.dumps(line | {name: BODY}).encode(), "one.jsonl")
        assert getattr(article, field) == BODY


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-01-05T08:00:00+02:00", datetime(2026, 1, 5, 6, tzinfo=UTC)),
        ("2026-01-05T00:00:00+09:00", datetime(2026, 1, 4, 15, tzinfo=UTC)),
        ("2026-01-05T00:00:00Z", datetime(2026, 1, 5, tzinfo=UTC)),
        ("2026-01-05T00:00:00", datetime(2026, 1, 5, tzinfo=UTC)),
        ("2026-01-05 00:00", datetime(2026, 1, 5, tzinfo=UTC)),
        (1767571200, datetime(2026, 1, 5, tzinfo=UTC)),
        (1767571201, datetime(2026, 1, 5, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_jsonl_keeps_a_time_also_at_midnight(published: str | int, expected: datetime) -> None:
    (article,) = load_bytes(jsonl(date=published), "one.jsonl")
    assert isinstance(article.published, datetime)
    assert article.published == expected


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "line 2: is not a JSON object: write one article a line."),
        (b"[]", "line 2: is not a JSON object: write one article a line."),
        (b"{}", 'line 2: has no "text".'),
        (b'{"text": 5}', 'line 2: "text" cannot be 5.'),
        (jsonl(published="someday"), 'line 2: "published" cannot be "someday".'),
        (
            jsonl(published="9999-12-31T23:59:59-12:00"),
            'line 2: "published" cannot be "9999-12-31T23:59:59-12:00".',
        ),
        (
            jsonl(published="0001-01-01T08:00:00+14:00"),
            r'line 2: "published" cannot be "0001-01-01T08:00:00\+14:00"\.',
        ),
        (b'{"text": "short"}', "line 2 has 5 characters"),
    ],
)
def test_a_bad_line_names_itself_and_nothing_is_loaded(line: bytes, complaint: str) -> None:
    with pytest.raises(LoadError, match=complaint):
        load_bytes(jsonl() + b"\n" + line, "x.jsonl")


@pytest.mark.parametrize(
    ("data", "name", "complaint"),
    [
        (b"x", "paper.pdf", r"paper\.pdf is not one of \.txt"),
        (b"x", "noending", "noending is not one of"),
        (b"x", "x.json", r"x\.json is not one of .*, \.jsonl \(JSON, one article a line\)\."),
        (b"\x00\xff" * 500, "x.txt", r"x\.txt is not text"),
        (b"", "x.txt", r"x\.txt has 0 characters"),
        (b"", "x.jsonl", r"x\.jsonl is empty"),
        (b"a" * (10 * 1024 * 1024 + 1), "x.txt", r"x\.txt is larger than 10 MB"),
    ],
)
def test_bad_files_are_refused_with_one_sentence(data: bytes, name: str, complaint: str) -> None:
    with pytest.raises(LoadError, match=complaint):
        load_bytes(data, name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"Cannot read .*gone\.txt: No such file"):
        load_file(tmp_path / "gone.txt")


def test_samples_say_that_they_are_samples() -> None:
    samples = load_samples()
    assert 10 <= len(samples) <= 15
    assert len({sample.content_hash for sample in samples}) == len(samples)
    for sample in samples:
        assert "sample" in sample.text.splitlines()[-1]
        assert sample.title
        assert sample.source
        assert isinstance(sample.published, date)
    assert any("Venezuela" in sample.title for sample in samples)
