"""Examples hold their answer where they say, or have none; held-out articles give none."""

from __future__ import annotations

import zlib

from evals.scoring import GoldAnswer, Question, QuestionSet, SetArticle
from tests.support.encoder import BagOfWordsEncoder
from training.examples import HELD_OUT, Preparer, held_out

TITLES = [f"Bridge {number}" for number in range(24)]


def text(title: str) -> str:
    return (
        f"{title} reopened in 19{len(title)}0. Mayor Ellen Whitcombe cut the ribbon of {title}. "
        f"Engineers replaced {hash_of(title)} steel cables on it. Nobody was hurt in the rain."
    )


def hash_of(title: str) -> int:
    return zlib.crc32(title.encode()) % 1000


def made() -> QuestionSet:
    articles = [SetArticle(id=title, title=title, text=text(title)) for title in TITLES]
    questions = []
    for title in TITLES:
        said = str(hash_of(title))
        start = text(title).index(f"{said} steel")
        questions.append(
            Question(
                id=title,
                question=f"How many cables were replaced on {title}?",
                answers=(GoldAnswer(article=title, start=start, end=start + len(said)),),
            )
        )
    return QuestionSet(articles, questions)


def test_an_answer_stands_where_the_example_says() -> None:
    found = list(Preparer(made(), BagOfWordsEncoder()).answerable())
    answerable = [one for one in found if one.kind == "answerable"]
    assert len(answerable) == len(TITLES) - len(held_out(made().articles))
    for one in answerable:
        assert [one.text[start:end] for start, end in one.answers] == [str(hash_of(one.title))]
    others = [one for one in found if one.kind != "answerable"]
    assert {one.kind for one in others} == {"spoilt", "altered", "removed"}
    assert not any(one.answers for one in others)


def test_without_its_sentence_a_text_does_not_answer() -> None:
    found = Preparer(made(), BagOfWordsEncoder()).answerable()
    removed = [one for one in found if one.kind == "removed"]
    assert removed
    assert not any(str(hash_of(one.title)) in one.text for one in removed)


def test_what_a_search_finds_does_not_answer() -> None:
    asked = made()
    found = list(Preparer(asked, BagOfWordsEncoder()).searched())
    assert found
    for one in found:
        assert one.kind == "searched"
        title = one.question.removeprefix("How many cables were replaced on ")[:-1]
        assert one.title != title or str(hash_of(title)) not in one.text


def test_held_out_articles_are_never_seen() -> None:
    asked = made()
    kept = held_out(asked.articles)
    assert 0 < len(kept) < len(TITLES) / HELD_OUT * 3
    preparer = Preparer(asked, BagOfWordsEncoder())
    for one in (*preparer.answerable(), *preparer.searched()):
        assert one.title not in kept
        if one.kind != "spoilt":
            assert not any(one.question.endswith(f"{title}?") for title in kept)


def test_examples_are_the_same_every_time() -> None:
    first, second = (list(Preparer(made(), BagOfWordsEncoder()).answerable()) for _ in range(2))
    assert first == second
