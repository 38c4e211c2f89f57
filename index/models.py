"""What searching, answering and summarising return. All offsets are characters of the article."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    computed_field,
    model_serializer,
)

from corpus.models import Passage, Span, StoredArticle


class Sentence(NamedTuple):
    """Which sentence it is, without its text."""

    article_id: int
    span: Span


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hit(_Value):
    """A passage that a search found; a higher score is better."""

    passage: Passage
    score: float


class ArticleReference(_Value):
    """What a reader needs to know of the article a quote is from."""

    id: int
    title: str
    source: str | None = None
    url: str | None = None
    published: AwareDatetime | date | None = None

    @classmethod
    def of(cls, article: StoredArticle) -> ArticleReference:
        """Keep the fields that are shown under a quote."""
        return cls(**article.model_dump(include=set(cls.model_fields)))


class RelatedArticle(_Value):
    """An article about the same things that does not answer."""

    id: int
    title: str


class Excerpt(_Value):
    """A slice of an article with its text: `text == article.text[start:end]`, always."""

    start: int
    end: int
    text: str

    def is_in(self, text: str) -> bool:
        """Tell whether it is what `text` says at its offsets, to the character."""
        return text[self.start : self.end] == self.text


class Mention(Excerpt):
    """A sentence of another article that says the same as a quote."""

    article: ArticleReference


class Quote(Excerpt):
    """An excerpt of one article, with the sentence inside it that answers."""

    article: ArticleReference
    focus: Excerpt
    span: Excerpt | None = None
    """The answer itself inside `focus`, where a reader could tell it."""
    score: float
    also_in: tuple[Mention, ...] = ()
    """Where else it is said, best first, an article at most once."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentence that answers, and those of other articles that say the same."""
        own = Sentence(self.article.id, Span(self.focus.start, self.focus.end))
        return own, *(Sentence(one.article.id, Span(one.start, one.end)) for one in self.also_in)

    @property
    def pieces(self) -> tuple[str, str, str, str, str]:
        """The text in five: up to the focus, in it up to the span, the span, after it, the rest."""
        first, last = self.focus.start - self.start, self.focus.end - self.start
        start, end = (self.span.start, self.span.end) if self.span else (self.focus.end,) * 2
        start, end = start - self.start, end - self.start
        text = self.text
        return text[:first], text[first:start], text[start:end], text[end:last], text[last:]

    def is_in(self, text: str) -> bool:
        """Tell it of all its excerpts, those of other articles left out."""
        parts = [self.focus, *([self.span] if self.span else [])]
        return super().is_in(text) and all(part.is_in(text) for part in parts)


_DOUBTFUL = 0.3
"""Confidence below which, of held-out questions, the first sentence answers fewer than one in four;
from here on two in five and more (index/weights/README.md, the curve)."""


class Answer(_Value):
    """Quotes, best first, or a refusal: no quotes and what is at least related."""

    question: str
    confidence: float
    """0 to 1, comparable between questions; below the threshold the answer is a refusal."""
    quotes: tuple[Quote, ...] = ()
    differing: bool = False
    """Whether articles of different times give different figures; the newest then comes first."""
    related: tuple[RelatedArticle, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def answered(self) -> bool:
        """Whether the archive answers the question."""
        return bool(self.quotes)

    @property
    def doubtful(self) -> bool:
        """Whether it is shown though it most likely does not answer, as nothing comes nearer."""
        return self.answered and self.confidence < _DOUBTFUL

    @model_serializer(mode="wrap")
    def _answered_second(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Put what a reader looks for first before the quotes."""
        fields: dict[str, Any] = handler(self)
        return {name: fields[name] for name in ("question", "answered")} | fields


class Story(_Value):
    """One event or theme of a briefing: one to a few quotes, most telling first."""

    quotes: tuple[Quote, ...]


class Briefing(_Value):
    """Stories, most important first. No stories: nothing in the archive matches `scope`."""

    scope: str
    """What it covers, as asked: a topic, a period such as "7d", "#12" for one article, or ""."""
    stories: tuple[Story, ...] = ()
