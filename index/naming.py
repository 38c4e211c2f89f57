"""The sentence that names what a window is asked about, where the window does not.

An article names "the Chandrayaan-3 mission" once, and what it cost stands two paragraphs further
down, of "the mission". Read after the sentence with the name, it answers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.models import Span
from index.features import Evidence, held_by
from index.keywords import Term
from index.windows import Window

_LEAST_SHARE = 0.15
"""Of the question's weight: what a sentence must hold of it that the window lacks. With this, 64 of
900 held-out questions with an answer are refused instead of 69, and 319 of 450 without, not 321."""


def naming_sentence(
    window: Window, found: Sequence[Evidence], terms: Sequence[Term], title: str
) -> Span | None:
    """Return the sentence before a window that holds most of what is asked and the window lacks.

    `found` are the sentences of the article that were found, in any order, those of the window
    among them; what its title holds is not lacking. None where none holds enough; of several the
    last.
    """
    weights = np.array([term.weight for term in terms])
    before = [one for one in found if one.focus.end <= window.span.start]
    if not before or not weights.sum():
        return None
    inside = [one.held for one in found if window.holds(one.candidate.passage, one.focus)]
    held = np.max([*inside, *held_by(terms, [title])], axis=0)
    lacking = np.where(held > 0, 0, weights) / weights.sum()
    best = max(before, key=lambda one: (float(one.held @ lacking), one.focus))
    return best.focus if best.held @ lacking >= _LEAST_SHARE else None
