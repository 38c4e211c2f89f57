"""Who is let in, and by which invitations: for a bot that is not open to everybody."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from corpus.database import Database

_CODE_BYTES = 16
"""Random: nobody guesses it, and a start link still has room for it."""


class Person(BaseModel):
    """Somebody who was let in."""

    model_config = ConfigDict(frozen=True)

    user_id: int
    name: str
    since: AwareDatetime
    invited_by: int
    """The admin whose invitation it was."""


class Invitation(BaseModel):
    """A link that lets people in: so many, until then."""

    model_config = ConfigDict(frozen=True)

    id: int
    made_by: int
    expires: AwareDatetime
    uses: int
    used: int


class Entry(Enum):
    """What became of an invitation's link when somebody followed it."""

    LET_IN = auto()
    ALREADY_IN = auto()
    UNKNOWN = auto()
    USED_UP = auto()
    WITHDRAWN = auto()
    EXPIRED = auto()


class People:
    """The people and the invitations in the bot's own file. Methods block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(self, admin_id: int, uses: int, lifetime: timedelta) -> str:
        """Make an invitation; return its code, which is kept nowhere."""
        code = secrets.token_urlsafe(_CODE_BYTES)
        now = datetime.now(UTC)
        self._database.query(
            "INSERT INTO invitations (code_hash, made_by, made, expires, uses)"
            " VALUES (?, ?, ?, ?, ?)",
            (_hash(code), admin_id, now.isoformat(), (now + lifetime).isoformat(), uses),
        )
        return code

    def enter(self, code: str, user_id: int, name: str) -> Entry:
        """Let a user in by an invitation's code, if it is still good."""
        now = datetime.now(UTC)
        with self._database.change() as connection:
            person = connection.execute(
                "SELECT revoked FROM people WHERE user_id = ?", (user_id,)
            ).fetchone()
            if person and person[0] is None:
                return Entry.ALREADY_IN
            refusal = _refusal(connection, code, now, revoked=person[0] if person else None)
            if refusal:
                return refusal
            connection.execute(
                "UPDATE invitations SET used = used + 1 WHERE code_hash = ?", (_hash(code),)
            )
            connection.execute(
                "INSERT OR REPLACE INTO people (user_id, name, since, invited_by)"
                " SELECT ?, ?, ?, made_by FROM invitations WHERE code_hash = ?",
                (user_id, name, now.isoformat(), _hash(code)),
            )
        return Entry.LET_IN

    def is_in(self, user_id: int) -> bool:
        """Tell whether a user was let in and is not revoked."""
        return bool(
            self._database.query(
                "SELECT 1 FROM people WHERE user_id = ? AND revoked IS NULL", (user_id,)
            )
        )

    def count(self) -> int:
        """Return how many people are in."""
        rows = self._database.query("SELECT count(*) FROM people WHERE revoked IS NULL")
        return int(rows[0][0])

    def members(self, *, limit: int, offset: int = 0) -> list[Person]:
        """Return who is in, newest first."""
        rows = self._database.query(
            "SELECT user_id, name, since, invited_by FROM people WHERE revoked IS NULL"
            " ORDER BY since DESC, user_id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return [_model(Person, row) for row in rows]

    def revoke(self, user_id: int) -> None:
        """Let somebody in no more; only an invitation made after now brings them back."""
        self._database.query(
            "UPDATE people SET revoked = ? WHERE user_id = ? AND revoked IS NULL",
            (datetime.now(UTC).isoformat(), user_id),
        )

    def open_invitations(self) -> list[Invitation]:
        """Return the invitations that still let somebody in, newest first."""
        rows = self._database.query(
            "SELECT id, made_by, expires, uses, used FROM invitations"
            " WHERE withdrawn = 0 AND used < uses AND expires > ? ORDER BY id DESC",
            (datetime.now(UTC).isoformat(),),
        )
        return [_model(Invitation, row) for row in rows]

    def withdraw(self, invitation_id: int) -> None:
        """Let an invitation let nobody in any more; who came by it stays."""
        self._database.query("UPDATE invitations SET withdrawn = 1 WHERE id = ?", (invitation_id,))


def create_people(connection: sqlite3.Connection) -> None:
    """Make the tables: a step for the bot's own file."""
    connection.execute(
        """CREATE TABLE invitations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            code_hash TEXT NOT NULL UNIQUE,
            made_by INTEGER NOT NULL,
            made TEXT NOT NULL,
            expires TEXT NOT NULL,
            uses INTEGER NOT NULL,
            used INTEGER NOT NULL DEFAULT 0,
            withdrawn INTEGER NOT NULL DEFAULT 0
        )"""
    )
    connection.execute(
        """CREATE TABLE people (
            user_id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            since TEXT NOT NULL,
            invited_by INTEGER NOT NULL,
            revoked TEXT
        )"""
    )


def _refusal(
    connection: sqlite3.Connection, code: str, now: datetime, revoked: str | None
) -> Entry | None:
    """Return why a code lets a user in no more who was `revoked` at that time, None if it does."""
    row = connection.execute(
        "SELECT made, expires, used >= uses, withdrawn FROM invitations WHERE code_hash = ?",
        (_hash(code),),
    ).fetchone()
    if row is None:
        return Entry.UNKNOWN
    made, expires, used_up, withdrawn = row
    # All times are written alike, in UTC, so that they compare as they are.
    if withdrawn or (revoked and made <= revoked):
        return Entry.WITHDRAWN
    if expires <= now.isoformat():
        return Entry.EXPIRED
    return Entry.USED_UP if used_up else None


def _hash(code: str) -> str:
    """Return what is kept of a code: who reads the file must not come in by it."""
    return hashlib.sha256(code.encode()).hexdigest()


def _model(kind: type[Any], row: tuple[Any, ...]) -> Any:
    return kind(**dict(zip(kind.model_fields, row, strict=True)))
