"""Fits what evidence weighs for a reader, and its confidence.

Archives of several sizes are made of question sets that are never scored, and asked the questions
they answer, ones that only seem to be answered, and questions of other sets. A trained reader is
asked only of articles it was not trained on, or its answers would count for more than they are
worth.

Ranking: the sentences read for a question compete in a softmax, and those over a gold answer
should win (ListNet's top-one loss; Cao et al. 2007). Confidence: logistic regressions, on the
evidence of the sentence ranked first and the archive's size (Platt 1999), of "the articles speak of
it" and, where they do, of "the sentence answers"; it is their product.

What speaks of something at all is learnt from every set, or it would only hold for texts of one
kind. What answers, only from sets that also have questions that merely seem to be answered: in
others ("What does the reviewer think?") sentences that are not marked may answer as well.
"""

from __future__ import annotations

import math
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from corpus.models import StoredArticle
from evals.scoring import Question, QuestionSet, SetArticle, add_articles, overlaps
from index.archive import Archive
from index.encoder import Encoder
from index.features import Evidence
from index.reader import Logistic, Reader, Reading, SentenceReader, SpanReader, Weights, log_size
from index.search import Candidate, Query
from index.turns import Said
from training.dialogues import FollowUp
from training.examples import held_out

_SHARES = (1, 8)
"""Archives hold the whole set, and an eighth of it."""

_QUESTIONS_OF_ARCHIVE = 60
_STEPS = 600
_SEED = 20260108

_ALONE = log_size(1)
"""The size of an archive of one article."""

_EXPECTED = {"answerable": 0.6, "unanswerable": 0.25, "off-topic": 0.15}
"""What people ask of an archive, as far as that can be guessed: mostly what it answers."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question asked of one archive."""

    question: str
    rows: Values
    """(sentences read, features)."""
    gold: NDArray[np.bool_]
    """(sentences read,): which of them overlap a gold answer."""
    kind: str
    log_size: float
    complete: bool
    """Whether its set marks whatever answers, as those do that also have questions which only seem
    to be answered."""
    from_set: int
    """The number of the question set that the archive was made of."""

    @property
    def group(self) -> tuple[str, int]:
        """What it is weighed with: its kind, and the number of its set."""
        return self.kind, self.from_set


@dataclass
class _Recorder:
    """A reader that only keeps what another gathers."""

    reader: SentenceReader | SpanReader
    evidence: list[Evidence] = field(default_factory=list)

    def read(
        self,
        query: Query,
        candidates: Sequence[Candidate],
        articles: Mapping[int, StoredArticle],
    ) -> list[Reading]:
        self.evidence = self.reader.gather(query, candidates, articles)
        return []


