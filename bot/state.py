"""What the bot itself remembers: what it was asked, the answers it sent and how they were rated.

A file beside the archive, so that every button works after a restart. What is quoted stays the
archive's: an answer is kept with ids, offsets and texts, and checked again before it is shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.people import create_people
from corpus.database import Database, Migration
from index.models import Answer, Sentence
from index.periods import Period
from index.turns import Said

_STATE_FILE = "state.sqlite3"

_ANSWER_FIELDS = (
    "id, message_id, understood, answer, chat_id, thread_id, user_id, question_id, asked_at"
)

_KEPT = timedelta(days=90)
"""How long answers are kept that nobody rated: so long their buttons work."""

LONGEST_HISTORY = 3
"""Questions back to which a follow-up may go."""


class Place(NamedTuple):
    """Where, by whom and when something was asked."""

    chat_id: int
    thread_id: int | None
    """The forum topic, None outside of any."""
    user_id: int
    """Of a group or channel, where its admins speak in its name."""
    question_id: int
    """The message that asked."""
    asked_at: datetime


class Understood(BaseModel):
    """What a message was taken to ask."""

    model_config = ConfigDict(frozen=True)

    asked: str
    """What the user wrote; empty where a button asked."""
    question: str
    """What the archive is asked: `asked` without words of time, or completed."""
    completed: bool = False
    """Whether it was completed with what had been asked before."""
    within: Period | None = None
    """Only articles published then are asked."""
    dated: str | None = None
    """The question with its date, where that may be the date of what happened instead."""
    quoted: int | None = None
    """The article of which the message quotes words."""
    article: int | None = None
    """Only this article is asked: the quoted one, or the one spoken of before."""
    said: Said | None = None
    """What was said before, where the question may go on from it."""
    put: str = ""
    """What a completed question is read as, after what was said, in the article spoken of. Empty
    where it was not completed, or asks for others than were shown."""
    besides: tuple[Sentence, ...] = ()
    """Sentences shown before, while others are asked for."""


class SentAnswer(BaseModel):
    """An answer that the bot gave in a chat."""

    model_config = ConfigDict(frozen=True)

    id: int
    place: Place
    message_id: int | None = None
    """The bot's message that shows it, None until it is sent."""
    understood: Understood
    answer: Answer


class RatedAnswer(BaseModel):
    """An answer and what people thought of it."""

    model_config = ConfigDict(frozen=True)

    sent: SentAnswer
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
        self.database.query(
            "DELETE FROM answers WHERE asked_at < ? AND id NOT IN (SELECT answer_id FROM ratings)",
            (_moment(datetime.now(UTC) - _KEPT),),
        )

    def close(self) -> None:
        """Close the file; it cannot be used afterwards."""
        self.database.close()

    def keep_answer(self, answer: Answer, understood: Understood, place: Place) -> SentAnswer:
        """Keep an answer that is about to be sent; its id is what buttons hold."""
        row = self.database.query(
            "INSERT INTO answers (understood, answer, chat_id, thread_id, user_id, question_id,"
            " asked_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                understood.model_dump_json(),
                answer.model_dump_json(),
                *place[:-1],
                _moment(place.asked_at),
            ),
        )[0]
        return SentAnswer(id=row[0], place=place, understood=understood, answer=answer)

    def lengthen_answer(self, answer_id: int, answer: Answer) -> None:
        """Keep the same answer with more quotes."""
        self.database.query(
            "UPDATE answers SET answer = ? WHERE id = ?", (answer.model_dump_json(), answer_id)
        )

    def replace_answer(
        self, sent: SentAnswer, answer: Answer, understood: Understood
    ) -> SentAnswer:
        """Keep another answer that takes the place of one; what that was rated goes with it."""
        with self.database.change() as connection:
            connection.execute(
                "UPDATE answers SET understood = ?, answer = ? WHERE id = ?",
                (understood.model_dump_json(), answer.model_dump_json(), sent.id),
            )
            connection.execute("DELETE FROM ratings WHERE answer_id = ?", (sent.id,))
        return sent.model_copy(update={"answer": answer, "understood": understood})

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

    def answer_in(self, chat_id: int, message_id: int) -> SentAnswer | None:
        """Return the newest answer that a message shows, None where it shows none."""
        return self._find("chat_id = ? AND message_id = ?", chat_id, message_id)

    def history(self, place: Place, soon: timedelta) -> list[SentAnswer]:
        """Return what was answered to somebody there before `place`'s question, newest last.

        Only what was asked so soon before it, and since `forget`.
        """
        chat_id, thread_id, user_id, question_id, asked_at = place
        found = self._find_many(
            "chat_id = ? AND thread_id IS ? AND user_id = ? AND question_id < ? AND asked_at >= ?"
            " AND message_id IS NOT NULL AND NOT forgotten",
            (chat_id, thread_id, user_id, question_id, _moment(asked_at - soon)),
            LONGEST_HISTORY,
        )
        return found[::-1]

    def forget(self, place: Place) -> None:
        """Let what somebody asked there not count for what they ask next."""
        self.database.query(
            "UPDATE answers SET forgotten = TRUE"
            " WHERE chat_id = ? AND thread_id IS ? AND user_id = ? AND NOT forgotten",
            place[:3],
        )

    def rate(self, answer_id: int, user_id: int, *, right: bool) -> None:
        """Keep what a user thinks of an answer; who rates again has changed their mind."""
        self.database.query(
            "INSERT INTO ratings (answer_id, user_id, right) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET right = excluded.right",
            (answer_id, user_id, right),
        )

    def rated_answers(self) -> list[RatedAnswer]:
        """Return every rated answer, oldest first."""
        ratings = self.database.query(
            "SELECT answer_id, sum(right), sum(1 - right) FROM ratings"
            " GROUP BY answer_id ORDER BY answer_id"
        )
        rated = ((self.answer(id_), right, wrong) for id_, right, wrong in ratings)
        return [
            RatedAnswer(sent=one, right=right, wrong=wrong) for one, right, wrong in rated if one
        ]

    def _find(self, where: str, *parameters: Any) -> SentAnswer | None:
        found = self._find_many(where, parameters, 1)
        return found[0] if found else None

    def _find_many(self, where: str, parameters: Sequence[Any], limit: int) -> list[SentAnswer]:
        """Return answers, newest first."""
        rows = self.database.query(
            f"SELECT {_ANSWER_FIELDS} FROM answers WHERE {where} ORDER BY id DESC LIMIT {limit}",  # noqa: S608
            parameters,
        )
        return [
            SentAnswer(
                id=id_,
                place=Place(chat, thread, user, question, datetime.fromisoformat(asked_at)),
                message_id=message_id,
                understood=Understood.model_validate_json(understood),
                answer=Answer.model_validate_json(answer),
            )
            for id_, message_id, understood, answer, chat, thread, user, question, asked_at in rows
        ]


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()


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


def _keep_what_was_understood(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE answers ADD COLUMN thread_id INTEGER")
    connection.execute("ALTER TABLE answers ADD COLUMN forgotten INTEGER NOT NULL DEFAULT FALSE")
    connection.execute("ALTER TABLE answers ADD COLUMN understood TEXT NOT NULL DEFAULT ''")
    connection.execute(
        "UPDATE answers SET understood ="
        " json_object('asked', asked, 'question', json_extract(answer, '$.question'))"
    )
    connection.execute("ALTER TABLE answers DROP COLUMN asked")
    connection.execute("ALTER TABLE answers RENAME COLUMN sent TO asked_at")


_MIGRATIONS: list[Migration] = [_create_answers, create_people, _keep_what_was_understood]
