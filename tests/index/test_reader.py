"""Sentences are scored by vectors and words together."""

from __future__ import annotations

import pytest

from corpus.models import Article
from index.archive import Archive


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
