"""A briefing is made of the articles' own sentences, each story once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from corpus.models import Span, StoredArticle
from index.models import Briefing
from index.summarising import MAX_STORIES, Text, summarise_article, summarise_articles
from tests.support.encoder import BagOfWordsEncoder

DAM = (
    "The dam above the town of Vik held through the night.",
    "Rain had filled the lake above the dam for three days.",
    "The mayor of Vik said nobody in the town was hurt.",
)
CHESS = (
    "A girl of twelve won the national chess title on Sunday.",
    "Her opponent in the chess final resigned after many moves.",
)


def text(id_: int, *sentences: str, published: date = date(2026, 1, 5)) -> Text:
    joined, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(joined), len(joined) + len(sentence)))
        joined += f"{sentence} "
    article = StoredArticle(
        id=id_,
        title=f"Title {id_}",
        text=joined,
        published=published,
        added=datetime(2026, 1, 6, tzinfo=UTC),
    )
    return Text(article, tuple(spans), BagOfWordsEncoder().encode(sentences))


def quoted(briefing: Briefing) -> list[list[str]]:
    return [[quote.text for quote in story.quotes] for story in briefing.stories]


def test_one_article_in_its_order() -> None:
    briefing = summarise_article("#1", text(1, *DAM, *CHESS, *(f"{one} Again." for one in DAM)))
    (story,) = briefing.stories
    starts = [quote.start for quote in story.quotes]
    assert starts == sorted(starts)
    assert story.quotes[0].text == DAM[0], "the beginning of a news article says most"
    assert len(story.quotes) == 5


def test_two_articles_of_one_event_are_one_story() -> None:
    briefing = summarise_articles("", [text(1, *CHESS), text(2, *DAM), text(3, *reversed(DAM))])
    assert [
        {quote.article.id for quote in story.quotes} <= {2, 3} for story in briefing.stories
    ] == [
        True,
        False,
    ], "the story told twice comes first"
    assert len(briefing.stories) == 2


def test_what_looks_alike_years_apart_is_two_stories() -> None:
    briefing = summarise_articles("", [text(1, *DAM), text(2, *DAM, published=date(2024, 1, 5))])
    assert len(briefing.stories) == 2


def test_a_sentence_is_said_once() -> None:
    ((first, *rest),) = quoted(summarise_articles("", [text(1, *DAM), text(2, *DAM)]))
    assert first not in rest
    assert len({first, *rest}) == 1 + len(rest)


@pytest.mark.parametrize(
    "bad", ["He said so, and nobody in the room asked him why.", "Why did it rain?", "It rained."]
)
def test_sentences_that_do_not_stand_alone_come_last(bad: str) -> None:
    ((first, *_),) = quoted(summarise_articles("", [text(1, bad, *DAM)]))
    assert first in DAM


def test_not_more_stories_than_anyone_reads() -> None:
    words = [chr(code) * 6 for code in range(ord("a"), ord("k"))]
    texts = [text(i, " ".join([word] * 7) + ".") for i, word in enumerate(words)]
    assert len(summarise_articles("", texts).stories) == MAX_STORIES


def test_nothing_to_say() -> None:
    assert summarise_articles("moon", []).stories == ()
    assert summarise_article("#1", text(1, "Why?")).stories == ()
