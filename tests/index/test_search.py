"""Vectors and keywords give one ranked list, the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.archive import Archive
from tests.support.articles import ARTICLES
from tests.support.encoder import open_archive


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("prisoners released in Caracas", "Caracas frees prisoners"),
        ("steel cables of the bridge", "Bridge over the Tamar reopens"),
        ("drought and olives", "Olive harvest fails in Jaén"),
        ("chess champion", "Girl of twelve wins chess title"),
    ],
)
def test_the_passage_that_speaks_of_it_comes_first(
    archive: Archive, question: str, title: str
) -> None:
    first = archive.search(question)[0]
    assert archive.get(first.passage.article_id).title == title


def test_hits_are_best_first_and_as_many_as_asked_for(archive: Archive) -> None:
    hits = archive.search("bridge chess olive prisoners", limit=3)
    scores = [hit.score for hit in hits]
    assert len(hits) == 3
    assert scores == sorted(scores, reverse=True)


def test_a_rebuilt_index_gives_the_same_order(archive: Archive, tmp_path: Path) -> None:
    """So does another archive of the same articles, added one by one."""
    with open_archive(tmp_path / "other") as other:
        for article in ARTICLES:
            other.add(article)
        other.search("makes the index")
    (tmp_path / "other" / "vectors.faiss").unlink()
    with open_archive(tmp_path / "other") as other:
        for question in ("the town", "bridge chess olive prisoners", "who won on Sunday"):
            assert other.search(question) == archive.search(question) != []


def test_a_passage_is_a_slice_of_its_article(archive: Archive) -> None:
    for hit in archive.search("bridge chess olive prisoners"):
        passage, text = hit.passage, archive.get(hit.passage.article_id).text
        assert 0 <= passage.start < passage.end <= len(text)
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end


def test_an_empty_archive_has_no_hits(empty_archive: Archive) -> None:
    assert empty_archive.search("anything") == []
