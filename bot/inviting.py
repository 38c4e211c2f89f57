"""/invite and /people: how admins let people in, and see and end it."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import texts
from bot.access import INVITATION, admins_only, is_admin, is_open
from bot.inputs import after_command
from bot.people import Entry, Invitation, People, Person
from bot.render import format_date, shorten
from bot.replying import answer_press, replace_pressed, reply

PEOPLE_BUTTON = re.compile(r"people:(revoke|withdraw|page):(\d{1,18}):(\d{1,18})")
"""Callback data: what to do, to which id, and which page to show then."""

PAGE_SIZE = 10
"""People to a page, and invitations with them: ten of each fit one message."""

_MAX_NAME = 64
_MAX_USES = 100
_MAX_LIFETIME = timedelta(days=365)
_LIFETIME = timedelta(days=7)

_WANTED = re.compile(
    r"(?:(?P<uses>\d{1,4})(?!\S))?\s*(?:(?P<number>\d{1,5})(?P<unit>[hdw]))?", re.I
)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

_TOLD = {
    Entry.LET_IN: texts.LET_IN,
    Entry.ALREADY_IN: texts.ALREADY_IN,
    Entry.UNKNOWN: texts.INVITATION_UNKNOWN,
    Entry.USED_UP: texts.INVITATION_USED_UP,
    Entry.WITHDRAWN: texts.INVITATION_WITHDRAWN,
    Entry.EXPIRED: texts.INVITATION_EXPIRED,
}

Action = Literal["revoke", "withdraw", "page"]


async def accept_invitation(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let in who followed an invitation's link, or say why it is no good."""
    message, user = update.effective_message, update.effective_user
    followed = INVITATION.fullmatch(message.text or "") if message else None
    if followed is None or user is None:
        return
    if is_open(context) or is_admin(update, context):
        await reply(update, [texts.ALREADY_IN])
        return
    people: People = context.bot_data["people"]
    entry = await asyncio.to_thread(people.enter, followed[1], user.id, user.full_name)
    await reply(update, [_TOLD[entry].format(id=user.id)])


@admins_only
async def invite(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /invite with a link."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if is_open(context):
        await reply(update, [texts.EVERYBODY_IS_IN])
        return
    wanted = _wanted(after_command(message.text or ""))
    if wanted is None:
        await reply(update, [texts.HOW_TO_INVITE])
        return
    uses, lifetime = wanted
    people: People = context.bot_data["people"]
    code = await asyncio.to_thread(people.invite, user.id, uses, lifetime)
    link = f"https://t.me/{context.bot.username}?start=invite_{code}"
    until = _moment(message.date + lifetime)
    count = texts.counted_people(uses)
    await reply(update, [texts.INVITED.format(people=count, until=until, link=link)])


@admins_only
async def show_people(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /people with who is in and which invitations are open."""
    chat = update.effective_chat
    if chat is None or chat.type != ChatType.PRIVATE:
        await reply(update, [texts.PEOPLE_IN_PRIVATE])
        return
    text, buttons = await asyncio.to_thread(_page, context.bot_data["people"], 0)
    await reply(update, [text], buttons)


async def change_people(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Revoke a person, withdraw an invitation or turn the page, as pressed."""
    query = update.callback_query
    pressed = PEOPLE_BUTTON.fullmatch(query.data or "") if query else None
    if query is None or pressed is None:
        return
    if not is_admin(update, context):
        await answer_press(query, alert=texts.NOT_ADMIN_BUTTON)
        return
    await answer_press(query)
    people: People = context.bot_data["people"]
    if pressed[1] == "revoke":
        await asyncio.to_thread(people.revoke, int(pressed[2]))
    elif pressed[1] == "withdraw":
        await asyncio.to_thread(people.withdraw, int(pressed[2]))
    text, buttons = await asyncio.to_thread(_page, people, int(pressed[3]))
    await replace_pressed(query, text, buttons)


def _wanted(words: str) -> tuple[int, timedelta] | None:
    """Return for how many people and how long an invitation is wanted, None if out of bounds."""
    given = _WANTED.fullmatch(words)
    if given is None:
        return None
    uses = int(given["uses"] or 1)
    lifetime = int(given["number"]) * _UNITS[given["unit"].lower()] if given["unit"] else _LIFETIME
    if not 1 <= uses <= _MAX_USES or not timedelta(0) < lifetime <= _MAX_LIFETIME:
        return None
    return uses, lifetime


def _page(people: People, offset: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return a page and its buttons; past the end (somebody was revoked) it is the last one."""
    total = people.count()
    offset = min(offset, max(0, total - 1) // PAGE_SIZE * PAGE_SIZE)
    members = people.members(limit=PAGE_SIZE, offset=offset)
    invitations = people.open_invitations()
    shown = invitations[:PAGE_SIZE]
    lines = [texts.PEOPLE_HEADING.format(people=texts.counted_people(total))]
    lines += [_line(number, one) for number, one in enumerate(members, offset + 1)]
    lines += [_invitation_line(one) for one in shown]
    if len(invitations) > len(shown):
        lines.append(texts.MORE_INVITATIONS.format(count=len(invitations) - len(shown)))
    rows = _rows(members, shown, offset)
    if turns := _turns(offset, total):
        rows.append(turns)
    return "\n".join(lines), InlineKeyboardMarkup(rows) if rows else None


def _rows(
    members: list[Person], invitations: list[Invitation], offset: int
) -> list[list[InlineKeyboardButton]]:
    """Return the buttons that end it for people and invitations, two in a row."""
    buttons = [
        _button(texts.REVOKE.format(number=number), "revoke", one.user_id, offset)
        for number, one in enumerate(members, offset + 1)
    ]
    buttons += [
        _button(texts.WITHDRAW.format(id=one.id), "withdraw", one.id, offset) for one in invitations
    ]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _turns(offset: int, total: int) -> list[InlineKeyboardButton]:
    row = []
    if offset > 0:
        row.append(_button(texts.NEWER, "page", 0, max(0, offset - PAGE_SIZE)))
    if offset + PAGE_SIZE < total:
        row.append(_button(texts.OLDER, "page", 0, offset + PAGE_SIZE))
    return row


def _button(label: str, action: Action, id_: int, offset: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"people:{action}:{id_}:{offset}")


def _line(number: int, person: Person) -> str:
    return texts.PERSON.format(
        number=number,
        name=shorten(person.name, _MAX_NAME),
        id=person.user_id,
        since=format_date(person.since),
        admin=person.invited_by,
    )


def _invitation_line(invitation: Invitation) -> str:
    return texts.OPEN_INVITATION.format(
        id=invitation.id,
        people=texts.counted_people(invitation.uses - invitation.used),
        until=_moment(invitation.expires),
        admin=invitation.made_by,
    )


def _moment(moment: datetime) -> str:
    return f"{format_date(moment)}, {moment:%H:%M} UTC"
