"""Questions that a sentence answers, made of the sentence's own words.

For whoever opens the bot and does not know what to ask. Few sentences give one: only forms that
make a plain question without changing a word are taken.
"""

from __future__ import annotations

from typing import NamedTuple

from corpus.models import Span, StoredArticle
from index.english import CLAUSE_END, COUNTED, DEED, UNCLEAR

_SHORTEST, _LONGEST = 20, 80
"""Characters of a question that is understood at once."""


class Suggestion(NamedTuple):
    """A question, and the sentence that answers it: its article and where in it it starts."""

    article_id: int
    start: int
    question: str


def suggestion_of(article: StoredArticle, sentence: Span) -> Suggestion | None:
    """Return the question that a sentence of an article answers, None where it gives none."""
    question = question_answered_by(article.text[slice(*sentence)])
    return Suggestion(article.id, sentence.start, question) if question else None


def question_answered_by(sentence: str) -> str | None:
    """Return a question about how many or who that `sentence` answers, None where it gives none."""
    for pattern, asked in ((COUNTED, "How many {} {}?"), (DEED, "Who {} {}?")):
        found = pattern.search(sentence)
        if found is None:
            continue
        rest = CLAUSE_END.split(found["rest"])[0].strip()
        question = asked.format(found["what"], rest)
        if rest and _SHORTEST <= len(question) <= _LONGEST and not UNCLEAR.search(question):
            return question
    return None
