"""A question that leans on what was asked before, completed by rule.

What a reader sees as "understood as" is a plain question of its own: other question words before
the earlier question, another name in it, or a name where the message has a pronoun. A message that
says enough by itself is never touched, and one that no rule understands is left as it is: a wrong
completion is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.english import (
    ABOUT,
    ABOUT_NOTHING,
    ADVERBIAL,
    ANYBODY_ELSE,
    AUXILIARIES,
    CLAUSE,
    COUNTRIES,
    DEGREE,
    DETERMINERS,
    ELSE,
    EMPTY_IT,
    EVENT,
    FRAGMENT,
    OF_MANY,
    OF_THINGS,
    OPENER,
    ORDINALS,
    PERSONAL,
    PLURAL,
    POSSESSIVE,
    PREPOSITIONS,
    QUESTION,
    REWORDED,
    SAID,
    SAYING,
    STOP_WORDS,
    SUBJECTS,
    THAT,
    THERE,
    WITHOUT_NOUN,
    WITHOUT_OBJECT,
)
from index.models import Quote, Sentence
from index.rephrasing import (
    QUESTION_WORDS,
    Parsed,
    ask_circumstances,
    ask_thing,
    is_verb_form,
    parse,
    topic,
)

_MOST_WORDS = 6
"""Of "what about …": more words say what they are about themselves."""

_JOINED = re.compile(r", and (?:\w+ )?(?:who|whom|whose|what|which|when|where|why|how)\b.*", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IN_PLACE = re.compile(r"\b(?:in|at|on|through|near) ((?:the )?[A-Z][\w-]*(?: [A-Z][\w-]*)*)")
_NAME = re.compile(r"[A-ZÀ-Ý][\w’'-]*(?: (?:(?:of|de|von|der|van|la|al|bin) )*[A-ZÀ-Ý][\w’'-]*)*")


@dataclass(frozen=True)
class Turn:
    """A question that was answered before, completed where it had to be."""

    question: str
    quote: Quote | None
    """The answer's first quote; None where it was refused."""

    @property
    def answer(self) -> str | None:
        """The answer itself, where the reader could tell it."""
        return self.quote.span.text if self.quote and self.quote.span else None


def is_opening(question: str) -> bool:
    """Tell whether a question is nothing but what follow-ups begin with, as "and?" is."""
    bare = " ".join(question.split()).strip("?!., ")
    return not OPENER.sub("", f"{bare} ").strip() or ABOUT_NOTHING.fullmatch(bare) is not None


def complete(question: str, history: Sequence[Turn], *, reply: bool = False) -> str | None:
    """Return the question with what it leaves out, or None where it is complete by itself.

    `history` is what was asked before, newest last. In a `reply` to an answer also a bare word
    asks about what was answered.
    """
    history = [_first_asked(turn) for turn in leading_to(question, history)]
    if not history:
        return None
    last = history[-1]
    bare = " ".join(question.split()).strip("?!. ")
    opener = OPENER.match(bare)
    bare = bare[opener.end() :] if opener else bare
    parsed = parse(_recased(last.question, last.quote))
    if not bare or not parsed:
        return None
    found = (
        _another(bare, history)
        or _fragment(bare, parsed, last)
        or _about(bare, parsed, last, short=reply or opener is not None)
        or _pronoun(bare, parsed, history)
        or _too_little(bare, parsed, last)
    )
    return _sentence(found) if found else None


def is_fragment(question: str) -> bool:
    """Tell whether a question is nothing but question words, as "and when?" is."""
    bare = _bare(question)
    return bool(FRAGMENT.fullmatch(bare)) or _others_asked_for(bare) is not None


