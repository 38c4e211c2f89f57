"""Store and index kept in step, whoever changes the archive and whatever becomes of the index."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleNotFound, BriefingError, DuplicateArticle, LoadError
from corpus.models import Article, Passage, Span, StoredArticle
from index.answering import REFUSAL_THRESHOLD, THRESHOLD_AFTER, THRESHOLD_IN_ONE
from index.archive import AddResult, Archive
from index.models import Answer, Excerpt, Sentence
from index.periods import News, Period
from index.reader import Reading
from index.search import Query
from index.turns import Said
from tests.support.articles import ARTICLES, BRIDGE, CHESS, HARVEST, RELEASES
from tests.support.encoder import BagOfWordsEncoder, open_archive

QUESTION = "Who cut the ribbon at the bridge?"


class CountingEncoder(BagOfWordsEncoder):
    """Counts the texts that are encoded."""

    def __init__(self, name: str = "bag-of-words") -> None:
        self.name = name
        self.encoded = 0

    def encode(self, texts: list[str]) -> np.ndarray:
        self.encoded += len(texts)
        return super().encode(texts)


def found(archive: Archive, question: str = QUESTION) -> list[tuple[int, float]]:
    return [(hit.passage.id, hit.score) for hit in archive.search(question)]


def test_add_says_what_became_of_the_article(empty_archive: Archive) -> None:
    result = empty_archive.add(RELEASES)
    assert (result.title, result.passages) == (RELEASES.title, 1)
    assert result.article is not None
    assert empty_archive.get(result.article.id) == result.article


def test_a_duplicate_is_reported_with_the_article_that_is_there(archive: Archive) -> None:
    with pytest.raises(DuplicateArticle) as error:
        archive.add(RELEASES.model_copy(update={"url": "https://elsewhere.example"}))
    assert error.value.article.id == 1
    assert archive.stats().articles == 4


def test_an_article_without_words_is_refused(empty_archive: Archive) -> None:
    with pytest.raises(LoadError, match="Nothing to quote in: Blank"):
        empty_archive.add(Article(title="Blank", text=" \n\n "))


def test_add_many_reports_each_article_once_it_is_safe(empty_archive: Archive) -> None:
    """Also the second of two equal articles in one batch."""
    seen: list[tuple[AddResult, int]] = []

    def note(result: AddResult) -> None:
        seen.append((result, empty_archive.stats().articles))

    results = empty_archive.add_many([*ARTICLES, RELEASES], on_added=note)
    assert [result for result, _ in seen] == results
    assert [count for _, count in seen] == [1, 2, 3, 4, 4]
    assert results[-1].duplicate_of == results[0].article


def test_add_many_encodes_in_batches(tmp_path: Path) -> None:
    texts = [f"Report number {n} of the river commission is here." for n in range(40)]
    with open_archive(tmp_path / "a") as archive:
        archive.add_many(Article(title="Report", text=text) for text in texts)
        assert archive.stats().articles == 40
        assert archive.search("report number 17")[0].passage.article_id == 18


def test_a_removed_article_is_not_found_again(archive: Archive) -> None:
    assert archive.ask(QUESTION).quotes[0].article.id == 2
    assert archive.remove(2).title == BRIDGE.title
    assert all(hit.passage.article_id != 2 for hit in archive.search(QUESTION))
    with pytest.raises(ArticleNotFound):
        archive.remove(2)


def test_find(archive: Archive) -> None:
    assert [one.title for one in archive.find("chess girl").articles] == [CHESS.title]
    assert [one.title for one in archive.find("Jaen").articles] == [HARVEST.title]
    assert archive.find("chess bridge").total == 0
    assert archive.find("!?").total == 0
    page = archive.find(limit=2, offset=2)
    assert ([one.id for one in page.articles], page.total) == ([1, 3], 4)


def test_ask_answers_with_the_article_it_is_from(archive: Archive) -> None:
    answer = archive.ask("How many people are detained for political reasons?")
    quote = answer.quotes[0]
    assert "863" in quote.focus.text
    assert quote.article.model_dump() == {
        "id": 1,
        "title": RELEASES.title,
        "source": RELEASES.source,
        "url": RELEASES.url,
        "published": RELEASES.published,
    }


@pytest.mark.parametrize("question", ["", "???", "\ud800", "the of and", "x" * 5000, "🎉", '"; --'])
def test_odd_questions_are_no_fault(archive: Archive, question: str) -> None:
    archive.ask(question)
    archive.summarise(question)


def test_off_topic_is_refused(archive: Archive) -> None:
    answer = archive.ask("Which enzyme splits lactose?")
    assert not answer.answered
    assert len(answer.related) <= 2


def test_summarise_by_scope(empty_archive: Archive) -> None:
    today, old = datetime.now(UTC), date(2020, 1, 1)
    empty_archive.add(BRIDGE.model_copy(update={"published": today - timedelta(hours=1)}))
    empty_archive.add(CHESS.model_copy(update={"published": old}))

    def articles(scope: str) -> set[int]:
        stories = empty_archive.summarise(scope).stories
        return {quote.article.id for story in stories for quote in story.quotes}

    assert articles("") == {1, 2}
    assert articles("24h") == articles("7d") == {1}
    assert articles("#2") == {2}
    assert articles("the bridge over the Tamar") == {1}
    assert articles("lactose enzyme") == set()
    with pytest.raises(ArticleNotFound):
        empty_archive.summarise("#3")


def test_stats(archive: Archive) -> None:
    stats = archive.stats()
    assert (stats.articles, stats.passages, stats.sentences) == (4, 4, 10)
    # The oldest is the harvest's day; the newest, undated, was added now.
    assert stats.oldest == date(2025, 12, 1)
    assert stats.encoder == "bag-of-words"
    assert stats.size_bytes > 0


def test_an_open_archive_sees_what_another_adds_and_removes(archive: Archive) -> None:
    """As the command line beside the running bot does."""
    archive.search(QUESTION)
    news = "The mint struck a copper coin for the queen's jubilee in Perth."
    with open_archive(archive.path) as other:
        added = other.add(Article(title="Coin", text=news)).article
        assert added is not None
        assert archive.ask("Where was the copper coin struck?").quotes[0].article.id == added.id
        other.remove(added.id)
        assert all(hit.passage.article_id != added.id for hit in archive.search("copper coin"))


def test_a_reopened_archive_answers_the_same_without_encoding(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    with open_archive(tmp_path / "a", encoder) as archive:
        archive.add_many(ARTICLES)
        before = found(archive)
    encoded = encoder.encoded
    with open_archive(tmp_path / "a", encoder) as archive:
        assert found(archive) == before
    assert encoder.encoded == encoded + 1, "only the question is encoded"


def damage_nothing(path: Path) -> None:
    pass


def delete(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def corrupt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-50] ^= 0xFF
    path.write_bytes(bytes(data))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def replace_by_anothers(path: Path) -> None:
    with open_archive(path.parent / "other") as other:
        other.add_many([CHESS, HARVEST])
        other.search("chess")
    path.write_bytes((path.parent / "other" / path.name).read_bytes())


@pytest.mark.parametrize(
    "damage", [damage_nothing, delete, cut, corrupt, empty, replace_by_anothers]
)
def test_a_damaged_index_is_rebuilt_from_the_stored_vectors(tmp_path: Path, damage) -> None:
    with open_archive(tmp_path / "a") as archive:
        archive.add_many(ARTICLES)
        before = found(archive)
    damage(tmp_path / "a" / "vectors.faiss")
    encoder = CountingEncoder()
    with open_archive(tmp_path / "a", encoder) as archive:
        assert found(archive) == before
    assert encoder.encoded == 1


def test_a_stale_index_catches_up(tmp_path: Path) -> None:
    """An index saved before later changes gets them from the store."""
    with open_archive(tmp_path / "a") as archive:
        archive.add_many(ARTICLES[:3])
        archive.search(QUESTION)
    stale = (tmp_path / "a" / "vectors.faiss").read_bytes()
    with open_archive(tmp_path / "a") as archive:
        archive.remove(1)
        archive.add(CHESS)
        before = found(archive)
    (tmp_path / "a" / "vectors.faiss").write_bytes(stale)
    with open_archive(tmp_path / "a") as archive:
        assert found(archive) == before


def test_another_encoder_encodes_anew(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a", CountingEncoder("old")) as archive:
        archive.add_many(ARTICLES)
        before = archive.ask(QUESTION)
    progress: list[tuple[int, int]] = []
    with open_archive(tmp_path / "a", CountingEncoder("new")) as archive:
        assert archive.encode_anew(lambda *step: progress.append(step)) == 4
        assert archive.encode_anew() == 0
        assert archive.ask(QUESTION) == before
    assert progress == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_another_encoder_is_noticed_by_the_first_question(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a", CountingEncoder("old")) as archive:
        archive.add_many(ARTICLES)
    encoder = CountingEncoder("new")
    with open_archive(tmp_path / "a", encoder) as archive:
        assert archive.ask(QUESTION).quotes[0].article.id == 2
    assert encoder.encoded > 4


@pytest.mark.parametrize("scope", ["", "#2", "releases of prisoners"])
def test_another_encoder_is_noticed_by_the_first_briefing(tmp_path: Path, scope: str) -> None:
    """Encoding anew gives passages new ids: none may be looked up before."""
    with open_archive(tmp_path / "a", CountingEncoder("old")) as archive:
        archive.add_many(ARTICLES)
        before = archive.summarise(scope)
    with open_archive(tmp_path / "a", CountingEncoder("new")) as archive:
        assert archive.summarise(scope) == before


@pytest.mark.parametrize("scope", ["", "#1"])
def test_an_article_that_goes_while_it_is_summarised(
    archive: Archive, scope: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = archive._store.passages_of

    def look_and_lose(article_id: int) -> list[Passage]:
        passages = look(article_id)
        if article_id == 1:
            archive.remove(1)
        return passages

    monkeypatch.setattr(archive._store, "passages_of", look_and_lose)
    briefing = archive.summarise(scope)
    told = {quote.article.id for story in briefing.stories for quote in story.quotes}
    assert told == ({2, 3, 4} if scope == "" else set())


@pytest.mark.parametrize("batch", [1, 2, 16])
def test_an_article_removed_while_others_are_encoded_anew_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """As another process may: before its batch is read, or after it was encoded."""
    monkeypatch.setattr("index.archive._BATCH_ARTICLES", batch)
    with open_archive(tmp_path / "a", CountingEncoder("old")) as archive:
        archive.add_many(ARTICLES)

    def remove_next(done: int, _: int) -> None:
        if done == 1:
            archive.remove(2)
            archive.remove(3)

    with open_archive(tmp_path / "a", CountingEncoder("new")) as archive:
        archive.encode_anew(remove_next)
        assert archive.encode_anew() == 0
        assert {hit.passage.article_id for hit in archive.search(QUESTION)} == {1, 4}


def test_encoding_anew_encodes_articles_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(tmp_path / "a", CountingEncoder("old")) as archive:
        archive.add_many(ARTICLES)
    encoder = CountingEncoder("new")
    calls: list[int] = []
    encode = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda texts: calls.append(len(texts)) or encode(texts))
    with open_archive(tmp_path / "a", encoder) as archive:
        archive.encode_anew()
    assert len(calls) == 1


def test_many_threads_ask_and_add_at_once(archive: Archive) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                archive.ask(QUESTION)
                archive.add(Article(title="T", text=f"Thread {number} wrote line {turn} just now."))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert archive.stats().articles == 34
    assert "wrote line" in archive.ask("What did thread 3 write?").quotes[0].text


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BriefingError, match=r"file: it is a file\. .*BRIEFING_DATA"):
        open_archive(tmp_path / "file")
    with pytest.raises(BriefingError, match=r"below: Not a directory\. .*BRIEFING_DATA"):
        open_archive(tmp_path / "file" / "below")


def test_the_archive_is_its_owners_alone(tmp_path: Path) -> None:
    with open_archive(tmp_path / "data") as archive:
        archive.add_many(ARTICLES)
        archive.ask("Which bridge?")
        modes = {path.stat().st_mode & 0o777 for path in archive.path.iterdir()}
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert modes | {(tmp_path / "data" / "vectors.faiss").stat().st_mode & 0o777} == {0o600}


def test_warming_up_waits_for_its_end(archive: Archive) -> None:
    before = threading.active_count()
    with archive.warming_up():
        pass
    assert threading.active_count() == before


def test_asking_in_one_article(archive: Archive) -> None:
    """Also where others answer better; how many passages there are is then how many it has."""
    answer = archive.ask(f"{QUESTION} What did the Penal Forum count?", article=1)
    assert {quote.article.id for quote in answer.quotes} == {1}
    assert archive.ask(QUESTION, article=1).confidence < archive.ask(QUESTION).confidence
    readings, articles = archive.read(QUESTION, article=99)
    assert (readings, articles) == ([], {})


def test_the_reader_sees_a_misspelt_word_as_the_articles_spell_it(
    archive: Archive, encoder: BagOfWordsEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    read = archive._reader.read

    def note(query: Query, *rest: Any) -> list[Reading]:
        seen.append(query.question)
        return read(query, *rest)

    monkeypatch.setattr(archive._reader, "read", note)
    monkeypatch.setattr(encoder, "count_tokens", lambda texts: [2 for _ in texts])
    answer = archive.ask("Who cut the ribon?")
    assert seen == ["Who cut the ribbon?"]
    assert answer.question == "Who cut the ribon?"


def test_a_question_of_one_article_is_refused_less(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    confidence = archive.ask(QUESTION, article=1).confidence
    monkeypatch.setattr("index.archive.REFUSAL_THRESHOLD", 1.0)
    monkeypatch.setattr("index.archive.THRESHOLD_IN_ONE", confidence)
    assert archive.ask(QUESTION, article=1).answered
    assert not archive.ask(QUESTION).answered


NEAR = Said("Who? Ellen.", Sentence(3, Span(0, 9)))


def stand_in(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, everywhere: Answer, there: Answer
) -> None:
    """Have all articles answer so, and the one spoken of before alone."""
    monkeypatch.setattr(archive, "ask", lambda _, after=None, **__: there if after else everywhere)


@pytest.mark.parametrize(
    ("question", "confidences", "narrowed"),
    [
        ("Was it?", (0.05, 0.2), True),
        ("Was it?", (0.3, 0.3), True),
        ("Was it?", (0.3, 0.29), False),
        ("And cars?", (0.3, 0.3), True),
        ("Who drives?", (0.3, 0.3), True),
        ("Red cars?", (0.3, 0.3), True),
        ("Who drives red cars?", (0.3, 0.45), False),
        ("Who drives red cars?", (0.3, 0.51), True),
        ("Who drives red cars?", (0.05, 0.9), False),
        ("Was it?", (0.05, 0.15), False),
        ("Was it?", (0.6, 0.9), True),
    ],
    ids=[
        "only it answers",
        "it is as sure",
        "it is less sure",
        "it is as sure of what goes on",
        "it is as sure of what says next to nothing",
        "it is as sure of what is no question by itself",
        "it is surer, but nothing points back",
        "it is much surer",
        "only it answers, but nothing points back",
        "nothing answers",
        "others are sure, but it is surer",
    ],
)
def test_an_article_spoken_of_before_is_asked_alone_where_it_answers_better(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    confidences: tuple[float, float],
    narrowed: bool,
) -> None:
    quotes = archive.ask(QUESTION).quotes
    everywhere, there = (
        Answer(question="?", confidence=one, quotes=quotes if one >= least else ())
        for one, least in zip(confidences, (REFUSAL_THRESHOLD, THRESHOLD_AFTER), strict=True)
    )
    stand_in(archive, monkeypatch, everywhere, there)
    assert archive.ask_near(question, NEAR) == (there if narrowed else everywhere, narrowed)


@pytest.mark.parametrize(
    ("there", "elsewhere", "articles"),
    [
        (0.6, 0.1, [2]),
        (0.3, 0.2, [2, 3]),
        (0.3, 0.4, [3, 2]),
        (0.1, 0.6, [3]),
        (0.1, 0.4, []),
    ],
    ids=[
        "only it answers",
        "others follow",
        "others are surer",
        "it does not answer, and others surely",
        "it does not answer, and others hardly",
    ],
)
def test_a_completed_question_is_read_as_it_was_put_in_the_article_spoken_of(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    there: float,
    elsewhere: float,
    articles: list[int],
) -> None:
    """And of the others as a rule completed it, which may have erred."""
    completed, put, said = "What was cut?", "and what?", Said("Who?", Sentence(2, Span(0, 9)))
    read = archive.read

    def stand_in(
        question: str, *, after: Said | None = None, besides: Collection[Sentence] = ()
    ) -> tuple[list[Reading], dict[int, StoredArticle]]:
        assert question == (put if after else completed)
        readings, found = read(QUESTION, article=after.article_id if after else None)
        id_, confidence = (2, there) if after else (3, elsewhere)
        first = next(one for one in readings if one.candidate.passage.article_id == id_)
        return [replace(first, confidence=confidence)], found

    monkeypatch.setattr(archive, "read", stand_in)
    answered = archive.ask_completed(completed, put, said)
    assert [quote.article.id for quote in answered.quotes] == articles
    assert answered.question == completed


@pytest.mark.parametrize(("completed", "first"), [(0.1, 0), (3.0, 1)], ids=["hardly", "much"])
def test_what_answers_a_completed_question_better_counts_for_more_where_it_was_shown(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, completed: float, first: int
) -> None:
    """So that "and the second?" is not answered with the first."""
    (one, other, *_), found = archive.read(QUESTION, article=2)
    said = Said("Who?", Sentence(2, Span(0, 9)))

    def stand_in(
        _: str, *, after: Said | None = None, besides: Collection[Sentence] = ()
    ) -> tuple[list[Reading], dict[int, StoredArticle]]:
        if after:
            put = [(one, 2.0, 0.6), (other, 1.0, 0.05)]
        else:
            put = [(other, completed, 0.8), (one, 0.0, 0.1)]
        return [replace(what, score=score, confidence=sure) for what, score, sure in put], found

    monkeypatch.setattr(archive, "read", stand_in)
    answered = archive.ask_completed("What was cut?", "and what?", said)
    assert answered.quotes[0].sentences[0] == [one, other][first].sentence
    assert answered.confidence == [0.6, 0.8][first], "as sure as the surer reading"


def test_what_was_shown_before_does_not_answer_what_is_completed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of the article spoken of nor of the others."""
    said = Said("Who cut it?", archive.ask(QUESTION).quotes[0].sentences[0])
    read, besides = archive.read, (said.shown,)
    left_out = []
    monkeypatch.setattr(
        archive, "read", lambda what, **how: left_out.append(how["besides"]) or read(what, **how)
    )
    answer = archive.ask_completed(QUESTION, QUESTION, said, limit=9, besides=besides)
    assert left_out == [besides, besides]
    assert said.shown not in [one for quote in answer.quotes for one in quote.sentences]


