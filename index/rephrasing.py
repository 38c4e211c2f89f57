"""An English question taken apart, and asked again with other question words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english import (
    ADVERBIAL,
    AUXILIARIES,
    BASE_FORMS,
    BE,
    DEGREE,
    DETERMINERS,
    DO,
    PARTICIPLES,
    PARTICLES,
    PLURAL,
    PREPOSITIONS,
    SILENT_E,
    VERB_FORMS,
)

QUESTION_WORDS = re.compile(
    r"^(?:(?P<preposition>[a-z]+) )?(?P<word>who|whom|whose|what|which|when|where|why|how)\b", re.I
)
_COUNTING = re.compile(r"^(?:(?:how (?:many|much)|which|what|whose)\b ?)", re.I)


@dataclass(frozen=True)
class Parsed:
    """A question in three: "Which company" "" "led the work", "How long" "was" "the canal shut"."""

    wh: str
    """The question words with their noun; empty where yes or no is asked."""
    verb: str
    """The auxiliary, or the verb where the question words are its subject and it has none."""
    rest: str

    @property
    def noun(self) -> str:
        """What is asked for by name: "company" of "which company"."""
        return _COUNTING.sub("", self.wh) if _COUNTING.match(self.wh) else ""

    @property
    def has_auxiliary(self) -> bool:
        """Whether `verb` is one."""
        return self.verb.lower() in AUXILIARIES

    @property
    def asks_subject(self) -> bool:
        """Whether the question words are the subject: "Who led", "how many were freed"."""
        if not self.has_auxiliary:
            return True
        if not self.wh or self.verb.lower() in DO or _circumstances(self.wh):
            return False
        first = (self.rest.split() or [""])[0]
        return not _begins_noun(first)


def parse(question: str) -> Parsed | None:
    """Take a question apart, or return None where it does not begin as one."""
    words = re.sub(r"^(\w+)['’]s\b", r"\1 is", question.strip().rstrip("?!. ")).split()
    if not words:
        return None
    if words[0].lower() in AUXILIARIES:
        return Parsed("", words[0], " ".join(words[1:]))
    match = QUESTION_WORDS.match(" ".join(words))
    if not match or (match["preposition"] and match["preposition"].lower() not in PREPOSITIONS):
        return None
    first = len(match[0].split())
    at = _verb_at(words, first, alone=match["word"].lower() in {"who", "what", "when", "where"})
    if at is None:
        return None
    return Parsed(" ".join(words[:at]), words[at], " ".join(words[at + 1 :]))


def _verb_at(words: list[str], first: int, *, alone: bool) -> int | None:
    for at in range(first, min(len(words), first + 7)):
        word = words[at].lower()
        if word in AUXILIARIES or (is_verb_form(word) and (at > first or alone)):
            return at
    return first if alone and first < len(words) else None


def ask_circumstances(parsed: Parsed, wh: str, answer: str | None) -> str | None:
    """Ask `wh` ("when", "by whom") about what `parsed` asks about.

    `answer` is the name of who or what it was, where known.
    """
    if parsed.asks_subject:
        return _subject_asked(parsed, wh, answer)
    rest = parsed.rest
    if parsed.wh and not _circumstances(parsed.wh):
        rest = _with_object(parsed, answer)
    return f"{wh} {parsed.verb.lower()} {rest}"


def _subject_asked(parsed: Parsed, wh: str, answer: str | None) -> str | None:
    verb, who = parsed.verb.lower(), parsed.noun or answer
    if parsed.has_auxiliary:
        return f"{wh} {verb} {who} {parsed.rest}" if who else None
    if parsed.wh.lower() == "what":
        who = "that"
    counted = bool(parsed.noun) and parsed.wh.lower().startswith("how")
    passive = _passive(parsed, wh)
    if not who or (passive and not counted):
        return passive
    if parsed.noun and not counted:
        who = answer or f"the {parsed.noun}"
    if verb.endswith("s") and verb not in BASE_FORMS and not is_verb_form(verb):
        return f"{wh} does {who} {verb[:-1]} {parsed.rest}"
    return f"{wh} did {who} {base_form(verb)} {parsed.rest}".rstrip()


def _passive(parsed: Parsed, wh: str) -> str | None:
    """Return "when were the releases announced" of "who announced the releases"."""
    words, particle = parsed.rest.split(), ""
    if words and words[0].lower() in PARTICLES:
        particle, words = f" {words[0]}", words[1:]
    if not words or not _begins_noun(words[0]) or not is_verb_form(parsed.verb.lower()):
        return None
    be = "were" if PLURAL.search(_head(words)) else "was"
    return f"{wh} {be} {' '.join(words)} {participle(parsed.verb.lower())}{particle}"


def _with_object(parsed: Parsed, answer: str | None) -> str:
    """Return the rest with what was asked for back in its place, before a last preposition."""
    if parsed.verb.lower() in BE:
        return parsed.rest
    words = parsed.rest.split()
    at = next((i for i in range(2, len(words)) if words[i].lower() in PREPOSITIONS), len(words))
    return " ".join([*words[:at], parsed.noun or answer or "that", *words[at:]])


def ask_thing(parsed: Parsed, wh: str) -> str | None:
    """Ask `wh` ("who else", "how many") in place of the question words that asked for a thing."""
    if not parsed.wh or _circumstances(parsed.wh):
        return None
    verb = parsed.verb
    if wh.lower() in {"how many", "which", "which ones", "which one"}:
        people = parsed.wh.lower().startswith("who")
        noun = "people" if people else parsed.noun
        if not noun:
            return None
        wh = f"{wh.split(' one')[0]} {noun}"
        verb = {"was": "were", "is": "are", "has": "have"}.get(verb, verb) if people else verb
    return f"{wh} {verb} {parsed.rest}"


def topic(parsed: Parsed) -> str | None:
    """Return the thing that a question speaks of: its subject, or else its object."""
    words = parsed.rest.split()
    while parsed.asks_subject and words and words[0].lower() in PREPOSITIONS | PARTICLES:
        words = words[1:]
    infinitive = not parsed.asks_subject and parsed.verb.lower() not in BE
    end = next((i for i in range(1, len(words)) if _ends_noun(words, i)), len(words))
    if infinitive and end > 1:
        end -= 1
    found = " ".join(words[:end])
    return found if words and _begins_noun(words[0]) else None


def _ends_noun(words: list[str], at: int) -> bool:
    word = words[at]
    if word.lower() in PREPOSITIONS - {"of", "between", "from"} or word.lower() in DETERMINERS:
        return words[at - 1].lower() not in PREPOSITIONS
    if word[0].isupper() and words[at - 1][0].islower():
        before = words[at - 1].lower()
        return before not in PREPOSITIONS | DETERMINERS | {"and", "of", "der", "den"} and at > 1
    looks_verb = is_verb_form(word) or word.endswith("ing")
    return looks_verb and words[at - 1].lower() not in DETERMINERS


def _circumstances(wh: str) -> bool:
    return bool(ADVERBIAL.match(wh) or DEGREE.match(wh) or wh.lower() == "how")


def _begins_noun(word: str) -> bool:
    return bool(word) and (
        word.lower() in DETERMINERS or word[0].isupper() or word[0].isdigit() or "'" in word
    )


def _head(words: list[str]) -> str:
    end = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS), len(words))
    return words[max(end - 1, 0)]


def is_verb_form(word: str) -> bool:
    """Tell whether a word looks like a past form or a participle."""
    return word in VERB_FORMS or bool(re.fullmatch(r"\w{2,}ed", word))


def participle(verb: str) -> str:
    """Return the past participle of a verb's past form."""
    return PARTICIPLES.get(verb, verb)


def base_form(verb: str) -> str:
    """Return the infinitive of a verb's past form, by rule where it is regular."""
    if verb in BASE_FORMS or not verb.endswith("ed"):
        return BASE_FORMS.get(verb, verb)
    stem = verb.removesuffix("ed")
    if stem.endswith("i"):
        return f"{stem[:-1]}y" if len(stem) > 2 else f"{stem}e"
    if re.search(r"([bgmnprt])\1$", stem):
        return stem[:-1]
    return f"{stem}e" if SILENT_E.search(stem) else stem
