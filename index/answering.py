"""Readings to an answer: quotes with enough around them to be understood, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from corpus.models import Passage, Span, StoredArticle
from index.english import DANGLING, FILLERS, PRONOUN
from index.keywords import fold
from index.models import Answer, ArticleReference, Excerpt, Mention, Quote, RelatedArticle
from index.reader import Reading

REFUSAL_THRESHOLD = 0.11
"""Below this confidence of its best sentence a question is refused. Of questions about articles
that the reader was not trained on one in eighteen is, of those that the articles only seem to
answer one in three, of those about other things nearly three in four (`python -m training fit`)."""

THRESHOLD_IN_ONE = 0.06
"""The same for a question that is known to be about one article, which mostly answers it: one in
forty of the answerable ones is below."""

THRESHOLD_AFTER = 0.175
"""The same for a question that is read after what was said, of the article it was said of: one in
fourteen of the answerable ones is below, of those that the article only seems to answer half
(`python -m training fit-follow-ups`)."""

_CONTEXT_CHARACTERS = 420
"""A quote grows by whole sentences around its focus up to this length: two or three sentences."""

_SAME_WORDS = 0.8
"""Share of common words (Jaccard) from which on two sentences say the same, as agencies' copy
does with a word or two changed."""

_LEAST_SHARE = 0.1
"""Share of the first quote's confidence that a further one needs. Of 656 further quotes below it,
for unsure answers about articles that the reader was not trained on, four were right; of 765
questions with a sure answer two had theirs only there."""

_ANYWAY = 3
"""Quotes shown that need no more than that; further ones only where each might answer for
itself."""

_BOILERPLATE = 2
"""Other articles with a sentence, from which on it may be none of theirs."""

_MAX_RELATED = 2

SURE = 0.5
"""Confidence from which on two figures that differ are worth telling, and with which a question is
not taken to lean on the one before."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_RELATED_CONFIDENCE = 0.05
"""From here on an article is worth naming in a refusal. Of held-out questions on what the archive
speaks of nine in ten reach it, of others four."""


def answer(
    question: str,
    readings: Sequence[Reading],
    articles: Mapping[int, StoredArticle],
    limit: int,
    threshold: float = REFUSAL_THRESHOLD,
) -> Answer:
    """Return up to `limit` quotes, best first, or a refusal that names related articles.

    It is a refusal where the best sentence's confidence is below `threshold`. `readings` are best
    first; `articles` holds every article they are from. No two quotes say the same or show the
    same sentence, and none is far less likely right than the first. Where articles of different
    times give different figures, these come first, the newest before all.
    """
    confidence = readings[0].confidence if readings else 0.0
    if confidence < threshold:
        related = _related(readings, articles)
        return Answer(question=question, confidence=confidence, related=related)
    shown = _choose(readings, articles, limit)
    for one in shown:
        others = [other for other in shown if other is not one]
        _widen(one, others, articles[one.passage.article_id].text)
    differing = _differing(shown, articles)
    ordered = [*differing, *(one for one in shown if one not in differing)]
    quotes = tuple(_quote(one, articles) for one in ordered)
    return Answer(
        question=question, confidence=confidence, quotes=quotes, differing=bool(differing)
    )


def quote_sentence(article: StoredArticle, sentences: Sequence[Span], start: int) -> Quote:
    """Return the sentence that stands at `start`, or else the one before, as a quote of its own."""
    focus = next((one for one in reversed(sentences) if one.start <= start), sentences[0])
    excerpt = _slice(article, focus)
    return Quote(
        article=ArticleReference.of(article), **excerpt, focus=Excerpt(**excerpt), score=0.0
    )


def widen(quote: Quote, article: StoredArticle, sentences: Sequence[Span], by: int) -> Quote:
    """Return the quote with `by` more sentences before and after, as far as there are any."""
    # It may have been kept from a time when the text was cut into sentences otherwise.
    inside = [
        i for i, one in enumerate(sentences) if one.start < quote.end and quote.start < one.end
    ]
    first, last = max(0, inside[0] - by), min(len(sentences) - 1, inside[-1] + by)
    return quote.model_copy(
        update=_slice(article, Span(sentences[first].start, sentences[last].end))
    )


def wants_lead(quote: Quote) -> bool:
    """Tell whether a quote begins with "He said" and the like."""
    return quote.start == quote.focus.start and leans_on_previous(quote.focus.text)


def lead(
    quote: Quote, article: StoredArticle, sentences: Sequence[Span], besides: Sequence[Quote]
) -> Quote:
    """Return the quote with the sentence before it.

    Unless there is none, that gets too long, or one of the quotes `besides` shows it.
    """
    before = [one for one in sentences if one.end <= quote.start][-1:]
    shown = [one for one in besides if one.article.id == article.id]
    if not before or any(one.start < before[0].end <= one.end for one in shown):
        return quote
    led = Span(before[0].start, quote.end)
    too_long = led.end - led.start > _CONTEXT_CHARACTERS
    return quote if too_long else quote.model_copy(update=_slice(article, led))


