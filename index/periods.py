"""Words such as "24h", "7 days" or "yesterday" to a stretch of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from index.english import PERIODS, UNITS

_COUNTED = re.compile(r"(?:last |past )?(\d{1,4}) ?([a-z]+?)s?")
_AHEAD = timedelta(days=1)
"""Articles with only a day count as its end, which may still be to come."""


def parse_period(words: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return start and end (not included) in UTC, or None when `words` name no period.

    Days are UTC days; "24h" and the like end now.
    """
    words = " ".join(words.lower().split())
    if days := PERIODS.get(words):
        midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
        return midnight + timedelta(days=days[0]), midnight + timedelta(days=days[1])
    counted = _COUNTED.fullmatch(words)
    if not counted or counted[2] not in UNITS:
        return None
    return now - timedelta(hours=int(counted[1]) * UNITS[counted[2]]), now + _AHEAD
