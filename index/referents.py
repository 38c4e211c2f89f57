"""What "he", "it", "they" and "there" stand for after a question and its answer.

None wherever that is not certain: a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english import (
    ADVERBIAL,
    BE,
    COUNTRIES,
    DETERMINERS,
    HEAD_OF,
    KIN,
    NUMBER,
    ORGANISATION,
    PEOPLE,
    PLACE,
    PLURAL,
    PREPOSITIONS,
    SPEAKING,
    STOP_WORDS,
    THING,
    TIMES,
    TITLE,
)
from index.rephrasing import Parsed, is_verb_form, parse, topic
from index.turns import CAPITALISED, PARTICLE, PERSON_NAME, Turn, names_in, shown_in, told_in

_MOST_WORDS = 6
"""Of an answer that is a name."""

_IN_PLACE = re.compile(r"\b(?:in|at|on|near) (?:the )?(?P<place>[A-Z][\w-]*(?: [A-Z][\w-]*)*)")
_NAME = re.compile(rf"{CAPITALISED}(?: (?:(?:of|{PARTICLE}) )*(?:{CAPITALISED}|\d+))*")


def person_meant(history: Sequence[Turn]) -> str | None:
    """Return who "he" or "she" is: the one person that was asked or told of last."""
    for turn in reversed(history):
        people = _people(turn)
        if people or not turn.quote or names_in(turn) or _asks_who(turn):
            return people[0] if len(people) == 1 else None
    return None


def _people(turn: Turn) -> list[str]:
    """Return the people a turn speaks of: who was asked about, the answer to who, or a name."""
    parsed = parse(turn.question)
    if not parsed:
        return []
    named = PERSON_NAME.fullmatch(parsed.rest) and not _is_no_person(parsed.rest, turn)
    if named and parsed.wh.lower() == "who" and parsed.verb.lower() in {"is", "was"}:
        return [parsed.rest]
    if not _asks_who(turn):
        return [name for name in names_in(turn) if _is_person(name, turn)]
    answer = turn.answer or ""
    names = [name for name in PERSON_NAME.findall(answer) if not _is_no_person(name, turn)]
    names = [name for name in names if " " in name] or names
    near = "".join(_around(name, turn) for name in names)
    return [] if KIN.search(near) or KIN.search(turn.question) else names


def _asks_who(turn: Turn) -> bool:
    wh = (parse(turn.question) or Parsed("", "", "")).wh
    asks_which = re.match(r"(?:which|what) ", wh, re.I) and PEOPLE.search(wh)
    return re.search(r"\bwhom?\b", wh, re.I) is not None or asks_which is not None


def _around(name: str, turn: Turn) -> str:
    """Return the few words on both sides of a name in what was shown."""
    at = re.search(rf"((?:\S+ ){{0,3}}){re.escape(name)}((?:\W+\w+){{0,4}})", shown_in(turn))
    return f"{at[1]} {at[2]} " if at else ""


def _is_person(name: str, turn: Turn) -> bool:
    """Tell whether what was shown makes a name a person's: a first name or a title before it."""
    if _is_no_person(name, turn) or HEAD_OF.search(turn.question.partition(name)[0]):
        return False
    first = rf"(?<![Tt]he )\b(?P<first>{CAPITALISED}) (?:{PARTICLE} )*"
    full = first if " " not in name else r"(?<![Tt]he )\b(?P<first>)"
    before = re.search(rf"{full}{re.escape(name)}\b", told_in(turn))
    if before and before["first"].lower() not in STOP_WORDS | PREPOSITIONS | COUNTRIES:
        return True
    titled = re.search(
        rf"({TITLE.pattern}) {re.escape(name)}\b", f"{told_in(turn)} {turn.question}"
    )
    return titled is not None or bool(TITLE.match(name) and " " in name)


def _is_no_person(name: str, turn: Turn) -> bool:
    """Tell whether a name is a place, an organisation, a number or a day, or may be one."""
    no_names = COUNTRIES | PREPOSITIONS | STOP_WORDS - {"will"}
    if {word.lower() for word in name.split()} & no_names or TIMES.match(name):
        return True
    if any(pattern.search(name) for pattern in (ORGANISATION, PLACE, THING)):
        return True
    if NUMBER.fullmatch(name):
        return True
    where = rf"\b(?:the|in|at|near|into|outside|across) {re.escape(name)}\b(?!['’]s)"
    return re.search(where, f"{shown_in(turn)} {turn.question}", re.I) is not None


