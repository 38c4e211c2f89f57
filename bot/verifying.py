"""The last look before anything is shown: is each quote what its article says?"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.render import quoted_texts, render_quote
from corpus.errors import ArticleNotFound
from index.archive import Archive
from index.models import Answer, Briefing, Quote

_LOG = logging.getLogger(__name__)


def verify_answer(archive: Archive, answer: Answer) -> Answer:
    """Return the answer with only those quotes that are true; without any it is a refusal."""
    return answer.model_copy(update={"quotes": _true_quotes(archive, answer.quotes)})


def verify_briefing(archive: Archive, briefing: Briefing) -> Briefing:
    """Return the briefing with only those quotes that are true, and no story without any."""
    stories = (
        story.model_copy(update={"quotes": _true_quotes(archive, story.quotes)})
        for story in briefing.stories
    )
    return briefing.model_copy(update={"stories": tuple(one for one in stories if one.quotes)})


def _true_quotes(archive: Archive, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    return tuple(quote for quote in quotes if is_true(archive, quote))


def is_true(archive: Archive, quote: Quote) -> bool:
    """Tell whether a quote is the stored text at its offsets, to the character.

    Checked on the rendered message too, tags stripped and entities undone. False also when the
    article was removed since the quote was found; anything else is a fault, and logged.
    """
    try:
        text = archive.get(quote.article.id).text
    except ArticleNotFound:
        return False
    shown = quoted_texts(render_quote(quote))
    true = quote.is_in(text) and {quote.text, quote.focus.text}.issuperset(shown)
    if not true:
        place = (quote.article.id, quote.start, quote.end)
        _LOG.error("Not shown, not verbatim: article %s, characters %s to %s", *place)
    return true