@pytest.mark.parametrize(
    ("put", "first"),
    [("and in syria", "In Syria the quake broke walls."), ("and when?", "It broke the castle.")],
)
def test_of_another_place_only_what_speaks_of_it_counts_in_the_article_spoken_of(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, put: str, first: str
) -> None:
    text = "It broke the castle. In Syria the quake broke walls. Nobody slept. Rain fell."
    article = archive.add(Article(title="Quake", text=text)).article
    assert article
    question, read = "What did the quake break in Syria?", archive.read
    said = Said("What did it break?", Sentence(article.id, Span(0, 20)))

    def surely(
        what: str, *, after: Said | None = None, besides: Collection[Sentence] = ()
    ) -> tuple[list[Reading], dict[int, StoredArticle]]:
        readings, found = read(what, article=article.id, besides=besides)
        return [replace(one, confidence=0.9, score=-one.focus.start) for one in readings], found

    monkeypatch.setattr(archive, "read", surely)
    quotes = archive.ask_completed(question, put, said, limit=9).quotes
    shown = [quote.focus.text for quote in quotes]
    assert shown[0] == first
    assert ("Nobody slept." in shown, "Rain fell." in shown) == (True, put == "and when?")
    monkeypatch.setattr("index.archive.THRESHOLD_AFTER", 0.95)
    quotes = archive.ask_completed(question, put, said, limit=9).quotes
    assert ("Rain fell." in [quote.focus.text for quote in quotes]) == (put == "and when?")