def collect(
    sets: Sequence[QuestionSet], encoder: Encoder, reader: SentenceReader | SpanReader
) -> list[Example]:
    """Ask archives made of each set its own questions and half as many of the others."""
    usable = [_unseen(one) if isinstance(reader, SpanReader) else _answered(one) for one in sets]
    recorder = _Recorder(reader)
    examples: list[Example] = []
    for number, (own, given) in enumerate(zip(usable, sets, strict=True)):
        chooser = random.Random(_SEED + number)  # noqa: S311
        strangers = [
            _strange(one) for other in usable if other is not own for one in other.answerable
        ]
        about: dict[str, str] = {}
        for articles in track(list(_parts(own, chooser)), "asking"):
            answered = own.only(articles).questions
            if not answered:
                continue
            with _archive_of(articles, encoder, recorder) as (archive, ids):
                # The whole set comes first: what it has on a question is what that is about.
                about = about or _about(own.unanswerable, archive, ids)
                kept = held_out(own.articles) & ids.keys()
                seeming = [one for one in own.unanswerable if about.get(one.id) in kept]
                asked = [*_some(answered, chooser), *_some(seeming, chooser)]
                asked += chooser.sample(strangers, min(len(asked) // 2, len(strangers)))
                complete = bool(given.unanswerable)
                examples += _ask(asked, archive, ids, recorder, complete=complete, from_set=number)
    return examples


def collect_follow_ups(
    follow_ups: Sequence[FollowUp], own: QuestionSet, encoder: Encoder, reader: SpanReader
) -> list[Example]:
    """Ask single articles that are held out what dialogues about them ask after an answer.

    And half as often what the set asks of another article: a question may leave what was spoken of.
    """
    chooser = random.Random(_SEED)  # noqa: S311
    kept = held_out(own.articles)
    asked = [one for one in follow_ups if one.article in kept and one.shown is not None]
    others = _unseen(own).answerable
    others = chooser.sample(others, min(len(asked) // 2, len(others)))
    strange = [
        one._replace(question=_strange(other))
        for one, other in zip(chooser.sample(asked, len(others)), others, strict=True)
        if one.article != other.answers[0].article
    ]
    recorder = _Recorder(reader)
    articles = [article for article in own.articles if article.id in kept]
    examples: list[Example] = []
    with _archive_of(articles, encoder, recorder) as (archive, ids):
        for article, question, text, start in track([*asked, *strange], "asking"):
            shown = archive.quote(ids[article], start or 0).sentences[0]
            archive.read(question.question, after=Said(text, shown))
            examples += _recorded(question, ids, recorder, _ALONE, complete=True, from_set=0)
    return examples


def _strange(question: Question) -> Question:
    """Return it without its answers: articles of two sets may have the same id."""
    return question.model_copy(update={"answers": ()})


def _some(questions: Sequence[Question], chooser: random.Random) -> list[Question]:
    return chooser.sample(questions, min(_QUESTIONS_OF_ARCHIVE, len(questions)))


def fit(examples: Sequence[Example]) -> Weights:
    """Return the weights that put gold sentences first and tell how likely the first is one."""
    rank = fit_ranking(completely_marked(examples))
    return Weights(rank, fit_confidence(examples, rank))


def completely_marked(examples: Sequence[Example]) -> Sequence[Example]:
    """Return the examples whose set marks whatever answers, or all where none does."""
    return [one for one in examples if one.complete] or examples


def fit_ranking(examples: Sequence[Example]) -> Values:
    """Return (features,) weights that put gold sentences first."""
    ranked = [one for one in examples if one.gold.any()]
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

    return _minimise(loss, rows.shape[1])


def fit_confidence(examples: Sequence[Example], rank: Values) -> tuple[Logistic, ...]:
    """Return what the confidence is the product of.

    Two where some questions only seem to be answered: what tells these from answered ones says
    little of whether the articles speak of something at all.
    """
    told = completely_marked(examples)
    if all(one.kind != "unanswerable" for one in told):
        return (_regress(told, _answers(told, rank), rank),)
    about = [one.kind != "off-topic" for one in examples]
    spoken_of = [one for one in told if one.kind != "off-topic"]
    return (
        _regress(examples, about, rank),
        _regress(spoken_of, _answers(spoken_of, rank), rank),
    )


def _answers(examples: Sequence[Example], rank: Values) -> list[bool]:
    """Tell for each question whether the sentence ranked first answers it."""
    return [bool(one.gold[np.argmax(one.rows @ rank)]) for one in examples]


def _regress(examples: Sequence[Example], labels: Sequence[bool], rank: Values) -> Logistic:
    """Fit how likely the labels are, by the sentences ranked first.

    Each kind of question counts as often as it is expected to be asked, see `shares`.
    """
    best = np.stack([one.rows[np.argmax(one.rows @ rank)] for one in examples])
    # Of archives of one size, nothing is known of its effect.
    sizes = len({one.log_size for one in examples}) > 1
    # Non-negative weights of what speaks against it.
    against = [[-one.log_size * sizes, -1.0] for one in examples]
    inputs = torch.from_numpy(np.hstack([best, against]))
    wanted = torch.tensor(labels, dtype=torch.float64)
    weight = torch.tensor(shares([one.group for one in examples]))

    def loss(weights: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(
            inputs @ weights, wanted, weight=weight, reduction="sum"
        )

    fitted = _minimise(loss, inputs.shape[1])
    return Logistic(fitted[:-2], -float(fitted[-2]) if sizes else 0.0, -float(fitted[-1]))


def shares(groups: Sequence[tuple[str, int]]) -> list[float]:
    """Return what each question counts, given its kind and the number of its set.

    Its kind counts as much as it is expected, and in it every set the same: how large one is says
    nothing of what people ask.
    """
    counted = Counter(groups)
    sets = Counter(kind for kind, _ in counted)
    expected = dict(_EXPECTED)
    if "unanswerable" not in sets:
        expected["off-topic"] += expected["unanswerable"]
    return [expected[group[0]] / sets[group[0]] / counted[group] for group in groups]


def _minimise(loss: Callable[[torch.Tensor], torch.Tensor], size: int) -> Values:
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


def _unseen(whole: QuestionSet) -> QuestionSet:
    """Return the set with the questions about articles that are held out, and those about none."""
    kept = held_out(whole.articles)
    asked = [one for one in whole.questions if not one.answers or one.answers[0].article in kept]
    return QuestionSet(whole.articles, asked)


def _answered(whole: QuestionSet) -> QuestionSet:
    """Return the set without the questions that articles only seem to answer.

    Sentences alone cannot tell these, and would only come to doubt everything.
    """
    return QuestionSet(whole.articles, whole.answerable)


def _parts(whole: QuestionSet, chooser: random.Random) -> Iterator[list[SetArticle]]:
    """Yield the set's articles, shuffled, in archives of each share."""
    articles = chooser.sample(whole.articles, len(whole.articles))
    for share in _SHARES:
        size = math.ceil(len(articles) / share)
        for start in range(0, len(articles), size):
            yield articles[start : start + size]


@contextmanager
def _archive_of(
    articles: list[SetArticle], encoder: Encoder, reader: Reader
) -> Iterator[tuple[Archive, dict[str, int]]]:
    """Give an archive of the articles, and their ids in it."""
    with (
        tempfile.TemporaryDirectory(prefix="briefing-fit-") as path,
        Archive.open(Path(path), encoder, reader) as archive,
    ):
        yield archive, add_articles(archive, articles)


def _about(
    questions: Sequence[Question], archive: Archive, ids: Mapping[str, int]
) -> dict[str, str]:
    """Return the article that a search finds first, for each question's id."""
    names = {number: name for name, number in ids.items()}
    found = {one.id: archive.search(one.question, limit=1) for one in questions}
    return {id_: names[hits[0].passage.article_id] for id_, hits in found.items() if hits}


def _ask(
    questions: Sequence[Question],
    archive: Archive,
    ids: Mapping[str, int],
    recorder: _Recorder,
    *,
    complete: bool,
    from_set: int,
) -> Iterator[Example]:
    size = log_size(archive.stats().passages)
    for question in questions:
        archive.read(question.question)
        yield from _recorded(question, ids, recorder, size, complete=complete, from_set=from_set)


def _recorded(
    question: Question,
    ids: Mapping[str, int],
    recorder: _Recorder,
    size: float,
    *,
    complete: bool,
    from_set: int,
) -> Iterator[Example]:
    """Yield what was read for a question last, if anything was."""
    evidence, gold = recorder.evidence, question.gold(ids)
    right = [overlaps(one.candidate.passage.article_id, *one.focus, gold) for one in evidence]
    kind = question.kind if gold or question.kind == "unanswerable" else "off-topic"
    if evidence:
        rows = np.stack([one.values for one in evidence])
        yield Example(question.question, rows, np.array(right), kind, size, complete, from_set)
