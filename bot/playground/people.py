"""What people do in the playground, and what the bot hears of it."""

from __future__ import annotations

import time
from typing import Any

from bot.playground.content import checked_reply, checked_text
from bot.playground.errors import Json, bad_request
from bot.playground.world import World


def write(
    world: World,
    user: Json,
    chat: Json,
    text: str,
    *,
    reply_to: int | None = None,
    quote: str | None = None,
) -> Json:
    """Send a text, perhaps as a reply to a message, to a part of which it may refer."""
    reply = _reply(world, chat, reply_to, quote)
    return send(world, user, chat, **checked_text(text, None), **reply)


def send_file(
    world: World,
    user: Json,
    chat: Json,
    name: str,
    data: bytes,
    *,
    caption: str = "",
    reply_to: int | None = None,
) -> Json:
    """Send a file with a caption, or none."""
    content = checked_text(caption, None, caption=True)
    reply = _reply(world, chat, reply_to, None)
    return send(world, user, chat, document=world.add_file(name, data), **content, **reply)


def edit(world: World, user: Json, message: Json, text: str) -> Json:
    """Change the text or caption of one's own message; the same words change nothing."""
    field = "text" if "text" in message else "caption"
    content = checked_text(text, None, caption=field == "caption")
    if message["from"]["id"] != user["id"] or not content:
        raise bad_request("only one's own messages can be edited, to other words")
    if content[field] == message.get(field):
        return message
    changed = world.change_message(
        message, **{"entities": None, "caption_entities": None} | content
    )
    if world.reaches_bot(changed):
        world.enqueue(edited_message=changed)
    return changed


def forward(world: World, user: Json, chat: Json, message: Json) -> Json:
    """Send a message on, to another chat or the same one."""
    origin = message.get("forward_origin") or _origin(message)
    kept = ("text", "entities", "document", "caption", "caption_entities")
    content = {name: message[name] for name in kept if name in message}
    return send(world, user, chat, **content, forward_origin=origin)


def press(world: World, user: Json, message: Json, data: str) -> str:
    """Press a button that holds `data`; returns the press's id."""
    buttons = message.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(one.get("callback_data") == data for row in buttons for one in row):
        raise bad_request("there is no such button")
    id_ = str(next(world.numbers))
    query: Json = {"id": id_, "from": user, "chat_instance": "1", "data": data}
    if "via_bot" in message:
        # Of a message that was sent through it, a bot sees only the id.
        query["inline_message_id"] = f"{message['chat']['id']}:{message['message_id']}"
    else:
        query["message"] = message
    world.queries[id_] = query
    world.enqueue(callback_query=query)
    return id_


def block(world: World, user: Json, *, blocked: bool) -> None:
    """Let a user block or unblock the bot; it hears of both."""
    if blocked:
        world.blocked_by.add(user["id"])
    else:
        world.blocked_by.discard(user["id"])
    world.tell("blocked", user_id=user["id"], blocked=blocked)
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    _tell_of_membership(world, user, world.chats[user["id"]], *statuses)


def add_bot(world: World, user: Json, chat: Json) -> None:
    """Put the bot into a group."""
    world.absent_from.discard(chat["id"])
    world.tell("joined", chat_id=chat["id"])
    _tell_of_membership(world, user, chat, "left", "member")
    joined = world.add_message(chat, user, new_chat_members=[world.bot])
    world.enqueue(message=joined)


def send(world: World, user: Json, chat: Json, **content: Any) -> Json:
    """Put a message of any content into a chat; the bot gets it if it may."""
    message = world.add_message(chat, user, **content)
    if world.reaches_bot(message):
        world.enqueue(message=message)
    return message


def _reply(world: World, chat: Json, reply_to: int | None, quote: str | None) -> Json:
    if reply_to is None:
        return {}
    return checked_reply(world.messages.get((chat["id"], reply_to)), quote)


def _origin(message: Json) -> Json:
    chat, date = message["chat"], message["date"]
    if chat["type"] == "channel":
        return {
            "type": "channel",
            "date": date,
            "chat": chat,
            "message_id": message["message_id"],
        }
    return {"type": "user", "date": date, "sender_user": message["from"]}


def _tell_of_membership(world: World, user: Json, chat: Json, before: str, after: str) -> None:
    def member(status: str) -> Json:
        banned = {"until_date": 0} if status == "kicked" else {}
        return {"user": world.bot, "status": status, **banned}

    changed: Json = {
        "chat": chat,
        "from": user,
        "date": int(time.time()),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    world.enqueue(my_chat_member=changed)
