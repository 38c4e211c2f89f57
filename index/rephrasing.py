"""An English question taken apart, and asked again with other question words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.english import (
    ABOUT,
    ADVERBIAL,
    ANY_PRONOUN,
    AT_ENDS,
    AUXILIARIES,
    BASE_FORMS,
    BE,
    BEFORE_NAMES,
    BEFORE_VERBS,
    CONTRACTED,
    DEGREE,
    DETERMINERS,
    DO,
    ELSE,
    HAVE,
    INFINITIVES,
    NUMERALS,
    OPENER,
    ORDINALS,
    PARTICIPLES,
    PARTICLES,
    PEOPLE,
    PLURAL,
    PREDICATES,
    PREPOSITIONS,
    SILENT_E,
    SUPERLATIVE,
    TELL_ABOUT,
    TITLE,
    VERB_FORMS,
)

QUESTION_WORDS = re.compile(
    r"^(?:(?P<preposition>according to|[a-z]+) )?"
    r"(?P<word>who|whom|whose|what|which|when|where|why|how)\b",
    re.I,
)
_PREPOSITIONS = PREPOSITIONS | {"according to"}
COUNTING = re.compile(r"^(?P<words>how many|how much|which|what|whose)\b ?(?P<noun>.*)", re.I)


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
        return _words_and_noun(self.wh)[1]

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
        if self.noun and agree(self.verb, self.noun) != self.verb:
            return False
        first = (self.rest.split() or [""])[0]
        return not _begins_noun(first)


def plain(question: str) -> str:
    """Return a question without "and so" before it, and with "who is" for "who's" or "whos".

    So with "who'll" and "who've".
    """
    words = " ".join(question.split()).strip("?!. ")
    opener = OPENER.match(words)
    words = words[opener.end() :] if opener else words
    for pattern, whole in CONTRACTED:
        words = pattern.sub(whole, words)
    return words


def parse(question: str) -> Parsed | None:
    """Take a question apart, or return None where it does not begin as one.

    Of "tell me about Webb" all is `rest` but the words that ask; "what about Webb" asks nothing.
    """
    if ABOUT.fullmatch(plain(question)):
        return None
    if told := TELL_ABOUT.fullmatch(plain(question)):
        return Parsed("", "", told["about"])
    words = plain(question).split()
    if not words:
        return None
    if words[0].lower() in AUXILIARIES:
        return Parsed("", words[0], " ".join(words[1:]))
    match = QUESTION_WORDS.match(" ".join(words))
    # Of "how come it has" and "what if it does" the order is a statement's.
    if " ".join(words[:2]).lower() in {"how come", "what if"}:
        return None
    if not match or (match["preposition"] and match["preposition"].lower() not in _PREPOSITIONS):
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
    if wh == "by whom" and not (parsed.verb.lower() in BE and _has_participle(parsed.rest)):
        return None
    if parsed.noun and ANY_PRONOUN.fullmatch(parsed.rest):
        return None
    if parsed.asks_subject:
        return _subject_asked(parsed, wh, answer)
    rest: str | None = parsed.rest
    if parsed.wh and not _circumstances(parsed.wh):
        rest = _with_object(parsed, answer)
    return f"{wh} {parsed.verb.lower()} {rest}" if rest else None


def tells_what_happened(parsed: Parsed) -> bool:
    """Tell whether a question takes something for true: neither "did it rain" nor "what is X"."""
    what = parsed.wh.lower() == "what" and parsed.verb.lower() in BE
    return bool(parsed.wh) and not (what and not _has_participle(parsed.rest))


def ask_why_not(parsed: Parsed) -> str | None:
    """Return "why didn't it rain" of "did it rain"."""
    verb = {"can": "ca", "will": "wo"}.get(parsed.verb.lower(), parsed.verb.lower())
    yes_or_no = parsed.verb and not parsed.wh and verb != "may"
    return f"why {verb}n't {parsed.rest}" if yes_or_no else None


def _subject_asked(parsed: Parsed, wh: str, answer: str | None) -> str | None:
    verb, who = parsed.verb.lower(), parsed.noun or answer
    if parsed.has_auxiliary:
        if parsed.noun and not parsed.wh.lower().startswith("how"):
            who = answer or f"the {parsed.noun}"
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
        verb = verb[:-2] if verb.endswith(("ches", "shes", "sses", "xes", "oes")) else verb[:-1]
        return f"{wh} does {who} {verb} {parsed.rest}"
    return f"{wh} did {who} {base_form(verb)} {parsed.rest}".rstrip()


def _passive(parsed: Parsed, wh: str) -> str | None:
    """Return "when were the releases announced" of "who announced the releases"."""
    words, particle = parsed.rest.split(), ""
    if words and words[0].lower() in PARTICLES:
        particle, words = f" {words[0]}", words[1:]
    elif words and words[-1].lower() in PREPOSITIONS:
        particle, words = f" {words[-1]}", words[:-1]
    if not words or not _begins_noun(words[0]) or not is_verb_form(parsed.verb.lower()):
        return None
    be = "were" if PLURAL.search(_head(words)) else "was"
    return f"{wh} {be} {' '.join(words)} {participle(parsed.verb.lower())}{particle}"


def _with_object(parsed: Parsed, answer: str | None) -> str | None:
    """Return the rest with what was asked for back in its place, before a last preposition."""
    words = parsed.rest.split()
    if parsed.verb.lower() in BE:
        if _has_participle(words[-1]):
            return f"{parsed.rest} {answer or 'that'}"
        if parsed.wh.lower() == "who":
            return f"{answer} {parsed.rest}" if answer else None
        if parsed.noun and SUPERLATIVE.match(parsed.rest):
            return f"{answer or f'the {parsed.noun}'} {parsed.rest}"
        return parsed.rest
    ends = (i for i in range(2, len(words) - 1) if _ends_object(words, i))
    last = len(words) - (words[-1].lower() in AT_ENDS)
    at = next(ends, last)
    if parsed.wh.lower().startswith("who") and not answer:
        return None
    one = parsed.wh.lower().startswith(("which", "what")) and parsed.noun
    what = f"the {parsed.noun}" if one else parsed.noun or answer or "that"
    return " ".join([*words[:at], what, *words[at:]])


def _ends_object(words: list[str], at: int) -> bool:
    """Tell whether a preposition begins what no longer belongs to "the price of" or "agree to"."""
    deed = words[at].lower() == "to" and INFINITIVES.intersection(words[at + 1 : at + 2])
    return words[at].lower() in PREPOSITIONS - {"of"} and not deed


def ask_thing(parsed: Parsed, wh: str) -> str | None:
    """Ask `wh` ("who else", "how many") in place of the question words that asked for a thing.

    People never stand for things, and another noun only where the same was asked of the first.
    """
    if not parsed.wh or _circumstances(parsed.wh):
        return None
    if ELSE.search(wh):
        return f"{wh} {parsed.verb} {parsed.rest}"
    (words, noun), (earlier, before) = _words_and_noun(wh.lower()), _words_and_noun(parsed.wh)
    earlier = earlier.lower()
    people = earlier.startswith("who") or PEOPLE.search(before) is not None
    if noun in {"", "one", "ones"}:
        if words in {"who", "whom"}:
            return f"{wh} {agree(parsed.verb, wh)} {parsed.rest}" if people and before else None
        noun = "people" if earlier == "who" else before
        same = words == earlier or not PLURAL.search(noun)
    else:
        alike = people == bool(PEOPLE.search(noun))
        same = noun != before and not (words == earlier and before and alike)
        same = same and not (noun == "company" and earlier == "who")
    if same or words not in {"how many", "which", "what"}:
        return None
    verb = agree(parsed.verb, noun) if parsed.asks_subject else parsed.verb
    return f"{words} {noun} {verb} {parsed.rest}"


def _words_and_noun(wh: str) -> tuple[str, str]:
    found = COUNTING.match(wh)
    if not found or found["noun"].lower() == "else":
        return wh, ""
    return found["words"], re.sub("^of (?:the )?", "", found["noun"])


def agree(verb: str, noun: str) -> str:
    """Return "was" or "were" and such, as it stands with a noun; other verbs as they are."""
    many = {"was": "were", "is": "are", "has": "have", "does": "do"}
    one = {plural: singular for singular, plural in many.items()}
    return (many if PLURAL.search(_head(noun.split())) else one).get(verb.lower(), verb)


def topic(parsed: Parsed) -> str | None:
    """Return the thing that a question speaks of: its subject, or else its object.

    None where it cannot be told how far it goes.
    """
    words = parsed.rest.split()
    while parsed.asks_subject and words and words[0].lower() in PREPOSITIONS | PARTICLES:
        words = words[1:]
    if not words or not _begins_noun(words[0]):
        return None
    end = next((i for i in range(1, len(words)) if _ends_noun(words, i)), len(words))
    of_deed = not parsed.asks_subject and parsed.verb.lower() not in BE
    if of_deed and not (parsed.verb.lower() in HAVE and any(map(is_verb_form, words[end:]))):
        found = _before_infinitive(words, end)
    else:
        # "What was it a picture of" ends with what belongs to the question words.
        last = end - 1 if words[end - 1].lower() in PREPOSITIONS | {"of"} else end
        found = " ".join(words[:last])
    # Of "the teachers' strike" it cannot be told how far it goes.
    return None if not found or found.endswith(("'s", "’s", "s'", "s’")) else found


def what_is_done_to(parsed: Parsed) -> str | None:
    """Return the object at the end of "when did Spain close the mines", with its determiner."""
    words = parsed.rest.split()
    subject = (topic(parsed) or "").split()
    deed = len(subject)
    if not subject or parsed.asks_subject or words[:deed] != subject or len(words) < deed + 3:
        return None
    done = words[deed] in INFINITIVES and words[deed + 1].lower() in DETERMINERS
    inside = {word.lower() for word in words[deed + 1 :]} & PREPOSITIONS
    return " ".join(words[deed + 1 :]) if done and inside <= {"of"} else None


def _before_infinitive(words: list[str], end: int) -> str | None:
    """Return the subject in front of "find water" or "touch down"."""
    first = 1 if words[0][0].isupper() else 2
    for at in range(first, min(end + 1, len(words))):
        # "The rocket launch fail": the last of them is the verb.
        last = words[at] in INFINITIVES and not INFINITIVES.intersection(words[at + 1 : at + 2])
        if last and words[at - 1].lower() not in PREPOSITIONS:
            return " ".join(word for word in words[:at] if word.lower() not in BEFORE_VERBS)
    # "The airline Aerosur stop": what follows a name is the verb, what stands before it is none.
    after = next((i for i in range(end, len(words)) if not words[i][0].isupper()), end)
    if after > end and words[after] in INFINITIVES:
        return " ".join(words[:after])
    name = all(word[0].isupper() or word[0].isdigit() for word in words[first - 1 : end - 1])
    return " ".join(words[: end - 1]) if end > first and (name or end == first + 1) else None


def _ends_noun(words: list[str], at: int) -> bool:
    word = words[at]
    if word.lower() in PREPOSITIONS - {"of", "between", "from"} or word.lower() in DETERMINERS:
        return words[at - 1].lower() not in PREPOSITIONS | {"and"}
    if word[0].isupper() and words[at - 1][0].islower():
        before = words[at - 1].lower()
        others = {"and", "of", "der", "den", *ORDINALS, *NUMERALS}
        inside = before in PREPOSITIONS | DETERMINERS | BEFORE_NAMES | others
        return at > 1 and not (inside or TITLE.fullmatch(before) or is_verb_form(before))
    if word.lower() in PREDICATES:
        return words[at - 1].lower() not in PREPOSITIONS | DETERMINERS
    looks_verb = is_verb_form(word) or word.endswith("ing")
    return looks_verb and words[at - 1].lower() not in DETERMINERS


def _circumstances(wh: str) -> bool:
    return bool(ADVERBIAL.match(wh) or DEGREE.match(wh) or wh.lower() == "how")


def _begins_noun(word: str) -> bool:
    return word not in {"", "I"} and (
        word.lower() in DETERMINERS or word[0].isupper() or word[0].isdigit() or "'" in word
    )


def _head(words: list[str]) -> str:
    end = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS), len(words))
    return words[max(end - 1, 0)]


def _has_participle(text: str) -> bool:
    return any(map(is_verb_form, text.split()))


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
