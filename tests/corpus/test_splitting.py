"""Sentences and passages are exact slices of the text, whatever the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Span
from corpus.splitting import (
    MAX_SENTENCE_CHARACTERS,
    first_sentence,
    group_passages,
    split_sentences,
)
from tests.support.encoder import BagOfWordsEncoder

count_tokens = BagOfWordsEncoder().count_tokens

# Arbitrary Unicode alone seldom makes a sentence, so pieces that do are mixed in.
_pieces = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "Dr. Smith went to the U.S. on Jan. 6. ",
            "He left!\n\n",
            "“Why?” ",
            "\u2028",
            "Plan C\xa0. ",
        ]
    ),
)
texts = st.lists(_pieces, max_size=12).map("".join)


def slices(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


def split(text: str, max_tokens: int = 64) -> list[str]:
    return slices(text, split_sentences(text, "en", count_tokens, max_tokens))


@given(texts, st.integers(min_value=2, max_value=20))
def test_sentences_cover_the_text_in_order(text: str, max_tokens: int) -> None:
    """Nothing but white space lies between, before or after sentences; none overlap."""
    spans = split_sentences(text, "en", count_tokens, max_tokens)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    for start, end in list(pairwise(edges))[::2]:
        assert not text[start:end].strip(), "text lost between sentences"
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""


@given(texts, st.integers(min_value=2, max_value=20))
def test_passages_are_runs_of_all_sentences_within_the_window(text: str, max_tokens: int) -> None:
    """Passages hold every sentence once, in order, and never more tokens than allowed."""
    sentences = split_sentences(text, "en", count_tokens, max_tokens)
    passages = group_passages(text, sentences, count_tokens, max_tokens)
    assert [span for passage in passages for span in passage] == sentences
    for passage in passages:
        tokens = sum(count_tokens(slices(text, list(passage))))
        assert tokens <= max_tokens or len(passage) == 1


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n\n ", []),
        ("One. Two.", ["One.", "Two."]),
        ("No full stop\n\nNext paragraph", ["No full stop", "Next paragraph"]),
        (
            "Sen. J. Doe met Mr. Fox at 5 p.m. on Jan. 6. They spoke.",
            ["Sen. J. Doe met Mr. Fox at 5 p.m. on Jan. 6.", "They spoke."],
        ),
        ("It cost $3.5 million. Nobody paid.", ["It cost $3.5 million.", "Nobody paid."]),
        ("Vitamin C\xa0. It helped.", ["Vitamin C\xa0.", "It helped."]),
        ("Plan B\u2028.", ["Plan B\u2028."]),
        ("Ünïcödé 🎉 wins. Ja.", ["Ünïcödé 🎉 wins.", "Ja."]),
    ],
)
def test_split_sentences(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_a_sentence_too_long_for_the_window_is_cut_at_words() -> None:
    text = " ".join(f"word{number}" for number in range(50))
    pieces = split(text, max_tokens=8)
    assert " ".join(pieces) == text
    assert all(len(piece.split()) <= 8 for piece in pieces)


def test_a_word_too_long_for_a_message_is_cut_inside() -> None:
    pieces = split("x" * (3 * MAX_SENTENCE_CHARACTERS))
    assert "".join(pieces) == "x" * (3 * MAX_SENTENCE_CHARACTERS)
    assert all(len(piece) <= MAX_SENTENCE_CHARACTERS for piece in pieces)


def passages(text: str, max_tokens: int) -> list[str]:
    sentences = split_sentences(text, "en", count_tokens, max_tokens)
    grouped = group_passages(text, sentences, count_tokens, max_tokens)
    return [text[passage[0].start : passage[-1].end] for passage in grouped]


def test_short_paragraphs_are_joined() -> None:
    assert passages("One two.\n\nThree four.\n\nFive six.", 20) == [
        "One two.\n\nThree four.\n\nFive six."
    ]


def test_a_passage_that_is_full_enough_ends_with_its_paragraph() -> None:
    first, second = "One two three four five.", "Six seven eight nine ten."
    assert passages(f"{first}\n\n{second}", 12) == ["One two three four five.", second]


def test_first_sentence() -> None:
    assert first_sentence("\n\nIt rained. It poured.") == "It rained."
    assert first_sentence("") == ""
