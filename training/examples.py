"""Question sets to examples for the reader: a question, a window of an article, and where in it
the answer stands, or nowhere.

Negatives are what makes a reader honest: windows that the project's own search brings up for a
question and that do not answer it, and questions spoilt so that their window almost answers them.
"""

from __future__ import annotations

import random
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rich.progress import track

from corpus.models import Span
from corpus.splitting import split_sentences
from evals.scoring import GoldAnswer, Question, QuestionSet, SetArticle, add_articles, overlaps
from index.archive import Archive
from index.encoder import Encoder
from index.reader import Reading
from index.windows import window_around
from training.spoiling import Spoiler

HELD_OUT = 8
"""One article in so many is kept from training: weights, confidence and threshold are fitted on
questions about it."""


_ENOUGH = 60
"""Questions about one title that spoil each other; with fewer, all of the set do."""

_OVER, _SEARCHED = 3, 5
"""Windows taken for a question: over its answer, and of what a search brings up without it."""

_PASSAGES = 5
_LOOK_AT = 12
"""Sentences, best first, whose windows are looked at."""

_NEAR = 4
"""Sentences to both sides of an answer that its window may be around."""

_MAX_ANSWER = 200
"""Characters: a longer answer teaches the reader to run on."""

_SEED = 20260108

Kind = Literal["answerable", "searched", "spoilt", "altered", "removed", "unanswerable"]


