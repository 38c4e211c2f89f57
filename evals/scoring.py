"""Scores answers on a question set: articles, questions, and where in the articles they answer.

A set is a folder with `articles.jsonl` ({"id", "title", "text"} a line) and `questions.jsonl`
({"id", "question", "answers": [{"article", "start", "end"}], "kind"} a line); offsets are
characters of the article's text, kinds are "answerable", "unanswerable" and "off-topic".
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.errors import LoadError
from corpus.loaders import read_file, read_lines, read_text
from corpus.models import Article
from index.archive import AddResult, Archive
from index.encoder import DEFAULT_ENCODER, Encoder
from index.models import Quote
from index.reader import Reader
from index.spans import DEFAULT_READER

Progress = Callable[[str, int, int], None]
"""Called with what is being done ("adding", "asking"), how many are done and how many there are."""

KINDS = ("answerable", "unanswerable", "off-topic")
_ARTICLES, _QUESTIONS = "articles.jsonl", "questions.jsonl"
RECALL_AT = (1, 5, 10)
PRECISION_AT = (1, 3)
_BINS = 10

ANSWERED = 0.85
"""Share of answerable questions answered, at which refusals of different readers compare."""


class GoldAnswer(BaseModel):
    """Where an article of the set answers a question."""

    model_config = ConfigDict(frozen=True)

    article: str
    start: int
    end: int


class Question(BaseModel):
    """A question of the set; `answers` is empty unless it is answerable."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    answers: tuple[GoldAnswer, ...] = ()
    kind: Literal["answerable", "unanswerable", "off-topic"] = "answerable"

    def gold(self, ids: Mapping[str, int]) -> list[tuple[int, int, int]]:
        """Return the answers' article ids in the archive, of those that are there, and offsets."""
        return [
            (ids[one.article], one.start, one.end) for one in self.answers if one.article in ids
        ]


class SetArticle(BaseModel):
    """An article of the set, under the set's own id."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    text: str


Entry = TypeVar("Entry", SetArticle, Question)


@dataclass(frozen=True)
class QuestionSet:
    """Articles and the questions about them."""

    articles: list[SetArticle]
    questions: list[Question]

    @property
    def answerable(self) -> list[Question]:
        """The questions with an answer."""
        return [one for one in self.questions if one.kind == "answerable"]

    @property
    def unanswerable(self) -> list[Question]:
        """The questions that the articles seem to answer and do not."""
        return [one for one in self.questions if one.kind == "unanswerable"]

    def only(self, articles: list[SetArticle]) -> QuestionSet:
        """Return the set with these articles, and the questions that one of them answers."""
        ids = {article.id for article in articles}
        return QuestionSet(
            articles,
            [one for one in self.questions if any(gold.article in ids for gold in one.answers)],
        )


class Report(BaseModel):
    """What the archive made of a set: shares from 0 to 1 unless told otherwise; None: no data."""

    model_config = ConfigDict(frozen=True)

    articles: int
    questions: dict[str, int]
    """How many of each kind."""
    passage_recall: dict[int, float | None]
    """Share of answerable questions with a passage that overlaps a gold answer in the first k."""
    quote_precision: dict[int, float | None]
    """Share with one of the first k quotes' focus over a gold answer; refused ones count as
    wrong."""
    answered: float | None
    """Share of answerable questions that are not refused."""
    refused: dict[str, float | None]
    """Share of unanswerable and of off-topic questions refused."""
    doubtful: dict[str, float | None]
    """Share of each kind that is answered, and said to be so with doubt."""
    refused_at_answered: dict[str, float | None]
    """The same if the threshold were where `ANSWERED` of the answerable questions are answered."""
    auroc: dict[str, float | None]
    """Area under the ROC curve of the confidence: answerable against each other kind."""
    further_quotes: float | None
    """How many quotes follow the first, of an answer: a mean, not a share."""
    further_right: float | None
    """Share of these whose focus is over a gold answer, of any kind of question."""
    span_exact_match: float | None
    """Share of answerable questions whose first quote's span is a gold answer, in the
    normalisation of SQuAD (Rajpurkar et al. 2016); refused ones count as wrong."""
    calibration_error: float | None
    """How far the confidence of the answers shown, of every kind, is from the share of them whose
    first quote is right: the mean over ten bins (ECE; Guo et al. 2017)."""
    verbatim: float | None
    """Share of quotes equal to the stored text at their offsets; anything under 1 is a bug."""
    ask_milliseconds: dict[str, float]
    """Median and 95th percentile of the time of `Archive.ask`."""

    def measures(self) -> dict[str, float | int | None]:
        """Return every measure under a name for people."""
        return {
            "articles": self.articles,
            **{f"{kind} questions": count for kind, count in self.questions.items()},
            **{f"passage recall@{k}": value for k, value in self.passage_recall.items()},
            **{f"quote P@{k}": value for k, value in self.quote_precision.items()},
            "answered": self.answered,
            **{f"{kind} refused": value for kind, value in self.refused.items()},
            **{f"{kind} answered with doubt": value for kind, value in self.doubtful.items()},
            **{
                f"{kind} refused at {ANSWERED} answered": value
                for kind, value in self.refused_at_answered.items()
            },
            **{f"AUROC {kind}": value for kind, value in self.auroc.items()},
            "further quotes": self.further_quotes,
            "further quotes right": self.further_right,
            "span exact match": self.span_exact_match,
            "calibration error": self.calibration_error,
            "verbatim": self.verbatim,
            **{f"ask {name}, ms": value for name, value in self.ask_milliseconds.items()},
        }


@dataclass(frozen=True)
class _Outcome:
    """What came of one question."""

    kind: str
    confidence: float
    refused: bool
    doubtful: bool
    passages_right: tuple[bool, ...]
    """For each passage found, in order: does it overlap a gold answer."""
    quotes_right: tuple[bool, ...]
    """The same for each quote's focus."""
    span_right: bool
    """Whether the first quote's span says the same as a gold answer."""
    verbatim: tuple[bool, ...]
    seconds: float


