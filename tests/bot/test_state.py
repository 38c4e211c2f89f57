"""What the bot remembers, through its versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.people import create_people
from bot.state import State, _create_answers
from index.models import Answer


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
