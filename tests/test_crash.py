"""kill -9 loses nothing that was confirmed and leaves nothing half done."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from index.archive import Archive
from tests.support.encoder import BagOfWordsEncoder
from tests.support.processes import FAST, run, start

ROUNDS = 20
ARTICLES = 1500
QUESTIONS = ("What did report 7 say of gate 3?", "river commission", "pump 11 at gate 5")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    lines = (
        {
            "title": f"Report {number}",
            "text": f"Report {number} of the river commission is about gate {number % 13}. "
            f"It says that pump {number % 17} at the gate was mended.\n\nNobody was hurt.",
        }
        for number in range(ARTICLES)
    )
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def add_and_kill(articles: Path, chance: random.Random) -> set[int]:
    """Start adding, kill the process at a random moment, return the ids reported as added."""
    process = start(FAST, "add", str(articles))
    assert process.stdout
    reported = [process.stdout.readline()]
    time.sleep(chance.uniform(0, 0.4))
    process.kill()
    reported += process.communicate()[0].splitlines()
    # The last line may have been cut.
    return {
        int(line.split()[1])
        for line in reported
        if line.endswith((")", ")\n")) and line.startswith("added")
    }


def assert_whole(archive: Archive, rebuilt: Archive) -> None:
    """Nothing is half there, and the index answers as if built anew."""
    store = archive._store
    stats = archive.stats()
    assert (stats.passages, stats.sentences) == (stats.articles, 3 * stats.articles)
    assert store.query("SELECT count(*) FROM passage_words") == [(stats.passages,)]
    assert store.query("PRAGMA integrity_check") == [("ok",)]
    assert store.query("PRAGMA foreign_key_check") == []
    for question in QUESTIONS:
        assert archive.search(question) == rebuilt.search(question)


@pytest.mark.timeout(240)
def test_kill_at_random_moments(articles: Path, tmp_path: Path) -> None:
    chance = random.Random(9)
    data = Path(os.environ["BRIEFING_DATA"])
    known: set[int] = set()
    for round_ in range(ROUNDS):
        known |= add_and_kill(articles, chance)
        copy = tmp_path / f"copy{round_}"
        shutil.copytree(data, copy)
        (copy / "vectors.faiss").unlink(missing_ok=True)
        with (
            Archive.open(data, BagOfWordsEncoder()) as archive,
            Archive.open(copy, BagOfWordsEncoder()) as rebuilt,
        ):
            there = {one.id for one in archive.find(limit=ARTICLES).articles}
            assert known <= there, f"lost in round {round_}: {known - there}"
            assert_whole(archive, rebuilt)
        shutil.rmtree(copy)
    assert 0 < len(known) < ARTICLES, "killed too early or too late to prove anything"
    code, _, err = run(FAST, "add", str(articles))
    assert code == 0, err
    with Archive.open(data, BagOfWordsEncoder()) as archive:
        assert archive.stats().articles == ARTICLES
