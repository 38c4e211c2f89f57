"""Dependencies point one way, and what belongs to one module stays there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("corpus", "index", "bot")
MODULES = sorted(
    path for layer in (*LAYERS, "evals", "training") for path in (ROOT / layer).rglob("*.py")
)

SQL = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|PRAGMA|CREATE TABLE)\b")
SQL_MODULES = {
    "corpus/database.py",
    "corpus/store.py",
    "corpus/migrations.py",
    "index/keywords.py",
    "bot/people.py",
    "bot/state.py",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The top-level packages a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def strings(path: Path) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_layer_imports_only_from_those_on_its_left(path: Path) -> None:
    layer = name(path).split("/")[0]
    # Question sets are asked of archives; the command line starts them.
    forbidden = {"corpus": {"index", "bot", "evals"}, "index": {"bot", "evals"}, "bot": set()}
    unshipped = {"tests", "benchmarks", "training"} - {layer}
    assert not imported(path) & (forbidden.get(layer, {"bot"}) | unshipped)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_sql_stays_with_the_store(path: Path) -> None:
    found = [text for text in strings(path) if SQL.search(text)]
    assert not found or name(path) in SQL_MODULES


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    reads = re.search(r"os\.environ|getenv", path.read_text())
    assert not reads or name(path) == "bot/config.py"


def test_libraries_stay_behind_their_module() -> None:
    homes = {
        "faiss": {"index/vectors.py"},
        "sentence_transformers": {"index/encoder.py"},
        "sqlite3": {
            "corpus/database.py",
            "corpus/store.py",
            "corpus/migrations.py",
            "bot/people.py",
            "bot/state.py",
        },
        "trafilatura": {"corpus/cleaning.py"},
        "ftfy": {"corpus/cleaning.py"},
        "sentencex": {"corpus/splitting.py"},
        "rapidfuzz": {"index/keywords.py"},
    }
    for library, expected in homes.items():
        assert {name(path) for path in MODULES if library in imported(path)} == expected, library


def test_no_init_below_tests() -> None:
    """One would shadow the package its folder is named after."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []
