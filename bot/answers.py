"""An answer as a message, and what its buttons do.

Buttons hold ids; what they stand for is in `bot.state`, so that they work after a restart. Whatever
they show is checked against the archive anew: what was removed since is not shown again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from html import escape
from typing import NamedTuple

from telegram import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.ext import ContextTypes

from bot import texts
from bot.asking import Desk, admit
from bot.conversation import ask_understood, notes_on
from bot.render import (
    MAX_QUOTE,
    clip,
    has_web_address,
    headline_of,
    quoted_texts,
    render_answer,
    units,
)
from bot.replying import answer_press, replace_pressed, typing
from bot.sharing import link_to_share
from bot.state import SentAnswer, State, Understood
from bot.verifying import is_there, verify_answer, verify_headline, verify_messages
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Answer, Quote

CONTEXT_BUTTON = re.compile(r"context:(\d{1,18}):(\d)")
"""Callback data: the answer's id and how much more of its passage to show."""

MORE_BUTTON = re.compile(r"more:(\d{1,18})")
AGAIN_BUTTON = re.compile(r"again:(\d{1,18}):(plain|dates|articles)")
"""Callback data: the answer's id and what its question should be asked without."""

BRIEFING_BUTTON = re.compile(r"briefing:(\d{1,18})")
"""Callback data: the id of a refusal whose period is to be summarised."""

RATING_BUTTON = re.compile(r"rate:(\d{1,18}):(right|wrong)")

_CONTEXTS = (0, 2, 6)
"""Sentences before and after what an answer shows at first, one press after another."""

_MOST_QUOTES = 10
_MAX_COPIED = 256
"""Telegram's limit for what a button copies."""


class Shown(NamedTuple):
    """What a message shows: HTML, the buttons under it, and the link that is previewed."""

    html: str
    buttons: InlineKeyboardMarkup
    preview: str | None = None


def compose(
    archive: Archive,
    sent: SentAnswer,
    bot_name: str,
    *,
    context: int = 0,
) -> Shown:
    """Verify an answer, widen its first quote by `context` steps, render it and verify that.

    Blocks.

    Raises:
        NotVerbatim: the rendering spoilt a quote.
    """
    answer = verify_answer(archive, sent.answer)
    notes = _notes(archive, sent.understood)
    if len(answer.quotes) < len(sent.answer.quotes) and _any_gone(archive, sent.answer.quotes):
        notes = [*notes, texts.QUOTED_ARTICLE_GONE]
        if not answer.answered:
            return Shown("\n".join(notes), InlineKeyboardMarkup([]))
    if not answer.answered:
        buttons = [*_again_buttons(sent, refused=True), _rating_buttons(sent.id)]
        return Shown(render_answer(answer, notes), InlineKeyboardMarkup(buttons))
    first, *others = answer.quotes
    wide, step = _widen(archive, first, context)
    answer = answer.model_copy(update={"quotes": (wide, *others)})
    html = render_answer(answer, notes)
    verify_headline(html, headline_of(answer))
    fitting = len(quoted_texts(html))
    verify_messages([html], [wide, *others][:fitting])
    buttons = _buttons(sent.id, first, bot_name, step) + _again_buttons(sent)
    if fitting == len(others) + 1 < _MOST_QUOTES:
        buttons[0].insert(-1, _button(texts.MORE_SOURCES, f"more:{sent.id}"))
    return Shown(html, InlineKeyboardMarkup(buttons), _preview(first))


def find_more(archive: Archive, sent: SentAnswer) -> Answer:
    """Return an answer with further quotes of the same question. Blocks."""
    answer = sent.answer
    known = [(quote.article.id, quote.focus) for quote in answer.quotes]
    more = [
        quote
        for quote in ask_understood(archive, sent.understood, _MOST_QUOTES).answer.quotes
        if (quote.article.id, quote.focus) not in known
    ]
    return answer.model_copy(update={"quotes": (*answer.quotes, *more)[:_MOST_QUOTES]})


