"""Every command, setting and dependency is documented where people look for it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from bot import texts
from bot.cli import app
from bot.config import Settings, variable
from tests.support import bot_api_schema, naughty_strings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()

SETTINGS = sorted(map(variable, Settings.model_fields))
FOR_TESTS = {bot_api_schema.VARIABLE, naughty_strings.VARIABLE}
"""What the tests themselves can be told."""


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{setting}`" in README
    assert re.search(rf"^#? ?{setting}=", (ROOT / ".env.example").read_text(), re.M)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    for text in (README, (ROOT / ".env.example").read_text()):
        named = set(re.findall(r"\bBRIEFING_[A-Z_]+[A-Z]\b", text))
        assert named <= {*SETTINGS, *FOR_TESTS}


@pytest.mark.parametrize("variable", sorted(FOR_TESTS))
def test_what_the_tests_can_be_told_is_documented(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_every_subcommand_is_documented(command: str) -> None:
    assert f"`briefing {command}" in README
    assert get_command(app).commands[command].help, "and explains itself"


@pytest.mark.parametrize("command", [name for name, _ in (*texts.COMMANDS, *texts.ADMIN_COMMANDS)])
def test_every_chat_command_is_documented(command: str) -> None:
    assert f"`/{command}" in README
    assert f"/{command}" in texts.HELP + texts.HELP_ADMIN or command == "help"


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.M)
    for target in targets:
        assert f"`make {target}`" in README or target == "help"


def test_every_dependency_carries_its_reason_and_is_pinned() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [")
    for at in range(start + 1, lines.index("]", start)):
        if lines[at].strip().startswith('"'):
            # Two that belong together, such as typer and rich, may share one.
            above = [line.strip()[:1] for line in lines[at - 2 : at]]
            assert "#" in above, f"no reason beside {lines[at].strip()}"
    project = tomllib.loads("\n".join(lines))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    pinned = {
        re.split("==", line)[0].strip().lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    for requirement in wanted:
        assert re.split(r"[\[<>=]", requirement)[0].lower().replace("_", "-") in pinned


def test_every_package_is_in_the_wheel() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "packages"
    ]
    there = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for top in ("corpus", "index", "bot", "evals")
        for path in (ROOT / top).rglob("*.py")
    }
    assert there | {"corpus.samples"} == set(packages)
