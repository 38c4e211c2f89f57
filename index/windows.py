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

    @property
    def span(self) -> Span:
        """Where in the article it stands."""
        sentences = self.passage.sentences
        return Span(sentences[self.numbers[0]].start, sentences[self.numbers[-1]].end)

    def holds(self, passage: Passage, sentence: Span) -> bool:
        """Tell whether a sentence of `passage` is in it."""
        return self.passage.id == passage.id and (self.span.start <= sentence.start < self.span.end)


def window_around(counts: Sequence[int], centre: int) -> range:
    """Return which sentences make the window around sentence number `centre`.

    `counts` are the sentences' tokens, in order. The window grows to both sides in turn while it
    holds at most `WINDOW_TOKENS`; a centre that is longer stands alone.
    """
    first, last, room = centre, centre, WINDOW_TOKENS - counts[centre]
    grown = True
    while grown:
        grown = False
        if first > 0 and counts[first - 1] <= room:
            first, room, grown = first - 1, room - counts[first - 1], True
        if last + 1 < len(counts) and counts[last + 1] <= room:
            last, room, grown = last + 1, room - counts[last + 1], True
    return range(first, last + 1)
