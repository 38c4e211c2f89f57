"""Fits the sentence reader's weights: `python -m evals.fitting FOLDER FOLDER...`.

Each folder is a question set, one that is never scored. Archives of several sizes are made of its
articles and asked the questions they answer and as many of the other folders, which they do not
answer. What is printed are the weights that `index.reader` holds as constants.

Ranking: the sentences read for a question compete in a softmax, and those over a gold answer
should win (ListNet's top-one loss; Cao et al. 2007). Confidence: logistic regression of "this
archive answers the question" on the features of the sentence ranked first and the archive's size.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from corpus.models import StoredArticle
from evals.scoring import Question, QuestionSet, SetArticle, add_articles, overlaps, read_set
from index.archive import Archive
from index.encoder import Encoder, SentenceEncoder
from index.reader import FEATURES, Reading, features, log_size
from index.search import Candidate, Query

_SHARES = (1, 8)
"""Archives hold the whole set, and an eighth of it."""

_QUESTIONS_OF_ARCHIVE = 200
_STEPS = 600
_SEED = 20260108

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question asked of one archive."""

    rows: Weights
    """(sentences read, len(FEATURES))."""
    gold: NDArray[np.bool_]
    """(sentences read,): which of them overlap a gold answer."""
    answerable: bool
    log_size: float


@dataclass
class _Recorder:
    """A reader that only keeps what there is to read."""

    rows: list[Weights] = field(default_factory=list)
    places: list[tuple[int, int, int]] = field(default_factory=list)

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        passages = [candidate.passage for candidate in candidates]
        self.rows = [features(query, one, articles[one.passage.article_id]) for one in candidates]
        self.places = [(one.article_id, *span) for one in passages for span in one.sentences]
        return []


def collect(sets: Sequence[QuestionSet], encoder: Encoder) -> list[Example]:
    """Ask archives made of each set its own questions and as many of the others."""
    chooser = random.Random(_SEED)  # noqa: S311
    parts = [(own, part) for own in sets for part in _parts(own, chooser)]
    examples: list[Example] = []
    for own, articles in track(parts, "asking"):
        others = [one for other in sets if other is not own for one in other.answerable]
        examples.extend(_ask(own.only(articles), others, chooser, encoder))
    return examples


def fit_ranking(examples: Sequence[Example]) -> Weights:
    """Return (len(FEATURES),) weights that put gold sentences first."""
    ranked = [one for one in examples if one.answerable and one.gold.any()]
    rows = torch.from_numpy(np.concatenate([one.rows for one in ranked]))
    gold = torch.from_numpy(np.concatenate([one.gold for one in ranked]))
    question = torch.from_numpy(
        np.repeat(np.arange(len(ranked)), [len(one.gold) for one in ranked])
    )

    def sums(values: torch.Tensor) -> torch.Tensor:
        return torch.zeros(len(ranked), dtype=values.dtype).index_add(0, question, values)

    def loss(weights: torch.Tensor) -> torch.Tensor:
        odds = torch.exp(rows @ weights - (rows @ weights).max())
        return -torch.log(sums(odds * gold) / sums(odds)).mean()

    return _minimise(loss, len(FEATURES))


def fit_confidence(examples: Sequence[Example], ranking: Weights) -> tuple[Weights, float, float]:
    """Return (len(FEATURES),) weights, the weight of the size, and the bias."""
    best = np.stack([one.rows[np.argmax(one.rows @ ranking)] for one in examples])
    # Non-negative weights of what speaks against an answer.
    against = [[-one.log_size, -1.0] for one in examples]
    inputs = torch.from_numpy(np.hstack([best, against]))
    labels = torch.tensor([float(one.answerable) for one in examples], dtype=torch.float64)

    def loss(weights: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weights, labels)

    fitted = _minimise(loss, inputs.shape[1])
    return fitted[:-2], -float(fitted[-2]), -float(fitted[-1])


def _minimise(loss: Callable[[torch.Tensor], torch.Tensor], size: int) -> Weights:
    """Minimise over non-negative weights: a feature speaks for a sentence or not at all."""
    weights = torch.ones(size, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=0.1)
    for _ in range(_STEPS):
        optimizer.zero_grad()
        loss(weights).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            weights.clamp_(min=0)
    return np.asarray(weights.detach().numpy())


def _parts(whole: QuestionSet, chooser: random.Random) -> Iterator[list[SetArticle]]:
    """Yield the set's articles, shuffled, in archives of each share."""
    articles = chooser.sample(whole.articles, len(whole.articles))
    for share in _SHARES:
        size = math.ceil(len(articles) / share)
        for start in range(0, len(articles), size):
            yield articles[start : start + size]


def _ask(
    part: QuestionSet, strangers: Sequence[Question], chooser: random.Random, encoder: Encoder
) -> Iterator[Example]:
    recorder = _Recorder()
    with (
        tempfile.TemporaryDirectory(prefix="briefing-fit-") as path,
        Archive.open(Path(path), encoder, recorder) as archive,
    ):
        ids = add_articles(archive, part.articles)
        size = log_size(archive.stats().passages)
        own = chooser.sample(part.answerable, min(_QUESTIONS_OF_ARCHIVE, len(part.answerable)))
        for question in (*own, *chooser.sample(strangers, min(len(own), len(strangers)))):
            archive.read(question.question)
            gold = question.gold(ids)
            if recorder.rows:
                found = [overlaps(*place, gold) for place in recorder.places]
                yield Example(np.concatenate(recorder.rows), np.array(found), bool(gold), size)


def main() -> None:
    """Fit on the folders named on the command line and print the constants."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    examples = collect(
        [read_set(folder) for folder in parser.parse_args().folders], SentenceEncoder()
    )
    ranking = fit_ranking(examples)
    confidence, size, bias = fit_confidence(examples, ranking)
    print("questions", len(examples), "features", *FEATURES)
    print("RANK_WEIGHTS", *ranking.round(2))
    print("CONFIDENCE_WEIGHTS", *confidence.round(2))
    print("CONFIDENCE_SIZE_WEIGHT", round(size, 2), "CONFIDENCE_BIAS", round(bias, 2))


if __name__ == "__main__":
    main()
