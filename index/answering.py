"""Readings to an answer: quotes with enough around them to be understood, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.models import Span, StoredArticle
from index.keywords import fold
from index.models import Answer, ArticleReference, Excerpt, Quote, RelatedArticle
from index.reader import Reading

REFUSAL_THRESHOLD = 0.5
"""Below this confidence of its best sentence a question is refused."""

_CONTEXT_CHARACTERS = 420
"""A quote grows by whole sentences around its focus up to this length: two or three sentences."""

_SAME_WORDS = 0.8
"""Share of common words (Jaccard) from which on two sentences say the same, as agencies' copy
does with a word or two changed."""

_MAX_RELATED = 2


def answer(
    question: str,
    readings: Sequence[Reading],
    articles: Mapping[int, StoredArticle],
    limit: int,
) -> Answer:
    """Return up to `limit` quotes, best first, or a refusal that names related articles.

    `readings` are best first; `articles` holds every article they are from.
    """
    confidence = readings[0].confidence if readings else 0.0
    if confidence < REFUSAL_THRESHOLD:
        related = _related(readings, articles)
        return Answer(question=question, confidence=confidence, related=related)
    quotes = [
        quote(reading, articles[reading.candidate.passage.article_id])
        for reading in _distinct(readings, articles, limit)
    ]
    return Answer(question=question, confidence=confidence, quotes=tuple(quotes))


def quote(reading: Reading, article: StoredArticle) -> Quote:
    """Return the reading's sentence in as much of its passage as helps to understand it."""
    excerpt = _widen(reading.focus, reading.candidate.passage.sentences)
    return Quote(
        article=ArticleReference.of(article),
        **_slice(article, excerpt),
        focus=Excerpt(**_slice(article, reading.focus)),
        span=Excerpt(**_slice(article, reading.span)) if reading.span else None,
        score=reading.score,
    )


def _slice(article: StoredArticle, span: Span) -> dict[str, int | str]:
    return {"start": span.start, "end": span.end, "text": article.text[span.start : span.end]}


def _distinct(
    readings: Sequence[Reading], articles: Mapping[int, StoredArticle], limit: int
) -> list[Reading]:
    """Return the first `limit` readings that say something new."""
    chosen: list[Reading] = []
    said: list[frozenset[str]] = []
    for reading in readings:
        if len(chosen) == limit:
            break
        text = articles[reading.candidate.passage.article_id].text
        words = frozenset(fold(text[reading.focus.start : reading.focus.end]))
        if not any(same_words(words, earlier) for earlier in said):
            chosen.append(reading)
            said.append(words)
    return chosen


def same_words(left: frozenset[str], right: frozenset[str]) -> bool:
    """Tell whether two sets of words are near-duplicates."""
    return len(left & right) >= _SAME_WORDS * len(left | right)


def _widen(focus: Span, sentences: Sequence[Span]) -> Span:
    """Grow from `focus` to its neighbours, the one before first: it says who "he" is."""
    first = last = sentences.index(focus)
    for step in range(len(sentences)):
        low, high = (first - 1, last) if step % 2 == 0 else (first, last + 1)
        if low < 0 or high == len(sentences):
            continue
        if sentences[high].end - sentences[low].start <= _CONTEXT_CHARACTERS:
            first, last = low, high
    return Span(sentences[first].start, sentences[last].end)


def _related(
    readings: Sequence[Reading], articles: Mapping[int, StoredArticle]
) -> tuple[RelatedArticle, ...]:
    ids = dict.fromkeys(reading.candidate.passage.article_id for reading in readings)
    return tuple(
        RelatedArticle(id=id_, title=articles[id_].title) for id_ in list(ids)[:_MAX_RELATED]
    )
