"""Readings to an answer: quotes with enough around them to be understood, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.models import Passage, Span, StoredArticle
from index.english import DANGLING, PRONOUN
from index.keywords import fold
from index.models import Answer, ArticleReference, Excerpt, Quote, RelatedArticle
from index.reader import Reading

REFUSAL_THRESHOLD = 0.3
"""Below this confidence of its best sentence a question is refused. Of training questions about
other articles nine in ten are, of those that the articles answer three or four in a hundred."""

_CONTEXT_CHARACTERS = 420
"""A quote grows by whole sentences around its focus up to this length: two or three sentences."""

_SAME_WORDS = 0.8
"""Share of common words (Jaccard) from which on two sentences say the same, as agencies' copy
does with a word or two changed."""

_MAX_RELATED = 2

_RELATED_CONFIDENCE = 0.03
"""From here on an article is worth naming in a refusal. Of refused training questions on what the
archive speaks of five in six reach it, of others a third."""


def answer(
    question: str,
    readings: Sequence[Reading],
    articles: Mapping[int, StoredArticle],
    limit: int,
) -> Answer:
    """Return up to `limit` quotes, best first, or a refusal that names related articles.

    `readings` are best first; `articles` holds every article they are from. No two quotes say the
    same or show the same sentence.
    """
    confidence = readings[0].confidence if readings else 0.0
    if confidence < REFUSAL_THRESHOLD:
        related = _related(readings, articles)
        return Answer(question=question, confidence=confidence, related=related)
    shown = _choose(readings, articles, limit)
    for one in shown:
        _widen(one, [other for other in shown if other is not one])
    quotes = tuple(_quote(one, articles[one.passage.article_id]) for one in shown)
    return Answer(question=question, confidence=confidence, quotes=quotes)


@dataclass
class _Shown:
    """A reading, and which sentences of its passage are shown for it: `first` to `last`."""

    reading: Reading
    first: int
    last: int

    @property
    def passage(self) -> Passage:
        return self.reading.candidate.passage

    def holds(self, passage: Passage, number: int) -> bool:
        return self.passage.id == passage.id and self.first <= number <= self.last


def _choose(
    readings: Sequence[Reading], articles: Mapping[int, StoredArticle], limit: int
) -> list[_Shown]:
    """Return the first `limit` readings that say something new, with what they cannot do without.

    A sentence that speaks of "him" needs the one before, which says who that is.
    """
    chosen: list[_Shown] = []
    said: list[frozenset[str]] = []
    for reading in readings:
        if len(chosen) == limit:
            break
        passage, focus = reading.candidate.passage, reading.focus
        sentence = articles[passage.article_id].text[focus.start : focus.end]
        number = passage.sentences.index(focus)
        words = frozenset(fold(sentence))
        if _any_holds(chosen, passage, number) or any(same_words(words, old) for old in said):
            continue
        shown = _Shown(reading, number, number)
        if leans_on_previous(sentence):
            _grow(shown, number - 1, number, chosen)
        chosen.append(shown)
        said.append(words)
    return chosen


def _widen(shown: _Shown, others: Sequence[_Shown]) -> None:
    """Grow to the neighbours, the one before first, as far as there is room."""
    for step in range(len(shown.passage.sentences)):
        if step % 2 == 0:
            _grow(shown, shown.first - 1, shown.last, others)
        else:
            _grow(shown, shown.first, shown.last + 1, others)


def _grow(shown: _Shown, first: int, last: int, others: Sequence[_Shown]) -> None:
    """Show `first` to `last` if they exist, are not too long and no other quote shows them."""
    sentences = shown.passage.sentences
    if first < 0 or last == len(sentences):
        return
    if sentences[last].end - sentences[first].start > _CONTEXT_CHARACTERS:
        return
    if not any(_any_holds(others, shown.passage, number) for number in (first, last)):
        shown.first, shown.last = first, last


def _any_holds(shown: Sequence[_Shown], passage: Passage, number: int) -> bool:
    return any(one.holds(passage, number) for one in shown)


def leans_on_previous(sentence: str) -> bool:
    """Tell whether a sentence is not understood without the one before."""
    return bool(DANGLING.match(sentence) or PRONOUN.search(sentence))


def same_words(left: frozenset[str], right: frozenset[str]) -> bool:
    """Tell whether two sets of words are near-duplicates."""
    return len(left & right) >= _SAME_WORDS * len(left | right)


def _quote(shown: _Shown, article: StoredArticle) -> Quote:
    sentences, reading = shown.passage.sentences, shown.reading
    excerpt = Span(sentences[shown.first].start, sentences[shown.last].end)
    return Quote(
        article=ArticleReference.of(article),
        **_slice(article, excerpt),
        focus=Excerpt(**_slice(article, reading.focus)),
        span=Excerpt(**_slice(article, reading.span)) if reading.span else None,
        score=reading.score,
    )


def _slice(article: StoredArticle, span: Span) -> dict[str, int | str]:
    return {"start": span.start, "end": span.end, "text": article.text[span.start : span.end]}


def _related(
    readings: Sequence[Reading], articles: Mapping[int, StoredArticle]
) -> tuple[RelatedArticle, ...]:
    near = (one for one in readings if one.confidence >= _RELATED_CONFIDENCE)
    ids = dict.fromkeys(reading.candidate.passage.article_id for reading in near)
    return tuple(
        RelatedArticle(id=id_, title=articles[id_].title) for id_ in list(ids)[:_MAX_RELATED]
    )
