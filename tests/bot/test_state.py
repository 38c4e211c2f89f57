"""What the bot remembers, through its versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.people import create_people
from bot.state import Place, State, Understood, _create_answers
from index.models import Answer


def test_old_answers_are_forgotten_unless_somebody_rated_them(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with closing(State(tmp_path)) as state:
        kept = [
            state.keep_answer(
                Answer(question="Who?", confidence=0.0),
                Understood(asked="who", question="Who?"),
                Place(5, None, 5, number, now - timedelta(days=days)),
            )
            for number, days in enumerate([1, 100, 100])
        ]
        state.rate(kept[1].id, 5, right=True)
    with closing(State(tmp_path)) as state:
        assert [state.answer(one.id) for one in kept] == [kept[0], kept[1], None]


def test_answers_of_the_second_version_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        _create_answers(old)
        create_people(old)
        old.execute("PRAGMA user_version = 2")
        answer = Answer(question="Who?", confidence=0.0).model_dump_json()
        old.execute(
            "INSERT INTO answers VALUES (1, 5, 8, 7, 5, 'who', '2026-01-08T10:00:00+00:00', ?)",
            (answer,),
        )
        old.execute("INSERT INTO ratings VALUES (1, 5, 1)")
    with closing(State(tmp_path)) as state:
        (rated,) = state.rated_answers()
        assert (rated.sent.understood.asked, rated.sent.understood.question) == ("who", "Who?")
        assert state.answer_in(5, 8) == rated.sent
        later = rated.sent.place._replace(question_id=9)
        assert state.history(later, timedelta(minutes=1)) == [rated.sent]
