"""What a message asks, with what was asked before it and the words of time in it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot import texts
from bot.state import Place, SentAnswer, State, Understood
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.followups import Turn, complete, is_opening, told
from index.models import Answer

if TYPE_CHECKING:
    from telegram import Message

_SOON = timedelta(minutes=10)
"""After it a short question is not taken to go on from what was asked before, unless it replies."""


class Exchange(NamedTuple):
    """A question as it was understood, and its answer."""

    understood: Understood
    answer: Answer

    @property
    def turn(self) -> Turn:
        """What a follow-up may go on from."""
        return Turn(self.understood.question, next(iter(self.answer.quotes), None))


def place_of(message: Message, user_id: int) -> Place:
    """Return where a user's message stands."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, topic, user_id, message.message_id)


def understand_message(
    archive: Archive, state: State, message: Message, place: Place, asked: str
) -> Understood:
    """Return what a message asks that says `asked`.

    A reply to an answer goes on from that answer, anything else from what its author asked soon
    before. Words that a reply quotes narrow it to the article they are from. Blocks.
    """
    replied = message.reply_to_message
    answer = state.answer_in(place.chat_id, replied.message_id) if replied else None
    before = [answer] if answer else state.history(place, since=message.date - _SOON)
    history = [Exchange(one.understood, one.answer) for one in before]
    article = _article_with(archive, message.quote.text, answer) if message.quote else None
    return understand(
        archive, asked, message.date, history, reply=answer is not None, article=article
    )


def understand(
    archive: Archive,
    asked: str,
    now: datetime,
    history: Sequence[Exchange] = (),
    *,
    reply: bool = False,
    article: int | None = None,
) -> Understood:
    """Return what `asked` means at the time `now`, after `history`, newest last. Blocks.

    What goes on from an earlier question keeps its period and article, but for those named anew.
    """
    found = archive.period_of(asked, now)
    if found and not history and is_opening(found.rest):
        found = None
    turns = [one.turn for one in history]
    # "And last week?" is asked of last week as it was before.
    again = found is not None and is_opening(found.rest)
    completed = turns[-1].question if again else complete(asked, turns, reply=reply)
    before = history[-1].understood if completed else None
    question = completed or asked
    named = archive.period_of(question, now) if found else None
    return Understood(
        asked=asked,
        question=named.rest if named else question,
        completed=completed is not None,
        within=found.period if found else before and before.within,
        article=article if article is not None else before and before.article,
        besides=told(asked, turns) if completed else (),
    )


def ask_understood(archive: Archive, understood: Understood, limit: int) -> Answer:
    """Ask what was understood, of no other articles than it means. Blocks."""
    return archive.ask(
        understood.question,
        limit=limit,
        within=understood.within,
        article=understood.article,
        besides=understood.besides,
    )


def notes_on(archive: Archive, understood: Understood) -> list[str]:
    """Return lines that tell how a question was understood; none where it was as it stood."""
    lines = []
    if understood.completed:
        lines.append(texts.UNDERSTOOD.format(question=understood.question))
    elif not understood.asked:
        lines.append(understood.question)
    if understood.within:
        lines.append(texts.WITHIN.format(period=understood.within.label))
    if understood.article is not None:
        with suppress(ArticleNotFound):
            lines.append(texts.ONLY_ARTICLE.format(title=archive.get(understood.article).title))
    return lines


def _article_with(archive: Archive, words: str, answer: SentAnswer | None) -> int | None:
    """Return the article that has `words`, an answer's own before others; None if several do."""
    having = archive.articles_with(words)
    quoted = [quote.article.id for quote in answer.answer.quotes] if answer else []
    own = [id_ for id_ in quoted if id_ in having]
    return next(iter(own or (having if len(having) == 1 else [])), None)
