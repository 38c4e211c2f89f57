"""A question and passages to where the answer stands, and how sure.

A reader is anything with `read`. One scores whole sentences by vectors and words together and
cannot point inside them; the other also has a trained model look for the answer itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import Span, StoredArticle
from index.comparing import compare
from index.english import QUESTION
from index.features import FEATURES, Evidence, gather
from index.models import Sentence
from index.search import Candidate, Query
from index.spans import DEFAULT_READER, FOLLOW_UP_READER, SpanModel, SpanScores
from index.turns import read_after
from index.windows import Window, window_around


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

    @property
    def sentence(self) -> Sentence:
        """Which sentence it is."""
        return Sentence(self.candidate.passage.article_id, self.focus)


class Reader(Protocol):
    """Finds the sentences that answer a question."""

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        """Return readings of the candidates' sentences, best first; `articles` holds theirs."""


@dataclass(frozen=True)
class Logistic:
    """A logistic regression over a sentence's evidence and the size of the archive."""

    weights: NDArray[np.float64]
    """(features,)."""
    size: float
    """Of log10 of the number of passages: the more there are, the nearer the best of them comes
    by chance."""
    bias: float

    def likelihood(self, values: NDArray[np.float64], log_size: float) -> float:
        """Return how likely it is for a sentence with these (features,) values, 0 to 1."""
        odds = float(values @ self.weights) + self.size * log_size + self.bias
        return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True)
class Weights:
    """What evidence weighs. Fitted on training questions: `python -m training fit`."""

    rank: NDArray[np.float64]
    """(features,), fitted so that the sentence that answers comes first."""
    confidence: tuple[Logistic, ...]
    """What the confidence is the product of, fitted on the same questions, asked of archives that
    answer them and of archives that do not. Where there are two: whether the articles speak of
    what is asked, and if they do, whether the sentence answers it."""

    def read(self, evidence: Sequence[Evidence], passages: int) -> list[Reading]:
        """Return a reading for each piece of evidence, best first."""
        size = log_size(passages)
        readings = [
            Reading(
                candidate=one.candidate,
                focus=one.focus,
                score=float(one.values @ self.rank),
                confidence=self.confidence_in(one.values, size),
                span=one.span,
            )
            for one in evidence
        ]
        return sorted(readings, key=lambda reading: -reading.score)

    def confidence_in(self, values: NDArray[np.float64], log_size: float) -> float:
        """Return how likely a sentence with these (features,) values answers, 0 to 1."""
        return math.prod(one.likelihood(values, log_size) for one in self.confidence)


SENTENCE_WEIGHTS = Weights(
    rank=np.array([9.5, 5.5, 3.5, 1.8, 2.8, 1.8, 1.6, 2.6]),
    confidence=(Logistic(np.array([5.15, 0.0, 3.4, 0.92, 0.0, 2.48, 0.02, 0.0]), -0.25, -7.78),),
)

_SMALLEST, _LARGEST = 20, 5000
"""Passages of the archives these were fitted on, about; beyond, nothing is known."""


def log_size(passages: int) -> float:
    """Return log10 of the number of passages, as far as anything is known of its effect."""
    return math.log10(min(max(passages, _SMALLEST), _LARGEST))


class SentenceReader:
    """Scores sentences by vectors and words."""

    weights = SENTENCE_WEIGHTS

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        """Return every sentence of the candidates as a reading, best first."""
        return self.weights.read(self.gather(query, candidates, articles), query.passages)

    def gather(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Evidence]:
        """Return what speaks for each sentence of the candidates."""
        return [
            evidence
            for candidate in candidates
            for evidence in gather(query, candidate, articles[candidate.passage.article_id])
        ]


SPAN_FEATURES = (*FEATURES, "span", "compared")
"""As `FEATURES`, and how far the best answer inside the sentence beats "not here", 0 to 1, where it
is read in its article, and where it is read beside the other best ones; 0 where the model did not
read it."""

SHORTLIST = np.array([5.01, 0.0, 0.0, 0.0, 1.42, 1.99, 0.0, 0.0, 9.95])
"""What the features but the last weigh for which sentences are compared: the ranking as it was
fitted before any were."""

COMPARED = 3
"""Of 1,107 held-out questions with the answer among the first three sentences it came first for
948, and read side by side for 979. Comparing two gained 24; five, which together are read less
well, 13."""

SPAN_WEIGHTS = Weights(
    rank=np.array([3.66, 0.21, 0.0, 0.0, 1.02, 2.32, 0.0, 0.0, 7.69, 4.14]),
    confidence=(
        Logistic(
            np.array([5.75, 8.35, 0.77, 0.0, 3.16, 1.11, 0.94, 0.0, 4.63, 2.07]), -0.49, -7.16
        ),
        Logistic(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.77, 0.0, 0.0, 7.22, 2.65]), 0.0, -6.95),
    ),
)

FOLLOW_UP_WEIGHTS = Weights(
    rank=np.array([10.28, 0.55, 0.0, 0.0, 0.0, 0.9, 0.0, 2.56, 7.39, 3.72]),
    confidence=(
        Logistic(np.array([5.28, 2.38, 2.11, 0.0, 2.05, 0.0, 0.0, 2.16, 5.86, 3.88]), 0.0, -4.24),
        Logistic(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.91, 7.42, 2.78]), 0.0, -5.63),
    ),
)
"""The same for what is read after what was said before, of one article. Fitted on the dialogues:
`python -m training fit-follow-ups`."""

