"""One SQLite file: opened, brought up to date, read and changed.

`PRAGMA user_version` counts the migrations a file has had. A migration is never changed once
released; a new one is added to the end of its list.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import BriefingError

Migration = Callable[[sqlite3.Connection], None]
"""A step that brings an older file to the next version."""

_BUSY_SECONDS = 30
"""How long a write waits for another process's write: an article's transaction takes far less."""

_RETRY_SECONDS = 0.02


class Database:
    """A file of tables. Safe to use from several threads and beside other processes."""

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        """Open the file, made if missing, and apply the migrations it lacks.

        Raises:
            BriefingError: it cannot be opened, is something else, or is of a newer version of the
                program.
        """
        self.path = path
        self._lock = threading.RLock()
        try:
            self._connection = _connect(path)
            _migrate(self._connection, migrations)
        except sqlite3.Error as error:
            raise BriefingError(
                f"Cannot open the archive {path}: {error}. Name another folder with BRIEFING_DATA."
            ) from error

    def close(self) -> None:
        """Close the file; it cannot be used afterwards."""
        with self._lock:
            self._connection.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a statement.

        Raises:
            BriefingError: the file cannot be used.
        """
        with self._connected() as connection:
            return connection.execute(sql, parameters).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Run the body as one transaction: all of it happens, or nothing.

        Raises:
            BriefingError: the file cannot be used.
        """
        with self._connected() as connection, _transaction(connection):
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to one thread at a time; say in a sentence what is wrong with it."""
        with self._lock:
            try:
                yield self._connection
            except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
                # Faults of the program, not of the file.
                raise
            except sqlite3.Error as error:
                raise BriefingError(
                    f"Cannot use the archive {self.path}: {error}. See that no other program holds"
                    " it, that it may be written and the disk has room, and try again."
                ) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    _write_ahead(connection)
    # What was confirmed must outlive a power cut too, not only the end of the process.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, also while another process opens the same new file.

    SQLite's own timeout does not hold for this one statement.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
        time.sleep(_RETRY_SECONDS)


def _migrate(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Apply the steps the file lacks, each in a transaction of its own."""
    version = _version(connection)
    if version > len(migrations):
        raise BriefingError(
            f"The archive has schema {version}, this program knows up to {len(migrations)}: "
            "install the newer version that wrote it."
        )
    for number in range(version + 1, len(migrations) + 1):
        _apply(connection, migrations[number - 1], number)


def _apply(connection: sqlite3.Connection, migration: Migration, number: int) -> None:
    with _transaction(connection):
        # Another process may have taken this step while we waited for the lock.
        if _version(connection) < number:
            migration(connection)
            connection.execute(f"PRAGMA user_version = {number}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some faults, such as a full disk, SQLite has rolled back already; and a signal to
        # stop may come just after the commit.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