class Example(BaseModel):
    """A question about a window; `answers` are offsets into its text, empty when it has none."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    question: str
    title: str
    text: str
    answers: tuple[Span, ...] = ()


def held_out(articles: Sequence[SetArticle]) -> set[str]:
    """Return the ids of a set's articles that are kept from training.

    What has one title belongs together; a set with a single title is of unrelated texts.
    """
    one_title = len({article.title for article in articles}) == 1
    keys = {article.id: article.id if one_title else article.title for article in articles}
    return {id_ for id_, key in keys.items() if zlib.crc32(key.encode()) % HELD_OUT == 0}


class Preparer:
    """Makes examples of a question set, but for the articles that are held out."""

    def __init__(self, asked: QuestionSet, encoder: Encoder) -> None:
        """Prepare `asked`; `encoder` counts tokens and searches."""
        self._set = asked
        self._encoder = encoder
        self._chooser = random.Random(_SEED)  # noqa: S311
        self._articles = {article.id: article for article in asked.articles}
        self._kept = held_out(asked.articles)
        self._spoilers = self._make_spoilers()

    def answerable(self) -> Iterator[Example]:
        """Yield each question with windows over its answer, one of them spoilt in every way."""
        sentences = {one.id: self._sentences(one) for one in self._set.articles}
        for question in track(self._set.answerable, "answerable"):
            answers = [one for one in question.answers if one.end - one.start <= _MAX_ANSWER]
            if not answers or answers[0].article in self._kept:
                continue
            article = self._articles[answers[0].article]
            windows = self._windows_over(answers[0], *sentences[article.id])
            examples = [_answered(question, article, answers, window) for window in windows]
            yield from examples
            for example in examples[:1]:
                yield from self._almost(example)

    def searched(self) -> Iterator[Example]:
        """Yield for each question windows that a search of all articles finds, without answer."""
        with (
            tempfile.TemporaryDirectory(prefix="briefing-training-") as path,
            Archive.open(Path(path), self._encoder, reader="none") as archive,
        ):
            ids = add_articles(archive, self._set.articles)
            names = {id_: name for name, id_ in ids.items()}
            for question in track(self._set.questions, "searching"):
                if question.kind != "off-topic":
                    yield from self._wrong(question, archive, ids, names)

    def _wrong(
        self, question: Question, archive: Archive, ids: Mapping[str, int], names: Mapping[int, str]
    ) -> Iterator[Example]:
        gold = question.gold(ids)
        readings, found = archive.read(question.question, limit=_PASSAGES)
        places: dict[tuple[int, Span], None] = {
            (id_, self._window(one, found[id_].text)): None
            for one in readings[:_LOOK_AT]
            for id_ in (one.candidate.passage.article_id,)
        }
        nearest = [one[0] for one in gold] or [id_ for id_, _ in places]
        own = {names[id_] for id_ in nearest[:1]}
        if own & self._kept:
            return
        wrong = [
            (self._articles[names[id_]], window)
            for id_, window in places
            if names[id_] not in self._kept and not overlaps(id_, *window, gold)
        ]
        kind: Kind = "searched" if gold else "unanswerable"
        for article, window in wrong[:_SEARCHED]:
            yield _example(kind, question.question, article, window)

    def _make_spoilers(self) -> dict[str, Spoiler]:
        """Return one by article title: names of the same article are the hardest to tell apart."""
        by_title: dict[str, list[str]] = defaultdict(list)
        for question in self._set.answerable:
            title = self._articles[question.answers[0].article].title
            by_title[title].append(question.question)
        everything = [one.question for one in self._set.questions]
        return {
            title: Spoiler(own if len(own) >= _ENOUGH else everything, self._chooser)
            for title, own in by_title.items()
        }

    def _almost(self, example: Example) -> Iterator[Example]:
        """Yield the example changed so that it has no answer, in each way that can be."""
        spoiler = self._spoilers[example.title]
        question = spoiler.spoil_question(example.question, example.text)
        if question:
            yield _without_answer(example, "spoilt", question=question)
        first, last = example.answers[0]
        text = spoiler.spoil_text(example.question, example.text, example.text[first:last])
        if text:
            yield _without_answer(example, "altered", text=text)
        text = self._remove_answers(example)
        if text:
            yield _without_answer(example, "removed", text=text)

    def _remove_answers(self, example: Example) -> str | None:
        """Return the text without the sentences that answer, None where nothing else is left."""
        text = example.text
        sentences = split_sentences(text, "en", self._encoder.count_tokens, self._encoder.window)
        kept = [
            text[start:end]
            for start, end in sentences
            if not any(one.start < end and start < one.end for one in example.answers)
        ]
        left = " ".join(kept)
        answers = (text[start:end] for start, end in example.answers)
        said_again = any(answer.lower() in left.lower() for answer in answers)
        return left if left and not said_again else None

    def _sentences(self, article: SetArticle) -> tuple[list[Span], list[int]]:
        count = self._encoder.count_tokens
        sentences = split_sentences(article.text, "en", count, self._encoder.window)
        return sentences, count([article.text[start:end] for start, end in sentences])

    def _window(self, reading: Reading, text: str) -> Span:
        sentences = reading.candidate.passage.sentences
        counts = self._encoder.count_tokens([text[start:end] for start, end in sentences])
        return _span(sentences, window_around(counts, sentences.index(reading.focus)))

    def _windows_over(
        self, answer: GoldAnswer, sentences: Sequence[Span], counts: Sequence[int]
    ) -> list[Span]:
        """Return windows that hold an answer, anywhere in them."""
        middle = next(i for i, one in enumerate(sentences) if answer.start < one.end)
        near = range(max(0, middle - _NEAR), min(len(sentences), middle + _NEAR + 1))
        windows = dict.fromkeys(_span(sentences, window_around(counts, centre)) for centre in near)
        over = [one for one in windows if one.start <= answer.start and answer.end <= one.end]
        return self._chooser.sample(over, min(_OVER, len(over)))


def _answered(
    question: Question, article: SetArticle, answers: Sequence[GoldAnswer], window: Span
) -> Example:
    inside = tuple(
        Span(one.start - window.start, one.end - window.start)
        for one in answers
        if window.start <= one.start and one.end <= window.end
    )
    asked = _example("answerable", question.question, article, window)
    return asked.model_copy(update={"answers": inside})


def _without_answer(example: Example, kind: Kind, **changed: str) -> Example:
    return example.model_copy(update={"kind": kind, "answers": (), **changed})


def _span(sentences: Sequence[Span], inside: range) -> Span:
    return Span(sentences[inside.start].start, sentences[inside.stop - 1].end)


def _example(kind: Kind, question: str, article: SetArticle, window: Span) -> Example:
    text = article.text[window.start : window.end]
    return Example(kind=kind, question=question, title=article.title, text=text)
