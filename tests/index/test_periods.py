"""Words for a stretch of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.periods import find_period, parse_period

NOW = datetime(2026, 1, 10, 15, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("24h", NOW - DAY),
        ("7d", NOW - 7 * DAY),
        ("2w", NOW - 14 * DAY),
        ("36 hours", NOW - 1.5 * DAY),
        ("last 3 days", NOW - 3 * DAY),
        ("last two weeks", NOW - 14 * DAY),
        ("past 3 months", NOW - 90 * DAY),
        ("Past 1 Week", NOW - 7 * DAY),
    ],
)
def test_counted_periods_end_with_today(words: str, start: datetime) -> None:
    period = parse_period(words, NOW)
    assert period is not None
    assert period[0] == start
    # An article of today has only a day, which counts as its end.
    assert period[1] > NOW.replace(hour=23, minute=59, second=59)


def _midnight(day: tuple[int, int, int]) -> datetime:
    return datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("today", (2026, 1, 10), (2026, 1, 11)),
        ("Yesterday", (2026, 1, 9), (2026, 1, 10)),
        ("this  week", (2026, 1, 5), (2026, 1, 11)),
        ("last week", (2025, 12, 29), (2026, 1, 5)),
        ("this month", (2026, 1, 1), (2026, 1, 11)),
        ("past week", (2026, 1, 4), (2026, 1, 11)),
        ("past month", (2025, 12, 12), (2026, 1, 11)),
        ("in December 2025", (2025, 12, 1), (2026, 1, 1)),
        ("since Thursday", (2026, 1, 8), (2026, 1, 11)),
        ("since last week", (2025, 12, 29), (2026, 1, 11)),
        ("the day before yesterday", (2026, 1, 8), (2026, 1, 9)),
        ("January 2026", (2026, 1, 1), (2026, 1, 11)),
    ],
)
def test_named_periods_are_whole_days(
    words: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    expected = (_midnight(start), _midnight(end))
    assert parse_period(words, NOW) == expected


@pytest.mark.parametrize(
    ("today", "this_week", "last_week"),
    [
        (5, "5 Jan 2026", "29 Dec 2025 – 4 Jan 2026"),
        (11, "5 Jan 2026 – 11 Jan 2026", "29 Dec 2025 – 4 Jan 2026"),
        (12, "12 Jan 2026", "5 Jan 2026 – 11 Jan 2026"),
    ],
)
def test_a_week_is_from_monday_to_sunday(today: int, this_week: str, last_week: str) -> None:
    now = NOW.replace(day=today)
    found = [parse_period(words, now) for words in ("this week", "last week")]
    assert [one.label for one in found if one] == [this_week, last_week]


@pytest.mark.parametrize("words", ["", "7", "d7", "7 years old", "Venezuela", "99999d", "7x"])
def test_other_words_are_a_topic(words: str) -> None:
    assert parse_period(words, NOW) is None


@pytest.mark.parametrize(
    ("question", "words", "label"),
    [
        ("What happened yesterday?", "yesterday", "9 Jan 2026"),
        ("who was freed today", "today", "10 Jan 2026"),
        ("Who was freed last week in Spain?", "last week", "29 Dec 2025 – 4 Jan 2026"),
        ("What changed in the past week?", "in the past week", "4 Jan 2026 – 10 Jan 2026"),
        ("Who was freed in the last 3 days?", "in the last 3 days", "7 Jan 2026 – 10 Jan 2026"),
        ("Who left last month?", "last month", "1 Dec 2025 – 31 Dec 2025"),
        ("Who left this month?", "this month", "1 Jan 2026 – 10 Jan 2026"),
        ("Who left last year?", "last year", "1 Jan 2025 – 31 Dec 2025"),
        ("Who left this year?", "this year", "1 Jan 2026 – 10 Jan 2026"),
        ("What did USA Today say today?", "today", "10 Jan 2026"),
        ("Today, who left?", "Today", "10 Jan 2026"),
        ("Since Monday, who left?", "Since Monday", "5 Jan 2026 – 10 Jan 2026"),
        ("who left since saturday", "since saturday", "3 Jan 2026 – 10 Jan 2026"),
        ("who left since 5 January", "since 5 January", "5 Jan 2026 – 10 Jan 2026"),
        ("Who left in January 2026?", "in January 2026", "1 Jan 2026 – 10 Jan 2026"),
        ("Who left in December?", "in December", "1 Dec 2025 – 31 Dec 2025"),
        ("Who left in 2025?", "in 2025", "1 Jan 2025 – 31 Dec 2025"),
        ("Who left on 8 January 2026?", "on 8 January 2026", "8 Jan 2026"),
        ("Who left on January 8th?", "on January 8th", "8 Jan 2026"),
        ("Who left on 2026-01-08?", "on 2026-01-08", "8 Jan 2026"),
        (
            "Who left between 5 January and 8 January?",
            "between 5 January and 8 January",
            "5 Jan 2026 – 8 Jan 2026",
        ),
    ],
)
def test_a_period_in_a_question(question: str, words: str, label: str) -> None:
    found = find_period(question, NOW)
    assert found is not None
    assert question[slice(*found.words)] == words
    assert found.period.label == label


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "What happened in the last week of the war?",
        "How bad were last year's floods?",
        "Who may come?",
        "What did USA Today say about the dam?",
        "Who owns Russia Today?",
        "Who left on 31 February?",
        "Who left between 2025 and 2023?",
        "How far is it from 5 to 8?",
        "Who left on 9999-12-31?",
        "Who left between 2025 and 9999-12-31?",
    ],
)
def test_questions_without_a_period(question: str) -> None:
    assert find_period(question, NOW) is None


@pytest.mark.parametrize(
    ("words", "relative"),
    [("since Monday", True), ("in the last 3 days", True), ("in 2025", False), ("in May", False)],
)
def test_which_periods_are_counted_from_now(words: str, relative: bool) -> None:
    found = find_period(f"Who left {words}?", NOW)
    assert found is not None
    assert found.relative == relative


def test_what_is_left_of_a_question() -> None:
    found = find_period("Who was freed last week?", NOW)
    assert found is not None
    assert found.rest == "Who was freed?"


@given(
    st.text(),
    st.sampled_from(["", "since Monday", "in May", "on 30 February", "between 3 May and 2020"]),
    st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC)),
)
def test_a_period_ends_after_its_start(text: str, words: str, now: datetime) -> None:
    question = f"{text} {words} {text}"
    if found := find_period(question, now):
        assert found.period.start < found.period.end
        assert question[slice(*found.words)].strip()
