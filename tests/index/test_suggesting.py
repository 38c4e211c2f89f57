"""Questions made of sentences, and only such as read well."""

from __future__ import annotations

import pytest

from corpus.models import Article
from index.archive import Archive
from index.suggesting import question_answered_by


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "In all, 2,000 oaks were felled for the new frame, it is said.",
            "How many oaks were felled for the new frame?",
        ),
        ("Mayor Ellen Whitcombe opened the bridge on Monday.", "Who opened the bridge on Monday?"),
        ("Alexander Kosenkow won the race in 21.07 seconds.", "Who won the race in 21.07 seconds?"),
        ("Anna Bell announced on television that rain had come to the valley.", None),
        ("Anna Bell rejected their offer of a new house.", None),
        ("As of 2025 elections were to be held in the spring.", None),
        ("It rained.", None),
    ],
)
def test_questions_of_sentences(sentence: str, question: str | None) -> None:
    assert question_answered_by(sentence) == question


def test_each_suggestion_is_answered_by_its_sentence(archive: Archive) -> None:
    archive.add(Article(title="Herons", text="Rangers say 41 herons were seen near Elmstad lake."))
    archive.add(Article(title="Storks", text="Mayor Anna Bell opened the new tower for storks."))
    found = archive.suggest()
    assert [one.question for one in found] == [
        "Who opened the new tower for storks?",
        "How many herons were seen near Elmstad lake?",
        "Who won the national chess title in Lagos on Sunday?",
    ]
    for one in found:
        quote = archive.ask(one.question).quotes[0]
        assert (quote.article.id, quote.focus.start) == (one.article_id, one.start)
        assert archive.suggestion(one.article_id, one.start) == one
    assert archive.suggestion(found[0].article_id, 5) is None


def test_suggestions_are_kept_until_an_article_comes_or_goes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = archive.suggest()
    archive.remove(first[0].article_id)
    changed = archive.suggest()
    assert first[0] not in changed
    monkeypatch.setattr(archive, "read", None)
    assert archive.suggest() == changed