def test_a_completed_question_may_hold_what_no_encoder_takes(archive: Archive) -> None:
    answered = archive.ask_completed("What \ud800 was cut?", "and \ud800?", NEAR)
    assert answered.question == "What ? was cut?"


def test_a_completed_question_with_a_name_that_the_article_lacks_is_asked_of_all(
    archive: Archive,
) -> None:
    question, said = "When did Amina Okoye win?", Said("Who?", Sentence(2, Span(0, 9)))
    assert archive.ask_completed(question, "and when?", said) == archive.ask(question)


@pytest.mark.parametrize(
    ("question", "near", "narrowed"),
    [
        ("who was whitcombe's teacher?", 3, False),
        ("who was ellen's teacher?", 2, True),
        ("who was there?", 3, True),
    ],
    ids=["a name it lacks", "a name it has", "no name"],
)
def test_an_article_is_not_asked_alone_about_somebody_it_does_not_name(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, question: str, near: int, narrowed: bool
) -> None:
    """Also where the name is written small, as only what others say tells."""
    quotes = tuple(q for q in archive.ask(QUESTION).quotes if "Whitcombe" in q.text)
    other = quotes[0].article.model_copy(update={"id": 5 - near})
    elsewhere = tuple(quote.model_copy(update={"article": other}) for quote in quotes)
    everywhere = Answer(question=question, confidence=0.3, quotes=elsewhere)
    there = Answer(question=question, confidence=0.9, quotes=quotes)
    stand_in(archive, monkeypatch, everywhere, there)
    said = Said("Who?", Sentence(near, Span(0, 9)))
    assert archive.ask_near(question, said) == (there if narrowed else everywhere, narrowed)


