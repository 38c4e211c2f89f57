"""Two processes on one archive: both may write, each sees what the other did."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.support.encoder import open_archive
from tests.support.processes import FAST, start

EACH = 150


def write(path: Path, name: str, same: str) -> Path:
    """Articles of which every third is the same in both files."""
    texts = [
        f"Report {n} of the commission of {same if n % 3 == 0 else name} was read aloud today."
        for n in range(EACH)
    ]
    path.write_text("\n".join(json.dumps({"text": text}) for text in texts))
    return path


def test_two_add_at_once(tmp_path: Path) -> None:
    """Equal texts are there once, whoever came first, and ids are given once."""
    files = [write(tmp_path / f"{name}.jsonl", name, "Lund") for name in ("Vik", "Oslo")]
    processes = [start(FAST, "add", str(file)) for file in files]
    outputs = [process.communicate(timeout=100) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    lines = [line for out, _ in outputs for line in out.splitlines()]
    ids = [int(line.split()[1]) for line in lines if line.startswith("added")]
    known = [line for line in lines if line.startswith("already there")]
    assert len(ids) == len(set(ids)) == 2 * EACH - EACH // 3
    assert len(known) == EACH // 3
    with open_archive(Path(os.environ["BRIEFING_DATA"])) as archive:
        assert archive.stats().articles == len(ids)


def test_an_open_archive_keeps_in_step(tmp_path: Path) -> None:
    """What the bot has open is right at the next question, in the middle of another's additions."""
    file = write(tmp_path / "vik.jsonl", "Vik", "Lund")
    with open_archive(Path(os.environ["BRIEFING_DATA"])) as archive:
        process = start(FAST, "add", str(file))
        assert process.stdout
        for line in process.stdout:
            article = archive.get(int(line.split()[1]))
            hits = archive.search(article.text)
            assert hits[0].passage.article_id == article.id
        process.communicate()
        assert archive.stats().articles == EACH