@dataclass
class _Shown:
    """A reading, and which sentences of its passage are shown for it: `first` to `last`."""

    reading: Reading
    first: int
    last: int
    words: frozenset[str]
    """Of the focus."""
    figures: frozenset[str]
    """Of the focus."""
    answer: str
    """The words inside it that answer; empty where no reader could tell."""
    also: list[Reading] = field(default_factory=list)
    """Of other articles, that say the same."""

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
    for reading in readings:
        text = articles[reading.candidate.passage.article_id].text
        shown = _show(reading, text)
        if _any_holds(chosen, shown.passage, shown.first):
            continue
        if same := next((one for one in chosen if _say_the_same(one, shown)), None):
            _mention(same, reading)
        elif len(chosen) < limit and _is_worth_showing(reading, chosen):
            if leans_on_previous(text[slice(*reading.focus)]):
                _grow(shown, shown.first - 1, shown.first, chosen)
            chosen.append(shown)
    return [one for one in chosen if one is chosen[0] or not _is_boilerplate(one)]


def _is_worth_showing(reading: Reading, chosen: Sequence[_Shown]) -> bool:
    if not chosen:
        return True
    if len(chosen) >= _ANYWAY and reading.confidence < REFUSAL_THRESHOLD:
        return False
    return reading.confidence >= chosen[0].reading.confidence * _LEAST_SHARE


def _is_boilerplate(shown: _Shown) -> bool:
    """Tell whether a sentence that would not answer by itself stands in several other articles.

    Outlets put such lines under everything.
    """
    return len(shown.also) >= _BOILERPLATE and shown.reading.confidence < REFUSAL_THRESHOLD


def _show(reading: Reading, text: str) -> _Shown:
    number = reading.candidate.passage.sentences.index(reading.focus)
    focus = text[slice(*reading.focus)]
    answer = text[slice(*reading.span)] if reading.span else ""
    return _Shown(reading, number, number, frozenset(fold(focus)), _figures(focus), answer)


def _weighty(answer: str) -> list[str]:
    """Return the words of an answer, in their order, without those that change nothing.

    "In 2020" is 2020, but "up 3 percent" is not "down 3 percent".
    """
    return [word for word in fold(_THOUSANDS.sub("", answer)) if word not in FILLERS]


def _figures(text: str) -> frozenset[str]:
    """Return the numbers in a text as written, but for commas between thousands."""
    return frozenset(_FIGURE.findall(_THOUSANDS.sub("", text)))


def _say_the_same(left: _Shown, right: _Shown) -> bool:
    """Tell whether two sentences are alike or, of two articles, give the same answer.

    Those that differ in a figure are not alike: a later report often differs from an earlier one
    in nothing else.
    """
    if same_words(left.words, right.words) and left.figures == right.figures:
        return True
    others = left.passage.article_id != right.passage.article_id
    sure = min(left.reading.confidence, right.reading.confidence) >= REFUSAL_THRESHOLD
    said = _weighty(left.answer)
    return others and sure and bool(said) and said == _weighty(right.answer)


def _mention(shown: _Shown, reading: Reading) -> None:
    """Note where a quote is said again, once for each article."""
    known = {one.candidate.passage.article_id for one in (shown.reading, *shown.also)}
    if reading.candidate.passage.article_id not in known:
        shown.also.append(reading)


def _differing(shown: Sequence[_Shown], articles: Mapping[int, StoredArticle]) -> list[_Shown]:
    """Return, newest first, what gave figures other than the best one's at other times."""
    best = shown[0]
    told = [one for one in shown if one.reading.confidence >= SURE and _figures(one.answer)]
    others = [
        one
        for one in told
        if _earlier_or_later(articles[one.passage.article_id], articles[best.passage.article_id])
        and not _figures(one.answer) & _figures(best.answer)
    ]
    if best not in told or not others:
        return []
    return sorted(
        [best, *others], key=lambda one: articles[one.passage.article_id].moment, reverse=True
    )


def _earlier_or_later(left: StoredArticle, right: StoredArticle) -> bool:
    """Tell whether two articles are known to be of different times; a mere day is all of it."""
    if left.published is None or right.published is None:
        return False
    if isinstance(left.published, datetime) and isinstance(right.published, datetime):
        return left.published != right.published
    return left.day != right.day


def _widen(shown: _Shown, others: Sequence[_Shown], text: str) -> None:
    """Grow to the neighbours, the one before first, as far as there is room.

    Not to begin with one that speaks of something said before it.
    """
    sentences, needed = shown.passage.sentences, shown.first
    for step in range(len(sentences)):
        if step % 2 == 0:
            _grow(shown, shown.first - 1, shown.last, others)
        else:
            _grow(shown, shown.first, shown.last + 1, others)
    while shown.first < needed and DANGLING.match(text[slice(*sentences[shown.first])]):
        shown.first += 1


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


def _quote(shown: _Shown, articles: Mapping[int, StoredArticle]) -> Quote:
    sentences, reading = shown.passage.sentences, shown.reading
    article = articles[shown.passage.article_id]
    excerpt = Span(sentences[shown.first].start, sentences[shown.last].end)
    return Quote(
        article=ArticleReference.of(article),
        **_slice(article, excerpt),
        focus=Excerpt(**_slice(article, reading.focus)),
        span=Excerpt(**_slice(article, reading.span)) if reading.span else None,
        score=reading.score,
        also_in=tuple(
            _mention_of(one, articles[one.candidate.passage.article_id]) for one in shown.also
        ),
    )


def _mention_of(reading: Reading, article: StoredArticle) -> Mention:
    return Mention(article=ArticleReference.of(article), **_slice(article, reading.focus))


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
