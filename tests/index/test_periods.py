"""Words for a stretch of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from index.periods import parse_period

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
        ("Past 1 Week", NOW - 7 * DAY),
    ],
)
def test_counted_periods_end_with_today(words: str, start: datetime) -> None:
    period = parse_period(words, NOW)
    assert period is not None
    assert period[0] == start
    # An article of today has only a day, which counts as its end.
    assert period[1] > NOW.replace(hour=23, minute=59, second=59)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("today", (2026, 1, 10), (2026, 1, 11)),
        ("Yesterday", (2026, 1, 9), (2026, 1, 10)),
        ("this  week", (2026, 1, 4), (2026, 1, 11)),
        ("last week", (2025, 12, 28), (2026, 1, 4)),
    ],
)
def test_named_periods_are_whole_days(
    words: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    expected = (datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))
    assert parse_period(words, NOW) == expected


@pytest.mark.parametrize("words", ["", "7", "d7", "7 years old", "Venezuela", "99999d", "7x"])
def test_other_words_are_a_topic(words: str) -> None:
    assert parse_period(words, NOW) is None
