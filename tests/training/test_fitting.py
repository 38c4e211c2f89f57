"""What the reader's weights are fitted to is what tells answers from other sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from evals.scoring import GoldAnswer, Question, QuestionSet, SetArticle
from index.features import FEATURES
from index.reader import SpanReader, make_reader
from index.spans import DEFAULT_READER, SpanModel, SpanScores
from tests.support.encoder import BagOfWordsEncoder
from training.dialogues import FollowUp
from training.examples import held_out
from training.fitting import (
    Example,
    collect,
    collect_follow_ups,
    fit,
    fit_confidence,
    fit_ranking,
    shares,
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """On a busy machine threads that share so few rows only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def examples(informative: int) -> list[Example]:
    """A hundred questions, half without an answer; one feature tells, the others are chance."""
    chance = np.random.default_rng(0)
    made = []
    for number in range(100):
        gold = np.zeros(5, dtype=bool)
        gold[number % 5] = number % 2 == 0
        rows = chance.random((5, len(FEATURES)))
        rows[:, informative] = gold + chance.normal(0, 0.3, 5)
        kind = "answerable" if gold.any() else ("unanswerable", "off-topic")[number % 4 // 2]
        made.append(
            Example(f"Question {number}?", rows, gold, kind, 1.0, complete=True, from_set=0)
        )
    return made


@pytest.mark.parametrize("informative", [0, len(FEATURES) - 1])
def test_the_weight_is_on_the_feature_that_tells(informative: int) -> None:
    made = examples(informative)
    ranking = fit_ranking(made)
    others = np.delete(ranking, informative)
    assert ranking[informative] > 2 * others.max()
    assert (ranking >= 0).all()
    about, answers = fit_confidence(made, ranking)
    assert about.weights.argmax() == answers.weights.argmax() == informative


def test_sets_that_leave_answers_unmarked_teach_only_what_is_spoken_of() -> None:
    known, unmarked = 0, len(FEATURES) - 1
    made = examples(known)
    others = [replace(one, complete=False) for one in examples(unmarked)]
    alone, both = fit(made), fit([*made, *others])
    assert both.rank == pytest.approx(alone.rank)
    (about, answers), (about_alone, answers_alone) = both.confidence, alone.confidence
    assert answers.weights == pytest.approx(answers_alone.weights)
    assert about.weights[unmarked] > about_alone.weights[unmarked]


def towns() -> QuestionSet:
    """Two questions about each of eight held-out articles: its mayor, and what it does not say."""
    possible = [SetArticle(id=f"t{n}", title=f"Town {n}", text="") for n in range(200)]
    names = sorted(held_out(possible))[:8]
    text = "{} lies on the coast. Its mayor is Ada Lindqvist."
    articles = [SetArticle(id=id_, title=f"Town {id_[1:]}", text=text.format(id_)) for id_ in names]
    start = text.format(names[0]).index("Ada") - len(names[0])
    questions = []
    for name in names:
        gold = GoldAnswer(article=name, start=start + len(name), end=start + len(name) + 13)
        mayor = Question(id=f"{name} mayor", question=f"Who is mayor of {name}?", answers=(gold,))
        river = Question(
            id=f"{name} river", question=f"Which river runs by {name}?", kind="unanswerable"
        )
        questions += [mayor, river]
    return QuestionSet(articles, questions)


def test_an_archive_is_also_asked_what_its_own_articles_only_seem_to_answer() -> None:
    """Or its size would tell what is answered, as only whole sets would be asked such a thing."""
    made = collect([towns()], BagOfWordsEncoder(), make_reader(DEFAULT_READER))
    assert Counter(one.kind for one in made) == {"answerable": 16, "unanswerable": 16}


def test_a_set_marks_whatever_answers_if_some_of_its_questions_only_seem_to_be_answered() -> None:
    whole, reader = towns(), make_reader(DEFAULT_READER)
    answered = QuestionSet(whole.articles, whole.answerable)
    made = collect([whole], BagOfWordsEncoder(), reader)
    assert all(one.complete for one in made)
    made = collect([answered], BagOfWordsEncoder(), reader)
    assert not any(one.complete for one in made)


def test_follow_ups_are_asked_of_the_article_they_are_about_and_so_are_other_questions() -> None:
    own = towns()
    mayors = [
        FollowUp(article, one, "Where does the town lie? on the coast", 0)
        for one in own.answerable
        for article in (one.answers[0].article,)
    ]
    strange = FollowUp("not held out", own.answerable[0], "Where is that?", 0)
    refused = mayors[0]._replace(after="Where is that?", shown=None)
    asked: list[str] = []

    class Listening(SpanModel):
        def score(self, question: str, pieces: Sequence[tuple[str, str]]) -> list[SpanScores]:
            asked.append(question)
            return super().score(question, pieces)

    reader = SpanReader(Listening())
    made = collect_follow_ups([*mayors, strange, refused], own, BagOfWordsEncoder(), reader)
    assert len(asked) == 2 * len(made), "windows of the article, and the best sentences"
    assert all(one.startswith("Where does the town lie? on the coast W") for one in asked)
    kinds = Counter(one.kind for one in made)
    assert kinds["answerable"] == 8
    assert 1 <= kinds["off-topic"] <= 4
    assert all(one.gold.any() == (one.kind == "answerable") for one in made)


def test_a_kind_counts_as_expected_and_in_it_each_set_the_same() -> None:
    groups = [("answerable", 0)] * 3 + [("answerable", 1), ("unanswerable", 0), ("off-topic", 1)]
    assert shares(groups) == pytest.approx([0.1, 0.1, 0.1, 0.3, 0.25, 0.15])
    assert shares([("answerable", 0), ("off-topic", 0)]) == pytest.approx([0.6, 0.4])


def test_a_set_does_not_weigh_more_for_having_more_questions() -> None:
    small = examples(0)
    large = [replace(one, from_set=1) for one in examples(len(FEATURES) - 1)]
    rank = fit_ranking(small)
    once, thrice = (
        fit_confidence([*small, *large], rank),
        fit_confidence([*small, *large * 3], rank),
    )
    for one, other in zip(once, thrice, strict=True):
        assert other.weights == pytest.approx(one.weights, abs=1e-6)
        assert other.bias == pytest.approx(one.bias)


def test_a_question_of_another_set_is_not_answered_by_an_article_of_the_same_id() -> None:
    rivers = towns()
    asked = [
        one.model_copy(update={"question": "Where does the river rise?"})
        for one in rivers.answerable
    ]
    made = collect(
        [towns(), QuestionSet(rivers.articles, asked)],
        BagOfWordsEncoder(),
        make_reader(DEFAULT_READER),
    )
    strange = [one for one in made if one.from_set == 0 and "rise" in one.question]
    assert strange
    assert {one.kind for one in strange} == {"off-topic"}
