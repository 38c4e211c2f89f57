"""SQLite: articles, passages, embeddings and full text. The only durable truth.

An article with all that belongs to it is written in one transaction, so that it is there whole or
not at all. Vectors are bytes here; what they mean is the index's business. Every change counts
`revision` up, which is how another process learns that something changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from corpus import migrations
from corpus.database import Database
from corpus.errors import ArticleNotFound, DuplicateArticle
from corpus.models import Article, Passage, Span, StoredArticle, moment_of

_ARTICLE_FIELDS = "title, text, source, url, author, published, added, language"


class EmbeddedSentence(NamedTuple):
    """A sentence and its vectors as bytes: of its words alone, and after the article's title."""

    span: Span
    vector: bytes
    titled_vector: bytes


class EmbeddedPassage(NamedTuple):
    """A passage ready to be stored: its sentences in order, and its vector as bytes."""

    sentences: tuple[EmbeddedSentence, ...]
    vector: bytes

    @property
    def span(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return Span(self.sentences[0].span.start, self.sentences[-1].span.end)


class Counts(NamedTuple):
    """How much the store holds; days are those of publication, None in an empty store."""

    articles: int
    passages: int
    sentences: int
    oldest: date | None
    newest: date | None


class Store:
    """One SQLite file. Safe to use from several threads and beside other processes."""

    def __init__(self, path: Path) -> None:
        """Open the file, made if missing, and bring its schema up to date.

        Raises:
            BriefingError: the file cannot be opened or is not an archive.
        """
        self.path = path
        self._database = Database(path, migrations.MIGRATIONS)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._database.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a reading statement.

        Raises:
            BriefingError: the file cannot be read.
        """
        return self._database.query(sql, parameters)

    @property
    def identity(self) -> str:
        """Tells this archive from any other, also from one that replaced it."""
        return str(self.query("SELECT value FROM meta WHERE key = 'archive'")[0][0])

    @property
    def revision(self) -> int:
        """Counts the changes; rises by one with each article added, removed or encoded anew."""
        return int(self.query("SELECT value FROM meta WHERE key = 'revision'")[0][0])

    def add(
        self, article: Article, passages: Sequence[EmbeddedPassage], encoder: str
    ) -> StoredArticle:
        """Write an article with its passages, vectors of `encoder` and full text.

        Raises:
            DuplicateArticle: the same text is already there.
        """
        with self._change() as connection:
            if duplicate := self.find_duplicate(article):
                raise DuplicateArticle(duplicate)
            added = datetime.now(UTC).replace(microsecond=0)
            values = article.model_dump(mode="json")
            row = connection.execute(
                f"INSERT INTO articles ({_ARTICLE_FIELDS}, content_hash, moment, encoder)"  # noqa: S608
                " VALUES (:title, :text, :source, :url, :author, :published, :added, :language,"
                " :content_hash, :moment, :encoder) RETURNING id",
                values
                | {
                    "added": added.isoformat(),
                    "content_hash": article.content_hash,
                    "moment": _moment(article.published or added),
                    "encoder": encoder,
                },
            ).fetchone()
            stored = StoredArticle(**article.model_dump(), id=row[0], added=added)
            _insert_passages(connection, stored, passages)
        return stored

    def replace_passages(
        self, article: StoredArticle, passages: Sequence[EmbeddedPassage], encoder: str
    ) -> None:
        """Give an article new passages, with vectors of another encoder; the old ones go.

        Raises:
            ArticleNotFound: it was removed meanwhile.
        """
        with self._change() as connection:
            there = connection.execute(
                "UPDATE articles SET encoder = ? WHERE id = ?", (encoder, article.id)
            ).rowcount
            if not there:
                raise ArticleNotFound(article.id)
            _delete_passages(connection, article.id)
            _insert_passages(connection, article, passages)

    def remove(self, article_id: int) -> StoredArticle:
        """Delete an article and all that belongs to it.

        Raises:
            ArticleNotFound: there is none with this id.
        """
        with self._change() as connection:
            article = self.get(article_id)
            _delete_passages(connection, article_id)
            connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return article

    def get(self, article_id: int) -> StoredArticle:
        """Return one article.

        Raises:
            ArticleNotFound: there is none with this id.
        """
        # SQLite gives no larger id, and takes none in a query.
        articles = self._articles("WHERE id = ?", (article_id,)) if article_id < 2**63 else []
        if not articles:
            raise ArticleNotFound(article_id)
        return articles[0]

    def get_many(self, article_ids: Iterable[int]) -> dict[int, StoredArticle]:
        """Return the articles with these ids, those that are there, by id."""
        ids = list(article_ids)
        articles = self._articles(f"WHERE id IN ({_marks(ids)})", ids)
        return {article.id: article for article in articles}

    def find(self, match: str, limit: int, offset: int) -> tuple[list[StoredArticle], int]:
        """Return a page of articles, newest first, and how many there are in all.

        `match` is a full-text query over titles; empty for every article.
        """
        where, parameters = "", []
        if match:
            where = (
                "WHERE id IN (SELECT article_id FROM passages JOIN passage_words ON"
                " passages.id = passage_words.rowid WHERE passage_words MATCH ?)"
            )
            parameters = [f"title : ({match})"]
        total = self.query(f"SELECT count(*) FROM articles {where}", parameters)[0][0]  # noqa: S608
        page = "ORDER BY moment DESC, id DESC LIMIT ? OFFSET ?"
        return self._articles(f"{where} {page}", [*parameters, limit, offset]), total

    def ids_with(self, words: str) -> list[int]:
        """Return the ids of the articles that have these very words in text or title, ascending."""
        rows = self.query(
            "SELECT id FROM articles WHERE instr(text, ?1) OR instr(title, ?1) ORDER BY id",
            (words,),
        )
        return [row[0] for row in rows]

    def find_duplicate(self, article: Article) -> StoredArticle | None:
        """Return the article that has the same text, white space and case aside."""
        found = self._articles("WHERE content_hash = ?", (article.content_hash,))
        return found[0] if found else None

    def published_between(self, start: datetime, end: datetime) -> list[StoredArticle]:
        """Return the articles of a stretch of time, newest first.

        An article with only a day counts as the end of it (UTC), one without a date as added.
        """
        return self._articles(
            "WHERE moment >= ? AND moment < ? ORDER BY moment DESC, id DESC",
            (_moment(start), _moment(end)),
        )

    def encoded_otherwise(self, encoder: str) -> list[int]:
        """Return the ids of articles whose vectors are not `encoder`'s."""
        rows = self.query("SELECT id FROM articles WHERE encoder <> ? ORDER BY id", (encoder,))
        return [row[0] for row in rows]

    def passage_ids(self, encoder: str) -> list[int]:
        """Return the ids of all passages with vectors of `encoder`, ascending."""
        rows = self.query(
            "SELECT passages.id FROM passages JOIN articles ON articles.id = article_id"
            " WHERE encoder = ? ORDER BY passages.id",
            (encoder,),
        )
        return [row[0] for row in rows]

    def passage_ids_within(
        self, start: datetime | None = None, end: datetime | None = None, article: int | None = None
    ) -> list[int]:
        """Return the ids of the passages of a stretch of time or of an article, ascending.

        Whatever is None does not restrict; dates count as in `published_between`.
        """
        asked = {
            "moment >= ?": start and _moment(start),
            "moment < ?": end and _moment(end),
            "article_id = ?": article,
        }
        given = {clause: value for clause, value in asked.items() if value is not None}
        rows = self.query(
            "SELECT passages.id FROM passages JOIN articles ON articles.id = article_id"  # noqa: S608
            f" WHERE {' AND '.join(['TRUE', *given])} ORDER BY passages.id",
            list(given.values()),
        )
        return [row[0] for row in rows]

    def passage_vectors(self, passage_ids: Sequence[int]) -> dict[int, bytes]:
        """Return the vectors of these passages, those that are there, by id, ascending."""
        rows = self.query(
            f"SELECT id, vector FROM passages WHERE id IN ({_marks(passage_ids)}) ORDER BY id",  # noqa: S608
            passage_ids,
        )
        return dict(rows)

    def passages(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        """Return these passages, those that are there, by id."""
        where = f"passages.id IN ({_marks(passage_ids)})"
        return {passage.id: passage for passage in self._passages(where, passage_ids)}

    def passages_of(self, article_id: int) -> list[Passage]:
        """Return an article's passages in the order of its text."""
        return self._passages("article_id = ?", (article_id,))

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, list[bytes]]:
        """Return for each of these passages the vectors of its sentences alone, in order."""
        return self._sentence_vectors("vector", passage_ids)

    def titled_sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, list[bytes]]:
        """Return the same of the sentences after their article's title."""
        return self._sentence_vectors("titled_vector", passage_ids)

    def counts(self) -> Counts:
        """Count what is stored."""
        articles, oldest, newest = self.query(
            "SELECT count(*), min(moment), max(moment) FROM articles"
        )[0]
        sentences = self.query("SELECT count(*) FROM sentences")[0][0]
        return Counts(articles, self.count_passages(), sentences, _day(oldest), _day(newest))

    @property
    def is_empty(self) -> bool:
        """Whether no article is stored."""
        return not self.query("SELECT EXISTS (SELECT 1 FROM articles)")[0][0]

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return int(self.query("SELECT count(*) FROM passages")[0][0])

    @property
    def ever_used(self) -> bool:
        """Whether an article was ever stored, also if all were removed since."""
        return bool(self.query("SELECT 1 FROM sqlite_sequence WHERE name = 'articles'"))

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Run the body as one transaction that counts the revision up."""
        with self._database.change() as connection:
            yield connection
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")

    def _sentence_vectors(self, column: str, passage_ids: Sequence[int]) -> dict[int, list[bytes]]:
        rows = self.query(
            f"SELECT passage_id, {column} FROM sentences"  # noqa: S608
            f" WHERE passage_id IN ({_marks(passage_ids)}) ORDER BY passage_id, start",
            passage_ids,
        )
        vectors: dict[int, list[bytes]] = {}
        for passage_id, vector in rows:
            vectors.setdefault(passage_id, []).append(vector)
        return vectors

    def _articles(self, clauses: str, parameters: Sequence[Any]) -> list[StoredArticle]:
        sql = f"SELECT id, {_ARTICLE_FIELDS} FROM articles {clauses}"  # noqa: S608
        names = ["id", *_ARTICLE_FIELDS.split(", ")]
        rows = self.query(sql, parameters)
        return [StoredArticle(**dict(zip(names, row, strict=True))) for row in rows]

    def _passages(self, where: str, parameters: Sequence[Any]) -> list[Passage]:
        rows = self.query(
            "SELECT passages.id, article_id, passages.start, passages.end,"  # noqa: S608
            " sentences.start, sentences.end FROM passages"
            " JOIN sentences ON sentences.passage_id = passages.id"
            f" WHERE {where} ORDER BY passages.id, sentences.start",
            parameters,
        )
        sentences: dict[tuple[int, int, int, int], list[Span]] = {}
        for *passage, start, end in rows:
            sentences.setdefault(tuple(passage), []).append(Span(start, end))
        return [
            Passage(id=key[0], article_id=key[1], start=key[2], end=key[3], sentences=tuple(spans))
            for key, spans in sentences.items()
        ]


def _insert_passages(
    connection: sqlite3.Connection, article: StoredArticle, passages: Sequence[EmbeddedPassage]
) -> None:
    for passage in passages:
        start, end = passage.span
        passage_id = connection.execute(
            "INSERT INTO passages (article_id, start, end, vector) VALUES (?, ?, ?, ?)"
            " RETURNING id",
            (article.id, start, end, passage.vector),
        ).fetchone()[0]
        connection.executemany(
            "INSERT INTO sentences (passage_id, start, end, vector, titled_vector)"
            " VALUES (?, ?, ?, ?, ?)",
            [(passage_id, *span, *vectors) for span, *vectors in passage.sentences],
        )
        connection.execute(
            "INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)",
            (passage_id, article.title, article.text[start:end]),
        )


def _delete_passages(connection: sqlite3.Connection, article_id: int) -> None:
    connection.execute(
        "DELETE FROM passage_words WHERE rowid IN (SELECT id FROM passages WHERE article_id = ?)",
        (article_id,),
    )
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _moment(published: datetime | date) -> str:
    """Return the UTC time that articles are ordered by."""
    return moment_of(published).isoformat(timespec="seconds")


def _day(moment: str | None) -> date | None:
    return datetime.fromisoformat(moment).date() if moment else None