def evaluate(
    asked: QuestionSet,
    *,
    limit: int | None = None,
    encoder: str | Encoder = DEFAULT_ENCODER,
    reader: str | Reader = DEFAULT_READER,
    progress: Progress | None = None,
) -> Report:
    """Build a temporary archive of the set's articles, ask its first `limit` questions, score."""
    questions = asked.questions[:limit]
    report = progress or (lambda _what, _done, _total: None)
    with (
        tempfile.TemporaryDirectory(prefix="briefing-eval-") as path,
        Archive.open(Path(path), encoder, reader) as archive,
    ):
        ids = add_articles(archive, asked.articles, report)
        archive.warm_up()
        outcomes = []
        for done, question in enumerate(questions, start=1):
            outcomes.append(_ask(archive, question, ids))
            report("asking", done, len(questions))
    return _score(len(asked.articles), outcomes)


def read_set(folder: Path) -> QuestionSet:
    """Read a folder.

    Raises:
        LoadError: it does not hold a question set.
    """
    return QuestionSet(
        _read_all(folder / _ARTICLES, SetArticle, "article"),
        read_questions(folder / _QUESTIONS),
    )


def read_questions(file: Path) -> list[Question]:
    """Read a file of questions.

    Raises:
        LoadError: it is none.
    """
    return _read_all(file, Question, "question")


def write_set(folder: Path, asked: QuestionSet) -> None:
    """Write a set to a folder that is there, as `read_set` reads it."""
    write_lines(folder / _ARTICLES, asked.articles)
    write_lines(folder / _QUESTIONS, asked.questions)


def write_lines(file: Path, values: Iterable[BaseModel]) -> None:
    """Write values as JSON, one a line."""
    file.write_text("".join(f"{one.model_dump_json()}\n" for one in values), encoding="utf-8")


def add_articles(
    archive: Archive, articles: Sequence[SetArticle], progress: Progress | None = None
) -> dict[str, int]:
    """Add a set's articles; return the archive's id for each of the set's that is there."""
    done = count(1)

    def note(_: AddResult) -> None:
        if progress:
            progress("adding", next(done), len(articles))

    results = archive.add_many(
        (Article(title=one.title, text=one.text) for one in articles), on_added=note
    )
    stored = [result.article or result.duplicate_of for result in results]
    return {one.id: there.id for one, there in zip(articles, stored, strict=True) if there}


def _ask(archive: Archive, question: Question, ids: Mapping[str, int]) -> _Outcome:
    begun = time.perf_counter()
    answer = archive.ask(question.question)
    seconds = time.perf_counter() - begun
    hits = archive.search(question.question, limit=max(RECALL_AT))
    gold = question.gold(ids)
    return _Outcome(
        kind=question.kind,
        confidence=answer.confidence,
        refused=not answer.answered,
        doubtful=answer.doubtful,
        passages_right=tuple(
            overlaps(hit.passage.article_id, hit.passage.start, hit.passage.end, gold)
            for hit in hits
        ),
        quotes_right=tuple(
            overlaps(quote.article.id, quote.focus.start, quote.focus.end, gold)
            for quote in answer.quotes
        ),
        span_right=_is_gold(answer.quotes[:1], gold, archive),
        verbatim=tuple(quote.is_in(archive.get(quote.article.id).text) for quote in answer.quotes),
        seconds=seconds,
    )


