"""What was asked and answered before, as text: its names and how they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.english import (
    AUXILIARIES,
    COUNTRIES,
    DETERMINERS,
    INFINITIVES,
    PREPOSITIONS,
    STOP_WORDS,
    TITLE,
)
from index.models import Quote, Sentence
from index.rephrasing import plain

CAPITALISED = r"[A-ZÀ-Ý][\w’'-]*"
PARTICLE = "(?:de|von|der|van|la|al|bin)"
PERSON_NAME = re.compile(rf"{CAPITALISED}(?: (?:{PARTICLE} )*{CAPITALISED})*")
_NAME_INSIDE = re.compile(r"(?<=[\w,] )[A-ZÀ-Ý][\w-]+|\b[A-Z]{2,5}\b")

_WORDS_BEFORE, _CHARACTERS_BEFORE = 40, 300
"""Of what was said before, the last so many: the reader reads only so much at a time."""


@dataclass(frozen=True)
class Turn:
    """A question that was answered before, completed where it had to be."""

    question: str
    quote: Quote | None
    """The answer's first quote; None where it was refused."""
    text: str = ""
    """The quote's whole article, which tells how names are written; "" where it is gone."""

    @property
    def answer(self) -> str | None:
        """The answer itself, where the reader could tell it."""
        return self.quote.span.text if self.quote and self.quote.span else None


class Said(NamedTuple):
    """What was said before a question that may go on from it."""

    text: str
    """The end of what was asked and answered, as a reader reads it before the question."""
    shown: Sentence
    """The sentence that answered last."""

    @property
    def article_id(self) -> int:
        """The article spoken of."""
        return self.shown.article_id


def said_in(history: Sequence[Turn]) -> Said | None:
    """Return what was said, None where nothing was answered."""
    text = last_words([text for turn in history for text in (turn.question, turn.answer) if text])
    shown = (turn.quote.sentences[0] for turn in reversed(history) if turn.quote)
    return next((Said(text, sentence) for sentence in shown), None)


def last_words(said: Sequence[str]) -> str:
    """Return the end of what was said, in its order."""
    return " ".join(" ".join(said).split()[-_WORDS_BEFORE:])[-_CHARACTERS_BEFORE:]


def read_after(said: str, question: str) -> str:
    """Return what a reader reads for a question that something was said before."""
    return f"{said} {question}".lstrip()


def names_in(turn: Turn) -> list[str]:
    """Return the names in a question, its first word aside."""
    words = turn.question.partition(" ")[2]
    return [re.sub(r"['’]s$", "", name) for name in PERSON_NAME.findall(words)]


def shown_in(turn: Turn) -> str:
    """Return the title and the passage that were shown, "" for a refusal."""
    return titled(turn.quote) if turn.quote else ""


def told_in(turn: Turn) -> str:
    """Return all that the quoted article says, or of one that is gone what was shown of it."""
    return turn.text or shown_in(turn)


def titled(quote: Quote) -> str:
    """Return a quote's passage after the title of its article."""
    return f"{quote.article.title}. {quote.text}"


def recase_turn(turn: Turn) -> Turn:
    """Return the turn with its question plain, and the names in it with their capitals."""
    return replace(turn, question=recase(f"{plain(turn.question)}?", told_in(turn)))


def recase(question: str, text: str) -> str:
    """Write countries, and the names in `text`, with their capitals.

    A word is a name where it has a capital inside a sentence, or several, and stands nowhere
    without.
    """
    known = STOP_WORDS | DETERMINERS | PREPOSITIONS | AUXILIARIES | INFINITIVES
    small = set(re.findall(r"\b[a-zà-ý][\w-]+", text)) | known
    names = {name.lower(): name for name in _NAME_INSIDE.findall(text)}
    names |= {name: name.capitalize() for name in COUNTRIES - {"us", "uk", "usa"}}

    def recased(found: re.Match[str]) -> str:
        written_small = found[0] in small or TITLE.fullmatch(found[0])
        return found[0] if written_small else names.get(found[0], found[0])

    return re.sub(r"\b[a-zà-ý][\w-]+", recased, question)
