"""What a message asks, with what was asked before it and the words of time in it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot import texts
from bot.render import cut
from bot.state import Place, SentAnswer, State, Understood
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.english import ELSE
from index.followups import (
    complete,
    is_fragment,
    is_opening,
    leading_to,
    leans,
    may_lean,
    told,
)
from index.models import Answer, Sentence
from index.periods import FoundPeriod, find_period
from index.turns import Said, Turn, said_in

if TYPE_CHECKING:
    # The chat in the terminal does without.
    from telegram import Message, Update

MAX_QUESTION = 1000
"""Characters. Longer texts are not questions, and the encoder would read only their beginning."""

_MAX_TITLE = 80

_SOON = timedelta(minutes=10)
"""After it a short question is not taken to go on from what was asked before, unless it replies."""


class Exchange(NamedTuple):
    """A question as it was understood, and its answer."""

    understood: Understood
    answer: Answer


def place_of(update: Update) -> Place | None:
    """Return where, by whom and when an update asks; None where that is unknown."""
    message, sender = update.effective_message, update.effective_sender
    if message is None or sender is None:
        return None
    topic = message.message_thread_id if message.is_topic_message else None
    # The message under a pressed button may be old.
    asked_at = datetime.now(UTC) if update.callback_query else message.date
    return Place(message.chat_id, topic, sender.id, message.message_id, asked_at)


def understand_message(
    archive: Archive, state: State, message: Message, place: Place, asked: str
) -> Understood:
    """Return what a message asks that says `asked`.

    A reply to an answer goes on from that answer, anything else from what its author asked soon
    before. Words that a reply quotes narrow it to the article they are from. Blocks.
    """
    replied, quote = message.reply_to_message, message.quote
    answer = state.answer_in(place.chat_id, replied.message_id) if replied else None
    before = [answer] if answer else state.history(place, _SOON)
    history = [Exchange(one.understood, one.answer) for one in before]
    # Telegram also adds quotes by itself.
    quoted = _article_with(archive, quote.text, answer) if quote and quote.is_manual else None
    return understand(
        archive, asked, place.asked_at, history, reply=answer is not None, quoted=quoted
    )


def understand(
    archive: Archive,
    asked: str,
    now: datetime,
    history: Sequence[Exchange] = (),
    *,
    reply: bool = False,
    quoted: int | None = None,
) -> Understood:
    """Return what `asked` means at the time `now`, after `history`, newest last. Blocks.

    What goes on from an earlier question keeps its period and quoted article, but for those named
    anew. What goes on and cannot be completed is asked of the article that was quoted before.
    """
    found = archive.period_of(asked, now)
    before = [archive.turn(one.understood.question, one.answer) for one in history]
    said = _said(archive, before)
    turns = leading_to(asked, before)
    completed = _complete(asked, found, turns, now, reply=reply)
    if not completed:
        if found and is_opening(found.rest):
            found = None
        # Words quoted tell what is meant, be it something said long before.
        meant = said.article_id if said and not quoted and leans(asked, before) else None
        return Understood(
            asked=asked,
            question=found.rest if found else asked,
            within=found.period if found else None,
            dated=asked if found and not found.relative else None,
            quoted=quoted,
            article=quoted or meant,
            said=said if not quoted and (meant or may_lean(asked)) else None,
        )
    led = history[len(turns) - 1].understood
    named = archive.period_of(completed, now) if found else None
    dates_itself = find_period(completed, now) is not None
    article = quoted or _still_there(archive, led.quoted)
    # What was shown may answer for another time: no sentence needs to have the words of it.
    besides = _besides(found.rest if found else asked, turns, led)
    return Understood(
        asked=asked,
        question=named.rest if named else completed,
        completed=True,
        within=found.period if found else None if dates_itself else led.within,
        dated=completed if named and not named.relative else None,
        quoted=quoted,
        article=article,
        said=said if article is None and may_lean(asked) else None,
        put="" if ELSE.search(asked) else asked,
        besides=besides,
    )


def _complete(
    asked: str, found: FoundPeriod | None, turns: Sequence[Turn], now: datetime, *, reply: bool
) -> str | None:
    """Complete what was asked, its words of time left aside where they are all that is new."""
    words = asked
    if turns and found and is_opening(found.rest) and not find_period(turns[-1].question, now):
        return turns[-1].question
    if found and is_fragment(found.rest):
        words = found.rest
    completed = complete(words, turns, reply=reply)
    return completed if completed and len(completed) <= MAX_QUESTION else None


def _besides(asked: str, turns: Sequence[Turn], before: Understood) -> tuple[Sentence, ...]:
    """Return what "who else" leaves out: all that was shown since the question it goes back to."""
    shown = told(asked, turns)
    return tuple(dict.fromkeys([*before.besides, *shown])) if shown else ()


def _said(archive: Archive, history: Sequence[Turn]) -> Said | None:
    """Return what was said, None where its article is gone."""
    said = said_in(history)
    return said if said and _still_there(archive, said.article_id) else None


def _still_there(archive: Archive, article_id: int | None) -> int | None:
    if article_id is not None:
        with suppress(ArticleNotFound):
            return archive.get(article_id).id
    return None


def ask_understood(archive: Archive, understood: Understood, limit: int) -> Exchange:
    """Ask what was understood, of no other articles than it means. Blocks.

    Where the articles of a date do not answer, it may be the date of what happened, and others may.
    """
    answer, narrowed = _ask(archive, understood, limit)
    if narrowed:
        article = understood.said.article_id if understood.said else None
        return Exchange(understood.model_copy(update={"article": article}), answer)
    if not answer.answered and understood.dated:
        lifted = {"question": understood.dated, "within": None, "dated": None}
        other = ask_understood(archive, understood.model_copy(update=lifted), limit)
        if other.answer.answered:
            return other
    return Exchange(understood, answer)


def _ask(archive: Archive, understood: Understood, limit: int) -> tuple[Answer, bool]:
    """Return the answer, and whether only the article spoken of before was asked for it."""
    question, besides, said = understood.question, understood.besides, understood.said
    within, article = understood.within, understood.article
    if said and article is None and within is None:
        if understood.put:
            answer = archive.ask_completed(
                question, understood.put, said, limit=limit, besides=besides
            )
            return answer, False
        return archive.ask_near(question, said, limit=limit, besides=besides)
    after = said if article is not None else None
    answer = archive.ask(
        question, limit=limit, within=within, article=article, besides=besides, after=after
    )
    return answer, False


def notes_on(archive: Archive, understood: Understood) -> list[str]:
    """Return lines that tell how a question was understood; none where it was as it stood."""
    lines = []
    if understood.completed:
        lines.append(texts.UNDERSTOOD.format(question=understood.question))
    elif not understood.asked:
        lines.append(understood.question)
    if understood.within:
        there = archive.any_published(understood.within)
        line = texts.WITHIN if there else texts.NONE_WITHIN
        lines.append(line.format(period=understood.within.label))
    if understood.article is not None:
        with suppress(ArticleNotFound):
            title = cut(archive.get(understood.article).title, _MAX_TITLE)
            lines.append(texts.ONLY_ARTICLE.format(title=title))
    return lines


def _article_with(archive: Archive, words: str, answer: SentAnswer | None) -> int | None:
    """Return the article that has `words`, an answer's own before others; None if several do."""
    having = set(archive.articles_with(words))
    own = {quote.article.id for quote in answer.answer.quotes} if answer else set()
    found = having & own or having
    return found.pop() if len(found) == 1 else None