def test_an_article_that_was_removed_is_not_asked_alone(archive: Archive) -> None:
    gone = Said("Who?", Sentence(99, Span(0, 9)))
    assert archive.ask_near(QUESTION, gone) == (archive.ask(QUESTION), False)


def test_what_else_is_asked_is_read_without_that_word(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was shown is left out already."""
    shown = archive.ask(QUESTION).quotes[0].sentences
    read, asked = archive.read, []
    monkeypatch.setattr(
        archive, "read", lambda question, **how: asked.append(question) or read(question, **how)
    )
    answer = archive.ask("Who else announced it?", besides=shown)
    archive.ask("What else?")
    assert asked == ["Who announced it?", "What else?"]
    assert answer.question == "Who else announced it?"


def test_a_follow_up_is_refused_at_a_confidence_of_its_own(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    thresholds: list[float] = []

    def kept(question: str, readings: object, articles: object, limit: int, least: float) -> Answer:
        thresholds.append(least)
        return Answer(question=question, confidence=0.0)

    monkeypatch.setattr("index.archive.answer", kept)
    archive.ask(QUESTION)
    archive.ask(QUESTION, article=1)
    archive.ask(QUESTION, after=NEAR)
    archive.ask(QUESTION, after=NEAR, besides=[NEAR.shown])
    assert thresholds == [
        REFUSAL_THRESHOLD,
        THRESHOLD_IN_ONE,
        THRESHOLD_AFTER,
        THRESHOLD_IN_ONE,
    ]


def test_an_article_that_answers_best_is_not_asked_alone(archive: Archive) -> None:
    answer = archive.ask(QUESTION)
    said = Said("When did it reopen?", answer.quotes[0].sentences[0])
    assert archive.ask_near(QUESTION, said) == (answer, False)


def test_a_narrowed_search_is_exact(empty_archive: Archive) -> None:
    """The only article of the period is found, however many others come before it."""
    other = [
        Article(title="Flood", text=f"Flood number {n} hit Rivertown.", published=date(2020, 1, 1))
        for n in range(120)
    ]
    wanted = Article(title="River", text="A flood, long ago.", published=date(2021, 1, 1))
    empty_archive.add_many([*other, wanted])
    year = Period(datetime(2021, 1, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC))
    readings, _ = empty_archive.read("Which flood number hit Rivertown?", within=year)
    assert {one.candidate.passage.article_id for one in readings} == {121}


DAYS = st.dates(date(2025, 11, 25), date(2026, 1, 15))


@given(
    start=DAYS,
    days=st.integers(1, 60),
    article=st.none() | st.integers(1, 4),
    question=st.sampled_from([QUESTION, "Who won the chess title?", "How many people?", "olives"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_quote_is_from_where_it_was_looked_for(
    archive: Archive, start: date, days: int, article: int | None, question: str
) -> None:
    begun = datetime.combine(start, time(), UTC)
    period = Period(begun, begun + timedelta(days=days))
    there = {one.id for one in archive._store.published_between(*period)}
    if article:
        there &= {article}
    readings, articles = archive.read(question, within=period, article=article)
    assert set(articles) == there, "with four articles every one in the period is read"
    answer = archive.ask(question, within=period, article=article)
    assert {quote.article.id for quote in answer.quotes} <= there
    assert {one.candidate.passage.article_id for one in readings} == there


@pytest.mark.parametrize(
    ("question", "narrows"),
    [
        ("Who left in January 2026?", True),
        ("Who was president in 1996?", False),
        ("Who left last week?", True),
        ("Who left?", False),
    ],
)
def test_a_date_narrows_only_where_there_are_articles(
    archive: Archive, question: str, narrows: bool
) -> None:
    """A date may be that of what is asked about; "last week" always means the articles."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert (archive.period_of(question, now) is not None) == narrows


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What happened in January 2026?", "1 Jan 2026 – 31 Jan 2026"),
        ("What happened last week?", "16 Feb 2026 – 22 Feb 2026"),
    ],
)
def test_news_of_a_period(archive: Archive, question: str, label: str) -> None:
    news = archive.news_of(question, datetime(2026, 3, 1, tzinfo=UTC))
    assert news
    assert news.period
    assert news.period.label == label


