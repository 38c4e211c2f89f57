"""`briefing run` and `briefing playground` as processes."""

from __future__ import annotations

import json
import signal
import socket
import urllib.request

import pytest

from bot import texts
from tests.support.bot_api import wait_for
from tests.support.processes import FAST, run, running, start


def state(address: str) -> dict:
    with urllib.request.urlopen(f"{address}/api/state") as response:
        return json.load(response)


def say(address: str, text: str, user: int) -> None:
    request = urllib.request.Request(
        f"{address}/api/send",
        json.dumps({"user": user, "chat": user, "text": text}).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()


def answers(address: str) -> list[str]:
    messages = state(address)["messages"]
    return [one["text"] for one in messages if one["from"]["is_bot"]]


@pytest.mark.parametrize(
    ("command", "token"), [("run", ""), ("playground", "99:a-real-token-of-somebody")]
)
def test_the_bot_answers_in_the_playground_until_it_is_stopped(command: str, token: str) -> None:
    """Without a terminal; a real token is left alone."""
    with running(FAST, command, TELEGRAM_BOT_TOKEN=token) as process:
        assert process.stdout
        address = process.stdout.readline().split()[1]
        people = {one["role"]: one["id"] for one in state(address)["people"]}
        assert set(people) == {"reader", "admin", "stranger"}
        say(address, "/stats", people["stranger"])
        wait_for(lambda: answers(address))
        assert answers(address) == [
            texts.NOT_ADMIN.format(id=people["stranger"])
            .replace("<code>", "")
            .replace("</code>", "")
        ]
        say(address, "/stats", people["admin"])
        wait_for(lambda: len(answers(address)) == 2)
        assert answers(address)[1].startswith("12 articles")
        commands = {scope: len(menu) for scope, menu in state(address)["menus"].items()}
        assert max(commands.values()) == len((*texts.COMMANDS, *texts.ADMIN_COMMANDS))


def test_a_port_that_is_taken_makes_way(tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running(FAST, "playground", "--port", str(port)) as process:
            assert process.stdout
            address = process.stdout.readline().split()[1]
            assert port < int(address.rpartition(":")[2]) < port + 50


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_stopped_while_it_starts(number: signal.Signals) -> None:
    process = start(FAST, "playground")
    assert process.stdout
    process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in err) == (0, False), err


def test_how_to_get_a_token_is_told() -> None:
    process = start(FAST, "run")
    assert process.stderr
    assert process.stderr.readline().strip() == texts.NOT_ON_TELEGRAM
    process.terminate()
    process.communicate(timeout=60)


def test_a_wrong_port_is_one_line() -> None:
    code, _, err = run(FAST, "playground", "--port", "70000")
    assert (code, err.count("\n")) == (1, 1)
