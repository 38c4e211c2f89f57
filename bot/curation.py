"""Admin commands: add, remove, stats."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from itertools import takewhile

from telegram import (
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import texts
from bot.access import admins_only, is_admin
from bot.inputs import after_command, article_number
from bot.limiting import COSMETIC
from bot.render import format_date, shorten
from bot.replying import answer_press, replace_pressed, reply, typing
from corpus.download import MAX_BYTES, WEB_ADDRESS
from corpus.errors import ArticleNotFound, LoadError
from corpus.loaders import MIN_CHARACTERS, load_bytes, load_text, load_url
from corpus.models import Article, StoredArticle
from index.archive import AddResult, Archive

REMOVAL_BUTTON = re.compile(r"(remove|keep):(\d{1,18})")

_LOG = logging.getLogger(__name__)

_PROGRESS_SECONDS = 3
"""Between two edits of the progress message: Telegram allows about one a second."""

_MAX_TITLE = 200
_MAX_LISTED = 10
_MAX_ERRORS = 5
"""Ten titles and five errors of this length fit one message."""

_MAX_COMPLAINT = 1000
"""Characters. What was given may fill a message by itself, and a complaint repeats it."""

_MEGABYTE = 1024 * 1024


@admins_only
async def add(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /add: load what the message or the one it replies to holds, and add it."""
    message = update.effective_message
    if message is None:
        return
    begun = time.monotonic()
    async with typing(update):
        try:
            articles = await _load(message)
        except LoadError as error:
            await reply(update, [_complaint(error)])
            return
        if not articles:
            await reply(update, [texts.HOW_TO_ADD])
            return
        results = await _add_all(update, context, articles)
    await reply(update, [_report(results, len(articles), time.monotonic() - begun)])


