"""Every call checked against a description of the Bot API, where there is one.

`BRIEFING_TEST_BOT_API_SCHEMA` names the file: JSON of `methods` and `types`, as
github.com/PaulSonOfLars/telegram-bot-api-spec publishes it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.playground.entities import parse_html, units
from bot.playground.errors import ApiError, Json

VARIABLE = "BRIEFING_TEST_BOT_API_SCHEMA"
# Read before any test forgets the user's settings.
SCHEMA = os.environ.get(VARIABLE)

FAULTS: list[str] = []
"""What was wrong with the calls of the running test; read by a fixture around every test."""

_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
_NUMBER = re.compile(r"-?\d+")


def check_call(method: str, parameters: Mapping[str, Any], files: Mapping[str, Any]) -> None:
    """Note what is wrong with a call; without a description, nothing."""
    if SCHEMA:
        FAULTS.extend(f"{method}: {fault}" for fault in call_faults(method, parameters, files))


def call_faults(method: str, parameters: Mapping[str, Any], files: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a call: unknown, missing, of another type, or too long."""
    described = _schema()["methods"].get(method)
    if described is None:
        return ["no such method"]
    types = {field["name"]: field["types"] for field in described.get("fields", [])}
    given: Json = {
        name: value if types.get(name, [])[:1] == ["String"] else _decode(value)
        for name, value in parameters.items()
    } | dict.fromkeys(files)
    text = given.get("text")
    if given.get("parse_mode") == "HTML" and isinstance(text, str):
        try:
            given["text"] = parse_html(text)[0].strip()
        except ApiError as error:
            return [str(error)]
    return _object_faults(given, described.get("fields", []))


def _object_faults(given: Json, fields: list[Json]) -> list[str]:
    known = {field["name"]: field for field in fields}
    faults = [f"unknown: {name}" for name in given.keys() - known.keys()]
    faults += [
        f"missing: {n}" for n, field in known.items() if field["required"] and n not in given
    ]
    for name in given.keys() & known.keys():
        value, field = given[name], known[name]
        if not any(_is(value, kind) for kind in field["types"]):
            faults.append(f"{name} is none of {field['types']}")
        if isinstance(value, str) and (limits := _LENGTH.search(field["description"])):
            length = units(value) if limits[3] == "characters" else len(value.encode())
            if not int(limits[1]) <= length <= int(limits[2]):
                faults.append(f"{name} has {length} {limits[3]}, not {limits[1]} to {limits[2]}")
    return faults


def _is(value: Any, kind: str) -> bool:
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_is(one, kind[9:]) for one in value)
    if kind == "Integer":
        return isinstance(value, int) or bool(_NUMBER.fullmatch(str(value)))
    if kind == "Float":
        return isinstance(value, int | float) or bool(re.fullmatch(r"-?[\d.]+", str(value)))
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "String":
        return isinstance(value, str)
    if kind == "InputFile":
        return value is None
    described = _schema()["types"][kind]
    if subtypes := described.get("subtypes"):
        return any(_is(value, one) for one in subtypes)
    return isinstance(value, dict) and not _object_faults(value, described.get("fields", []))


def _decode(value: Any) -> Any:
    """Return a parameter as the JSON that it is, or else as it came."""
    try:
        return json.loads(value)
    except (TypeError, ValueError):
        return value


@cache
def _schema() -> Json:
    assert SCHEMA
    read: Json = json.loads(Path(SCHEMA).read_text())
    return read
