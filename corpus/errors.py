"""What can go wrong with an article, each a sentence that is shown to the user as it is."""

from __future__ import annotations

from corpus.models import StoredArticle


class BriefingError(Exception):
    """A fault the user can do something about; `str(error)` says what, in one sentence."""


class LoadError(BriefingError):
    """An input that cannot become an article."""


class ArticleNotFound(BriefingError):
    """No article has this id."""

    def __init__(self, article_id: int) -> None:
        super().__init__(f"No article {article_id}. `briefing list` or /articles shows them.")
        self.article_id = article_id


class DuplicateArticle(BriefingError):
    """The same text is in the archive already."""

    def __init__(self, article: StoredArticle) -> None:
        super().__init__(f"The same text is already there as article {article.id}: {article.title}")
        self.article = article
