"""Who is let in, kept in the bot's own file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.people import Entry, People
from bot.state import State

ADMIN = 7
DAY = timedelta(days=1)


@pytest.fixture
def people(state: State) -> People:
    return People(state.database)


def test_an_invitation_lets_in_as_many_as_it_says(people: People) -> None:
    code = people.invite(ADMIN, 2, DAY)
    assert people.enter(code, 1, "Ada") == Entry.LET_IN
    assert people.enter(code, 1, "Ada") == Entry.ALREADY_IN, "and no use is lost"
    assert people.enter(code, 2, "Bo") == Entry.LET_IN
    assert people.enter(code, 3, "Cy") == Entry.USED_UP
    assert [people.is_in(user) for user in (1, 2, 3)] == [True, True, False]
    assert [(one.user_id, one.name, one.invited_by) for one in people.members(limit=9)] == [
        (2, "Bo", ADMIN),
        (1, "Ada", ADMIN),
    ]
    assert people.open_invitations() == []


def test_why_an_invitation_is_no_good(people: People) -> None:
    assert people.enter("guess", 1, "Ada") == Entry.UNKNOWN
    assert people.enter(people.invite(ADMIN, 1, timedelta(0)), 1, "Ada") == Entry.EXPIRED
    code = people.invite(ADMIN, 1, DAY)
    people.withdraw(people.open_invitations()[0].id)
    assert people.enter(code, 1, "Ada") == Entry.WITHDRAWN
    assert not people.is_in(1)


def test_who_was_revoked_comes_back_only_by_a_newer_invitation(people: People) -> None:
    old = people.invite(ADMIN, 5, DAY)
    people.enter(old, 1, "Ada")
    people.revoke(1)
    assert not people.is_in(1)
    assert people.count() == 0
    assert people.enter(old, 1, "Ada") == Entry.WITHDRAWN
    assert people.enter(old, 2, "Bo") == Entry.LET_IN
    assert people.enter(people.invite(ADMIN, 1, DAY), 1, "Ada") == Entry.LET_IN
    assert people.is_in(1)


def test_many_at_once_are_not_more_than_invited(people: People) -> None:
    code = people.invite(ADMIN, 5, DAY)
    with ThreadPoolExecutor(16) as pool:
        entries = list(pool.map(lambda user: people.enter(code, user, "U"), range(1, 41)))
    assert entries.count(Entry.LET_IN) == people.count() == 5
    assert entries.count(Entry.USED_UP) == 35


def test_the_code_is_kept_nowhere(people: People, state: State) -> None:
    code = people.invite(ADMIN, 1, DAY)
    for file in state.database.path.parent.iterdir():
        assert code.encode() not in file.read_bytes()
    assert people.invite(ADMIN, 1, DAY) != code


def test_people_are_kept_over_a_restart(people: People, state: State) -> None:
    people.enter(people.invite(ADMIN, 1, DAY), 1, "Ada")
    state.close()
    again = State(state.database.path.parent)
    assert People(again.database).is_in(1)
    again.close()