@admins_only
async def ask_removal(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /remove with the question whether it is meant."""
    message = update.effective_message
    number = article_number(after_command(message.text or "")) if message else None
    if number is None:
        await reply(update, [texts.HOW_TO_REMOVE])
        return
    archive: Archive = context.bot_data["archive"]
    try:
        article = await asyncio.to_thread(archive.get, number)
    except ArticleNotFound:
        await reply(update, [texts.NO_SUCH_ARTICLE.format(id=number)])
        return
    title = shorten(article.title, _MAX_TITLE)
    buttons = [
        InlineKeyboardButton(texts.REMOVE, callback_data=f"remove:{number}"),
        InlineKeyboardButton(texts.KEEP, callback_data=f"keep:{number}"),
    ]
    question = texts.CONFIRM_REMOVAL.format(id=number, title=title)
    await reply(update, [question], InlineKeyboardMarkup([buttons]))


async def confirm_removal(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Remove or keep, as pressed; anybody in a group sees the buttons, only admins may press."""
    query = update.callback_query
    pressed = REMOVAL_BUTTON.fullmatch(query.data or "") if query else None
    if query is None or pressed is None:
        return
    if not is_admin(update, context):
        await answer_press(query, alert=texts.NOT_ADMIN_BUTTON)
        return
    await answer_press(query)
    number = int(pressed[2])
    if pressed[1] == "keep":
        await replace_pressed(query, texts.KEPT.format(id=number))
        return
    archive: Archive = context.bot_data["archive"]
    try:
        article = await asyncio.to_thread(archive.remove, number)
        done = texts.REMOVED.format(id=number, title=shorten(article.title, _MAX_TITLE))
    except ArticleNotFound:
        done = texts.NO_SUCH_ARTICLE.format(id=number)
    await replace_pressed(query, done)


@admins_only
async def show_stats(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /stats."""
    archive: Archive = context.bot_data["archive"]
    stats = await asyncio.to_thread(archive.stats)
    period = ""
    if stats.oldest and stats.newest:
        period = texts.STATS_PERIOD.format(
            oldest=format_date(stats.oldest), newest=format_date(stats.newest)
        )
    text = texts.STATS.format(
        articles=texts.counted(stats.articles, "article"),
        passages=texts.counted(stats.passages, "passage"),
        sentences=texts.counted(stats.sentences, "sentence"),
        period=period,
        encoder=escape(stats.encoder, quote=False),
        size=round(stats.size_bytes / _MEGABYTE, 1),
    )
    await reply(update, [text])


async def _load(message: Message) -> list[Article]:
    """Return the articles a message holds, or else the one it replies to.

    Raises:
        LoadError: what is there cannot become an article.
    """
    given = after_command(message.text or message.caption or "")
    if message.document:
        return await _load_document(message.document)
    if given:
        return [await _load_words(given, message)]
    replied = message.reply_to_message
    if replied is None:
        return []
    if replied.document:
        return await _load_document(replied.document)
    words = replied.text or replied.caption
    return [await _load_words(words, replied)] if words else []


async def _load_document(document: Document) -> list[Article]:
    name = document.file_name or "The file"
    if (document.file_size or 0) > MAX_BYTES:
        size, limit = round((document.file_size or 0) / _MEGABYTE, 1), MAX_BYTES // _MEGABYTE
        raise LoadError(texts.FILE_TOO_LARGE.format(name=name, size=size, limit=limit))
    file = await document.get_file()
    data = bytes(await file.download_as_bytearray())
    return await asyncio.to_thread(load_bytes, data, name)


async def _load_words(words: str, message: Message) -> Article:
    """Load a web address, or a text; a few words with one address mean the address."""
    words = words.strip()
    addresses = [words] if WEB_ADDRESS.fullmatch(words) else _addresses(message)
    if addresses and len(words) - len(addresses[0]) < MIN_CHARACTERS:
        return await asyncio.to_thread(load_url, addresses[0])
    article = await asyncio.to_thread(load_text, words)
    return article.model_copy(update=_origin(message))


def _addresses(message: Message) -> list[str]:
    """Return the web addresses in a message's text or caption, those behind words too."""
    kinds: list[str | None] = ["url", "text_link"]
    # Telegram keeps the addresses of a photo's caption apart from those of a text.
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    return [entity.url or text for entity, text in found.items()]


def _origin(message: Message) -> dict[str, object]:
    """Return what a post forwarded from a channel tells of its source."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return {}
    name = origin.chat.username
    return {
        "source": origin.chat.title,
        "published": origin.date,
        "url": f"https://t.me/{name}/{origin.message_id}" if name else None,
    }


async def _add_all(
    update: Update, context: ContextTypes.DEFAULT_TYPE, articles: list[Article]
) -> list[AddResult]:
    """Add in a thread, until the bot is stopped; many articles show how far it is."""
    archive: Archive = context.bot_data["archive"]
    stopping: threading.Event = context.bot_data["stopping"]
    wanted = takewhile(lambda _: not stopping.is_set(), articles)
    done: list[AddResult] = []

    async def add_in_turn() -> list[AddResult]:
        async with context.bot_data["adding"]:
            return await asyncio.to_thread(archive.add_many, wanted, on_added=done.append)

    adding = asyncio.create_task(add_in_turn())
    status = None
    while not (await asyncio.wait([adding], timeout=_PROGRESS_SECONDS))[0]:
        count = texts.counted(len(articles), "article")
        status = await _tell(update, status, texts.ADDING.format(articles=count, done=len(done)))
    if status:
        with suppress(TelegramError):
            await status.delete()
    return await adding


async def _tell(update: Update, status: Message | None, progress: str) -> Message | None:
    """Show progress in the message that showed it before; return that message."""
    try:
        if status is None:
            return await reply(update, [progress])
        await status.get_bot().edit_message_text(
            progress,
            status.chat_id,
            status.message_id,
            rate_limit_args=COSMETIC,  # type: ignore[call-arg]  # only this application's bot has it
        )
    except TelegramError as error:
        # Progress may be dropped, and unchanged progress is refused as "not modified".
        _LOG.debug("No progress shown: %s", error)
    return status


def _complaint(error: LoadError) -> str:
    """Return what is wrong; of a long sentence its middle, which is what was given, is left out."""
    sentence = str(error)
    if len(sentence) > _MAX_COMPLAINT:
        half = _MAX_COMPLAINT // 2
        sentence = sentence[:half] + texts.CUT + sentence[-half:]
    return escape(sentence, quote=False)


def _report(results: list[AddResult], total: int, seconds: float) -> str:
    """Return what became of `total` articles; without a result are those that came too late."""
    if total > 1 or len(results) != 1:
        return _report_many(results, total, seconds)
    result = results[0]
    title = shorten(result.title, _MAX_TITLE)
    if result.article:
        return texts.ADDED.format(
            id=result.article.id,
            title=title,
            passages=texts.counted(result.passages, "passage"),
            seconds=f"{seconds:.1f}",
        )
    if result.duplicate_of:
        there = shorten(result.duplicate_of.title, _MAX_TITLE)
        return texts.ALREADY_THERE.format(id=result.duplicate_of.id, title=there)
    return escape(result.error or "", quote=False)


def _report_many(results: list[AddResult], total: int, seconds: float) -> str:
    added = [(one.article, one.passages) for one in results if one.article]
    lines = [
        texts.ADDED_MANY.format(added=len(added), total=total, seconds=f"{seconds:.1f}"),
        *_list_added(added),
    ]
    if known := sum(1 for one in results if one.duplicate_of):
        lines.append(texts.DUPLICATES.format(count=known))
    errors = [one.error for one in results if one.error]
    lines.extend(shorten(error, _MAX_TITLE) for error in errors[:_MAX_ERRORS])
    if total > len(results):
        lines.append(texts.ADDING_STOPPED.format(count=total - len(results)))
    return "\n".join(lines)


def _list_added(added: Sequence[tuple[StoredArticle, int]]) -> list[str]:
    """Return a line for each of the first articles, with its passages; before, one for all."""
    lines = [
        texts.ADDED_ONE.format(
            id=article.id,
            title=shorten(article.title, _MAX_TITLE),
            passages=texts.counted(passages, "passage"),
        )
        for article, passages in added[:_MAX_LISTED]
    ]
    if len(added) > 1:
        total = texts.counted(sum(passages for _, passages in added), "passage")
        first, last = added[0][0].id, added[-1][0].id
        lines.insert(0, texts.ADDED_RANGE.format(first=first, last=last, passages=total))
    if len(added) > _MAX_LISTED:
        lines.append(texts.MORE_ADDED.format(count=len(added) - _MAX_LISTED))
    return lines
