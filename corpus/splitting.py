"""Text to sentences to passages, all as offsets into the text: nothing is copied or changed.

A passage is a run of whole sentences that fits the encoder's window. News paragraphs are often
one sentence, so short ones are joined; a passage that is full enough ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from sentencex import get_sentence_boundaries

from corpus.models import Span

TokenCounter = Callable[[Sequence[str]], list[int]]
"""Texts to their numbers of tokens, special tokens not counted."""

MAX_SENTENCE_CHARACTERS = 1500
"""Longer "sentences" are tables or lists run together; one must still fit into a chat message."""

_FULL_ENOUGH = 0.5
"""Share of the window from which on a passage ends at the next paragraph break."""

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\S+")
_SPACE_BEFORE_STOP = re.compile(r"(?<!\s)\s++(?=\.)")


def split_sentences(
    text: str, language: str, count_tokens: TokenCounter, max_tokens: int
) -> list[Span]:
    """Find the sentences of `text`, in order, without white space at their ends.

    A sentence of more than `max_tokens` tokens or `MAX_SENTENCE_CHARACTERS` is cut at a word
    (inside a word only where a single one is too long). White space apart, the spans cover the
    whole text and do not overlap.
    """
    spans = [
        trimmed
        for paragraph in _paragraphs(text)
        for sentence in _sentences_of(text, paragraph, language)
        if (trimmed := _trim(text, sentence))
    ]
    counts = count_tokens([text[start:end] for start, end in spans])
    return [
        piece
        for span, count in zip(spans, counts, strict=True)
        for piece in _cut(text, span, count, count_tokens, max_tokens)
    ]


def first_sentence(text: str, language: str = "en") -> str:
    """Return the first sentence of `text`, empty when there is none."""
    for paragraph in _paragraphs(text):
        for sentence in _sentences_of(text, paragraph, language):
            if trimmed := _trim(text, sentence):
                return text[trimmed.start : trimmed.end]
    return ""


def group_passages(
    text: str, sentences: Sequence[Span], count_tokens: TokenCounter, max_tokens: int
) -> list[tuple[Span, ...]]:
    """Join neighbouring sentences to passages of at most `max_tokens` tokens each, in order."""
    counts = count_tokens([text[start:end] for start, end in sentences])
    passages: list[list[Span]] = []
    room = 0
    for previous, sentence, count in zip([None, *sentences], sentences, counts, strict=False):
        full_enough = room <= max_tokens * (1 - _FULL_ENOUGH)
        ends_here = previous is None or (full_enough and _breaks(text, previous, sentence))
        if count > room or ends_here:
            passages.append([])
            room = max_tokens
        passages[-1].append(sentence)
        room -= count
    return [tuple(passage) for passage in passages]


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield the stretches between blank lines: no sentence runs over one."""
    ends = [0, *(match.end() for match in _PARAGRAPH_BREAK.finditer(text)), len(text)]
    return (Span(start, end) for start, end in pairwise(ends))


def _sentences_of(text: str, paragraph: Span, language: str) -> Iterator[Span]:
    start, end = paragraph
    read = _SPACE_BEFORE_STOP.sub(_in_single_bytes, text[start:end])
    for boundary in get_sentence_boundaries(language, read):
        yield Span(start + boundary["start_index"], start + boundary["end_index"])


def _in_single_bytes(space: re.Match[str]) -> str:
    """Return white space as long, without what takes several bytes.

    Such as a no-break space, after an initial, makes sentencex 1.0.32 panic.
    """
    return "".join(one if one.isascii() else " " for one in space[0])


def _trim(text: str, span: Span) -> Span | None:
    """Drop white space at both ends; None when nothing else is there."""
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    end = span.start + len(piece.rstrip())
    return Span(start, end) if start < end else None


def _breaks(text: str, left: Span, right: Span) -> bool:
    return _PARAGRAPH_BREAK.search(text, left.end, right.start) is not None


def _cut(
    text: str, span: Span, count: int, count_tokens: TokenCounter, max_tokens: int
) -> list[Span]:
    """Halve at the word nearest the middle until every piece fits."""
    length = span.end - span.start
    if (count <= max_tokens and length <= MAX_SENTENCE_CHARACTERS) or length < 2:
        return [span]
    middle = (span.start + span.end) // 2
    starts = [match.start() for match in _WORD.finditer(text, span.start + 1, span.end)]
    inner = [start for start in starts if text[start - 1].isspace()]
    at = min(inner, key=lambda start: abs(start - middle), default=middle)
    pieces = [_trim(text, Span(span.start, at)), _trim(text, Span(at, span.end))]
    return [
        smaller
        for piece in pieces
        if piece
        for smaller in _cut(
            text, piece, count_tokens([text[piece.start : piece.end]])[0], count_tokens, max_tokens
        )
    ]