def thing_meant(last: Turn, *, happened: bool = False) -> str | None:
    """Return what "it" is in the last question, or in an answer to which or what it was."""
    parsed = parse(last.question)
    if not parsed:
        return None
    wh, noun, thing = parsed.wh.lower(), parsed.noun, topic(parsed)
    state = parsed.verb.lower() in BE and not any(map(is_verb_form, parsed.rest.split()))
    if happened and not (state or not parsed.verb):
        return None
    if noun and wh.startswith(("which", "what")) and not ADVERBIAL.match(wh):
        one = not (PLURAL.search(noun) or PEOPLE.search(noun))
        return answer_name(last) or f"the {noun}" if one else None
    if parsed.asks_subject and re.match(r"(?:in|at|near) [A-Z]", parsed.rest):
        return None
    if wh == "what" and (parsed.asks_subject or not state or re.match("the .+ of ", thing or "")):
        name = answer_name(last)
        of = re.match(r"the [\w-]+ of ((?:the )?.+)", thing or "")
        if of or parsed.rest.endswith(("called", "named")):
            return name or _one_thing(of[1] if of else thing, last)
        about = re.search(r"\babout (.+)$", parsed.rest)
        return _one_thing(about[1], last) if about else name if parsed.asks_subject else None
    name = answer_name(last) or ""
    if thing and _is_many(thing) and wh == "who":
        return name if name.startswith("the ") and not PLURAL.search(name) else None
    return _one_thing(thing, last)


def _one_thing(thing: str | None, turn: Turn) -> str | None:
    """Return a thing where it is neither many nor anybody."""
    if not thing or _is_many(thing) or TIMES.match(thing):
        return None
    head = thing.split(" of ")[0]
    part = NUMBER.fullmatch(head) or head.lower() in DETERMINERS
    if part or PEOPLE.search(head) or re.search(rf"{TITLE.pattern} [A-Z]", head):
        return None
    known = thing.lower().startswith("the ") or thing.lower() in COUNTRIES
    if known or not thing[0].isupper():
        return thing
    speaks = SPEAKING.search(turn.question) or not turn.quote or _is_person(thing, turn)
    return None if speaks else thing


def _is_many(thing: str) -> bool:
    """Tell whether something is plural; a name like "Paris" is none."""
    head = re.split(r" (?:of|from|between) ", thing)[0]
    named = not head.lower().startswith("the ") or head.lower().removeprefix("the ") in COUNTRIES
    name = head.split()[-1][0].isupper() and named
    return PLURAL.search(head) is not None and not name


def many_meant(last: Turn) -> str | None:
    """Return who or what "they" are: what was counted, the question's topic, or the answer."""
    parsed = parse(last.question)
    if not parsed or parsed.rest.endswith("there"):
        return None
    thing = topic(parsed)
    many = thing if thing and _is_many(thing) else None
    if parsed.noun and PLURAL.search(parsed.noun):
        of_people = parsed.noun == "people" and parsed.asks_subject
        who = f" who {parsed.verb} {parsed.rest}" if of_people else ""
        return None if many else f"the {parsed.noun}{who}"
    answer = last.answer or ""
    told = [name for name in PERSON_NAME.findall(answer) if not NUMBER.fullmatch(name)]
    if " and " in answer and len(told) > 1 and len(answer.split()) <= _MOST_WORDS:
        return None if many or not parsed.wh.lower().startswith("who") else answer
    return many or _many_answered(parsed, last)


def _many_answered(parsed: Parsed, last: Turn) -> str | None:
    name = answer_name(last) or ""
    asks = parsed.wh.lower().startswith(("who", "which", "what"))
    return name if asks and name.startswith("the ") and PLURAL.search(name) else None


def place_meant(last: Turn) -> str | None:
    """Return where "there" is, with its preposition."""
    parsed = parse(last.question)
    if not parsed:
        return None
    if parsed.wh.lower() == "where":
        name = answer_name(last)
        return f"in {name}" if name else None
    for found in _IN_PLACE.finditer(parsed.rest):
        if not TIMES.match(found["place"]):
            return found[0]
    thing = topic(parsed) or ""
    place = PLACE.search(thing) or thing.lower() in COUNTRIES
    return f"in {thing}" if place else None


def answer_name(turn: Turn) -> str | None:
    """Return an answer that is nothing but a name, with "the" where the article has it so."""
    answer = re.sub(r"^(?:in|at|on|by|to|from) ", "", turn.answer or "", flags=re.I)
    name = re.sub(r"^the ", "", answer, flags=re.I)
    if not _NAME.fullmatch(name) or TIMES.match(name) or NUMBER.fullmatch(name):
        return None
    if name.lower() in STOP_WORDS or len(name.split()) > _MOST_WORDS:
        return None
    return f"the {name}" if re.search(rf"\bthe {re.escape(name)}", shown_in(turn), re.I) else name