def test_news_without_a_period_are_the_newest(archive: Archive) -> None:
    assert archive.news_of("What's new?", datetime(2026, 3, 1, tzinfo=UTC)) == News(None)


@pytest.mark.parametrize("question", ["What happened in 1989?", "Who left in January 2026?"])
def test_what_an_answer_tells_is_no_news(archive: Archive, question: str) -> None:
    """A date of which there are no articles is that of what happened."""
    assert archive.news_of(question, datetime(2026, 3, 1, tzinfo=UTC)) is None


def test_he_said_is_quoted_with_the_sentence_before_also_across_passages(
    empty_archive: Archive,
) -> None:
    """Passages end with paragraphs, and who "he" is often stands in the one before."""
    filler = "The talks about wages went on for another long day in the old town hall. " * 3
    before, after = f"{filler}Minister Per Lund met the unions.", "He said the steel plant closes."
    text = f"{before}\n\n{after} {filler}"
    empty_archive.add(Article(title="Talks", text=text))
    starts = {one.start for one in empty_archive._store.passages_of(1)}
    assert text.index("He said") in starts
    assert text.index("Minister") not in starts
    (quote,) = empty_archive.ask("When does the steel plant close?", limit=1).quotes
    assert quote.focus.text == after
    assert quote.text.startswith("Minister Per Lund met the unions.\n\nHe said")
    assert quote.is_in(empty_archive.get(1).text)


def test_a_quote_kept_from_another_cut_of_the_text_still_widens(empty_archive: Archive) -> None:
    text = "Rain fell all night. The dam of Vik held, and the valley slept. Nobody was hurt."
    empty_archive.add(Article(title="Dam", text=text))
    whole = empty_archive.quote(1, text.index("The dam"))
    half = Excerpt(start=21, end=41, text=text[21:41])
    kept = whole.model_copy(update={**half.model_dump(), "focus": half})
    assert empty_archive.widen(kept, 1).text == text


def test_an_archive_is_empty_until_something_is_added(empty_archive: Archive) -> None:
    assert empty_archive.is_empty
    empty_archive.add(ARTICLES[0])
    assert not empty_archive.is_empty
