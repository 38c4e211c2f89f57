"""Questions and windows spoilt so that the window almost answers.

The kinds are those that Rajpurkar, Jia and Liang (2018) found in questions that people wrote to
look answerable: another name, number or date of the same kind, an opposite, another topic, and
seldom a negation.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

_TRIES = 10

Way = Callable[[str, str], str | None]
"""A question and its context to the question spoilt, None where this way is closed."""

_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_NUMBER = re.compile(r"\b(?!(?:1\d|20)\d\d\b)\d[\d,.]*\b")
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w’'-]+(?: (?:of |the |de )?[A-Z][\w’'-]+)*")
_KINDS = (_YEAR, _NUMBER, _NAME)
_TOPIC_WORD = re.compile(r"(?<=\b(?:the) )[a-z]{4,}\b|(?<=\bof )[a-z]{4,}\b|(?<=\ba )[a-z]{4,}\b")

_NEGATIONS = {
    "is": "isn't", "are": "aren't", "was": "wasn't", "were": "weren't", "did": "didn't",
    "does": "doesn't", "do": "don't", "can": "can't", "could": "couldn't", "has": "hasn't",
    "have": "haven't", "had": "hadn't", "will": "won't", "would": "wouldn't",
}  # fmt: skip

_PAIRS = """
    first last|largest smallest|biggest smallest|highest lowest|most least|more fewer|before after
    oldest youngest|old new|early late|earliest latest|north south|northern southern|east west
    eastern western|increase decrease|increased decreased|start end|started ended|began ended
    major minor|high low|higher lower|larger smaller|greater lesser|long short|longest shortest
    inside outside|above below|win lose|won lost|best worst|good bad|male female|men women
    positive negative|public private|left right|upper lower|strong weak|rich poor|always never
    easy difficult|easiest hardest|like dislike|liked disliked|love hate|loved hated|buy sell
    bought sold|cheap expensive|fast slow|hot cold|light heavy|open closed|allow forbid
    allowed forbidden|support oppose|supported opposed|accept reject|accepted rejected
    agree disagree
    rise fall|rose fell|gain lose|gained lost|arrive leave|arrived left|join leave|joined left
    defeated supported|attack defend|attacked defended|create destroy|created destroyed
    son father|daughter mother|brother sister|king queen|import export|imports exports
    winter summer|morning evening|day night|internal external|legal illegal|directly indirectly
    maximum minimum|top bottom|front back|add remove|added removed|enter exit|ancient modern
"""
_OPPOSITES = {
    word: other
    for pair in re.split(r"[|\n]", _PAIRS)
    if pair.strip()
    for word, other in (pair.split(), pair.split()[::-1])
}

_ENTITY, _SENSE, _TOPIC, _DENIAL = 3.0, 2.0, 1.5, 0.2
"""How often each way is tried first: another name or number, an opposite, another topic, a
negation."""


class Spoiler:
    """Spoils with the names, numbers and words of other questions on the same things."""

    def __init__(self, questions: Sequence[str], chooser: random.Random) -> None:
        """Take replacements from `questions`."""
        self._chooser = chooser
        joined = "\n".join(questions)
        self._pools = {kind: sorted(set(kind.findall(joined))) for kind in (*_KINDS, _TOPIC_WORD)}

    def spoil_question(self, question: str, context: str) -> str | None:
        """Return the question with one thing changed, so that `context` does not answer it.

        None where nothing can be changed.
        """
        ways: list[tuple[float, Way]] = [
            *((_ENTITY, partial(self._swap, kind)) for kind in _KINDS),
            (_SENSE, partial(_replace, _OPPOSITES)),
            (_TOPIC, partial(self._swap, _TOPIC_WORD)),
            (_DENIAL, partial(_replace, _NEGATIONS)),
        ]
        # A weighted order without repetition (Efraimidis and Spirakis 2006).
        ways.sort(key=lambda one: -(self._chooser.random() ** (1 / one[0])))
        spoilt = (way(question, context) for _, way in ways)
        return next((one for one in spoilt if one), None)

    def spoil_text(self, question: str, text: str, answer: str) -> str | None:
        """Return the text with a name or number of the question changed wherever it stands.

        None where they have none in common but the answer.
        """
        shared = [
            (kind, found[0])
            for kind in _KINDS
            for found in kind.finditer(question)
            if re.search(rf"\b{re.escape(found[0])}\b", text) and found[0] not in answer
        ]
        if not shared:
            return None
        kind, old = self._chooser.choice(shared)
        new = self._other(self._pools[kind], question, text)
        return re.sub(rf"\b{re.escape(old)}\b", lambda _: new, text) if new else None

    def _swap(self, kind: re.Pattern[str], question: str, context: str) -> str | None:
        """Put another of the same kind in the place of one.

        Half the time it is one that the context speaks of elsewhere: what people do who write a
        question to mislead, and all that tells is then what is said of it.
        """
        found = list(kind.finditer(question))
        if not found:
            return None
        place = self._chooser.choice(found)
        inside = kind in _KINDS and self._chooser.random() < 0.5
        near = sorted(set(kind.findall(context))) if inside else []
        other = self._other(near, question, "") or self._other(self._pools[kind], question, context)
        return question[: place.start()] + other + question[place.end() :] if other else None

    def _other(self, pool: Sequence[str], *texts: str) -> str | None:
        """Choose one of the pool that is in none of the texts."""
        for other in self._chooser.sample(pool, min(_TRIES, len(pool))):
            if not any(other.lower() in text.lower() for text in texts):
                return other
        return None


def _replace(others: dict[str, str], question: str, context: str) -> str | None:
    """Put its other in the place of the first word that has one."""
    words = re.compile(rf"\b(?:{'|'.join(others)})\b")
    spoilt = words.sub(lambda found: others[found[0]], question, count=1)
    return spoilt if spoilt != question else None
