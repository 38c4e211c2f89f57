"""What the reader reads: a few sentences around one, few enough to be read in a blink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.models import Passage, Span

WINDOW_TOKENS = 128
"""A window's most tokens: four or five sentences, what an editor looks at to check one. Twice as
many cost twice the time."""


@dataclass(frozen=True)
class Window:
    """Some neighbouring sentences of a passage, by their numbers."""

    passage: Passage
    numbers: range
    lead: Span | None = None
    """A sentence further up in the article that is read before them."""

    @property
    def span(self) -> Span:
        """Where in the article its sentences stand."""
        sentences = self.passage.sentences
        return Span(sentences[self.numbers[0]].start, sentences[self.numbers[-1]].end)

    @property
    def shift(self) -> int:
        """How many characters further a place stands in the article than in what is read."""
        return self.span.start - (self.lead.end - self.lead.start + 1 if self.lead else 0)

    def read_of(self, text: str) -> str:
        """Return what is read of the article's text."""
        lead = f"{text[slice(*self.lead)]} " if self.lead else ""
        return lead + text[slice(*self.span)]

    def holds(self, passage: Passage, sentence: Span) -> bool:
        """Tell whether a sentence of `passage` is in it."""
        return self.passage.id == passage.id and (self.span.start <= sentence.start < self.span.end)


def window_around(counts: Sequence[int], centre: int, room: int = WINDOW_TOKENS) -> range:
    """Return which sentences make the window around sentence number `centre`.

    `counts` are the sentences' tokens, in order. The window grows to both sides in turn while it
    holds at most `room` of them; a centre that is longer stands alone.
    """
    first, last, room = centre, centre, room - counts[centre]
    grown = True
    while grown:
        grown = False
        if first > 0 and counts[first - 1] <= room:
            first, room, grown = first - 1, room - counts[first - 1], True
        if last + 1 < len(counts) and counts[last + 1] <= room:
            last, room, grown = last + 1, room - counts[last + 1], True
    return range(first, last + 1)
