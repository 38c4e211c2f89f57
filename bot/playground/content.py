"""What a message may hold: text, what it replies to and buttons, checked as Telegram does."""

from __future__ import annotations

import itertools
import re
from typing import Any

from bot.playground.entities import find_entities, parse_html, tidy, units
from bot.playground.errors import Json, bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_BYTES = 64
MAX_COPIED = 256
MAX_BUTTONS = 100

_BUTTON_KINDS = (
    "callback_data",
    "copy_text",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "url",
    "web_app",
)
_ADDRESS = re.compile(r"(https?://|tg://)\S+", re.IGNORECASE)


def checked_text(
    text: str, parse_mode: str | None, entities: list[Json] | None = None, *, caption: bool = False
) -> Json:
    """Return text and entities as a message has them; an empty caption is none.

    Raises:
        ApiError: the text cannot be parsed, is empty or too long.
    """
    text, found = _parsed(text, parse_mode, entities or [])
    limit, what = (MAX_CAPTION, "caption") if caption else (MAX_TEXT, "text")
    if not text and not caption:
        raise bad_request("message text is empty")
    if units(text) > limit:
        raise bad_request("message caption is too long" if caption else "message is too long")
    if not text:
        return {}
    marks = "caption_entities" if caption else "entities"
    return {what: text, **({marks: found} if found else {})}


def checked_reply(replied: Json | None, quote: str | None = None) -> Json:
    """Return what a message has that replies to another, perhaps to the part of it in `quote`.

    Raises:
        ApiError: there is no such message, or no such part of it.
    """
    if replied is None:
        raise bad_request("message to be replied not found")
    # Telegram does not nest them.
    flat = {name: value for name, value in replied.items() if name != "reply_to_message"}
    if not quote:
        return {"reply_to_message": flat}
    words = replied.get("text") or replied.get("caption") or ""
    if quote not in words:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = units(words[: words.index(quote)])
    part = {"text": quote, "position": position, "is_manual": True}
    return {"reply_to_message": flat, "quote": part}


def checked_markup(markup: Any) -> Json:
    """Return the keyboard as a message has it; nothing for what is no inline keyboard.

    Raises:
        ApiError: a button is not as it must be.
    """
    if not markup or "inline_keyboard" not in markup:
        return {}
    rows = [row for row in markup["inline_keyboard"] if row]
    buttons = list(itertools.chain(*rows))
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _parsed(text: str, parse_mode: str | None, entities: list[Json]) -> tuple[str, list[Json]]:
    if parse_mode == "HTML":
        text, entities = parse_html(text)
    elif parse_mode:
        raise bad_request(f"the playground parses HTML, not {parse_mode}")
    text, entities = tidy(text, entities)
    every = [*entities, *find_entities(text, entities)]
    return text, sorted(every, key=lambda one: (one["offset"], -one["length"]))


def _check_button(button: Json) -> None:
    kinds = [kind for kind in _BUTTON_KINDS if kind in button]
    if len(kinds) != 1 or not str(button.get("text", "")).strip():
        raise bad_request("a button has a text and exactly one thing that it does")
    value = button[kinds[0]]
    if kinds == ["callback_data"] and not 1 <= len(value.encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if kinds == ["copy_text"] and not 1 <= units(value["text"]) <= MAX_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if kinds == ["url"] and not _ADDRESS.fullmatch(value):
        raise bad_request(f"inline keyboard button URL {value!r} is invalid: Wrong HTTP URL")
