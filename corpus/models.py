"""The vocabulary: what an article and its pieces are. Imports nothing of the project."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Span(NamedTuple):
    """A slice of an article's text: character offsets, `end` exclusive."""

    start: int
    end: int


class Article(BaseModel):
    """One text as its outlet published it, cleaned and ready for the archive."""

    model_config = ConfigDict(frozen=True)

    title: str
    text: str
    source: str | None = None
    url: str | None = None
    author: str | None = None
    published: AwareDatetime | date | None = None
    """A time with its zone, only a day, or unknown."""
    language: str = "en"
    """ISO 639-1 code; chooses the sentence rules."""

    @property
    def content_hash(self) -> str:
        """SHA-256 of the text after white space and case: equal for the same text re-sent."""
        return hashlib.sha256(" ".join(self.text.casefold().split()).encode()).hexdigest()


def moment_of(time_or_day: datetime | date) -> datetime:
    """Return a moment in UTC; that of a mere day is its last second."""
    if isinstance(time_or_day, datetime):
        return time_or_day.astimezone(UTC)
    return datetime.combine(time_or_day, time(23, 59, 59), UTC)


class StoredArticle(Article):
    """An article in the archive."""

    id: int
    """Given once and never again, also after the article is removed."""
    added: AwareDatetime

    @property
    def day(self) -> date:
        """When it was published or, where that is unknown, added; of a time, the day in UTC."""
        return self.moment.date()

    @property
    def moment(self) -> datetime:
        """The same in UTC, to put articles in order."""
        return moment_of(self.published or self.added)


class Passage(BaseModel):
    """A run of whole sentences of one stored article that fits the encoder's window."""

    model_config = ConfigDict(frozen=True)

    id: int
    article_id: int
    start: int
    end: int
    sentences: tuple[Span, ...]
    """In order; offsets into the article's text, not the passage's."""
