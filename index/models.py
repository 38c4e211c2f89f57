"""What searching, answering and summarising return. All offsets are characters of the article."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, computed_field

from corpus.models import Passage, StoredArticle


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


class Quote(Excerpt):
    """An excerpt of one article, with the sentence inside it that answers."""

    article: ArticleReference
    focus: Excerpt
    span: Excerpt | None = None
    """The answer itself inside `focus`, where a reader could tell it."""
    score: float


class Answer(_Value):
    """Quotes, best first, or a refusal: no quotes and what is at least related."""

    question: str
    confidence: float
    """0 to 1, comparable between questions; below the threshold the answer is a refusal."""
    quotes: tuple[Quote, ...] = ()
    related: tuple[RelatedArticle, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def answered(self) -> bool:
        """Whether the archive answers the question."""
        return bool(self.quotes)


class Story(_Value):
    """One event or theme of a briefing: one to a few quotes, most telling first."""

    quotes: tuple[Quote, ...]


class Briefing(_Value):
    """Stories, most important first. No stories: nothing in the archive matches `scope`."""

    scope: str
    """What it covers, as asked: a topic, a period such as "7d", "#12" for one article, or ""."""
    stories: tuple[Story, ...] = ()
