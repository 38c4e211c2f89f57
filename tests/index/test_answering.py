"""Readings become quotes that say something new, in enough of their passage; or a refusal."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Passage, Span, StoredArticle
from index.answering import REFUSAL_THRESHOLD, answer, leans_on_previous
from index.models import Answer
from index.reader import Reading
from index.search import Candidate

SURE, UNSURE = REFUSAL_THRESHOLD, REFUSAL_THRESHOLD - 0.01


def article(id_: int, *sentences: str) -> StoredArticle:
    added = datetime(2026, 1, 1, tzinfo=UTC)
    return StoredArticle(id=id_, title=f"Title {id_}", text=" ".join(sentences), added=added)


def passage(id_: int, article: StoredArticle, *sentences: str) -> Passage:
    spans = []
    for sentence in sentences:
        start = article.text.index(sentence, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(sentence)))
    return Passage(
        id=id_,
        article_id=article.id,
        start=spans[0].start,
        end=spans[-1].end,
        sentences=tuple(spans),
    )


def reading(passage: Passage, number: int, score: float = 1.0, confidence: float = SURE) -> Reading:
    cosines = np.zeros(len(passage.sentences), np.float32)
    return Reading(
        Candidate(passage, 1.0, 0.5, cosines), passage.sentences[number], score, confidence
    )


def one_passage(*sentences: str) -> tuple[StoredArticle, Passage]:
    whole = article(1, *sentences)
    return whole, passage(1, whole, *sentences)


def ask(whole: StoredArticle, *readings: Reading, limit: int = 3) -> Answer:
    return answer("Why?", readings, {whole.id: whole}, limit)


LONG = "This first sentence has well over two hundred characters, " + "and goes on, " * 14 + "so."


def test_a_refusal_names_only_what_is_near() -> None:
    """Any question has nearest passages; most have nothing to do with it."""
    whole, only = one_passage("The dam held.", "Nobody was hurt.")
    near = ask(whole, reading(only, 0, confidence=UNSURE))
    assert [one.id for one in near.related] == [whole.id]
    assert ask(whole, reading(only, 0, confidence=0.001)).related == ()


def test_a_quote_is_the_focus_with_its_neighbours() -> None:
    whole, found = one_passage("Rain fell.", "The dam held.", "Nobody was hurt.")
    (quote,) = ask(whole, reading(found, 1)).quotes
    assert quote.text == "Rain fell. The dam held. Nobody was hurt."
    assert quote.focus.text == "The dam held."
    assert whole.text[quote.focus.start : quote.focus.end] == quote.focus.text
    assert quote.article.title == "Title 1"


def test_there_is_no_room_for_every_neighbour() -> None:
    """The sentence before is taken first: it says who "he" is."""
    whole, found = one_passage(LONG, "The dam held.", LONG)
    (quote,) = ask(whole, reading(found, 1)).quotes
    assert quote.text == f"{LONG} The dam held."


def test_no_sentence_is_shown_twice() -> None:
    whole, found = one_passage("Rain fell.", "The dam held.", "Nobody was hurt.", "Schools closed.")
    quotes = ask(whole, reading(found, 1), reading(found, 2)).quotes
    assert [quote.text for quote in quotes] == [
        "Rain fell. The dam held.",
        "Nobody was hurt. Schools closed.",
    ]


def test_a_sentence_that_another_leans_on_is_no_quote_of_its_own() -> None:
    whole, found = one_passage("Mayor Lund spoke.", "She said the dam held.", "Nobody was hurt.")
    quotes = ask(whole, reading(found, 1), reading(found, 0)).quotes
    assert [quote.focus.text for quote in quotes] == ["She said the dam held."]
    assert quotes[0].text.startswith("Mayor Lund spoke.")


def test_agency_copy_is_quoted_once() -> None:
    copy = "The dam above the old town of Vik held through the night, the mayor said."
    first, second = article(1, copy), article(2, copy.replace("above the old", "above"))
    readings = [reading(passage(id_, one, one.text), 0) for id_, one in ((1, first), (2, second))]
    quotes = answer("?", readings, {1: first, 2: second}, 3).quotes
    assert [quote.article.id for quote in quotes] == [1]


def test_at_most_as_many_quotes_as_asked_for() -> None:
    whole, found = one_passage("Rain fell.", "The dam held.", "Nobody was hurt.")
    readings = [reading(found, number) for number in range(3)]
    assert [len(ask(whole, *readings, limit=limit).quotes) for limit in (1, 2, 3)] == [1, 2, 3]


def test_below_the_threshold_it_is_a_refusal_with_related_articles() -> None:
    articles = {id_: article(id_, f"Sentence {id_}.") for id_ in (1, 2, 3)}
    readings = [
        reading(passage(id_, one, one.text), 0, confidence=UNSURE) for id_, one in articles.items()
    ]
    refusal = answer("?", readings, articles, 3)
    assert (refusal.answered, refusal.quotes, refusal.confidence) == (False, (), UNSURE)
    assert [one.id for one in refusal.related] == [1, 2]


def test_nothing_found_is_a_refusal() -> None:
    refusal = answer("?", [], {}, 3)
    assert (refusal.answered, refusal.confidence, refusal.related) == (False, 0.0, ())


@given(
    st.lists(st.text("ab é🎉.", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=8),
    st.data(),
)
def test_quotes_are_verbatim_and_apart(sentences: list[str], data: st.DataObject) -> None:
    """Every quote is a slice of its text with the focus inside; no two overlap."""
    whole, found = one_passage(*sentences)
    order = data.draw(st.permutations(range(len(sentences))))
    quotes = ask(whole, *(reading(found, number) for number in order), limit=5).quotes
    for quote in quotes:
        assert whole.text[quote.start : quote.end] == quote.text
        assert whole.text[quote.focus.start : quote.focus.end] == quote.focus.text
        assert quote.start <= quote.focus.start <= quote.focus.end <= quote.end
    ordered = sorted(quotes, key=lambda quote: quote.start)
    for left, right in pairwise(ordered):
        assert left.end <= right.start


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("But the dam held.", True),
        ("“It held,” the mayor said.", True),
        ("The mayor said he was glad.", True),
        ("The dam held.", False),
        ("Italy won.", False),
    ],
)
def test_leans_on_previous(sentence: str, leans: bool) -> None:
    assert leans_on_previous(sentence) is leans
