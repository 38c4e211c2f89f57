"""A question as a full-text query: stop words out, endings off, near spellings in."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.store import Store
from index.english import ENDING, STOP_WORDS, SYNONYMS

_TITLE_WEIGHT = 0.5
"""bm25 weight of a word in the title, against 1 in the passage. 0, 0.5 and 1 differ little: the
title lifts an article's passages all alike."""

_MIN_NEAR_LENGTH = 5
"""Shorter words have too many neighbours to guess a spelling."""

_MIN_PASSAGES = 50
"""A smaller archive counts as this large: how rare a word is cannot be told from one article."""

_SYNONYM_SHARE = 0.75
"""What a synonym is worth, against 1 for the word itself. From 0 to 0.75 training questions come
out the same; news that was asked who announced something needs its "said" to count for much."""

_MAX_WORDS = 200
"""Words of a question that are looked up, more than its thousand characters hold. Each may take a
millisecond, and a pasted text has thousands."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Term:
    """A word of a question: the word beginnings that count as it, and its weight."""

    beginnings: tuple[str, ...]
    """More than one where there are near spellings. One that ends in a space is a whole word."""
    synonyms: tuple[str, ...]
    """The same of words that mean nearly the same."""
    weight: float
    """Inverse document frequency: a rare word says more."""

    def share_in(self, words: Collection[str]) -> float:
        """Return 1 if one of `words` (folded, each followed by a space) is this term, else 0.

        Between them for a synonym.
        """
        if any(word.startswith(self.beginnings) for word in words):
            return 1.0
        return _SYNONYM_SHARE if any(word.startswith(self.synonyms) for word in words) else 0.0


class Keywords:
    """Keyword search over the store's passages."""

    def __init__(self, store: Store) -> None:
        """Search `store`; its vocabulary is read when a misspelt word first needs it."""
        self._store = store
        self._vocabulary: list[str] = []
        self._vocabulary_revision: int | None = None

    def terms(self, question: str) -> list[Term]:
        """Return the question's words that carry meaning, each once, in their order."""
        passages = self._store.count_passages()
        terms: dict[tuple[str, ...], Term] = {}
        for raw in _WORD.findall(question.lower())[:_MAX_WORDS]:
            for word in fold(raw):
                if word not in STOP_WORDS:
                    beginnings = self._beginnings(word) + self._damaged(raw)
                    weight = self._weight(beginnings, passages)
                    terms.setdefault(beginnings, Term(beginnings, _synonyms(word), weight))
        return list(terms.values())

    def respell(self, question: str, is_known: Callable[[str], bool]) -> str:
        """Return the question with words that stand nowhere spelt as the nearest of the archive's.

        Capitalised words stay: another name is another person. So do other forms of a word.
        `is_known` tells of a word whether it is right though no article has it.
        """

        def respelt(found: re.Match[str]) -> str:
            word = found[0]
            if not word.islower() or self._frequency(f"{word} ") or is_known(word):
                return word
            near = next(iter(self._near_spellings(word)), word)
            return word if ENDING.sub("", near) == ENDING.sub("", word) else near

        return _WORD.sub(respelt, question, count=_MAX_WORDS)

    def search(
        self, terms: list[Term], limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `limit` (passage id, bm25 score), best first; any of the terms will do.

        `among` are the only passages looked at, or None for all.
        """
        if not terms:
            return []
        # One parameter of JSON: SQLite takes at most 32,766 of them.
        only = "" if among is None else " AND rowid IN (SELECT value FROM json_each(?))"
        rows = self._store.query(
            "SELECT rowid, -bm25(passage_words, ?, 1.0) AS score FROM passage_words"  # noqa: S608
            f" WHERE passage_words MATCH ?{only} ORDER BY score DESC, rowid LIMIT ?",
            (
                _TITLE_WEIGHT,
                " OR ".join(match_expression(term) for term in terms),
                *([] if among is None else [json.dumps(list(among))]),
                limit,
            ),
        )
        return [(id_, score) for id_, score in rows]

    def _beginnings(self, word: str) -> tuple[str, ...]:
        beginning = _stem(word)
        if self._frequency(beginning):
            return (beginning,)
        return (beginning, *(f"{near} " for near in self._near_spellings(word)))

    def _damaged(self, raw: str) -> tuple[str, ...]:
        """Return `raw` as a text that lost its accented letters has it, if one does."""
        damaged = "".join(char for char in raw if char.isascii())
        if damaged == raw or len(damaged) < _MIN_NEAR_LENGTH - 1:
            return ()
        return (f"{damaged} ",) if self._frequency(f"{damaged} ") else ()

    def _near_spellings(self, word: str) -> list[str]:
        """Return the archive's words that `word` may stand for: names arrive damaged.

        One letter apart (added, lost, changed or two swapped), two in words of eight letters or
        more; the first letter is the same. Nearest first, of these the most frequent. None for a
        short word, or one with digits.
        """
        if len(word) < _MIN_NEAR_LENGTH or not word.isalpha():
            return []
        distance = 1 if len(word) < 8 else 2
        known = [near for near in self._words() if near[0] == word[0] and near.isalpha()]
        found = process.extract(
            word, known, scorer=OSA.distance, score_cutoff=distance, limit=5, processor=None
        )
        ranked = sorted(found, key=lambda one: (one[1], -self._frequency(f"{one[0]} "), one[0]))
        return [near for near, _, _ in ranked]

    def _words(self) -> list[str]:
        revision = self._store.revision
        if revision != self._vocabulary_revision:
            rows = self._store.query(
                "SELECT term FROM vocabulary WHERE length(term) >= ?", (_MIN_NEAR_LENGTH - 1,)
            )
            self._vocabulary = [row[0] for row in rows]
            self._vocabulary_revision = revision
        return self._vocabulary

    def _frequency(self, beginning: str) -> int:
        """Return in how many passages a word with this beginning stands (at most)."""
        low = beginning.rstrip()
        high = low if beginning.endswith(" ") else low + "\U0010ffff"
        rows = self._store.query(
            "SELECT sum(doc) FROM vocabulary WHERE term >= ? AND term <= ?", (low, high)
        )
        return int(rows[0][0] or 0)

    def _weight(self, beginnings: tuple[str, ...], passages: int) -> float:
        """Return the inverse document frequency as in bm25 (Robertson and Spärck Jones 1976)."""
        passages = max(passages, _MIN_PASSAGES)
        frequency = min(sum(self._frequency(beginning) for beginning in beginnings), passages)
        return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def fold(text: str) -> list[str]:
    """Return the words of `text` as the full-text index has them: lower case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _WORD.findall(plain)


def beginnings_of(word: str) -> tuple[str, ...]:
    """Return how words begin that count as a folded word or mean nearly the same.

    One that ends in a space is a whole word.
    """
    return _stem(word), *_synonyms(word)


def match_expression(term: Term) -> str:
    """Return `term` as full-text syntax; quoted, so that nothing in it is an operator."""
    return " OR ".join(
        f'"{beginning.rstrip()}"' + ("" if beginning.endswith(" ") else " *")
        for beginning in term.beginnings + term.synonyms
    )


def title_expression(words: str) -> str:
    """Return the full-text query for titles that hold all of `words`, or words they begin."""
    return " AND ".join(f'"{word}" *' for word in fold(words))


def _synonyms(word: str) -> tuple[str, ...]:
    groups = (group.split() for group in SYNONYMS)
    return tuple(
        beginning
        for group in groups
        if word.startswith(tuple(group))
        for beginning in group
        if not word.startswith(beginning)
    )


def _stem(word: str) -> str:
    """Return the beginning that a word's other forms share, or the whole word and a space.

    Cutting up to three letters serves English no worse than Porter's stemmer here, needs no rules
    by language, and leaves whole words in the vocabulary for near spellings.
    """
    if len(word) < 4 or not word.isalpha():
        return f"{word} "
    if len(word) > 4:
        word = word.removesuffix("s")
    return word[: max(5, len(word) - 3)] if len(word) > 6 else word
