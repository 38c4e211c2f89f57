"""Words such as "24h", "7 days", "since Monday" or "in January 2026" to a stretch of time.

Days are UTC days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from corpus.models import Span
from index.english import (
    BETWEEN,
    LAST,
    MONTHS,
    NEWS,
    NUMBERS,
    ON_DATE,
    PERIODS,
    RELATIVE,
    SINCE,
    SINCE_DAY,
    THIS,
    TODAY_IN_NAME,
    UNITS,
    WEEKDAYS,
)

_COUNTED = re.compile(r"(?:last |past )?(\d{1,4}) ?([a-z]+?)s?")
_DAY = timedelta(days=1)
_LAST_DAY = 31


class Period(NamedTuple):
    """A stretch of time; `end` is not included. Both have a time zone."""

    start: datetime
    end: datetime

    @property
    def label(self) -> str:
        """Its days for people: "8 Jan 2026", or the first and the last with a dash."""
        last = self.end - timedelta(microseconds=1)
        return " – ".join(dict.fromkeys(f"{day.day} {day:%b %Y}" for day in (self.start, last)))


class News(NamedTuple):
    """The news of a period, or the newest."""

    period: Period | None


@dataclass(frozen=True)
class FoundPeriod:
    """A period that a question names."""

    period: Period
    words: Span
    """The characters of the question that name it."""
    relative: bool
    """Counted from now, as "last week" is; "in 2025" is not."""
    rest: str
    """The question without these words."""


def parse_period(words: str, now: datetime) -> Period | None:
    """Return the period that `words` are, all of them, or None when they name none.

    "24h" and the like end with the day that now begins: an article with only a day counts as its
    end.
    """
    words = " ".join(words.split())
    if named := _named(words.lower(), now):
        return named
    dated = [f"in {words}"] if re.search(r"\d", words) else []
    found = (find_period(one, now) for one in [words, *dated])
    return next((one.period for one in found if one and not one.rest), None)


def find_news(question: str, now: datetime) -> News | None:
    """Return what a question for whatever there is asks for, such as "what happened yesterday?".

    None where it asks for something: then it is for an answer, not for a briefing.
    """
    found = find_period(question, now)
    rest = found.rest if found else question
    if not NEWS.fullmatch(" ".join(rest.split()).strip("?!. ")):
        return None
    return News(found.period if found else None)


def find_period(question: str, now: datetime) -> FoundPeriod | None:
    """Return the period that a question names, or None.

    A bare year ("the 2022 World Cup") is part of a name and not a period; "in 2022" is one.
    """
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    searched = TODAY_IN_NAME.sub(lambda name: "_" * len(name[0]), question)
    for pattern, read in _WAYS:
        found = pattern.search(searched)
        if found and (period := read(*(one.lower() for one in found.groups() if one), now)):
            # What counts up to now ends with today, so that it is told as such.
            period = period._replace(end=min(period.end, max(midnight, period.start) + _DAY))
            rest = _without(question, *found.span())
            return FoundPeriod(period, Span(*found.span()), pattern in _FROM_NOW, rest)
    return None


def _named(words: str, now: datetime) -> Period | None:
    if days := PERIODS.get(words):
        today = now.astimezone(UTC).date()
        return _whole_days(today + days[0] * _DAY, today + days[1] * _DAY)
    counted = _COUNTED.fullmatch(" ".join(NUMBERS.get(word, word) for word in words.split()))
    if not counted or counted[2] not in UNITS:
        return None
    return Period(now - timedelta(hours=int(counted[1]) * UNITS[counted[2]]), now + _DAY)


def _relative(words: str, now: datetime) -> Period | None:
    words = words.removeprefix("the ")
    today = now.astimezone(UTC).date()
    if words in THIS:
        return _whole_days(_first_day(THIS[words], today), today + _DAY)
    if words in LAST:
        end = _first_day(LAST[words], today)
        return _whole_days(_first_day(LAST[words], end - _DAY), end)
    return _named(words, now)


def _first_day(unit: str, day: date) -> date:
    """Return the first day of the week, month or year that a day is in."""
    if unit == "week":
        return day - day.weekday() * _DAY
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _since_day(words: str, now: datetime) -> Period:
    if last := _relative(words, now):
        return Period(last.start, now + _DAY)
    today = now.astimezone(UTC).date()
    # On a Monday "since Monday" is a week.
    back = (today.weekday() - WEEKDAYS.index(words)) % 7 or 7
    return _whole_days(today - back * _DAY, today + _DAY)


def _since(words: str, now: datetime) -> Period | None:
    began = _dated(words, now)
    return began and Period(began.start, max(began.end, now + _DAY))


def _between(first: str, last: str, now: datetime) -> Period | None:
    began, ended = _dated(first, now), _dated(last, now)
    if not began or not ended or ended.end <= began.start:
        return None
    return Period(began.start, ended.end)


def _dated(words: str, now: datetime) -> Period | None:
    """Return the day, month or year of a date; without a year it is the last one there was."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    months = [MONTHS[name[:3]] for name in re.findall(r"[a-z]{3,}", words) if name[:3] in MONTHS]
    year = next((number for number in numbers if number > _LAST_DAY), None)
    if year and len(numbers) == 3:  # 2026-01-08
        _, *months, day = numbers
    else:
        day = next((number for number in numbers if number <= _LAST_DAY), 0)
    month = months[0] if months else 0
    today = now.astimezone(UTC).date()
    if year is None:
        year = today.year - ((month, day) > (today.month, today.day if day else 0))
    try:
        first = date(year, month or 1, day or 1)
        return _whole_days(first, _after(first, month, day))
    except (ValueError, OverflowError):
        # There is no such day, or none after it: Python knows none after 9999.
        return None


def _after(first: date, month: int, day: int) -> date:
    """Return the day after a date's last: of a day, else of a month, else of a year."""
    if day:
        return first + _DAY
    return date(first.year + (month // 12 if month else 1), month % 12 + 1, 1)


def _whole_days(first: date, end: date) -> Period:
    return Period(datetime.combine(first, time(), UTC), datetime.combine(end, time(), UTC))


_WAYS: tuple[tuple[re.Pattern[str], Callable[..., Period | None]], ...] = (
    (BETWEEN, _between),
    (SINCE_DAY, _since_day),
    (SINCE, _since),
    (RELATIVE, _relative),
    (ON_DATE, _dated),
)
_FROM_NOW = (SINCE_DAY, RELATIVE)


def _without(question: str, start: int, end: int) -> str:
    rest = f"{question[:start].rstrip()} {question[end:].lstrip()}"
    return re.sub(r" (?=[?.!,;:])", "", rest).strip(" ,;:")
