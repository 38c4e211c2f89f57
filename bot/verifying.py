"""The last look before anything is shown: is each quote what its article says?"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from bot.render import quoted_texts, visible_text
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Answer, Briefing, Quote

_LOG = logging.getLogger(__name__)


class NotVerbatim(Exception):
    """A finished message quotes what no article says: a fault of the rendering."""


def verify_answer(archive: Archive, answer: Answer) -> Answer:
    """Return the answer with only those quotes that are true; without any it is a refusal.

    How sure it is was said of the first quote, and that they differ was said of all: neither is
    known of what is left.
    """
    quotes = verify_quotes(archive, answer.quotes)
    whole = len(quotes) == len(answer.quotes)
    led = whole or [one.focus for one in quotes[:1]] == [one.focus for one in answer.quotes[:1]]
    return answer.model_copy(
        update={
            "quotes": quotes,
            "confidence": answer.confidence if led else 0.0,
            "differing": answer.differing and whole,
        }
    )


def verify_briefing(archive: Archive, briefing: Briefing) -> Briefing:
    """Return the briefing with only those quotes that are true, and no story without any."""
    stories = (
        story.model_copy(update={"quotes": verify_quotes(archive, story.quotes)})
        for story in briefing.stories
    )
    return briefing.model_copy(update={"stories": tuple(one for one in stories if one.quotes)})


def verify_quotes(archive: Archive, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return those of the quotes that are true, with those of their mentions that are."""
    return tuple(_with_mentions(archive, quote) for quote in quotes if _is_true(archive, quote))


def _with_mentions(archive: Archive, quote: Quote) -> Quote:
    there = tuple(one for one in quote.also_in if is_there(archive, one.article.id))
    return quote.model_copy(update={"also_in": there})


def is_there(archive: Archive, article_id: int) -> bool:
    """Tell whether the archive still has an article."""
    try:
        archive.get(article_id)
    except ArticleNotFound:
        return False
    return True


def _is_true(archive: Archive, quote: Quote) -> bool:
    """Tell whether a quote is the stored text at its offsets, to the character.

    False also when the article was removed since the quote was found; anything else is a fault,
    and logged.
    """
    try:
        true = quote.is_in(archive.get(quote.article.id).text)
    except ArticleNotFound:
        return False
    if not true:
        place = (quote.article.id, quote.start, quote.end)
        _LOG.error("Not shown, not verbatim: article %s, characters %s to %s", *place)
    return true


def verify_messages(messages: list[str], quotes: Sequence[Quote]) -> list[str]:
    """Return the rendered `messages` if they show `quotes`, true ones, and nothing else as quotes.

    Compared as a reader sees them, tags stripped and entities undone: rendering must not change a
    character either.

    Raises:
        NotVerbatim: a blockquote is neither its quote nor that quote's focus, or one is missing.
    """
    shown = [text for message in messages for text in quoted_texts(message)]
    if len(shown) != len(quotes) or not all(
        text in (quote.text, quote.focus.text) for text, quote in zip(shown, quotes, strict=True)
    ):
        raise NotVerbatim
    return messages


def verify_headline(message: str, headline: str | None) -> None:
    """Check that a rendered answer shows `headline`, where it has one, on a line of its own.

    Raises:
        NotVerbatim: the rendering spoilt it.
    """
    if headline is not None and headline not in visible_text(message).split("\n"):
        raise NotVerbatim
