"""Sending: what every handler does with its message parts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

_TYPING_SECONDS = 4
"""Telegram shows "typing" for five seconds."""

_LOG = logging.getLogger(__name__)


async def reply(
    update: Update,
    parts: Sequence[str],
    markup: InlineKeyboardMarkup | None = None,
    preview: str | None = None,
) -> Message | None:
    """Send HTML parts in order, the first as a reply, the buttons under the last.

    Of the links only that in `preview` is previewed, small.

    Returns the last message, None when there is nothing to reply to.
    """
    message = update.effective_message
    if message is None:
        return None
    sent = None
    for number, part in enumerate(parts):
        sent = await message.get_bot().send_message(
            message.chat_id,
            part,
            parse_mode=ParseMode.HTML,
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            link_preview_options=_previews(preview),
            reply_parameters=None
            if number
            else ReplyParameters(message.message_id, allow_sending_without_reply=True),
            reply_markup=markup if number == len(parts) - 1 else None,
        )
    return sent


async def answer_press(
    query: CallbackQuery, alert: str | None = None, notice: str | None = None
) -> None:
    """Let the pressed button stop waiting; who pressed must close `alert`, `notice` goes away."""
    try:
        await query.answer(alert or notice, show_alert=alert is not None)
    except TelegramError as error:
        # A press may be too old to be answered, which is no reason not to do what it asks.
        _LOG.debug("A press was not answered: %s", error)


async def replace_pressed(
    query: CallbackQuery,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
    preview: str | None = None,
) -> None:
    """Put HTML in the place of the message whose button was pressed."""
    if query.message:
        chat, message = query.message.chat.id, query.message.message_id
        await replace(query.get_bot(), chat, message, text, markup, preview)


async def replace(
    bot: Bot,
    chat_id: int,
    message_id: int,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
    preview: str | None = None,
) -> bool:
    """Put HTML in the place of a message that the bot sent; False where that is gone."""
    try:
        await bot.edit_message_text(
            text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            link_preview_options=_previews(preview),
        )
    except BadRequest as error:
        if "message to edit not found" in error.message.lower():
            return False
        # Pressed twice: the text is already there.
        if "not modified" not in error.message:
            raise
    return True


def _previews(url: str | None) -> LinkPreviewOptions:
    return LinkPreviewOptions(
        is_disabled=url is None, url=url, prefer_small_media=True if url else None
    )


@asynccontextmanager
async def typing(update: Update) -> AsyncIterator[None]:
    """Show "typing" in the chat until the body is done."""
    task = asyncio.create_task(_keep_typing(update))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_typing(update: Update) -> None:
    chat, message = update.effective_chat, update.effective_message
    topic = message.message_thread_id if message and message.is_topic_message else None
    while chat:
        try:
            await chat.send_action(ChatAction.TYPING, message_thread_id=topic)
        except TelegramError as error:
            # Cosmetic: the answer is worth more than this.
            _LOG.debug("No typing shown: %s", error)
        await asyncio.sleep(_TYPING_SECONDS)
