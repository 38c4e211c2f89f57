"""Groups: when the bot is spoken to, and what it says when it comes."""

from __future__ import annotations

from telegram import ChatMember, ChatMemberUpdated, Message, MessageEntity, Update
from telegram.constants import ChatType, ParseMode
from telegram.ext import ContextTypes, filters

from bot import texts
from bot.access import is_open

_AROUND_NAME = " ,;:.!?–—-"
"""What stands between a name and the words said to it."""

_MEMBER = {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED}


class _Addressed(filters.MessageFilter):
    """Passes what is said to the bot: with its @name, or as a reply to it."""

    def filter(self, message: Message) -> bool:
        replied = message.reply_to_message
        to_bot = bool(replied and replied.from_user and replied.from_user.id == _bot_id(message))
        return to_bot or bool(_mentions(message))


ADDRESSED = _Addressed()


def without_mention(message: Message) -> str:
    """Return a message's text without the bot's @name; empty where there are no other words."""
    text = message.text or ""
    mentions = _mentions(message)
    if not mentions:
        return text.strip()
    # Telegram counts in UTF-16 units.
    coded = text.encode("utf-16-le")
    for mention in reversed(mentions):
        start, end = 2 * mention.offset, 2 * (mention.offset + mention.length)
        coded = coded[:start] + coded[end:]
    rest = coded.decode("utf-16-le").strip()
    return rest.lstrip(_AROUND_NAME) if rest.strip(_AROUND_NAME) else ""


async def greet_group(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell a group how to use the bot, once, when it is added."""
    change = update.my_chat_member
    if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return
    if not _is_in(change.old_chat_member) and _is_in(change.new_chat_member):
        text = texts.GROUP.format(name=context.bot.username)
        if not _hears_everything(change, context):
            text += texts.GROUP_PRIVACY
        if not is_open(context):
            text += texts.GROUP_INVITED_ONLY
        await context.bot.send_message(change.chat.id, text, parse_mode=ParseMode.HTML)


def _hears_everything(change: ChatMemberUpdated, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Tell whether Telegram passes on all of a group: privacy mode is off for administrators."""
    administrator = change.new_chat_member.status == ChatMember.ADMINISTRATOR
    return administrator or bool(context.bot.can_read_all_group_messages)


def _is_in(member: ChatMember) -> bool:
    return member.status in _MEMBER and getattr(member, "is_member", True)


def _mentions(message: Message) -> list[MessageEntity]:
    """Return where a message's text names the bot, in order."""
    name = f"@{message.get_bot().username}".lower()
    found = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    return [
        entity
        for entity, text in found.items()
        if text.lower() == name or (entity.user and entity.user.id == _bot_id(message))
    ]


def _bot_id(message: Message) -> int:
    return message.get_bot().id
