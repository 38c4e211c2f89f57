"""Inline mode: `@bot words` in any chat, the bot's results, and the message made of one."""

from __future__ import annotations

import time
from typing import Any

from bot.playground.arguments import Arguments
from bot.playground.content import checked_markup, checked_text
from bot.playground.errors import Json, bad_request
from bot.playground.people import send
from bot.playground.world import World

MAX_RESULTS = 50
_MAX_OFFSET_BYTES = 64
_MAX_QUERY = 256
_SHOWN = ("id", "title", "description")
_CACHE_SECONDS = 300
"""How long Telegram keeps results where the bot does not say."""


def ask_inline(world: World, user: Json, chat: Json, query: str, offset: str = "") -> str:
    """Write `@bot query`; returns the query's id.

    Results that are cached are in `inline_answers` at once; others are told of when they come.
    """
    id_ = str(next(world.numbers))
    kind = "sender" if chat["id"] == user["id"] else chat["type"]
    query = query[:_MAX_QUERY]
    asked: Json = {"id": id_, "from": user, "chat_type": kind, "query": query, "offset": offset}
    world.queries[id_] = asked
    if cached := _cached(world, asked):
        world.inline_answers[id_] = cached
    else:
        world.enqueue(inline_query=asked)
    return id_


def answer_inline(world: World, arguments: Arguments) -> bool:
    """Answer `answerInlineQuery`: keep the results and show them to who asked."""
    id_ = arguments.text("inline_query_id")
    asked = world.queries.get(id_)
    if asked is None or "query" not in asked:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    results = arguments.json("results") or []
    ids = [str(one.get("id", "")) for one in results]
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(set(ids)) < len(ids) or not all(1 <= len(one.encode()) <= 64 for one in ids):
        raise bad_request("RESULT_ID_DUPLICATE or RESULT_ID_INVALID")
    next_offset = arguments.text("next_offset", "")
    if len(next_offset.encode()) > _MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer: Json = {
        "results": [_result(one) for one in results],
        "next_offset": next_offset,
        "button": arguments.json("button"),
        "until": time.time() + arguments.number("cache_time", _CACHE_SECONDS),
        "personal": arguments.flag("is_personal"),
    }
    world.inline_answers[id_] = answer
    world.tell("inline", query_id=id_, answer=answer)
    return True


def choose_inline(world: World, user: Json, chat: Json, query_id: str, result_id: str) -> Json:
    """Send one of the results of an inline query."""
    results = world.inline_answers.get(query_id, {}).get("results", [])
    result = next((one for one in results if one["id"] == result_id), None)
    if result is None:
        raise bad_request("there is no such result")
    query = world.queries[query_id]["query"]
    world.enqueue(chosen_inline_result={"result_id": result_id, "from": user, "query": query})
    return send(world, user, chat, **result["message"], via_bot=world.bot)


def _cached(world: World, asked: Json) -> Json | None:
    """Return what the bot answered lately to the same query, where it may be given again."""
    for id_, answer in world.inline_answers.items():
        before = world.queries[id_]
        same = all(before[name] == asked[name] for name in ("query", "offset"))
        may_see = not answer["personal"] or before["from"] == asked["from"]
        if same and may_see and answer["until"] > time.time():
            return answer
    return None


def _result(given: Json) -> Json:
    """Return what is shown of a result, and the content of the message it would become."""
    kind = given.get("type")
    content: Any = given.get("input_message_content", {})
    if kind != "article" or not given.get("title") or "message_text" not in content:
        raise bad_request("the playground takes inline results of type article, with a text")
    text = content["message_text"]
    message = checked_text(text, content.get("parse_mode"), content.get("entities"))
    if preview := content.get("link_preview_options"):
        message["link_preview_options"] = preview
    shown = {name: value for name, value in given.items() if name in _SHOWN}
    return {**shown, "message": message | checked_markup(given.get("reply_markup"))}
