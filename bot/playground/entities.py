"""Telegram's HTML to a text and its entities, and what Telegram finds in a text by itself.

Offsets and lengths are in UTF-16 units. Where Telegram mends what a bot wrote wrongly (an `&` that
stands alone), this refuses: a message must not depend on it.
https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from html import unescape

from bot.playground.errors import Json, bad_request

MAX_ENTITIES = 100
"""Telegram passes over those after the hundredth."""

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)"
    r"(?P<attributes>(?:\s+[a-zA-Z-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*)\s*>"
    r"|(?P<reference>&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)"
    r"|(?P<text>[^<&]+)"
    r"|(?P<wrong>.)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'))?")

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?<![\w/])(?P<bot_command>/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?)(?!\w)"
    r"|(?<!\w)(?P<mention>@[a-zA-Z]\w{3,31})(?!\w)"
)

_UNSEEN = re.compile("[\r\u2028-\u202e]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> tuple[str, list[Json]]:
    """Return the text of a message and its entities, outer ones first.

    Raises:
        ApiError: Telegram would not take it.
    """
    text, opened, entities = "", list[tuple[str, Json]](), list[Json]()
    for token in _TOKEN.finditer(html):
        if token["wrong"]:
            raise bad_request(f"can't parse entities: stray {token[0]!r} at {token.start()}")
        if not token["tag"]:
            text += unescape(token[0]) if token["reference"] else token[0]
        elif token["end"]:
            entities.append(_close(token["tag"].lower(), opened, units(text)))
        else:
            opened.append((token["tag"].lower(), _open(token, opened, units(text))))
    if opened:
        tag = opened[-1][0]
        raise bad_request(f"can't parse entities: can't find end tag corresponding to <{tag}>")
    # Inner ones end first; of those that hold the same words, the outer must come first.
    entities.reverse()
    return text, sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _open(token: re.Match[str], opened: list[tuple[str, Json]], offset: int) -> Json:
    tag = token["tag"].lower()
    attributes = {
        name.lower(): unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(token["attributes"])
    }
    kind = _KINDS.get(tag)
    if tag == "span" and attributes.get("class") == "tg-spoiler":
        kind = "spoiler"
    if kind is None:
        raise bad_request(f"can't parse entities: unsupported start tag <{tag}>")
    if kind == "blockquote" and any(outer == tag for outer, _ in opened):
        raise bad_request("can't parse entities: a blockquote inside a blockquote")
    if kind == "blockquote" and "expandable" in attributes:
        kind = "expandable_blockquote"
    link = {"url": attributes.get("href", "")} if kind == "text_link" else {}
    return {"type": kind, "offset": offset, **link}


def _close(tag: str, opened: list[tuple[str, Json]], end: int) -> Json:
    if not opened or opened[-1][0] != tag:
        expected = f"</{opened[-1][0]}>" if opened else "none"
        raise bad_request(f"can't parse entities: unmatched end tag </{tag}>, expected {expected}")
    entity = opened.pop()[1]
    return {**entity, "length": end - entity["offset"]}


def tidy(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Return a message as Telegram keeps it: trimmed, without control characters.

    Entities that hold nothing are dropped, and links that lead nowhere.
    """
    text, entities = _without_unseen(text, entities)
    text = _CONTROL.sub(" ", text)
    start = units(text) - units(text.lstrip())
    text = text.strip()
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - start, 0)
        end = min(entity["offset"] + entity["length"] - start, units(text))
        if end > begin and entity.get("url") != "":
            kept.append({**entity, "offset": begin, "length": end - begin})
    return text, kept[:MAX_ENTITIES]


def _without_unseen(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    gone = [units(text[: match.start()]) for match in _UNSEEN.finditer(text)]
    if not gone:
        return text, entities
    shifted = []
    for entity in entities:
        # Each of them is one unit.
        start, end = (
            at - sum(1 for place in gone if place < at)
            for at in (entity["offset"], entity["offset"] + entity["length"])
        )
        shifted.append({**entity, "offset": start, "length": end - start})
    return _UNSEEN.sub("", text), shifted


def find_entities(text: str, marked: list[Json] | None = None) -> list[Json]:
    """Return commands, mentions and addresses in a text, but inside what is `marked` as code."""
    taken = [one for one in marked or [] if one["type"] in ("text_link", "code", "pre")]
    found = []
    for match in _FOUND.finditer(text):
        offset, length = units(text[: match.start()]), units(match[0])
        if not any(
            one["offset"] < offset + length and offset < one["offset"] + one["length"]
            for one in taken
        ):
            found.append({"type": str(match.lastgroup), "offset": offset, "length": length})
    return found


def slice_units(text: str, offset: int, length: int) -> str:
    """Return the part of a text that an entity marks."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