def overlaps(article: int, start: int, end: int, gold: Sequence[tuple[int, int, int]]) -> bool:
    """Tell whether a slice of an article overlaps one of the gold answers."""
    return any(article == one[0] and start < one[2] and one[1] < end for one in gold)


def _is_gold(
    quotes: Sequence[Quote], gold: Sequence[tuple[int, int, int]], archive: Archive
) -> bool:
    """Tell whether a quote's span says what a gold answer says."""
    wanted = {normalize(archive.get(id_).text[start:end]) for id_, start, end in gold}
    return any(quote.span and normalize(quote.span.text) in wanted for quote in quotes)


def normalize(text: str) -> str:
    """Return an answer without case, punctuation, English articles and extra white space."""
    words = re.sub(r"[^\w\s]|_", "", text.lower()).split()
    return " ".join(word for word in words if word not in {"a", "an", "the"})


def _score(articles: int, outcomes: Sequence[_Outcome]) -> Report:
    kinds = {kind: [one for one in outcomes if one.kind == kind] for kind in KINDS}
    answerable = kinds["answerable"]
    others = {kind: found for kind, found in kinds.items() if kind != "answerable" and found}
    shown = [one for one in outcomes if not one.refused]
    further = [right for one in shown for right in one.quotes_right[1:]]
    return Report(
        articles=articles,
        questions={kind: len(found) for kind, found in kinds.items()},
        passage_recall={
            k: _share(any(one.passages_right[:k]) for one in answerable) for k in RECALL_AT
        },
        quote_precision={
            k: _share(any(one.quotes_right[:k]) for one in answerable) for k in PRECISION_AT
        },
        answered=_share(not one.refused for one in answerable),
        refused={kind: _share(one.refused for one in found) for kind, found in others.items()},
        doubtful={
            kind: _share(one.doubtful for one in found) for kind, found in kinds.items() if found
        },
        refused_at_answered={
            kind: _refused_at(answerable, found) for kind, found in others.items()
        },
        auroc={
            kind: auroc([one.confidence for one in answerable], [one.confidence for one in found])
            for kind, found in others.items()
        },
        further_quotes=len(further) / len(shown) if shown else None,
        further_right=_share(further),
        span_exact_match=_share(one.span_right for one in answerable),
        calibration_error=calibration_error(
            [one.confidence for one in shown], [any(one.quotes_right[:1]) for one in shown]
        ),
        verbatim=_share(same for one in outcomes for same in one.verbatim),
        ask_milliseconds=_percentiles([one.seconds * 1000 for one in outcomes]),
    )


def _share(values: Iterable[bool]) -> float | None:
    """Return the share of true values, None without any."""
    values = list(values)
    return sum(values) / len(values) if values else None


def _refused_at(answerable: Sequence[_Outcome], others: Sequence[_Outcome]) -> float | None:
    if not answerable:
        return None
    threshold = np.quantile([one.confidence for one in answerable], 1 - ANSWERED)
    return _share(bool(one.confidence < threshold) for one in others)


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Return how often a positive is the higher, ties half (Mann and Whitney 1947).

    None where there are none of either.
    """
    if not positives or not negatives:
        return None
    high, low = np.array(positives)[:, np.newaxis], np.array(negatives)
    return float(np.mean((high > low) + 0.5 * (high == low)))


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return the expected calibration error over ten bins, None without any."""
    if not confidences:
        return None
    bins = np.minimum((np.array(confidences) * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, np.array(confidences) - np.array(right, dtype=float))
    return float(np.abs(gaps).sum() / len(confidences))


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    return {"p50": float(np.percentile(values, 50)), "p95": float(np.percentile(values, 95))}


def _read_all(path: Path, model: type[Entry], kind: str) -> list[Entry]:
    if not path.exists():
        raise LoadError(f"No question set in {path.parent}: {path.name} is missing.")
    text = read_text(read_file(path), str(path))
    lines: dict[str, Entry] = {}
    for where, line in read_lines(text, str(path), model, kind):
        if line.id in lines:
            raise LoadError(f'{where}: the id "{line.id}" is taken: give every {kind} its own.')
        lines[line.id] = line
    return list(lines.values())
