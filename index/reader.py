"""A question and passages to where the answer stands, and how sure.

A reader is anything with `read`; this one scores whole sentences by vectors and words together
and cannot point inside them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import Span, StoredArticle
from index.english import EXPECTATIONS, PRONOUN
from index.keywords import Term, fold
from index.search import Candidate, Query


@dataclass(frozen=True)
class Reading:
    """A sentence that may answer."""

    candidate: Candidate
    focus: Span
    score: float
    """Ranks readings of one question; higher is better."""
    confidence: float
    """0 to 1, comparable between questions: how likely this is an answer at all."""
    span: Span | None = None
    """The answer itself inside `focus`, from a reader that can tell."""


class Reader(Protocol):
    """Finds the sentences that answer a question."""

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        """Return readings of the candidates' sentences, best first; `articles` holds theirs."""


FEATURES = (
    "sentence",
    "passage",
    "words",
    "words_with_previous",
    "words_around",
    "rank",
    "expected",
)
"""What a sentence is scored by: its cosine (with its title), its passage's cosine, the share of
the question's words that it and the article's title hold, that it and the sentence before hold,
that it and both its neighbours hold, the passage's fused score times five (so that all are about
0 to 1), and whether it holds the kind of thing the question asks for (a half where the question
does not tell)."""

RANK_WEIGHTS = np.array([9.5, 5.1, 3.3, 1.6, 3.0, 2.1, 1.3])
"""Of `FEATURES`, fitted on training questions so that the sentence that answers comes first
(`python -m evals.fitting`)."""

CONFIDENCE_WEIGHTS = np.array([9.0, 7.7, 4.4, 2.2, 3.8, 0.0, 0.3])
CONFIDENCE_SIZE_WEIGHT = -1.57
CONFIDENCE_BIAS = -7.64
"""Fitted on the same questions, asked of archives that answer them and of archives that do not.
The size weighs log10 of the number of passages: the more there are, the nearer the best of them
comes by chance."""

_SMALLEST, _LARGEST = 20, 5000
"""Passages of the archives these were fitted on, about; beyond, nothing is known."""


class SentenceReader:
    """Scores sentences by a weighted sum of `FEATURES`, confidence by a logistic one."""

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        """Return every sentence of the candidates as a reading, best first."""
        readings = [
            Reading(candidate, focus, float(row @ RANK_WEIGHTS), _confidence(row, query.passages))
            for candidate in candidates
            for focus, row in zip(
                candidate.passage.sentences,
                features(query, candidate, articles[candidate.passage.article_id]),
                strict=True,
            )
        ]
        return sorted(readings, key=lambda reading: -reading.score)


def features(query: Query, candidate: Candidate, article: StoredArticle) -> NDArray[np.float64]:
    """Return (sentences, len(FEATURES)) float64 for a candidate of `article`."""
    title = _words(article.title)
    texts = [article.text[start:end] for start, end in candidate.passage.sentences]
    words = [_words(text) for text in texts]
    rows = [
        [
            candidate.sentence_cosines[i],
            candidate.cosine,
            _coverage(query.terms, words[i] | title),
            _coverage(query.terms, frozenset().union(*words[max(0, i - 1) : i + 1])),
            _coverage(query.terms, frozenset().union(*words[max(0, i - 1) : i + 2])),
            candidate.score * 5,
            _expected(query.question, texts[i], texts[i - 1] if i else ""),
        ]
        for i in range(len(texts))
    ]
    return np.array(rows, dtype=np.float64)


def _words(text: str) -> frozenset[str]:
    return frozenset(f"{word} " for word in fold(text))


def _coverage(terms: Sequence[Term], words: frozenset[str]) -> float:
    """Return the share of the question's weight that `words` hold, 0 to 1."""
    total = sum(term.weight for term in terms)
    found = sum(term.weight * term.share_in(words) for term in terms)
    return found / total if total else 0.0


def _expected(question: str, sentence: str, previous: str) -> float:
    """Return 1 or 0: the sentence holds what the question asks for, or does not; 0.5: unknown."""
    context = f"{previous} {sentence}" if PRONOUN.search(sentence) else sentence
    for asked, evidence in EXPECTATIONS:
        if asked.search(question):
            return float(evidence.search(context) is not None)
    return 0.5


def log_size(passages: int) -> float:
    """Return log10 of the number of passages, as far as anything is known of its effect."""
    return math.log10(min(max(passages, _SMALLEST), _LARGEST))


def _confidence(row: NDArray[np.float64], passages: int) -> float:
    size = CONFIDENCE_SIZE_WEIGHT * log_size(passages)
    logit = row @ CONFIDENCE_WEIGHTS + size + CONFIDENCE_BIAS
    return 1 / (1 + math.exp(-float(logit)))