async def show_context(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show more of the first quote's passage, or less again."""
    if press := await take_press(update, context, CONTEXT_BUTTON):
        step = min(int(press.data[2]), len(_CONTEXTS) - 1)
        await answer_press(press.query)
        await _show(press, context, press.sent, step)


async def show_more(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Add further sources to an answer."""
    press = await take_press(update, context, MORE_BUTTON)
    if press is None:
        return
    if not await admit(update, context):
        await answer_press(press.query)
        return
    archive: Archive = context.bot_data["archive"]
    state: State = context.bot_data["state"]
    desk: Desk = context.bot_data["desk"]
    async with typing(update):
        longer = await desk.work(find_more, archive, press.sent)
    if longer == press.sent.answer:
        await answer_press(press.query, notice=texts.NO_MORE_SOURCES)
        return
    await answer_press(press.query)
    await asyncio.to_thread(state.lengthen_answer, press.sent.id, longer)
    await _show(press, context, press.sent.model_copy(update={"answer": longer}), 0)


async def rate(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Keep what somebody thinks of an answer."""
    if press := await take_press(update, context, RATING_BUTTON):
        right = press.data[2] == "right"
        state: State = context.bot_data["state"]
        await asyncio.to_thread(state.rate, press.sent.id, press.query.from_user.id, right=right)
        thanks = texts.RATED_RIGHT if right else texts.RATED_WRONG
        await answer_press(press.query, notice=thanks)


class Press(NamedTuple):
    """A press of a button under an answer: its data as matched, and the answer."""

    query: CallbackQuery
    data: re.Match[str]
    sent: SentAnswer


async def take_press(
    update: Update, context: ContextTypes.DEFAULT_TYPE, button: re.Pattern[str]
) -> Press | None:
    """Return a press of `button` with the answer it is under; say so when that is unknown."""
    query = update.callback_query
    data = button.fullmatch(query.data or "") if query else None
    if query is None or data is None:
        return None
    state: State = context.bot_data["state"]
    sent = await asyncio.to_thread(state.answer, int(data[1]))
    # Callback data can be made up: an answer shows only in its own chat.
    if sent is None or query.message is None or sent.place.chat_id != query.message.chat.id:
        await answer_press(query, alert=texts.ANSWER_FORGOTTEN)
        return None
    return Press(query, data, sent)


async def _show(
    press: Press, context: ContextTypes.DEFAULT_TYPE, sent: SentAnswer, step: int
) -> None:
    archive: Archive = context.bot_data["archive"]
    shown = await asyncio.to_thread(compose, archive, sent, context.bot.username, context=step)
    await replace_pressed(press.query, *shown)


def _buttons(
    answer_id: int, first: Quote, bot_name: str, step: int | None
) -> list[list[InlineKeyboardButton]]:
    """Return the buttons under an answer; `step` is what the first widens to, if to anything."""
    label = texts.WIDER if step else texts.NARROWER
    return [
        [
            *([] if step is None else [_button(label, f"context:{answer_id}:{step}")]),
            _button(texts.WHOLE_ARTICLE, f"article:{first.article.id}:0"),
        ],
        [
            InlineKeyboardButton(texts.COPY, copy_text=CopyTextButton(_copied(first.focus.text))),
            InlineKeyboardButton(texts.SHARE, url=link_to_share(first, bot_name)),
            *_rating_buttons(answer_id),
        ],
    ]


def _notes(archive: Archive, understood: Understood) -> list[str]:
    """Return how a question was understood, as one block of HTML, if there is anything to tell."""
    lines = [f"<i>{escape(line, quote=False)}</i>" for line in notes_on(archive, understood)]
    return ["\n".join(lines)] if lines else []


def _again_buttons(sent: SentAnswer, *, refused: bool = False) -> list[list[InlineKeyboardButton]]:
    """Return a row of buttons that lift what narrowed or changed the question, if anything did."""
    understood = sent.understood
    offered = {
        "plain": (understood.completed, texts.ASK_PLAIN),
        "dates": (understood.within is not None, texts.ALL_DATES),
        "articles": (understood.article is not None, texts.ALL_ARTICLES),
    }
    row = [
        _button(label, f"again:{sent.id}:{what}")
        for what, (applies, label) in offered.items()
        if applies
    ]
    if refused and understood.within:
        row.append(_button(texts.BRIEFING, f"briefing:{sent.id}"))
    return [row] if row else []


def _rating_buttons(answer_id: int) -> list[InlineKeyboardButton]:
    return [
        _button(texts.RIGHT, f"rate:{answer_id}:right"),
        _button(texts.WRONG, f"rate:{answer_id}:wrong"),
    ]


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


def _copied(text: str) -> str:
    """Return as much of a quote as a button can copy; that there was more is marked."""
    if units(text) <= _MAX_COPIED:
        return text
    return clip(text, _MAX_COPIED - 1).rsplit(" ", 1)[0] + texts.CUT


def _preview(first: Quote) -> str | None:
    return first.article.url if has_web_address(first.article) else None


def _widen(archive: Archive, quote: Quote, context: int) -> tuple[Quote, int | None]:
    """Return the quote in so wide a context, and the next one: 0 after the last, None if at it."""
    wide, *wider = (_in_context(archive, quote, by) for by in _CONTEXTS[context:])
    longer = any(units(one.text) > units(wide.text) for one in wider)
    if longer:
        return wide, context + 1
    return wide, 0 if context else None


def _in_context(archive: Archive, quote: Quote, by: int) -> Quote:
    """Return a quote with up to `by` more sentences around it, as many as can be shown."""
    for fewer in range(by, 0, -1):
        with suppress(ArticleNotFound):
            wide = archive.widen(quote, fewer)
            if units(wide.text) <= MAX_QUOTE:
                return wide
    return quote


def _any_gone(archive: Archive, quotes: Iterable[Quote]) -> bool:
    return not all(is_there(archive, quote.article.id) for quote in quotes)
