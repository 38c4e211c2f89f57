"""Sentences are scored by vectors and words together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BriefingError
from corpus.models import Article, Span
from index.archive import Archive
from index.models import Sentence
from index.reader import (
    COMPARED,
    FOLLOW_UP_WEIGHTS,
    FOLLOW_UP_WINDOWS,
    READ_WINDOWS,
    SpanReader,
    make_reader,
)
from index.spans import DEFAULT_READER, FOLLOW_UP_READER, SpanModel, SpanScores
from index.turns import Said
from tests.support.articles import ARTICLES
from tests.support.encoder import BagOfWordsEncoder


def first(archive: Archive, question: str) -> str:
    readings, articles = archive.read(question)
    focus = readings[0].focus
    return articles[readings[0].candidate.passage.article_id].text[focus.start : focus.end]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many people are detained for political reasons?", "The Penal Forum counts 863"),
        ("Who cut the ribbon at the bridge?", "Mayor Ellen Whitcombe cut the ribbon"),
        ("When did the bridge over the Tamar reopen?", "The bridge over the Tamar reopened on M"),
        ("How many steel cables were replaced?", "Engineers replaced 214"),
        ("Who won the chess title in Lagos?", "Twelve-year-old Amina Okoye won"),
        ("Why does the olive harvest fail?", "Farmers in Jaén expect half"),
        ("who announced the releases?", "He announced the release"),
    ],
)
def test_the_sentence_that_says_so_comes_first(
    archive: Archive, question: str, sentence: str
) -> None:
    assert first(archive, question).startswith(sentence)


def test_readings_are_all_sentences_of_the_passages_best_first(archive: Archive) -> None:
    readings, _ = archive.read("bridge")
    assert len(readings) == archive.stats().sentences
    scores = [reading.score for reading in readings]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= reading.confidence <= 1 for reading in readings)


def test_a_number_is_expected_where_one_is_asked_for(empty_archive: Archive) -> None:
    text = "The guests of the hotel slept badly. The hotel slept 40 guests badly."
    empty_archive.add(Article(title="Hotel", text=text))
    assert first(empty_archive, "How many guests slept in the hotel?").startswith("The hotel slept")


def test_the_more_there_is_the_surer_it_must_be(archive: Archive) -> None:
    """The nearest of many passages is near by chance."""
    before = archive.read("Who repaired the bridge?")[0][0].confidence
    words = [chr(code) * 6 for code in range(ord("a"), ord("m"))]
    archive.add_many(
        Article(title=one, text=f"{one} {two} {one} {two} {number} was all that the radio said.")
        for number, (one, two) in enumerate((a, b) for a in words for b in words)
    )
    assert archive.read("Who repaired the bridge?")[0][0].confidence < before


def test_nothing_to_read(empty_archive: Archive) -> None:
    assert empty_archive.read("Who?") == ([], {})


class PhraseModel(SpanModel):
    """Stands in for a trained model: what answers is one phrase, wherever it is said."""

    def __init__(self, phrase: str) -> None:
        super().__init__("phrase")
        self.phrase = phrase
        self.asked: list[str] = []
        self.pieces: list[tuple[str, str]] = []
        self.compared: list[tuple[str, str]] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def score(self, question: str, pieces: Sequence[tuple[str, str]]) -> list[SpanScores]:
        # For each question it reads windows of articles first, and then the best sentences.
        (self.compared if len(self.asked) % 2 else self.pieces).extend(pieces)
        self.asked.append(question)
        return [self._score(text) for _, text in pieces]

    def _score(self, text: str) -> SpanScores:
        words = [match.span() for match in re.finditer(r"\S+", text)]
        start = text.find(self.phrase)
        end = start + len(self.phrase)
        starts = np.array([9.0 if a == start else -9.0 for a, _ in words], np.float32)
        ends = np.array([9.0 if start >= 0 and b == end else -9.0 for _, b in words], np.float32)
        return SpanScores(np.array(words), starts, ends, null=0.0)


class BesideOthers(PhraseModel):
    """One that finds its phrase only where it compares."""

    def score(self, question: str, pieces: Sequence[tuple[str, str]]) -> list[SpanScores]:
        windows = len(self.asked) % 2 == 0
        found = super().score(question, pieces)
        blank = [np.zeros_like(one.starts) for one in found]
        return [
            replace(one, starts=none, ends=none) if windows else one
            for one, none in zip(found, blank, strict=True)
        ]


def opened(path: Path, *models: PhraseModel) -> Archive:
    archive = Archive.open(path, BagOfWordsEncoder(), SpanReader(*models))
    archive.add_many(ARTICLES)
    return archive


def test_the_sentence_with_the_answer_comes_first(tmp_path: Path) -> None:
    with opened(tmp_path, PhraseModel("214 steel")) as archive:
        quote = archive.ask("What about the bridge over the Tamar?").quotes[0]
        assert quote.span
        assert quote.span.text == "214 steel"
        assert quote.focus.start <= quote.span.start < quote.span.end <= quote.focus.end
        assert quote.is_in(archive.get(quote.article.id).text)


def test_what_the_model_does_not_find_is_less_sure(tmp_path: Path) -> None:
    question = "How many steel cables were replaced?"
    with opened(tmp_path / "a", PhraseModel("214 steel")) as archive:
        found = archive.read(question)[0][0].confidence
    with opened(tmp_path / "b", PhraseModel("no such words")) as archive:
        assert archive.read(question)[0][0].confidence < found


def test_a_few_windows_are_read_and_none_twice(tmp_path: Path) -> None:
    model = PhraseModel("nothing")
    with opened(tmp_path, model) as archive:
        archive.add_many(
            Article(title=f"Bridge {n}", text=f"Bridge number {n} spans river number {n}.")
            for n in range(2 * READ_WINDOWS)
        )
        archive.read("Which bridge spans which river?")
        assert len(model.pieces) == READ_WINDOWS
        assert len(set(model.pieces)) == READ_WINDOWS


def test_the_best_sentences_are_read_side_by_side(tmp_path: Path) -> None:
    """That one of them answers there is all that tells it from the others."""
    text = (
        "Anna Berg opened the bridge. Berta Cole opened the bridge. Clara Dahl opened the bridge."
    )
    for phrase in ("Anna Berg", "Berta Cole", "Clara Dahl"):
        model = BesideOthers(phrase)
        with opened(tmp_path / phrase, model) as archive:
            archive.add(Article(title="Opening", text=text))
            assert first(archive, "Who opened the bridge?").startswith(phrase)
            assert len(model.compared) == 2
            assert all(piece.count("opened") == COMPARED for _, piece in model.compared)


def test_a_topic_is_looked_for_and_not_answered(tmp_path: Path) -> None:
    """Trained on questions, a model takes a name for one that has no answer."""
    model = PhraseModel("nothing")
    with opened(tmp_path, model) as archive:
        assert archive.ask("bridge Tamar").answered
        assert not model.pieces
        archive.ask("steel cables bridge Tamar")
        assert model.pieces


def test_a_follow_up_is_read_after_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the article that it is asked of; whatever it asks, as it may be a name or two words."""
    model = PhraseModel("214 steel")
    text, follow_up = "Who cut the ribbon? Mayor Ellen Whitcombe", "and cables"
    with opened(tmp_path, model) as archive:
        (article,) = archive.articles_with("214 steel")
        said = Said(text, archive.quote(article, 0).sentences[0])
        archive.ask(follow_up, article=article)
        archive.ask("What else was replaced?", after=said, besides=[said.shown])
        assert text not in " ".join(model.asked), "asking for others, it must say enough itself"
        quote = archive.ask(follow_up, after=said).quotes[0]
        assert model.asked[-1] == f"{text} {follow_up}"
        (first, *_), _ = archive.read(follow_up, after=said)
        monkeypatch.setattr(
            "index.reader.FOLLOW_UP_WEIGHTS",
            replace(FOLLOW_UP_WEIGHTS, confidence=FOLLOW_UP_WEIGHTS.confidence[:1]),
        )
        (other, *_), _ = archive.read(follow_up, after=said)
        assert first.confidence != other.confidence, "it has weights of its own"
        assert quote.span
        assert quote.span.text == "214 steel"