def leading_to(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the history up to the turn that a question goes on from.

    That is the last one, but "who else" passes over "when", to what was asked of that kind.
    """
    if not (wh := _others_asked_for(_bare(question))):
        return history
    parsed = [parse(_first_asked(turn).question) for turn in history]
    alike = [bool(one and one.wh.lower().startswith(wh.split()[0])) for one in parsed]
    things = [bool(one and ask_thing(one, wh)) for one in parsed]
    for kind in (alike, things):
        if any(kind):
            return history[: len(kind) - kind[::-1].index(True)]
    return history


def told(question: str, history: Sequence[Turn]) -> tuple[Sentence, ...]:
    """Return the sentences shown before that a question such as "who else" does not ask for."""
    if not ELSE.search(question):
        return ()
    quotes = [turn.quote for turn in history if turn.quote]
    return tuple(sentence for quote in quotes for sentence in quote.sentences)


def _others_asked_for(bare: str) -> str | None:
    """Return "who else" for that and the like, None for anything else."""
    return next((wh for pattern, wh in ANYBODY_ELSE if pattern.fullmatch(bare)), None)


def _bare(question: str) -> str:
    """Return a question without what follow-ups begin and sentences end with."""
    return OPENER.sub("", " ".join(question.split()).strip("?!. "), count=1)


def _first_asked(turn: Turn) -> Turn:
    """Return the turn without the question that was joined to its own."""
    return replace(turn, question=_JOINED.sub("?", turn.question))


def _another(bare: str, history: Sequence[Turn]) -> str | None:
    """Complete "who else" with the question that leads to it."""
    wh = _others_asked_for(bare)
    parsed = parse(history[-1].question)
    if not wh or not parsed:
        return None
    return ask_thing(parsed, wh) or _joined(history[-1], wh)


def _fragment(bare: str, parsed: Parsed, last: Turn) -> str | None:
    """Complete a message of nothing but question words, such as "when" or "how many"."""
    if event := EVENT.fullmatch(bare) or (
        parsed.wh.lower().startswith("what") and SAYING.fullmatch(bare)
    ):
        bare = event[1]
    elif SAID.fullmatch(bare):
        bare = "according to whom"
    elif not FRAGMENT.fullmatch(bare) or any(map(is_verb_form, bare.split())):
        return None
    for pattern, words in REWORDED:
        if pattern.fullmatch(bare):
            bare = pattern.sub(words, bare)
    return _with_question_words(bare, parsed, last) or _joined(last, bare)


def _with_question_words(wh: str, parsed: Parsed, last: Turn) -> str | None:
    if ADVERBIAL.match(wh) or wh.startswith("according"):
        return ask_circumstances(parsed, wh, _name(last.answer))
    if DEGREE.match(wh) and (thing := topic(parsed)):
        return f"{wh} is {thing}"
    return ask_thing(parsed, wh)


def _joined(last: Turn, wh: str) -> str:
    """Return the earlier question with another after it, which is English for any two."""
    return f"{last.question.rstrip('?!. ')}, and {wh}"


def _about(bare: str, parsed: Parsed, last: Turn, *, short: bool) -> str | None:
    """Complete "what about Spain", or only "and Spain"."""
    about = ABOUT.fullmatch(bare)
    words = about["about"] if about else bare
    most = _MOST_WORDS if about else _MOST_WORDS // 2
    if len(words.split()) > most or not (about or short) or QUESTION.search(words):
        return None
    words = re.sub(r"\b(\w+) ones?$", r"\1", words)
    earlier = _recased(last.question, last.quote).rstrip("?!. ")
    words = _recased(words, last.quote)
    return _swapped(earlier, words) or _swapped_name(earlier, parsed, words)


def _swapped(earlier: str, words: str) -> str | None:
    """Swap what is of the same kind by its words: a preposition, an ordinal, a year, a country."""
    first, *others = words.split()
    if first.lower() in PREPOSITIONS | {"of"} and others:
        there = re.compile(rf"\b{first} (?:the )?(?:[A-Z\d][\w-]*(?: [A-Z\d][\w-]*)*|\w+)", re.I)
        if re.search(rf"\b{first} ", earlier, re.I):
            # Not the words themselves: a backslash in them would be read as a group's number.
            return there.sub(lambda _: words, earlier, count=1)
        return f"{earlier} {words}"
    for kind in (set(ORDINALS), COUNTRIES):
        new = next((word for word in words.split() if word.lower() in kind), None)
        old = [word for word in re.findall(r"[\w-]+", earlier) if word.lower() in kind]
        if new and old:
            return re.sub(rf"\b{old[-1]}\b", new, earlier)
    if not _YEAR.fullmatch(words):
        return None
    return _YEAR.sub(words, earlier) if _YEAR.search(earlier) else f"{earlier} in {words}"


def _swapped_name(earlier: str, parsed: Parsed, words: str) -> str | None:
    """Swap the thing that the earlier question speaks of; a country is else where it was."""
    if words.lower() in COUNTRIES:
        return f"{earlier} in {words}"
    old = topic(parsed)
    if not old:
        return None
    rest = earlier[earlier.find(old) + len(old) :]
    return f"{earlier[: earlier.find(old)]}{words}{rest}" if old in earlier else None


def _pronoun(bare: str, parsed: Parsed, history: Sequence[Turn]) -> str | None:
    """Put what was spoken of where the message has a pronoun that nothing in it explains."""
    if not QUESTION.search(bare) or EMPTY_IT.search(bare):
        return None
    if THAT.fullmatch(bare):
        return _joined(history[-1], bare)
    for pattern, meant in (
        (PERSONAL, _person(parsed, history)),
        (OF_THINGS, _thing(parsed, history[-1])),
        (OF_MANY, _many(parsed, history[-1])),
        (THERE, _place(parsed, history[-1])),
    ):
        found = pattern.search(bare)
        if found and meant and not _explained(bare, found):
            return _put(bare, found, meant)
    if (found := THAT.search(bare)) and not _explained(bare, found):
        return _joined(history[-1], bare)
    return None


def _explained(bare: str, found: re.Match[str]) -> bool:
    """Tell whether the message itself may say what the pronoun stands for.

    In one clause a pronoun never stands for what else the clause names, unless it is a possessive;
    as a subject after anything but an auxiliary it begins a clause.
    """
    before, after = bare[: found.start()].split(), bare[found.end() :].split()
    if not [word for word in before if word.lower() not in STOP_WORDS]:
        return False
    pronoun = found[0].lower()
    if pronoun in POSSESSIVE or CLAUSE.search(QUESTION_WORDS.sub("", " ".join(before))):
        return True
    return bool(pronoun in SUBJECTS and after and before[-1].lower() not in AUXILIARIES)


def _put(bare: str, found: re.Match[str], meant: str) -> str:
    word = found[0].lower()
    after = bare[found.end() :]
    # "Her" is either; before a noun it is a possessive.
    owns = word in POSSESSIVE and (word != "her" or bool(re.match(r" \w", after)))
    if owns:
        meant = f"{meant}’" if meant.endswith("s") else f"{meant}’s"
    if word == "there":
        meant = f"in {meant}"
    return f"{bare[: found.start()]}{meant}{after}"


def _too_little(bare: str, parsed: Parsed, last: Turn) -> str | None:
    """Complete "how many were hurt" and "who came" with where the earlier question was."""
    if not (WITHOUT_NOUN.fullmatch(bare) or WITHOUT_OBJECT.fullmatch(bare)):
        return None
    where = re.search(r"\b(?:in|at|on|during|after|of) .+$", parsed.rest)
    return f"{bare} {where[0]}" if where else _joined(last, bare)


def _person(parsed: Parsed, history: Sequence[Turn]) -> str | None:
    """Return who was spoken of last: the answer to "who", or a name in the question."""
    for turn in reversed(history):
        asked = parse(_recased(turn.question, turn.quote))
        answer = _name(turn.answer)
        if asked and answer and asked.wh.lower().startswith(("who", "to whom", "by whom", "which")):
            return answer
        names = [name for name in _names(turn) if name.lower() not in COUNTRIES]
        if names or answer:
            return names[0] if names else answer
    return None


def _thing(parsed: Parsed, last: Turn) -> str | None:
    answer, thing = _name(last.answer), topic(parsed)
    if answer and parsed.wh.lower().startswith(("which", "what")):
        return answer
    many = thing is not None and PLURAL.search(thing)
    return (answer if many else thing) or answer or _place(parsed, last)


def _many(parsed: Parsed, last: Turn) -> str | None:
    if parsed.noun:
        return f"the {parsed.noun}"
    thing, answer = topic(parsed), last.answer
    if not answer or len(answer.split()) > _MOST_WORDS:
        return thing
    many = bool(re.search(r" and |\d", answer) or PLURAL.search(answer))
    return answer if many or not (thing and PLURAL.search(thing)) else thing


def _place(parsed: Parsed, last: Turn) -> str | None:
    if parsed.wh.lower().startswith("where"):
        return last.answer
    found = _IN_PLACE.search(parsed.rest)
    return found[1] if found else topic(parsed)


def _name(answer: str | None) -> str | None:
    """Return an answer that is a name, as it stands in a question."""
    if not answer or len(answer.split()) > _MOST_WORDS:
        return None
    found = _NAME.search(answer)
    return found[0] if found else None


def _names(turn: Turn) -> list[str]:
    """Return the names in a question, its first word aside."""
    words = _recased(turn.question, turn.quote).partition(" ")[2]
    return [re.sub(r"['’]s$", "", name) for name in _NAME.findall(words)]


def _recased(text: str, quote: Quote | None) -> str:
    """Write the names in `text` with the capitals that the answer's article gives them."""
    if not quote:
        return text
    shown = f"{quote.article.title}. {quote.text}"
    capitals = {name.lower(): name for name in re.findall(r"(?<=\w )[A-ZÀ-Ý][\w-]+", shown)}
    small = set(re.findall(r"\b[a-zà-ý][\w-]+", shown)) | STOP_WORDS | DETERMINERS
    return re.sub(
        r"\b[a-zà-ý][\w-]+",
        lambda word: word[0] if word[0] in small else capitals.get(word[0], word[0]),
        text,
    )


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}?"