_NAME_OR_TOPIC = 3
"""Words, or fewer, that ask for whatever is said of something. Of more, asked as no question, the
reader tells better what answers: of 459 held-out questions made key words it put the right sentence
first for 62 %, the sentences alone for 53 %."""

READ_WINDOWS, FOLLOW_UP_WINDOWS = 7, 10
"""The weights were fitted with eight and ten. With seven a question takes a tenth less time, and of
407 held-out ones of SQuAD one fewer has the right sentence first. Most articles are read whole for
a follow-up, as its own words hardly tell where to look."""

_LARGEST_MARGIN = 15.0
"""Logits by which nearly all answers beat "not here", or are beaten by it, at most."""


class SpanReader:
    """Has a model read around the sentences that score best, and weighs what it says with them."""

    weights = SPAN_WEIGHTS

    def __init__(self, model: SpanModel, follow_ups: SpanModel | None = None) -> None:
        """Read with a model, and with another what is read after what was said, if there is one."""
        self.model = model
        self.follow_ups = follow_ups or model
        self._sentences = SentenceReader()

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        """Return every sentence of the candidates as a reading, best first.

        A name or a topic asks nothing that the model could find: it is left to the sentences.
        """
        few = len(query.question.split()) <= _NAME_OR_TOPIC
        if few and not query.after and not QUESTION.search(query.question):
            return self._sentences.read(query, candidates, articles)
        weights = FOLLOW_UP_WEIGHTS if query.after else self.weights
        return weights.read(self.gather(query, candidates, articles), query.passages)

    def gather(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Evidence]:
        """Return what speaks for each sentence of the candidates, with answers where it read."""
        found = self._sentences.gather(query, candidates, articles)
        most = FOLLOW_UP_WINDOWS if query.after else READ_WINDOWS
        windows = self._choose(found, articles, most)
        asked = read_after(query.after.text, query.question) if query.after else query.question
        model = self.follow_ups if query.after else self.model
        scores = model.score(asked, [_piece(one, articles) for one in windows])
        read = list(zip(windows, scores, strict=True))
        return _compared(asked, [_with_answer(one, read) for one in found], articles, model)

    def _choose(
        self, found: Sequence[Evidence], articles: Mapping[int, StoredArticle], most: int
    ) -> list[Window]:
        """Return up to so many windows around the best sentences, none of which holds another's."""
        windows: list[Window] = []
        for one in sorted(found, key=lambda one: -float(one.values @ SENTENCE_WEIGHTS.rank)):
            passage = one.candidate.passage
            if len(windows) == most:
                break
            if not any(window.holds(passage, one.focus) for window in windows):
                text = articles[passage.article_id].text
                counts = self.model.count_tokens([text[a:b] for a, b in passage.sentences])
                around = window_around(counts, passage.sentences.index(one.focus))
                windows.append(Window(passage, around))
        return windows


def _compared(
    asked: str,
    found: Sequence[Evidence],
    articles: Mapping[int, StoredArticle],
    model: SpanModel,
) -> list[Evidence]:
    """Add what the model says of the best sentences where it reads them side by side."""
    best = nlargest(COMPARED, range(len(found)), lambda i: float(found[i].values @ SHORTLIST))
    of = [articles[found[i].candidate.passage.article_id] for i in best]
    sentences = [one.text[slice(*found[i].focus)] for i, one in zip(best, of, strict=True)]
    title = of[0].title if len({one.id for one in of}) == 1 else ""
    margins = dict(zip(best, compare(asked, title, sentences, model), strict=True))
    return [_with_value(one, _share(margins.get(i))) for i, one in enumerate(found)]


def _piece(window: Window, articles: Mapping[int, StoredArticle]) -> tuple[str, str]:
    article = articles[window.passage.article_id]
    start, end = window.span
    return article.title, article.text[start:end]


def _with_answer(one: Evidence, read: Sequence[tuple[Window, SpanScores]]) -> Evidence:
    """Add the best answer inside the sentence, of the first window that holds it."""
    for window, scores in read:
        if window.holds(one.candidate.passage, one.focus):
            shift = window.span.start
            best = scores.best(Span(one.focus.start - shift, one.focus.end - shift))
            if best:
                (start, end), margin = best
                span = Span(start + shift, end + shift)
                return replace(_with_value(one, _share(margin)), span=span)
    return _with_value(one, _share(None))


def _with_value(one: Evidence, value: float) -> Evidence:
    return replace(one, values=np.append(one.values, value))


def _share(margin: float | None) -> float:
    """Return a margin as a feature, 0 to 1; 0 for what was not read."""
    return 0.0 if margin is None else float(np.clip(margin / _LARGEST_MARGIN, -1, 1) + 1) / 2


def make_reader(name: str) -> SentenceReader | SpanReader:
    """Return the reader that `BRIEFING_READER` names; "none" does without a model."""
    if name == "none":
        return SentenceReader()
    own = SpanModel(FOLLOW_UP_READER) if name == DEFAULT_READER else None
    return SpanReader(SpanModel(name), own)
