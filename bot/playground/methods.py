"""The methods of the Bot API on a small Telegram, as strict as the real one.

https://core.telegram.org/bots/api#available-methods. What is not here is refused, not ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.arguments import Arguments
from bot.playground.entities import units
from bot.playground.errors import ApiError, Json, bad_request
from bot.playground.inline import answer_inline
from bot.playground.sending import (
    chat_of,
    chat_to_write_to,
    delete_message,
    delete_messages,
    edit_markup,
    edit_text,
    send_document,
    send_message,
)
from bot.playground.world import MAX_DOWNLOAD, World

MAX_UPDATES = 100
MAX_ALERT = 200

Method = Callable[[World, Arguments], Any]

_COMMAND = re.compile("[a-z0-9_]{1,32}")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/.*)?")


@dataclass
class Telegram(World):
    """A Telegram with one bot: the world, and the calls that the bot makes to it."""

    failures: dict[str, list[ApiError]] = field(default_factory=dict)
    """What the next calls of a method are refused with."""

    def call(
        self,
        method: str,
        parameters: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Any:
        """Answer a call with its result.

        Raises:
            ApiError: the call is wrong, or `fail_next` says so.
        """
        if self.failures.get(method):
            raise self.failures[method].pop(0)
        answer = METHODS.get(method.lower())
        if answer is None:
            raise ApiError(404, "Not Found: method not found")
        return answer(self, Arguments(parameters, files or {}))

    def fail_next(self, method: str, *errors: ApiError) -> None:
        """Let the next calls of a method fail, each with one of `errors`."""
        self.failures.setdefault(method, []).extend(errors)


def get_me(world: World, _: Arguments) -> Json:
    """Return the bot."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    }


def get_updates(world: World, arguments: Arguments) -> list[Json]:
    """Return what the bot has not confirmed, at once; the server does the waiting."""
    if world.webhook:
        raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
    world.polls += 1
    if world.polls == 1:
        world.tell("ready")
    _keep_allowed_updates(world, arguments)
    world.confirm_updates(arguments.number("offset", 0))
    return world.updates[: min(arguments.number("limit", MAX_UPDATES), MAX_UPDATES)]


def set_webhook(world: World, arguments: Arguments) -> bool:
    """Let updates be posted to an address; on this machine it may be without TLS."""
    address = arguments.text("url", "")
    if address and not address.startswith("https://") and not _LOOPBACK.fullmatch(address):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = address or None
    world.webhook_secret = arguments.text("secret_token", "") or None
    _keep_allowed_updates(world, arguments)
    return True


def delete_webhook(world: World, arguments: Arguments) -> bool:
    """Go back to long polling."""
    world.webhook = world.webhook_secret = None
    if arguments.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, _: Arguments) -> Json:
    """Tell where updates go."""
    return {
        "url": world.webhook or "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }


def send_chat_action(world: World, arguments: Arguments) -> bool:
    """Show "typing" in a chat."""
    chat = chat_to_write_to(world, arguments)
    world.tell("action", chat_id=chat["id"], action=arguments.text("action"))
    return True


def answer_press(world: World, arguments: Arguments) -> bool:
    """Let a pressed button stop waiting, perhaps with a sentence for who pressed it."""
    id_ = arguments.text("callback_query_id")
    if id_ not in world.queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = arguments.text("text", "")
    if units(text) > MAX_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    world.tell(
        "answered",
        query_id=id_,
        user_id=world.queries[id_]["from"]["id"],
        text=text,
        show_alert=arguments.flag("show_alert"),
        url=arguments.text("url", ""),
    )
    return True


def get_file(world: World, arguments: Arguments) -> Json:
    """Tell where a file can be fetched."""
    path = arguments.text("file_id")
    if path not in world.files:
        raise bad_request("invalid file_id")
    size = len(world.files[path])
    if size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {"file_id": path, "file_unique_id": path, "file_size": size, "file_path": path}


def set_my_commands(world: World, arguments: Arguments) -> bool:
    """Set the menu of a scope."""
    commands: list[Json] = arguments.json("commands") or []
    for one in commands:
        described = 1 <= units(one.get("description", "")) <= 256
        if not _COMMAND.fullmatch(one.get("command", "")) or not described:
            raise bad_request("BOT_COMMAND_INVALID")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.menus[_scope(world, arguments)] = commands
    world.tell("menus")
    return True


def delete_my_commands(world: World, arguments: Arguments) -> bool:
    """Take the menu of a scope away."""
    world.menus.pop(_scope(world, arguments), None)
    world.tell("menus")
    return True


def get_my_commands(world: World, arguments: Arguments) -> list[Json]:
    """Return the menu of a scope."""
    return world.menus.get(_scope(world, arguments), [])


def get_chat(world: World, arguments: Arguments) -> Json:
    """Return a chat."""
    defaults = {"accent_color_id": 0, "max_reaction_count": 0, "accepted_gift_types": _GIFTS}
    return chat_of(world, arguments) | defaults


def get_chat_member(world: World, arguments: Arguments) -> Json:
    """Tell what somebody is in a chat."""
    chat, id_ = chat_of(world, arguments), arguments.number("user_id")
    if id_ == world.bot["id"]:
        status = "left" if chat["id"] in world.absent_from else "member"
        return {"user": world.bot, "status": status}
    if id_ not in world.users:
        raise bad_request("user not found")
    return {"user": world.users[id_], "status": "member"}


def leave_chat(world: World, arguments: Arguments) -> bool:
    """Leave a group."""
    world.absent_from.add(chat_of(world, arguments)["id"])
    return True


def accept(world: World, arguments: Arguments) -> bool:
    """Accept what has no effect here."""
    return True


_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)

METHODS: dict[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": get_me,
        "getUpdates": get_updates,
        "setWebhook": set_webhook,
        "deleteWebhook": delete_webhook,
        "getWebhookInfo": get_webhook_info,
        "sendMessage": send_message,
        "sendDocument": send_document,
        "editMessageText": edit_text,
        "editMessageReplyMarkup": edit_markup,
        "deleteMessage": delete_message,
        "deleteMessages": delete_messages,
        "sendChatAction": send_chat_action,
        "answerCallbackQuery": answer_press,
        "answerInlineQuery": answer_inline,
        "getFile": get_file,
        "setMyCommands": set_my_commands,
        "deleteMyCommands": delete_my_commands,
        "getMyCommands": get_my_commands,
        "getChat": get_chat,
        "getChatMember": get_chat_member,
        "leaveChat": leave_chat,
        "setMessageReaction": accept,
        "setMyName": accept,
        "setMyDescription": accept,
        "setMyShortDescription": accept,
        "setChatMenuButton": accept,
        "logOut": accept,
        "close": accept,
    }.items()
}
"""By lower-case name: Telegram takes any case."""


def _keep_allowed_updates(world: World, arguments: Arguments) -> None:
    allowed = arguments.json("allowed_updates")
    if allowed is not None:
        world.allowed_updates = allowed


def _scope(world: World, arguments: Arguments) -> str:
    """Return the scope of a menu as text; the chat it names must be there."""
    scope = arguments.json("scope") or {"type": "default"}
    if "chat_id" in scope and int(scope["chat_id"]) not in world.chats:
        raise bad_request("chat not found")
    return json.dumps(scope, sort_keys=True)
