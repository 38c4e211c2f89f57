"""Bytes in any usual encoding become the text that was published."""

from __future__ import annotations

import pytest

from corpus.cleaning import clean_text, decode, extract_page

SPANISH = "El presidente anunció en Bogotá la liberación de 863 presos políticos: «mañana»."

PAGE = """<!doctype html><html lang="en"><head><title>Dam holds, says mayor | Valley News</title>
<meta property="og:site_name" content="Valley News"><meta name="author" content="Jo Lund">
<meta property="article:published_time" content="2026-01-05T08:00:00Z"></head>
<body><nav>Home Sports Weather</nav><article><h1>Dam holds, says mayor</h1>
<p>The dam above the town held through the night, the mayor said on Monday, and nobody was hurt
in the flood that followed three days of rain.</p>
<p>Engineers will inspect the wall for cracks this week, and schools will stay closed until they
have finished, the council decided in an evening meeting.</p></article>
<footer>Cookies and privacy</footer></body></html>"""


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "iso-8859-1"]
)
def test_decode_finds_the_encoding(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert decode(mark + SPANISH.encode(encoding)) == SPANISH


@pytest.mark.parametrize("word", ["Münze geprägt", "José Rodríguez", "café"])
def test_decode_knows_a_few_western_letters_in_english(word: str) -> None:
    text = f"{word}: the mint struck a copper coin for the jubilee in Perth."
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        ("Привет, мир".encode("cp1251"), "cp1251"),
        ("<meta charset=windows-1251>Привет".encode("cp1251"), None),
        (b'<?xml version="1.0" encoding="iso-8859-2"?>\xb3\xf3d\xbc', None),
    ],
)
def test_decode_believes_what_is_declared(data: bytes, declared: str | None) -> None:
    assert any(word in decode(data, declared) for word in ("Привет", "łódź"))


def test_decode_survives_an_encoding_that_does_not_exist() -> None:
    assert decode(b"<meta charset=klingon>caf\xc3\xa9") == "<meta charset=klingon>café"


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_decode_refuses_what_is_no_text(data: bytes) -> None:
    with pytest.raises(ValueError, match="not text"):
        decode(data)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("BogotÃ¡ said it wonâ€™t", "Bogotá said it won’t"),
        ("“Curly” and ‘single’ stay", "“Curly” and ‘single’ stay"),
        ("a\r\nb\r\n\r\n\r\n\r\nc  \n", "a\nb\n\nc"),
        ("a\x00b\x07c", "abc"),
        ("one\u2029two\u2028three", "one\n\ntwo\nthree"),
        ("ﬁne ｗｉｄｅ", "ﬁne ｗｉｄｅ"),
    ],
)
def test_clean_text(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_extract_page_finds_the_article_and_what_it_says_of_itself() -> None:
    page = extract_page(PAGE, "https://valley.example/dam")
    assert "The dam above the town held" in page.text
    assert "\n\nEngineers will inspect" in page.text
    assert "Cookies" not in page.text
    assert "Home Sports" not in page.text
    assert (page.title, page.source, page.author) == (
        "Dam holds, says mayor",
        "Valley News",
        "Jo Lund",
    )
    assert page.published == "2026-01-05"


@pytest.mark.parametrize("html", ["", "<html></html>", "<", "\x00", "<p>" * 3000])
def test_extract_page_of_nothing(html: str) -> None:
    assert extract_page(html).text == ""


@pytest.mark.parametrize("declared", ["punycode", "IDNA", "undefined", "unicode-escape"])
def test_a_declaration_that_is_no_encoding_of_text_is_passed_over(declared: str) -> None:
    page = f"<meta charset={declared}>abc-" + "b" * 300_000
    assert decode(page.encode()) == page
    assert decode(b"Caf\\xe9 opens", declared) == "Caf\\xe9 opens"
