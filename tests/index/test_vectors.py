"""The index finds the nearest, and never comes back from disk damaged or foreign."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import Stamp, VectorIndex

STAMP = Stamp(archive="a", encoder="e", dim=3, revision=7)
EYE = np.eye(3, dtype=np.float32)


@pytest.fixture
def index() -> VectorIndex:
    index = VectorIndex(3)
    index.add([10, 20, 30], EYE)
    return index


def test_search_returns_ids_and_cosines_best_first(index: VectorIndex) -> None:
    found = index.search(np.array([0.6, 0.8, 0], np.float32), 2)
    assert [id_ for id_, _ in found] == [20, 10]
    assert [score for _, score in found] == pytest.approx([0.8, 0.6])


def test_search_for_more_than_there_are(index: VectorIndex) -> None:
    assert len(index.search(EYE[0], 50)) == 3
    assert VectorIndex(3).search(EYE[0], 5) == []


def test_search_among_some(index: VectorIndex) -> None:
    """However many there are nearer."""
    assert index.search(EYE[0], 1, among=[30]) == [(30, 0.0)]
    assert [id_ for id_, _ in index.search(EYE[0], 50, among=[10, 30, 99])] == [10, 30]
    assert index.search(EYE[0], 5, among=[]) == []


def test_removed_ids_are_gone_and_the_others_stay(index: VectorIndex) -> None:
    index.remove([20, 99])
    assert index.ids == [10, 30]
    assert [id_ for id_, _ in index.search(EYE[1], 3)] != [20]
    assert index.search(EYE[2], 1) == [(30, 1.0)]


def test_saved_and_loaded(index: VectorIndex, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    index.save(folder / "v", STAMP)
    loaded = VectorIndex.load(folder / "v", STAMP._replace(revision=9))
    assert loaded is not None
    assert (loaded[0].ids, loaded[1]) == ([10, 20, 30], 7)
    assert loaded[0].search(EYE[1], 1) == [(20, 1.0)]
    loaded[0].add([40], EYE[:1])
    assert [file.name for file in folder.iterdir()] == ["v"], "something was left aside"


@pytest.mark.parametrize(
    "other",
    [STAMP._replace(archive="b"), STAMP._replace(encoder="f"), STAMP._replace(dim=4)],
)
def test_another_archives_or_encoders_index_is_not_loaded(
    index: VectorIndex, tmp_path: Path, other: Stamp
) -> None:
    index.save(tmp_path / "v", STAMP)
    assert VectorIndex.load(tmp_path / "v", other) is None


def test_a_missing_file_is_not_loaded(tmp_path: Path) -> None:
    assert VectorIndex.load(tmp_path / "v", STAMP) is None


def test_no_damaged_byte_is_loaded(index: VectorIndex, tmp_path: Path) -> None:
    """Cut anywhere or changed anywhere after the header, the file is refused."""
    path = tmp_path / "v"
    index.save(path, STAMP)
    whole = path.read_bytes()
    for cut in range(0, len(whole), 7):
        path.write_bytes(whole[:cut])
        assert VectorIndex.load(path, STAMP) is None, f"cut at {cut}"
    for at in range(whole.index(b"\n") + 1, len(whole), 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert VectorIndex.load(path, STAMP) is None, f"changed at {at}"


@pytest.mark.parametrize("junk", [b"", b"\n", b"[]\n", b'{"sha256": 1}\n', b"\xff\n\x00"])
def test_junk_is_not_loaded(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "v").write_bytes(junk)
    assert VectorIndex.load(tmp_path / "v", STAMP) is None
