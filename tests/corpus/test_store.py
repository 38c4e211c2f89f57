"""An article is in the store whole or not at all, and its ids are its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest

from corpus import migrations
from corpus.errors import ArticleNotFound, BriefingError, DuplicateArticle
from corpus.models import Article, Span
from corpus.store import EmbeddedPassage, EmbeddedSentence, Store
from tests.support.articles import ARTICLES, BRIDGE, RELEASES


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "archive.sqlite3")
    yield store
    store.close()


def passages(article: Article) -> list[EmbeddedPassage]:
    """Two passages: the first five characters and the rest, one sentence each."""
    spans = [Span(0, 5), Span(5, len(article.text))]
    return [EmbeddedPassage((EmbeddedSentence(span, b"s", b"t"),), b"p") for span in spans]


def add(store: Store, article: Article, encoder: str = "e") -> int:
    return store.add(article, passages(article), encoder).id


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    for article in ARTICLES:
        stored = store.get(add(store, article))
        assert Article(**stored.model_dump(include=set(Article.model_fields))) == article
        assert type(stored.published) is type(article.published)
        assert stored.added.tzinfo is not None


def test_passages_and_vectors_come_back(store: Store) -> None:
    id_ = add(store, RELEASES)
    first, second = store.passages_of(id_)
    assert (first.start, first.end, second.end) == (0, 5, len(RELEASES.text))
    assert first.sentences == (Span(0, 5),)
    assert store.passage_vectors([second.id, 99]) == {second.id: b"p"}
    assert store.sentence_vectors([first.id]) == {first.id: [b"s"]}
    assert store.titled_sentence_vectors([first.id]) == {first.id: [b"t"]}
    assert store.passage_ids("e") == [first.id, second.id]
    assert store.passage_ids("other") == []


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace(" ", "\n ")])
def test_the_same_text_again_is_reported(store: Store, change) -> None:
    id_ = add(store, RELEASES)
    again = RELEASES.model_copy(update={"text": change(RELEASES.text), "url": "https://b.example"})
    with pytest.raises(DuplicateArticle, match=f"already there as article {id_}: Caracas"):
        add(store, again)
    assert store.counts().articles == 1


def test_ids_are_never_given_twice(store: Store) -> None:
    first = add(store, RELEASES)
    last_passage = store.passage_ids("e")[-1]
    store.remove(first)
    assert add(store, RELEASES) > first
    assert store.passage_ids("e")[0] > last_passage


def test_no_article_has_an_id_that_sqlite_cannot_hold(store: Store) -> None:
    with pytest.raises(ArticleNotFound, match="No article 99999999999999999999"):
        store.remove(99999999999999999999)


def test_removing_takes_everything(store: Store) -> None:
    id_ = add(store, RELEASES)
    assert store.remove(id_).title == RELEASES.title
    assert store.counts()[:3] == (0, 0, 0)
    assert store.query("SELECT * FROM vocabulary") == []
    with pytest.raises(ArticleNotFound, match=f"No article {id_}"):
        store.remove(id_)
    assert store.ever_used


def test_a_failing_addition_leaves_nothing(store: Store) -> None:
    sentence = EmbeddedSentence(Span(0, 5), None, b"t")  # type: ignore[arg-type]
    broken = [*passages(RELEASES), EmbeddedPassage((sentence,), b"p")]
    revision = store.revision
    with pytest.raises(sqlite3.IntegrityError):
        store.add(RELEASES, broken, "e")
    assert store.counts()[:3] == (0, 0, 0)
    assert store.revision == revision


def test_a_locked_file_is_named(store: Store) -> None:
    store.query("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BriefingError, match=r"archive\.sqlite3: database is locked\. .*try again"):
        add(store, RELEASES)
    other.execute("ROLLBACK")
    other.close()
    assert add(store, RELEASES) == 1


def test_a_full_disk_is_told_and_leaves_nothing(store: Store) -> None:
    (pages,) = store.query("PRAGMA page_count")[0]
    store.query(f"PRAGMA max_page_count = {pages}")
    long = RELEASES.model_copy(update={"text": "Many words. " * 10_000})
    with pytest.raises(BriefingError, match=r"archive\.sqlite3: database or disk is full\."):
        add(store, long)
    assert store.counts()[:3] == (0, 0, 0)
    store.query("PRAGMA max_page_count = 100000")
    assert add(store, long) == 1


def test_a_file_that_cannot_be_read_is_named(store: Store) -> None:
    other = sqlite3.connect(store.path)
    other.execute("DROP TABLE sentences")
    other.close()
    with pytest.raises(BriefingError, match=r"archive\.sqlite3: no such table: sentences"):
        store.counts()


def test_every_change_counts_the_revision_up(store: Store) -> None:
    revisions = [store.revision]
    id_ = add(store, RELEASES)
    revisions.append(store.revision)
    store.replace_passages(store.get(id_), passages(RELEASES), "f")
    revisions.append(store.revision)
    store.remove(id_)
    revisions.append(store.revision)
    assert revisions == [0, 1, 2, 3]


def test_another_connection_sees_a_change_at_once(store: Store) -> None:
    other = Store(store.path)
    id_ = add(other, RELEASES)
    other.close()
    assert store.get(id_).title == RELEASES.title


def test_replaced_passages_are_another_encoders(store: Store) -> None:
    id_ = add(store, RELEASES, "old")
    assert store.encoded_otherwise("new") == [id_]
    store.replace_passages(store.get(id_), passages(RELEASES)[:1], "new")
    assert store.encoded_otherwise("new") == []
    assert len(store.passages_of(id_)) == 1


def test_an_article_removed_meanwhile_gets_no_passages(store: Store) -> None:
    article = store.get(add(store, RELEASES))
    store.remove(article.id)
    with pytest.raises(ArticleNotFound):
        store.replace_passages(article, passages(RELEASES), "new")
    assert store.counts()[:3] == (0, 0, 0)


def test_articles_are_listed_newest_first(store: Store) -> None:
    for article in ARTICLES:
        add(store, article)
    page, total = store.find("", 2, 1)
    assert total == 4
    # The undated one counts as published when it was added: now, after all the others.
    assert [article.title for article in page] == [BRIDGE.title, RELEASES.title]


def test_find_looks_in_titles_only(store: Store) -> None:
    for article in ARTICLES:
        add(store, article)
    assert [one.title for one in store.find('"bridge"', 9, 0)[0]] == [BRIDGE.title]
    assert store.find('"penal"', 9, 0) == ([], 0)


def test_a_day_counts_as_its_end(store: Store) -> None:
    add(store, RELEASES)
    midnight, noon = datetime(2026, 1, 8, tzinfo=UTC), datetime(2026, 1, 8, 12, tzinfo=UTC)
    assert store.published_between(midnight, noon) == []
    assert len(store.published_between(noon, datetime(2026, 1, 9, tzinfo=UTC))) == 1


def test_counts(store: Store) -> None:
    add(store, RELEASES)
    add(store, BRIDGE)
    assert store.counts() == (2, 4, 4, date(2026, 1, 8), date(2026, 1, 10))


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(BriefingError, match=r"Cannot open the archive .*archive\.sqlite3"):
        Store(path)
    assert path.read_bytes() == b"not a database " * 100


def test_a_new_file_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    for attempt in range(20):
        path = tmp_path / f"{attempt}.sqlite3"
        ready = Barrier(12)

        def open_it(path: Path = path, ready: Barrier = ready) -> None:
            ready.wait()
            Store(path).close()

        with ThreadPoolExecutor(12) as pool:
            for opened in [pool.submit(open_it) for _ in range(12)]:
                opened.result()


def test_a_newer_schema_is_left_alone(store: Store) -> None:
    store.query(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
    with pytest.raises(BriefingError, match="install the newer version"):
        Store(store.path)


def test_migrations_bring_an_older_file_up_and_fail_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, RELEASES)

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE articles ADD COLUMN half")
        raise sqlite3.OperationalError("power cut")

    def working(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE articles ADD COLUMN half")

    steps = list(migrations.MIGRATIONS)
    monkeypatch.setattr(migrations, "MIGRATIONS", [*steps, broken])
    with pytest.raises(BriefingError, match="power cut"):
        Store(store.path)
    monkeypatch.setattr(migrations, "MIGRATIONS", [*steps, working])
    migrated = Store(store.path)
    assert migrated.query("SELECT title, half FROM articles") == [(RELEASES.title, None)]
    migrated.close()


def test_a_signal_to_stop_just_after_a_commit_is_no_fault(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(connection: sqlite3.Connection) -> None:
        connection.execute("COMMIT")
        raise SystemExit

    monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, stopped])
    with pytest.raises(SystemExit):
        Store(store.path)


def test_an_archive_without_titled_vectors_is_encoded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite3"
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
    old = Store(path)
    old.query(
        "INSERT INTO articles (title, text, added, language, content_hash, moment, encoder)"
        " VALUES ('Old', 'Old news.', '2026-01-01T00:00:00Z', 'en', 'hash', '2026-01-01', 'e')"
    )
    old.close()
    monkeypatch.undo()
    opened = Store(path)
    assert opened.encoded_otherwise("e") == [1]
    opened.close()


def test_settings_of_the_file(store: Store) -> None:
    assert store.query("PRAGMA journal_mode") == [("wal",)]
    assert store.query("PRAGMA foreign_keys") == [(1,)]
    # 2 is FULL: a commit outlives a power cut.
    assert store.query("PRAGMA synchronous") == [(2,)]
