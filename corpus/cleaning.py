"""Bytes and HTML to plain text as published: paragraphs apart, mojibake mended, no markup."""

from __future__ import annotations

import codecs
import logging
import re
from dataclasses import dataclass

import charset_normalizer
import ftfy

_LOG = logging.getLogger(__name__)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)
_META_WITHIN = 2048
"""Bytes from the start in which a page must declare its encoding (HTML asks for 1,024)."""

_NO_TEXT = ("punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape")
"""What Python calls encodings and no page is in; punycode takes minutes for a large one."""

_WESTERN = "cp1252"

_MAX_CONTROL_SHARE = 0.02
"""More control characters than this and the bytes are no text in any encoding."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")

# Only mends what was broken on the way. Quotes, ligatures and full-width letters stay as the
# outlet published them: they will be quoted.
_FTFY = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False
)


@dataclass(frozen=True)
class Page:
    """What an HTML page says of its article; an empty text means that it holds none."""

    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """A day, as YYYY-MM-DD."""
    source: str | None = None
    language: str | None = None


def decode(data: bytes, declared: str | None = None) -> str:
    """Return bytes of an unknown encoding as text.

    Tried in order: a byte order mark, `declared` (by the server), the page's own declaration,
    UTF-8, and what the bytes look like.

    Raises:
        ValueError: the bytes are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"))
    meta = _META_CHARSET.search(data[:_META_WITHIN])
    in_page = meta[1].decode("ascii", "replace") if meta else None
    for candidate in (declared, in_page, "utf-8"):
        text = _try(data, candidate)
        if text is not None and "\0" not in text:
            return _checked(text)
    return _checked(_guess(data))


def clean_text(text: str) -> str:
    """Return text with mojibake mended and paragraphs one blank line apart."""
    # A paragraph separator would become a mere line break.
    text = _CONTROL.sub("", ftfy.fix_text(text.replace("\u2029", "\n\n"), _FTFY))
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def extract_page(html: str, url: str | None = None) -> Page:
    """Find the article in a page."""
    # Takes most of a second to import, and most commands never meet a page.
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False
        )
    except Exception:
        # Pages come from anywhere, and the parsers below fail in many ways on broken ones.
        _LOG.warning("The page could not be read", exc_info=True)
        return Page("")
    # A dict comes only from a deprecated option.
    if found is None or isinstance(found, dict) or not found.text:
        return Page("")
    return Page(
        # One line is one paragraph there.
        text=clean_text("\n\n".join(found.text.split("\n"))),
        title=_line(found.title),
        author=_line(found.author),
        published=found.date or None,
        source=_line(found.sitename),
        language=found.language or None,
    )


def _line(text: str | None) -> str | None:
    """Return text on one line, None when nothing is left."""
    return " ".join(clean_text(text or "").split()) or None


def _try(data: bytes, encoding: str | None) -> str | None:
    if encoding and encoding.lower().replace("-", "_") in _NO_TEXT:
        return None
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> str:
    matches = charset_normalizer.from_bytes(data)
    best = matches.best()
    # One match stands for all encodings that read the bytes the same.
    western = next((one for one in matches if _WESTERN in one.could_be_from_charset), None)
    # A Spanish text reads as well in the Polish code page, with another letter in a name.
    if best and western and western.chaos <= best.chaos:
        return str(western)
    return str(best) if best else data.decode(_WESTERN, "replace")


def _checked(text: str) -> str:
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise ValueError("not text")
    return text