def test_for_a_follow_up_what_stands_near_what_was_shown_counts_for_more(tmp_path: Path) -> None:
    """Of sentences that say the same, the nearest; from either side of it."""
    text = " ".join(f"Bridge number {n} spans a river of many names." for n in range(60))
    with opened(tmp_path, PhraseModel("nothing")) as archive:
        archive.add(Article(title="Bridges", text=text))
        (article,) = archive.articles_with("Bridge number 7")
        for number in (20, 40):
            shown = archive.quote(article, text.index(f"number {number}")).sentences[0]
            readings, _ = archive.read("Which bridge?", after=Said("Who spans it?", shown))
            best = sorted(reading.focus.start for reading in readings[:3])
            near = [archive.quote(article, text.index(f"number {number + n}")) for n in (-1, 0, 1)]
            assert best == [quote.focus.start for quote in near]


def test_follow_ups_have_a_model_of_their_own(tmp_path: Path) -> None:
    model, follow_ups = PhraseModel("214 steel"), PhraseModel("214 steel")
    with opened(tmp_path, model, follow_ups) as archive:
        archive.ask("Who cut the ribbon?", article=1)
        assert len(model.asked) == 2, "around the best sentences, and side by side"
        assert not follow_ups.asked
        archive.ask("And when?", after=Said("Who cut the ribbon?", Sentence(1, Span(0, 9))))
        assert len(model.asked) == len(follow_ups.asked) == 2


def test_only_the_reader_that_comes_with_the_project_has_one_for_follow_ups() -> None:
    own, other = make_reader(DEFAULT_READER), make_reader("some/model")
    assert isinstance(own, SpanReader)
    assert isinstance(other, SpanReader)
    assert own.follow_ups.name == FOLLOW_UP_READER
    assert other.follow_ups is other.model


def test_for_a_follow_up_more_of_the_article_is_read(tmp_path: Path) -> None:
    model = PhraseModel("nothing")
    text = " ".join(f"Bridge number {n} spans a river {'of many names ' * 30}." for n in range(30))
    with opened(tmp_path, model) as archive:
        archive.add(Article(title="Bridges", text=text))
        (article,) = archive.articles_with("Bridge number 7")
        archive.read("Which bridge?", article=article)
        assert len(model.pieces) == READ_WINDOWS
        model.pieces.clear()
        shown = archive.quote(article, text.index("number 17")).sentences[0]
        archive.read("Which bridge?", after=Said("Who spans it?", shown))
        assert len(set(model.pieces)) == FOLLOW_UP_WINDOWS
        assert "number 17" in model.pieces[0][1], "what was shown before all"


def test_a_reader_is_chosen_by_name(tmp_path: Path) -> None:
    with Archive.open(tmp_path, BagOfWordsEncoder(), str(tmp_path / "no-model")) as archive:
        archive.add_many(ARTICLES)
        with pytest.raises(BriefingError, match="BRIEFING_READER"):
            archive.ask("Who cut the ribbon at the bridge?")
