"""The benchmarks run, on little, and say what they measured."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import benchmarks.__main__ as command
from benchmarks.asking import measure_asking, measure_opening
from benchmarks.encoding import measure_embedding, measure_encoding
from benchmarks.figures import Figure, Run, record
from benchmarks.processes import measure_adding, measure_starting, run_briefing
from benchmarks.texts import PASSAGE_CHARACTERS, cut_passages, make_set, spread
from corpus.errors import BriefingError
from index.archive import Archive
from tests.support.articles import ARTICLES
from tests.support.encoder import BagOfWordsEncoder, open_archive
from tests.support.processes import FAST

FIGURES = (
    Figure(name="encode, against plain", value=1.75, unit="times", goal=1.6, more_is_better=True),
    Figure(name="search, p50", value=15.04, unit="ms", goal=15),
    Figure(name="start to help", value=0.3, unit="s"),
)


def no_progress(_what: str, _done: int, _total: int) -> None:
    pass


def by_name(figures: list[Figure]) -> dict[str, float]:
    return {figure.name: figure.value for figure in figures}


def test_made_articles_are_always_the_same_and_differ() -> None:
    made = make_set()
    assert made == make_set()
    assert len(made.articles) == 18
    assert sum(len(article.text) for article in made.articles) == pytest.approx(690_000, rel=0.01)
    passages = cut_passages(made.articles)
    assert {len(passage) for passage in passages} == {PASSAGE_CHARACTERS}
    assert len(set(passages)) == len(passages) > 600
    assert len({question.question for question in made.questions}) == 100


@pytest.mark.parametrize(
    ("items", "count", "expected"),
    [(range(10), 3, [0, 3, 6]), (range(2), 3, [0, 1]), (range(0), 3, []), (range(5), 3, [0, 1, 2])],
)
def test_spread(items: range, count: int, expected: list[int]) -> None:
    assert spread(items, count) == expected


def test_a_goal_is_reached_from_its_side() -> None:
    assert [figure.reached for figure in FIGURES] == [True, False, None]


class SlowEncoder(BagOfWordsEncoder):
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(0.01 * len(texts))
        return super().encode(texts)


def test_encoders_are_compared() -> None:
    slow, fast = SlowEncoder(), BagOfWordsEncoder()
    found = by_name(measure_encoding(slow, fast, ["x"] * 3, no_progress, rounds=2))
    assert found["encode, plain"] < 100 < found["encode"]
    assert found["encode, against plain"] > 1
    (embedded,) = measure_embedding(slow, fast, ARTICLES[0], no_progress, rounds=2)
    assert embedded.value > 1


def test_asking_is_measured(archive: Archive, encoder: BagOfWordsEncoder) -> None:
    found = by_name(measure_asking(archive, ["who?", "where?"], no_progress, rounds=2))
    assert list(found) == ["search, p50", "search, p95", "ask, p50", "ask, p95"]
    assert 0 < found["ask, p50"] <= found["ask, p95"]
    assert by_name(measure_opening(archive.path, encoder))["open the archive"] > 0


def test_processes_are_measured(tmp_path: Path) -> None:
    made = make_set(articles=2, characters=2000, questions=1)
    adding = by_name(measure_adding(made.articles, tmp_path, FAST))
    starting = by_name(
        measure_starting(made.questions[0].question, tmp_path, no_progress, FAST, rounds=1)
    )
    assert adding["add all articles"] > 0.1, "no process starts faster"
    assert starting["start to help"] > 0
    assert starting["start to first answer"] > 0
    assert 20 < starting["peak memory, asking"] < 2000
    with open_archive(tmp_path) as archive:
        assert archive.stats().articles == 2


def test_a_failure_is_told(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="briefing show failed: No article 7"):
        run_briefing(FAST, tmp_path, "show", "7")


def test_the_command_prints_a_table_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "measure", lambda asked, progress: list(FIGURES))
    table = CliRunner().invoke(command.app).stdout
    assert "18 articles" in table
    assert [" ".join(line.split()) for line in table.splitlines()[-3:]] == [
        "encode, against plain 1.75 times ≥ 1.6 reached",
        "search, p50 15.0 ms ≤ 15 missed",
        "start to help 0.30 s",
    ]
    found = json.loads(CliRunner().invoke(command.app, ["--json"]).stdout)
    assert found["machine"]["cores"] > 0
    assert [figure["reached"] for figure in found["figures"]] == [True, False, None]


def test_results_are_kept_only_if_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept: list[Run] = []
    monkeypatch.setattr(command, "measure", lambda asked, progress: list(FIGURES))
    monkeypatch.setattr(command, "record", kept.append)
    CliRunner().invoke(command.app)
    assert not kept
    CliRunner().invoke(command.app, ["--record"])
    for _ in range(2):
        record(kept[0], tmp_path / "results.jsonl")
    lines = (tmp_path / "results.jsonl").read_text().splitlines()
    assert [Run.model_validate_json(line) for line in lines] == kept * 2


def test_a_folder_that_holds_no_set_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"^No question set in .*$"):
        command.main()
