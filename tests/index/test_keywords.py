"""A question's words find the passages that hold them, also damaged or accented ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.models import Article
from index.archive import Archive
from index.keywords import Keywords, fold, title_expression


def keywords(archive: Archive, *texts: str) -> Keywords:
    for number, text in enumerate(texts):
        archive.add(Article(title=f"Article {number}", text=text))
    return Keywords(archive._store)


def found(keywords: Keywords, question: str) -> list[int]:
    """Passage ids; one article here is one passage, so ids count from 1."""
    return [id_ for id_, _ in keywords.search(keywords.terms(question), 10)]


def test_stop_words_say_nothing(empty_archive: Archive) -> None:
    words = keywords(empty_archive, "What is it that they did?")
    assert words.terms("what is it that they did?") == []
    assert found(words, "what is it that they did?") == []


def test_search_among_some(empty_archive: Archive) -> None:
    words = keywords(empty_archive, "Rain in town.", "Rain in Oslo.", "Rain again.")
    rain = words.terms("rain")
    assert sorted(id_ for id_, _ in words.search(rain, 10, among=[2, 3, 99])) == [2, 3]
    assert [id_ for id_, _ in words.search(rain, 10, among=range(3, 50_000))] == [3]
    assert words.search(rain, 10, among=[]) == []


def test_a_rare_word_weighs_more(empty_archive: Archive) -> None:
    words = keywords(empty_archive, "Rain in town.", "Rain in Oslo.", "Rain again.")
    weights = {term.beginnings[0]: term.weight for term in words.terms("rain oslo")}
    assert weights["oslo"] > weights["rain"]
    assert found(words, "Oslo rain")[0] == 2


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Rodríguez", "The minister Rodrguez spoke."),
        ("Rodrguez", "The minister Rodríguez spoke."),
        ("Bogotá", "The capital Bogot was calm."),
        ("bogota", "The capital Bogotá was calm."),
        ("Petersburgh", "The port of Petersburg was calm."),
        ("recieved", "They received the letter."),
        ("releases", "The release of prisoners began."),
        ("elected", "The election was held."),
        ("ZÜRICH", "A bank in Zurich closed."),
        ("Who announced it?", "The minister said so."),
        ("Spaniards", "Citizens of Spain returned."),
    ],
)
def test_near_words_are_found(empty_archive: Archive, question: str, text: str) -> None:
    words = keywords(empty_archive, "Nothing of the kind here.", text)
    assert found(words, question) == [2]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Iran", "The war in Iraq."),
        ("2023", "It was in 2024."),
        ("Martin", "The cars of Aston."),
        ("horse", "The house burned."),
    ],
)
def test_words_that_only_look_near_are_not_found(
    empty_archive: Archive, question: str, text: str
) -> None:
    """A short word, a number or a known word stands for itself."""
    words = keywords(empty_archive, "A horse.", text)
    assert 2 not in found(words, question)


@pytest.mark.parametrize(
    ("question", "respelt"),
    [
        ("how strong was the earthqake?", "how strong was the earthquake?"),
        ("who anounced it", "who announced it"),
        ("when did it reopens", "when did it reopens"),
        ("was it an earthshake", "was it an earthshake"),
        ("Who is Earthqake?", "Who is Earthqake?"),
        ("who likes it?", "who likes it?"),
        ("ﬁrst élan, 123456", "ﬁrst élan, 123456"),
    ],
    ids=["missing letter", "longer word", "form", "known word", "name", "short", "odd"],
)
def test_words_that_stand_nowhere_are_respelt(
    empty_archive: Archive, question: str, respelt: str
) -> None:
    words = keywords(empty_archive, "The mayor announced that after the earthquake it reopened.")
    assert words.respell(question, lambda word: word == "earthshake") == respelt


@given(st.text())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_respelt(archive: Archive, text: str) -> None:
    """What is no misspelt word stays as it is."""
    assert len(Keywords(archive._store).respell(text, lambda _: True)) == len(text)


@given(st.text())
@settings(max_examples=300)
def test_no_text_is_an_operator(text: str) -> None:
    """Whatever is typed, the full-text engine understands it as words."""
    expression = title_expression(text)
    assert expression.count('"') == 2 * len(fold(text))


@pytest.mark.parametrize(
    "question", ['"', "a AND b", "NEAR(x y)", "title: x", "-x*", "^x", "(", "';--", "\x00", "🎉"]
)
def test_query_syntax_is_harmless(empty_archive: Archive, question: str) -> None:
    words = keywords(empty_archive, "Some text.")
    words.search(words.terms(question), 5)


def test_a_new_article_brings_its_words(empty_archive: Archive) -> None:
    words = keywords(empty_archive, "Calm in town.")
    assert found(words, "Rodríguez") == []
    empty_archive.add(Article(title="New", text="The minister Rodrguez spoke."))
    assert found(words, "Rodríguez") == [2]


def test_fold() -> None:
    assert fold("Élan, Ñandú’s ﬁne!") == ["elan", "nandu", "s", "fine"]


def test_of_a_pasted_text_only_the_beginning_is_looked_up(empty_archive: Archive) -> None:
    pasted = " ".join(f"unheard{number}" for number in range(5000))
    assert len(keywords(empty_archive).terms(pasted)) == 200
