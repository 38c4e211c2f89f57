"""What the bot does with messages: the methods that send, change and delete them."""

from __future__ import annotations

from bot.playground.arguments import Arguments
from bot.playground.content import checked_markup, checked_reply, checked_text
from bot.playground.errors import ApiError, Json, bad_request
from bot.playground.world import World

_SAME_CONTENT = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, arguments: Arguments) -> Json:
    """Send a text."""
    chat = chat_to_write_to(world, arguments)
    content = checked_text(
        arguments.text("text"),
        arguments.values.get("parse_mode"),
        arguments.json("entities"),
    )
    return world.add_message(chat, world.bot, **content, **_extras(world, chat, arguments))


def send_document(world: World, arguments: Arguments) -> Json:
    """Send a file, a new one or one that is known by its id."""
    chat = chat_to_write_to(world, arguments)
    given = arguments.values.get("document", "attach://document").removeprefix("attach://")
    if given in arguments.files:
        document = world.add_file(*arguments.files[given])
    elif given in world.files:
        document = {"file_id": given, "file_unique_id": given, "file_size": len(world.files[given])}
    else:
        raise bad_request("invalid file_id")
    caption = checked_text(
        arguments.text("caption", ""), arguments.values.get("parse_mode"), caption=True
    )
    extras = _extras(world, chat, arguments)
    return world.add_message(chat, world.bot, document=document, **caption, **extras)


def edit_text(world: World, arguments: Arguments) -> Json | bool:
    """Change the text of a message, and its buttons with it."""
    message = _message_to_edit(world, arguments)
    content: Json = {"entities": None, "reply_markup": None, "link_preview_options": None}
    content |= checked_text(
        arguments.text("text"),
        arguments.values.get("parse_mode"),
        arguments.json("entities"),
    )
    content |= checked_markup(arguments.json("reply_markup"))
    if preview := arguments.json("link_preview_options"):
        content["link_preview_options"] = preview
    return _edited(world, message, content)


def edit_markup(world: World, arguments: Arguments) -> Json | bool:
    """Change the buttons of a message."""
    message = _message_to_edit(world, arguments)
    markup = checked_markup(arguments.json("reply_markup"))
    return _edited(world, message, {"reply_markup": None} | markup)


def delete_message(world: World, arguments: Arguments) -> bool:
    """Delete a message."""
    key = (arguments.number("chat_id"), arguments.number("message_id"))
    if key not in world.messages:
        raise bad_request("message to delete not found")
    world.delete_message(*key)
    return True


def delete_messages(world: World, arguments: Arguments) -> bool:
    """Delete several messages; those that are gone already are passed over."""
    for message_id in arguments.json("message_ids") or []:
        if (arguments.number("chat_id"), message_id) in world.messages:
            world.delete_message(arguments.number("chat_id"), message_id)
    return True


def chat_of(world: World, arguments: Arguments) -> Json:
    """Return the chat that a call is about."""
    try:
        return world.chats[int(arguments.text("chat_id"))]
    except (ValueError, KeyError):
        raise bad_request("chat not found") from None


def chat_to_write_to(world: World, arguments: Arguments) -> Json:
    """Return the chat that a call is about, if the bot may write to it."""
    chat = chat_of(world, arguments)
    if chat["id"] in world.blocked_by:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat["id"] in world.absent_from:
        raise ApiError(403, f"Forbidden: bot is not a member of the {chat['type']} chat")
    return chat


def _extras(world: World, chat: Json, arguments: Arguments) -> Json:
    """Return what a new message has beside its content: buttons, preview, reply, topic."""
    extras = checked_markup(arguments.json("reply_markup"))
    if preview := arguments.json("link_preview_options"):
        extras["link_preview_options"] = preview
    if "message_thread_id" in arguments.values:
        extras["message_thread_id"] = arguments.number("message_thread_id")
        extras["is_topic_message"] = True
    return extras | _reply(world, chat, arguments.json("reply_parameters"))


def _reply(world: World, chat: Json, parameters: Json | None) -> Json:
    if parameters is None:
        return {}
    replied = world.messages.get((chat["id"], parameters["message_id"]))
    if replied is None and parameters.get("allow_sending_without_reply"):
        return {}
    return checked_reply(replied, parameters.get("quote"))


def _message_to_edit(world: World, arguments: Arguments) -> Json:
    if inline := arguments.values.get("inline_message_id"):
        chat_id, message_id = map(int, inline.split(":"))
    else:
        chat_id = chat_to_write_to(world, arguments)["id"]
        message_id = arguments.number("message_id")
    message = world.messages.get((chat_id, message_id))
    if message is None:
        raise bad_request("message to edit not found")
    if world.bot["id"] not in (message["from"]["id"], message.get("via_bot", {}).get("id")):
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Json, content: Json) -> Json | bool:
    if all(message.get(name) == value for name, value in content.items()):
        raise bad_request(_SAME_CONTENT)
    changed = world.change_message(message, **content)
    return "via_bot" in message or changed
