"""Readings become quotes that say something new, in enough of their passage; or a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Passage, Span, StoredArticle
from index.answering import REFUSAL_THRESHOLD, THRESHOLD_IN_ONE, answer, leans_on_previous
from index.models import Answer
from index.reader import Reading
from index.search import Candidate

SURE, UNSURE = REFUSAL_THRESHOLD, REFUSAL_THRESHOLD - 0.01


def article(id_: int, *sentences: str, published: date | None = None) -> StoredArticle:
    return StoredArticle(
        id=id_,
        title=f"Title {id_}",
        text=" ".join(sentences),
        added=datetime(2026, 1, 1, tzinfo=UTC),
        published=published,
    )


def passage(id_: int, article: StoredArticle, *sentences: str) -> Passage:
    spans = []
    for sentence in sentences:
        start = article.text.index(sentence, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(sentence)))
    return Passage(
        id=id_,
        article_id=article.id,
        start=spans[0].start,
        end=spans[-1].end,
        sentences=tuple(spans),
    )


def reading(passage: Passage, number: int, score: float = 1.0, confidence: float = SURE) -> Reading:
    cosines = np.zeros(len(passage.sentences), np.float32)
    return Reading(
        Candidate(passage, 1.0, 0.5, cosines), passage.sentences[number], score, confidence
    )


def said(
    id_: int, sentence: str, span: str, day: int | None = None, confidence: float = 0.9
) -> tuple[StoredArticle, Reading]:
    """An article of one sentence, and its reading with a span."""
    published = date(2026, 1, day) if day else None
    whole = article(id_, sentence, published=published)
    start = sentence.index(span)
    found = reading(passage(id_, whole, sentence), 0, confidence=confidence)
    return whole, replace(found, span=Span(start, start + len(span)))


def ask_all(*told: tuple[StoredArticle, Reading], limit: int = 3) -> Answer:
    return answer("?", [one for _, one in told], {whole.id: whole for whole, _ in told}, limit)


def one_passage(*sentences: str) -> tuple[StoredArticle, Passage]:
    whole = article(1, *sentences)
    return whole, passage(1, whole, *sentences)


def ask(whole: StoredArticle, *readings: Reading, limit: int = 3) -> Answer:
    return answer("Why?", readings, {whole.id: whole}, limit)


LONG = "One first sentence has well over two hundred characters, " + "and goes on, " * 14 + "so."


def test_a_refusal_names_only_what_is_near() -> None:
    """Any question has nearest passages; most have nothing to do with it."""
    whole, only = one_passage("The dam held.", "Nobody was hurt.")
    near = ask(whole, reading(only, 0, confidence=UNSURE))
    assert [one.id for one in near.related] == [whole.id]
    assert ask(whole, reading(only, 0, confidence=0.001)).related == ()


def test_the_threshold_parts_answers_from_refusals() -> None:
    whole, only = one_passage("The dam held.")
    found = reading(only, 0, confidence=(REFUSAL_THRESHOLD + THRESHOLD_IN_ONE) / 2)
    assert not answer("?", [found], {whole.id: whole}, 3).answered
    assert answer("?", [found], {whole.id: whole}, 3, THRESHOLD_IN_ONE).answered


def test_a_quote_is_the_focus_with_its_neighbours() -> None:
    whole, found = one_passage("Rain fell.", "The dam held.", "Nobody was hurt.")
    (quote,) = ask(whole, reading(found, 1)).quotes
    assert quote.text == "Rain fell. The dam held. Nobody was hurt."
    assert quote.focus.text == "The dam held."
    assert whole.text[quote.focus.start : quote.focus.end] == quote.focus.text
    assert quote.article.title == "Title 1"


def test_no_neighbour_leads_that_is_not_understood_without_the_one_before() -> None:
    too_long, leading = "Nobody has room for this. " * 20, "Its figure is from December."
    whole, it = one_passage(too_long.strip(), leading, "They all went home.", "It rained.")
    assert ask(whole, reading(it, 2)).quotes[0].text.startswith(leading)
    assert ask(whole, reading(it, 3)).quotes[0].text == "They all went home. It rained."


def test_there_is_no_room_for_every_neighbour() -> None:
    """The sentence before is taken first: it says who "he" is."""
    whole, found = one_passage(LONG, "The dam held.", LONG)
    (quote,) = ask(whole, reading(found, 1)).quotes
    assert quote.text == f"{LONG} The dam held."


def test_no_sentence_is_shown_twice() -> None:
    whole, found = one_passage("Rain fell.", "The dam held.", "Nobody was hurt.", "Schools closed.")
    quotes = ask(whole, reading(found, 1), reading(found, 2)).quotes
    assert [quote.text for quote in quotes] == [
        "Rain fell. The dam held.",
        "Nobody was hurt. Schools closed.",
    ]


def test_a_sentence_that_another_leans_on_is_no_quote_of_its_own() -> None:
    whole, found = one_passage("Mayor Lund spoke.", "She said the dam held.", "Nobody was hurt.")
    quotes = ask(whole, reading(found, 1), reading(found, 0)).quotes
    assert [quote.focus.text for quote in quotes] == ["She said the dam held."]
    assert quotes[0].text.startswith("Mayor Lund spoke.")


def test_agency_copy_is_quoted_once() -> None:
    copy = "The dam above the old town of Vik held through the night, the mayor said."
    first, second = article(1, copy), article(2, copy.replace("above the old", "above"))
    readings = [reading(passage(id_, one, one.text), 0) for id_, one in ((1, first), (2, second))]
    (quote,) = answer("?", readings, {1: first, 2: second}, 3).quotes
    assert quote.article.id == 1
    (also,) = quote.also_in
    assert also.article.id == 2
    assert also.text == second.text
    assert also.is_in(second.text)


def test_the_same_answer_of_another_article_is_merged() -> None:
    """Also when the quotes are full; an article is named once."""
    shown = ask_all(
        said(1, "The dam of Vik was built by Anna Lund.", "Anna Lund"),
        said(2, "Nobody knew who paid.", "Nobody"),
        said(3, "It was Anna Lund who had it built, the town says.", "Anna Lund"),
        limit=2,
    )
    assert [quote.article.id for quote in shown.quotes] == [1, 2]
    assert [[one.article.id for one in quote.also_in] for quote in shown.quotes] == [[3], []]


@pytest.mark.parametrize(("confidence", "shown"), [(SURE, 2), (UNSURE, 1)])
def test_a_line_under_every_article_is_no_source(confidence: float, shown: int) -> None:
    first, best = said(1, "Ann Roe won the cup.", "Ann Roe")
    others = [
        said(id_, "Subscribe to our letter.", "letter", confidence=confidence) for id_ in (2, 3, 4)
    ]
    articles = {one.id: one for one in (first, *(article for article, _ in others))}
    readings = [best, *(reading for _, reading in others)]
    assert len(answer("Who?", readings, articles, 3).quotes) == shown


@pytest.mark.parametrize(
    ("best", "further", "shown"),
    [(0.9, 0.1, 2), (0.9, 0.08, 1), (0.3, 0.04, 2), (0.3, 0.02, 1), (SURE, SURE, 2)],
)
def test_nothing_far_less_likely_is_shown(best: float, further: float, shown: int) -> None:
    quotes = ask_all(
        said(1, "Ann Roe won the cup.", "Ann Roe", confidence=best),
        said(2, "The shop opens at nine.", "nine", confidence=further),
    ).quotes
    assert [quote.article.id for quote in quotes] == [1, 2][:shown]


def test_after_three_a_quote_must_answer_for_itself() -> None:
    texts = ["Ann Roe won.", "It rained.", "The shop opens.", "Nobody came.", "A dog barked."]
    confidences = [0.6, UNSURE, UNSURE, UNSURE, SURE]
    quotes = ask_all(
        *(
            said(id_, text, text, confidence=confidence)
            for id_, (text, confidence) in enumerate(zip(texts, confidences, strict=True), start=1)
        ),
        limit=10,
    ).quotes
    assert [quote.article.id for quote in quotes] == [1, 2, 3, 5]


def test_an_unsure_answer_confirms_nothing() -> None:
    shown = ask_all(
        said(1, "The dam of Vik was built by Anna Lund.", "Anna Lund"),
        said(2, "The baker of Moss is Anna Lund.", "Anna Lund", confidence=UNSURE),
    )
    assert [quote.also_in for quote in shown.quotes] == [(), ()]


@pytest.mark.parametrize(
    ("left", "right"),
    [("2-1", "1-2"), ("up 3 percent", "down 3 percent"), ("before 2020", "after 2020")],
)
def test_opposite_answers_of_the_same_words_are_two(left: str, right: str) -> None:
    shown = ask_all(
        said(1, f"Elmstad said {left}.", left), said(2, f"It was {right}, Vik wrote.", right)
    )
    assert len(shown.quotes) == 2


def test_two_namesakes_are_not_one_answer() -> None:
    shown = ask_all(
        said(1, "Anna Lund built it.", "Anna Lund"), said(2, "Per Lund did.", "Per Lund")
    )
    assert len(shown.quotes) == 2


def test_figures_of_two_days_differ_and_the_newest_comes_first() -> None:
    shown = ask_all(
        said(1, "At least 12 people died in Vik.", "12", day=5),
        said(2, "The toll in Vik rose to 19.", "19", day=7),
        said(3, "The river rose for hours.", "hours", day=8),
    )
    assert shown.differing
    assert [quote.article.id for quote in shown.quotes] == [2, 1, 3]


def test_a_later_report_that_differs_in_its_figure_alone_is_told() -> None:
    copy = "At least {} people were killed when a bridge collapsed in the port of Vik, police said."
    shown = ask_all(
        said(1, copy.format(12), "12", day=5), said(2, copy.format("1,900"), "1,900", day=6)
    )
    assert shown.differing
    assert [quote.article.id for quote in shown.quotes] == [2, 1]


def test_reports_of_one_day_are_told_apart_by_the_hour_wherever_it_was_read() -> None:
    early = datetime.fromisoformat("2026-01-08T00:30:00+02:00")
    late = datetime.fromisoformat("2026-01-07T23:30:00-05:00")
    told = [
        (whole.model_copy(update={"published": moment}), found)
        for moment, (whole, found) in (
            (early, said(1, "At least 12 people died in Vik.", "12")),
            (late, said(2, "The toll in Vik rose to 19.", "19")),
        )
    ]
    shown = ask_all(*told)
    assert shown.differing
    assert [quote.article.id for quote in shown.quotes] == [2, 1]


@pytest.mark.parametrize(
    ("sentence", "span", "day", "confidence"),
    [
        ("The toll in Vik rose to 19.", "19", 5, 0.9),
        ("The toll in Vik rose to 19.", "19", None, 0.9),
        ("The toll in Vik rose to 19.", "19", 7, 0.4),
        ("Vik counted its 12 dead of the flood.", "12 dead", 7, 0.9),
        ("Nobody counts the dead of Vik.", "Nobody", 7, 0.9),
    ],
    ids=["one day", "undated", "unsure", "same figure", "no figure"],
)
def test_other_answers_do_not_differ(
    sentence: str, span: str, day: int | None, confidence: float
) -> None:
    shown = ask_all(
        said(1, "At least 12 people died in Vik.", "12", day=5),
        said(2, sentence, span, day=day, confidence=confidence),
    )
    assert not shown.differing
    assert [quote.article.id for quote in shown.quotes] == [1, 2]


def test_at_most_as_many_quotes_as_asked_for() -> None:
    whole, found = one_passage("Rain fell.", "The dam held.", "Nobody was hurt.")
    readings = [reading(found, number) for number in range(3)]
    assert [len(ask(whole, *readings, limit=limit).quotes) for limit in (1, 2, 3)] == [1, 2, 3]


def test_below_the_threshold_it_is_a_refusal_with_related_articles() -> None:
    articles = {id_: article(id_, f"Sentence {id_}.") for id_ in (1, 2, 3)}
    readings = [
        reading(passage(id_, one, one.text), 0, confidence=UNSURE) for id_, one in articles.items()
    ]
    refusal = answer("?", readings, articles, 3)
    assert (refusal.answered, refusal.quotes, refusal.confidence) == (False, (), UNSURE)
    assert [one.id for one in refusal.related] == [1, 2]


def test_nothing_found_is_a_refusal() -> None:
    refusal = answer("?", [], {}, 3)
    assert (refusal.answered, refusal.confidence, refusal.related) == (False, 0.0, ())


@given(
    st.lists(st.text("ab é🎉.", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=8),
    st.data(),
)
def test_quotes_are_verbatim_and_apart(sentences: list[str], data: st.DataObject) -> None:
    """Every quote is a slice of its text with the focus inside; no two overlap."""
    whole, found = one_passage(*sentences)
    order = data.draw(st.permutations(range(len(sentences))))
    quotes = ask(whole, *(reading(found, number) for number in order), limit=5).quotes
    for quote in quotes:
        assert whole.text[quote.start : quote.end] == quote.text
        assert whole.text[quote.focus.start : quote.focus.end] == quote.focus.text
        assert quote.start <= quote.focus.start <= quote.focus.end <= quote.end
    ordered = sorted(quotes, key=lambda quote: quote.start)
    for left, right in pairwise(ordered):
        assert left.end <= right.start


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("But the dam held.", True),
        ("“It held,” the mayor said.", True),
        ("The mayor said he was glad.", True),
        ("The dam held.", False),
        ("Italy won.", False),
    ],
)
def test_leans_on_previous(sentence: str, leans: bool) -> None:
    assert leans_on_previous(sentence) is leans
