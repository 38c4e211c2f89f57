"""Vectors and keywords give one ranked list, the same every time."""

from __future__ import annotations

import pytest

from index.archive import Archive


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


def test_the_same_archive_gives_the_same_order(archive: Archive, empty_archive: Archive) -> None:
    assert archive.search("the town") == archive.search("the town")
    assert archive.search("bridge chess olive prisoners") == archive.search(
        "bridge chess olive prisoners"
    )


def test_a_passage_is_a_slice_of_its_article(archive: Archive) -> None:
    for hit in archive.search("bridge chess olive prisoners"):
        passage, text = hit.passage, archive.get(hit.passage.article_id).text
        assert 0 <= passage.start < passage.end <= len(text)
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end


def test_an_empty_archive_has_no_hits(empty_archive: Archive) -> None:
    assert empty_archive.search("anything") == []
