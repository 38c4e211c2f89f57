"""What the bot itself remembers: the answers it sent and how they were rated.

A file beside the archive, so that every button works after a restart. What is quoted stays the
archive's: an answer is kept with ids, offsets and texts, and checked again before it is shown.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.people import create_people
from corpus.database import Database, Migration
from index.models import Answer

_STATE_FILE = "state.sqlite3"

_ANSWER_FIELDS = "id, chat_id, message_id, question_id, user_id, asked, sent, answer"


class SentAnswer(BaseModel):
    """An answer that the bot gave in a chat."""

    model_config = ConfigDict(frozen=True)

    id: int
    chat_id: int
    message_id: int | None = None
    """The bot's message that shows it, None until it is sent."""
    question_id: int
    """The message that asked."""
    user_id: int
    asked: str
    """What the user wrote; `answer.question` is how it was understood."""
    sent: AwareDatetime
    answer: Answer


class RatedAnswer(BaseModel):
    """An answer and what people thought of it."""

    model_config = ConfigDict(frozen=True)

    id: int
    answer: Answer
    right: int
    """How many found it right."""
    wrong: int


class State:
    """One SQLite file. Methods block; they may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open the file in the archive's folder, made if missing.

        Raises:
            BriefingError: it cannot be opened or is something else.
        """
        path = folder / _STATE_FILE
        # It holds what people asked: for its owner alone, as the archive is.
        path.touch(mode=0o600)
        self.database = Database(path, _MIGRATIONS)

    def close(self) -> None:
        """Close the file; it cannot be used afterwards."""
        self.database.close()

    def keep_answer(
        self, answer: Answer, *, asked: str, chat_id: int, question_id: int, user_id: int
    ) -> SentAnswer:
        """Keep an answer that is about to be sent; its id is what buttons hold."""
        sent = datetime.now(UTC)
        row = self.database.query(
            "INSERT INTO answers (chat_id, question_id, user_id, asked, sent, answer)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (chat_id, question_id, user_id, asked, sent.isoformat(), answer.model_dump_json()),
        )[0]
        return SentAnswer(
            id=row[0],
            chat_id=chat_id,
            question_id=question_id,
            user_id=user_id,
            asked=asked,
            sent=sent,
            answer=answer,
        )

    def replace_answer(self, answer_id: int, answer: Answer) -> None:
        """Keep another answer in the place of one, such as the same with more quotes."""
        self.database.query(
            "UPDATE answers SET answer = ? WHERE id = ?", (answer.model_dump_json(), answer_id)
        )

    def set_message(self, answer_id: int, message_id: int) -> None:
        """Keep which message shows an answer."""
        self.database.query(
            "UPDATE answers SET message_id = ? WHERE id = ?", (message_id, answer_id)
        )

    def answer(self, answer_id: int) -> SentAnswer | None:
        """Return a kept answer, None where there is none with this id."""
        return self._find("id = ?", answer_id)

    def answer_to(self, chat_id: int, question_id: int) -> SentAnswer | None:
        """Return the newest answer to a message, None where it got none."""
        return self._find("chat_id = ? AND question_id = ?", chat_id, question_id)

    def last_answer(self, chat_id: int, user_id: int) -> SentAnswer | None:
        """Return the newest answer to somebody in a chat, None where there is none."""
        return self._find("chat_id = ? AND user_id = ?", chat_id, user_id)

    def rate(self, answer_id: int, user_id: int, *, right: bool) -> None:
        """Keep what a user thinks of an answer; who rates again has changed their mind."""
        self.database.query(
            "INSERT INTO ratings (answer_id, user_id, right) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET right = excluded.right",
            (answer_id, user_id, right),
        )

    def rated_answers(self) -> list[RatedAnswer]:
        """Return every rated answer, oldest first."""
        rows = self.database.query(
            "SELECT id, answer, sum(right), sum(1 - right) FROM ratings"
            " JOIN answers ON id = answer_id GROUP BY id ORDER BY id"
        )
        return [
            RatedAnswer(id=id_, answer=Answer.model_validate_json(answer), right=right, wrong=wrong)
            for id_, answer, right, wrong in rows
        ]

    def _find(self, where: str, *parameters: Any) -> SentAnswer | None:
        rows = self.database.query(
            f"SELECT {_ANSWER_FIELDS} FROM answers WHERE {where} ORDER BY id DESC LIMIT 1",  # noqa: S608
            parameters,
        )
        if not rows:
            return None
        *fields, answer = rows[0]
        names = _ANSWER_FIELDS.split(", ")[:-1]
        return SentAnswer(
            **dict(zip(names, fields, strict=True)), answer=Answer.model_validate_json(answer)
        )


def _create_answers(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id INTEGER NOT NULL,
            message_id INTEGER,
            question_id INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            asked TEXT NOT NULL,
            sent TEXT NOT NULL,
            answer TEXT NOT NULL
        )"""
    )
    for name, fields in (
        ("question", "chat_id, question_id"),
        ("message", "chat_id, message_id"),
        ("user", "chat_id, user_id"),
    ):
        connection.execute(f"CREATE INDEX answers_by_{name} ON answers ({fields})")
    connection.execute(
        """CREATE TABLE ratings (
            answer_id INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE,
            user_id INTEGER NOT NULL,
            right INTEGER NOT NULL,
            PRIMARY KEY (answer_id, user_id)
        ) WITHOUT ROWID"""
    )


_MIGRATIONS: list[Migration] = [_create_answers, create_people]
