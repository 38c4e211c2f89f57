"""The store's schema: steps that bring an older file up to date, in order."""

from __future__ import annotations

import sqlite3
import uuid

from corpus.database import Migration


def _create_tables(connection: sqlite3.Connection) -> None:
    # AUTOINCREMENT: an id is never given twice, so an old link or a saved index entry can only
    # name the article or passage it was made for.
    connection.execute(
        """CREATE TABLE articles (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            source TEXT,
            url TEXT,
            author TEXT,
            published TEXT,
            added TEXT NOT NULL,
            language TEXT NOT NULL,
            content_hash TEXT NOT NULL UNIQUE,
            moment TEXT NOT NULL,
            encoder TEXT NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX articles_by_moment ON articles (moment, id)")
    connection.execute(
        """CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            start INTEGER NOT NULL,
            end INTEGER NOT NULL,
            vector BLOB NOT NULL
        )"""
    )
    connection.execute("CREATE INDEX passages_of_article ON passages (article_id)")
    connection.execute(
        """CREATE TABLE sentences (
            passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
            start INTEGER NOT NULL,
            end INTEGER NOT NULL,
            vector BLOB NOT NULL,
            PRIMARY KEY (passage_id, start)
        ) WITHOUT ROWID"""
    )
    # rowid is the passage's id. The prefix indexes serve the shortest word beginnings searched.
    connection.execute(
        """CREATE VIRTUAL TABLE passage_words USING fts5 (
            title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '4 5'
        )"""
    )
    connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab (passage_words, row)")
    connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL)")
    connection.execute(
        "INSERT INTO meta VALUES ('archive', ?), ('revision', 0)", (str(uuid.uuid4()),)
    )


def _add_titled_vectors(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE sentences ADD COLUMN titled_vector BLOB NOT NULL DEFAULT x''")
    # By no encoder: every article is encoded anew, which fills the column.
    connection.execute("UPDATE articles SET encoder = ''")


MIGRATIONS: list[Migration] = [_create_tables, _add_titled_vectors]
