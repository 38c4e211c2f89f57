"""/articles and /article: what the archive holds."""

from __future__ import annotations

import asyncio
import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot import texts
from bot.inputs import after_command, article_number
from bot.render import render_article, render_page, shorten
from bot.replying import answer_press, replace_pressed, reply
from corpus.errors import ArticleNotFound
from index.archive import Archive

PAGE_SIZE = 10

PAGE_BUTTON = re.compile(r"articles:(\d{1,18}):(.*)", re.S)
"""Callback data of a page button: offset and words. SQLite takes no larger numbers."""

ARTICLE_BUTTON = re.compile(r"(article|page):(\d{1,18}):(\d{1,9})")
"""Callback data under an answer or a page of an article: the article's id and the page's number."""

TAPPED_ARTICLE = re.compile(r"^/article_(\d+)(?:@\w+)?$")
"""A number inside the command: Telegram makes it a link, which one with a space is not."""

_MAX_WORDS_BYTES = 40
"""Callback data holds 64 bytes. Words cut short still match: each matches as a beginning."""


async def list_articles(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /articles with the first page."""
    message = update.effective_message
    if message is None:
        return
    words = after_command(message.text or "")
    text, buttons = await asyncio.to_thread(_page, context.bot_data["archive"], words, 0)
    await reply(update, [text], buttons)


async def turn_page(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show another page in the place of the one whose button was pressed."""
    query = update.callback_query
    pressed = PAGE_BUTTON.fullmatch(query.data or "") if query else None
    if query is None or pressed is None:
        return
    await answer_press(query)
    archive: Archive = context.bot_data["archive"]
    text, buttons = await asyncio.to_thread(_page, archive, pressed[2], int(pressed[1]))
    await replace_pressed(query, text, buttons)


async def show_article(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /article 12 and /article_12 with the article's head and text."""
    message = update.effective_message
    if message is None:
        return
    tapped = context.matches[0][1] if context.matches else None
    number = article_number(tapped or after_command(message.text or ""))
    if number is None:
        await reply(update, [texts.HOW_TO_ARTICLE])
        return
    text, buttons = await asyncio.to_thread(_article, context.bot_data["archive"], number, 0)
    await reply(update, [text], buttons)


async def open_article(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the article whose button was pressed: under an answer below it, from a page in place."""
    query = update.callback_query
    pressed = ARTICLE_BUTTON.fullmatch(query.data or "") if query else None
    if query is None or pressed is None:
        return
    await answer_press(query)
    archive: Archive = context.bot_data["archive"]
    text, buttons = await asyncio.to_thread(_article, archive, int(pressed[2]), int(pressed[3]))
    if pressed[1] == "page":
        await replace_pressed(query, text, buttons)
    else:
        await reply(update, [text], buttons)


def _article(archive: Archive, number: int, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return a page of an article and the buttons that turn to the others."""
    try:
        text, count = render_article(archive.get(number), page)
    except ArticleNotFound:
        return texts.NO_SUCH_ARTICLE.format(id=number), None
    row = []
    if page > 0:
        label = texts.PREVIOUS_PAGE.format(page=page)
        row.append(InlineKeyboardButton(label, callback_data=f"page:{number}:{page - 1}"))
    if page + 1 < count:
        label = texts.NEXT_PAGE.format(page=page + 2, count=count)
        row.append(InlineKeyboardButton(label, callback_data=f"page:{number}:{page + 1}"))
    return text, InlineKeyboardMarkup([row]) if row else None


def _page(archive: Archive, words: str, offset: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return a page and its buttons; past the end (articles were removed) it is the last one."""
    page = archive.find(words, limit=PAGE_SIZE, offset=offset)
    if not page.articles and page.total:
        offset = (page.total - 1) // PAGE_SIZE * PAGE_SIZE
        page = archive.find(words, limit=PAGE_SIZE, offset=offset)
    if not page.total:
        missing = texts.NO_ARTICLES_FOUND.format(words=shorten(words, 100))
        return (missing if words else texts.EMPTY_ARCHIVE), None
    row = []
    if offset > 0:
        row.append(_button(texts.NEWER, max(0, offset - PAGE_SIZE), words))
    if offset + PAGE_SIZE < page.total:
        row.append(_button(texts.OLDER, offset + PAGE_SIZE, words))
    return render_page(page, offset), InlineKeyboardMarkup([row]) if row else None


def _button(label: str, offset: int, words: str) -> InlineKeyboardButton:
    cut = words.encode()[:_MAX_WORDS_BYTES].decode(errors="ignore")
    return InlineKeyboardButton(label, callback_data=f"articles:{offset}:{cut}")
