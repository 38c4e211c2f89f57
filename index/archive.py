"""The open collection: store and index kept in step. All that bot, command line and tests use."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from heapq import merge
from itertools import accumulate, islice
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.errors import ArticleNotFound, BriefingError, DuplicateArticle, LoadError
from corpus.models import Article, Passage, Span, StoredArticle
from corpus.store import EmbeddedPassage, Store
from index.answering import (
    REFUSAL_THRESHOLD,
    SURE,
    THRESHOLD_AFTER,
    THRESHOLD_IN_ONE,
    answer,
    lead,
    quote_sentence,
    wants_lead,
    widen,
)
from index.embedding import embed_articles, unpack_passage, unpack_sentences
from index.encoder import DEFAULT_ENCODER, Encoder, SentenceEncoder
from index.english import ELSE
from index.followups import named_instead, points_back, speaks_of
from index.keywords import Keywords, title_expression
from index.models import Answer, Briefing, Hit, Quote, Sentence
from index.periods import FoundPeriod, News, Period, find_news, find_period, parse_period
from index.reader import Reader, Reading, SentenceReader, make_reader
from index.search import POOL, Candidate, Query, search
from index.spans import DEFAULT_READER
from index.suggesting import Suggestion, suggestion_of
from index.summarising import Text, summarise_article, summarise_articles
from index.turns import Said, Turn, recase
from index.vectors import Stamp, VectorIndex

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""

_STORE_FILE = "archive.sqlite3"
_VECTORS_FILE = "vectors.faiss"

_BATCH_ARTICLES = 16
"""Articles encoded together: enough to fill the encoder's batches, few enough to show progress."""

READ_PASSAGES = 10
"""Passages read for an answer: the one that answers is among the first ten for 97 questions of
100."""

_SURER = 0.2
"""By how much the article spoken of before must be surer than all others of a question that may be
complete by itself. Of 162 follow-ups held out that nothing completes 121 are then answered rightly,
and of 188 complete questions that say little 120, none of them asked of that article alone. Surer
by .1, whatever the question, it was 117, 119 and 9."""

_AS_COMPLETED = 0.5
"""What a sentence's score for the completed question weighs beside its score for the question as it
was put. Of 126 held-out ones 106 then have the right sentence first and 120 in three, instead of
107 and 118, and of 41 about the samples that the rules were written with 38 and 41 instead of 36
and 41; with 1 it is 105 and 120, and 38 and 41."""

_TOPIC_PASSAGES = 40
"""Passages looked at for a briefing on a topic."""

_TOPIC_CONFIDENCE = 0.3
"""Sentences below this do not speak of the topic."""

_SUGGESTING_ARTICLES = 12
"""Articles looked through for questions to suggest."""

_NEWEST_ARTICLES = 60
"""Articles a briefing covers at most: more stories than anyone reads in one message."""

_ARTICLE_SCOPE = re.compile(r"#(\d{1,18})")

_LOAD_AT_ONCE = 5000
"""Vectors read from the store at once: SQLite takes at most 32,766 ids in a query."""


@dataclass(frozen=True)
class AddResult:
    """What became of one article: exactly one of `article`, `duplicate_of`, `error` is set."""

    title: str
    article: StoredArticle | None = None
    passages: int = 0
    duplicate_of: StoredArticle | None = None
    error: str | None = None


@dataclass(frozen=True)
class ArticlePage:
    """Some of the articles that were looked for, newest first, and how many there are in all."""

    articles: tuple[StoredArticle, ...]
    total: int


class Stats(BaseModel):
    """What the archive holds and where; days are those of publication."""

    model_config = ConfigDict(frozen=True)

    articles: int
    passages: int
    sentences: int
    oldest: date | None
    newest: date | None
    encoder: str
    path: str
    size_bytes: int


class Archive:
    """A folder with the store and the index over it.

    Methods block, some for as long as the encoder takes; they may be called from any thread.
    Changes by another process on the same folder are seen at the next call.
    """

    def __init__(self, path: Path, store: Store, encoder: Encoder, reader: Reader) -> None:
        """Take the parts; `Archive.open` makes them."""
        self.path = path
        self._store = store
        self._encoder = encoder
        self._reader = reader
        self._keywords = Keywords(store)
        self._vectors: VectorIndex | None = None
        self._revision: int | None = None
        self._saved_revision: int | None = None
        self._suggested: tuple[tuple[int, int], list[Suggestion]] | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(
        cls,
        path: Path,
        encoder: str | Encoder = DEFAULT_ENCODER,
        reader: str | Reader = DEFAULT_READER,
    ) -> Self:
        """Open the archive in folder `path`, made if missing; no model is loaded yet.

        `encoder` and `reader` are models or their names, `reader` may be "none".

        Raises:
            BriefingError: the folder cannot be written or holds something else.
        """
        try:
            # For their owner alone, as the saved index is; SQLite's other files follow the store's.
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            (path / _STORE_FILE).touch(mode=0o600)
        except OSError as error:
            reason = "it is a file" if path.is_file() else error.strerror
            raise BriefingError(
                f"Cannot write to the folder {path}: {reason}. Name another with BRIEFING_DATA."
            ) from error
        if isinstance(encoder, str):
            encoder = SentenceEncoder(encoder)
        if isinstance(reader, str):
            reader = make_reader(reader)
        return cls(path, Store(path / _STORE_FILE), encoder, reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Save the index if it changed, and close the store."""
        with self._lock:
            if self._vectors is not None and self._revision != self._saved_revision:
                self._vectors.save(self.path / _VECTORS_FILE, self._stamp())
            self._store.close()

    def warm_up(self) -> None:
        """Load the models and the index now rather than at the first question."""
        self.read("What is this?")

    @contextmanager
    def warming_up(self) -> Iterator[None]:
        """Warm up in the background while the body runs; it ends only when that is done."""

        def warm_up() -> None:
            # A fault, such as a wrong encoder, is told by the first question, which meets it too.
            with suppress(BriefingError):
                self.warm_up()

        # Not a daemon: torch aborts the process if it ends in the middle of its import.
        thread = threading.Thread(target=warm_up, name="warm-up")
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def add(self, article: Article) -> AddResult:
        """Split, encode and store one article; it is there once this returns.

        Raises:
            DuplicateArticle: the same text is already there.
            LoadError: there is nothing in the text.
        """
        result = self.add_many([article])[0]
        if result.duplicate_of:
            raise DuplicateArticle(result.duplicate_of)
        if result.error:
            raise LoadError(result.error)
        return result

    def add_many(
        self, articles: Iterable[Article], *, on_added: Callable[[AddResult], None] | None = None
    ) -> list[AddResult]:
        """Add articles, encoding several together, each in a transaction of its own.

        `on_added` is called for every article in order, after its transaction is committed.
        """
        results = []
        remaining = iter(articles)
        while batch := list(islice(remaining, _BATCH_ARTICLES)):
            for result in self._add_batch(batch):
                results.append(result)
                if on_added:
                    on_added(result)
        return results

    def remove(self, article_id: int) -> StoredArticle:
        """Remove an article with all that belongs to it.

        Raises:
            ArticleNotFound: there is none with this id.
        """
        return self._store.remove(article_id)

    def get(self, article_id: int) -> StoredArticle:
        """Return one article.

        Raises:
            ArticleNotFound: there is none with this id.
        """
        return self._store.get(article_id)

    def article_text(self, article_id: int) -> str:
        """Return the text of an article, "" where it is gone."""
        with suppress(ArticleNotFound):
            return self.get(article_id).text
        return ""

    def turn(self, question: str, answer: Answer) -> Turn:
        """Return what a follow-up to an answered question may go on from."""
        quote = next(iter(answer.quotes), None)
        return Turn(question, quote, self.article_text(quote.article.id) if quote else "")

    def find(self, words: str = "", *, limit: int = 20, offset: int = 0) -> ArticlePage:
        """Return the articles whose title has all of `words`, or all articles, newest first."""
        expression = title_expression(words)
        if words.strip() and not expression:
            return ArticlePage((), 0)
        articles, total = self._store.find(expression, limit, offset)
        return ArticlePage(tuple(articles), total)

    def articles_with(self, words: str) -> list[int]:
        """Return the ids of the articles that have these very words in text or title, ascending."""
        return self._store.ids_with(words.strip())

    def search(self, question: str, *, limit: int = 10) -> list[Hit]:
        """Return the passages nearest to a question, best first."""
        query = self._query(_clean(question))
        return [candidate.hit for candidate in self._candidates(query, limit)]

    def ask(
        self,
        question: str,
        *,
        limit: int = 3,
        within: Period | None = None,
        article: int | None = None,
        besides: Collection[Sentence] = (),
        after: Said | None = None,
    ) -> Answer:
        """Answer with up to `limit` quotes, best first, or refuse.

        Only articles published `within` a period, or only one `article`, are searched where given;
        of one article it refuses at other confidences. `after` what was said, the article that it
        was said of is asked, and the question read as going on from that. Sentences of `besides`
        do not count: they were shown, and others are wanted; the question then says enough itself.
        """
        question = _clean(question)
        threshold = REFUSAL_THRESHOLD
        if after and besides:
            article, after = after.article_id, None
        if after or article is not None:
            threshold = THRESHOLD_AFTER if after else THRESHOLD_IN_ONE
        # Without what was shown, what is left is asked the same again: "else" names nothing.
        read = ELSE.sub("", question) if besides else question
        readings, articles = self.read(
            read, within=within, article=article, after=after, besides=besides
        )
        return self._answered(question, readings, articles, limit, threshold)

    def ask_near(
        self,
        question: str,
        said: Said,
        *,
        limit: int = 3,
        besides: Collection[Sentence] = (),
    ) -> tuple[Answer, bool]:
        """Answer what may go on from what was said, and return whether only its article was asked.

        It is asked alone where it answers as surely as all others. A question in which nothing
        points back may be complete by itself: of that it must be surer, and not the only one. A
        question with a name that it does not hold is asked of all.
        """
        of_all = self.ask(question, limit=limit, besides=besides)
        there = of_all.answered and of_all.quotes[0].article.id == said.article_id
        if there or self._names_others(of_all, said.article_id):
            return of_all, False
        goes_on = points_back(question)
        if not (of_all.answered or goes_on):
            return of_all, False
        narrowed = self.ask(question, limit=limit, besides=besides, after=said)
        least = of_all.confidence + (0 if goes_on else _SURER) if of_all.answered else 0
        if narrowed.answered and narrowed.confidence >= least:
            return narrowed, True
        return of_all, False

    def ask_completed(
        self,
        question: str,
        put: str,
        said: Said,
        *,
        limit: int = 3,
        besides: Collection[Sentence] = (),
    ) -> Answer:
        """Answer what goes on from what was said, which a rule completed to `question`.

        All articles are read as completed, the one spoken of also as the question was `put`, after
        what was said, which counts for more; beside it, others count where they would answer by
        themselves. Where it does not answer that, what was completed must be answered surely. About
        a name that it does not hold it is asked as the others; where that is asked about instead of
        another ("what about Syria"), only sentences of it count that hold it, and those after them.
        """
        question = _clean(question)
        others, articles = self.read(question, besides=besides)
        of_all = self._answered(question, others, articles, limit, REFUSAL_THRESHOLD)
        if self._names_others(of_all, said.article_id):
            return of_all
        near, own = self.read(put, after=said, besides=besides)
        if names := named_instead(put, self.article_text(said.article_id)):
            near = [one for one in near if speaks_of(_with_previous(one, own), names)]
            there = {one.sentence for one in near}
            others = [one for one in others if not _is_of(one, own) or one.sentence in there]
        if not near or near[0].confidence < THRESHOLD_AFTER:
            return self._answered(question, others, articles, limit, SURE)
        completed = {one.sentence: one for one in others}
        near = [_read_twice(one, completed.get(one.sentence)) for one in near]
        near.sort(key=lambda one: -one.score)
        apart = [one for one in others if not _is_of(one, own)]
        readings = _merged(near, [one for one in apart if one.confidence >= REFUSAL_THRESHOLD])
        return self._answered(question, readings, articles | own, limit, REFUSAL_THRESHOLD)

    def _answered(
        self,
        question: str,
        readings: Sequence[Reading],
        articles: Mapping[int, StoredArticle],
        limit: int,
        threshold: float,
    ) -> Answer:
        """Answer by readings, best first, each quote with what it cannot do without."""
        answered = answer(question, readings, articles, limit, threshold)
        return answered.model_copy(update={"quotes": tuple(self._led(answered.quotes))})

    def _names_others(self, answer: Answer, near: int) -> bool:
        """Tell whether a question has a name, as its answer writes it, that an article lacks."""
        told = " ".join(self.article_text(quote.article.id) for quote in answer.quotes)
        _, _, words = recase(answer.question, told).partition(" ")
        known = self.article_text(near).lower()
        return any(name.lower() not in known for name in re.findall(r"\b[A-ZÀ-Ý][\w-]+", words))

    def quote(self, article_id: int, start: int) -> Quote:
        """Return the sentence of an article that stands at `start`, with its neighbours.

        Raises:
            ArticleNotFound: there is none with this id.
        """
        article, sentences = self._in_sentences(article_id)
        return widen(quote_sentence(article, sentences, start), article, sentences, 1)

    def widen(self, quote: Quote, by: int) -> Quote:
        """Return the quote with `by` more sentences of its article before and after.

        Raises:
            ArticleNotFound: the article is gone.
        """
        return widen(quote, *self._in_sentences(quote.article.id), by)

    def suggest(self, limit: int = 3) -> list[Suggestion]:
        """Return questions that the newest articles answer, one an article, newest first.

        Each was asked, and its own sentence came first. That takes a while, so they are kept until
        an article comes or goes.
        """
        asked = self._store.revision, limit
        if self._suggested is None or self._suggested[0] != asked:
            articles, _ = self._store.find("", _SUGGESTING_ARTICLES, 0)
            found = (self._suggest(article) for article in articles)
            self._suggested = asked, list(islice((one for one in found if one), limit))
        return self._suggested[1]

    def suggestion(self, article_id: int, start: int) -> Suggestion | None:
        """Return the question of the sentence at `start` again, None where it gives none.

        Raises:
            ArticleNotFound: the article is gone.
        """
        article, sentences = self._in_sentences(article_id)
        spans = [span for span in sentences if span.start == start]
        return suggestion_of(article, spans[0]) if spans else None

    def summarise(self, scope: str = "") -> Briefing:
        """Return a briefing of quoted sentences.

        `scope` is "#12" for one article, a period ("24h", "today", "since Monday"), a topic, a
        topic and a period, or "" for the newest articles. A scope that nothing matches gives a
        briefing without stories.

        Raises:
            ArticleNotFound: there is no article with this id.
        """
        scope = _clean(scope)
        # Encoding anew gives passages new ids, so it must come before any are looked up.
        self._in_step()
        if numbered := _ARTICLE_SCOPE.fullmatch(scope):
            return summarise_article(scope, self._text(self.get(int(numbered[1]))))
        if not scope:
            articles, _ = self._store.find("", _NEWEST_ARTICLES, 0)
            return summarise_articles(scope, [self._text(article) for article in articles])
        now = datetime.now(UTC)
        if period := parse_period(scope, now):
            return self._of_period(period, scope)
        found = find_period(scope, now)
        topic, within = (found.rest, found.period) if found else (scope, None)
        return summarise_articles(scope, self._texts_about(topic, within))

    def summarise_news(self, news: News) -> Briefing:
        """Return a briefing of a period, called by its days, or of the newest articles."""
        return self._of_period(news.period, news.period.label) if news.period else self.summarise()

    def _of_period(self, period: Period, scope: str) -> Briefing:
        self._in_step()
        articles = self._store.published_between(*period)[:_NEWEST_ARTICLES]
        return summarise_articles(scope, [self._text(article) for article in articles])

    def period_of(self, question: str, now: datetime) -> FoundPeriod | None:
        """Return the period that a question's words narrow the articles to.

        A date may as well be that of what is asked about ("Who was president in 1996?"), so it
        counts only where some articles, and not all, were published then. "Last week" always does.
        """
        found = find_period(question, now)
        if not found or found.relative:
            return found
        published_then = len(self._store.passage_ids_within(*found.period))
        return found if 0 < published_then < self._store.count_passages() else None

    def news_of(self, question: str, now: datetime) -> News | None:
        """Return what a question for whatever there is asks for, as `find_news` does.

        A date of which there are no articles is that of what happened, which an answer tells.
        """
        news, found = find_news(question, now), find_period(question, now)
        if news and found and not found.relative and not self.any_published(found.period):
            return None
        return news

    def any_published(self, within: Period) -> bool:
        """Tell whether there is an article of a period."""
        return bool(self._store.passage_ids_within(*within))

    def read(
        self,
        question: str,
        *,
        limit: int = READ_PASSAGES,
        within: Period | None = None,
        article: int | None = None,
        after: Said | None = None,
        besides: Collection[Sentence] = (),
    ) -> tuple[list[Reading], dict[int, StoredArticle]]:
        """Read the first `limit` passages that a search finds, or more `after` what was said.

        They are narrowed as in `ask`. Returns their sentences but those of `besides`, best first,
        and the articles they are from, by id.
        """
        if after:
            # What was shown last may be where the question's own words do not lead.
            article, limit = after.article_id, max(limit, POOL)
        query, candidates, articles = self._find(question, limit, within, article)
        readings = self._reader.read(replace(query, after=after), candidates, articles)
        return [one for one in readings if one.sentence not in besides], articles

    def stats(self) -> Stats:
        """Count what the archive holds."""
        counts = self._store.counts()
        size = sum(_size(file) for file in self.path.iterdir())
        return Stats(
            **counts._asdict(), encoder=self._encoder.name, path=str(self.path), size_bytes=size
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no article."""
        return self._store.is_empty

    @property
    def ever_used(self) -> bool:
        """Whether an article was ever added, also if all were removed since."""
        return self._store.ever_used

    def encode_anew(self, progress: Progress | None = None) -> int:
        """Encode the articles whose vectors are another encoder's; return how many there were.

        Needed after the encoder was changed, and done by the first question if not called before.
        """
        outdated = self._store.encoded_otherwise(self._encoder.name)
        for start in range(0, len(outdated), _BATCH_ARTICLES):
            there = self._store.get_many(outdated[start : start + _BATCH_ARTICLES])
            articles = list(there.values())
            embedded = embed_articles(articles, self._encoder)
            for done, (article, passages) in enumerate(
                zip(articles, embedded, strict=True), start=start + 1
            ):
                # Another process may have removed it meanwhile.
                with suppress(ArticleNotFound):
                    self._store.replace_passages(article, passages, self._encoder.name)
                if progress:
                    progress(done, len(outdated))
        return len(outdated)

    def _add_batch(self, batch: Sequence[Article]) -> Iterator[AddResult]:
        duplicates = [self._store.find_duplicate(article) for article in batch]
        new = [article for article, known in zip(batch, duplicates, strict=True) if not known]
        embedded = iter(embed_articles(new, self._encoder))
        for article, known in zip(batch, duplicates, strict=True):
            if known:
                yield AddResult(article.title, duplicate_of=known)
            else:
                yield self._store_one(article, next(embedded))

    def _store_one(self, article: Article, passages: Sequence[EmbeddedPassage]) -> AddResult:
        if not passages:
            return AddResult(article.title, error=f"Nothing to quote in: {article.title}")
        try:
            stored = self._store.add(article, passages, self._encoder.name)
        except DuplicateArticle as duplicate:
            return AddResult(article.title, duplicate_of=duplicate.article)
        return AddResult(article.title, article=stored, passages=len(passages))

    def _suggest(self, article: StoredArticle) -> Suggestion | None:
        for span in self._in_sentences(article.id)[1]:
            if suggestion := suggestion_of(article, span):
                quotes = self.ask(suggestion.question, limit=1).quotes
                if quotes and (quotes[0].article.id, quotes[0].focus.start) == (
                    article.id,
                    span[0],
                ):
                    return suggestion
        return None

    def _led(self, quotes: Sequence[Quote]) -> Iterator[Quote]:
        """Yield quotes, each that begins with "He said" with the sentence before, if it can be.

        Within a passage it has that already, but passages are cut at paragraphs.
        """
        for quote in quotes:
            if wants_lead(quote):
                with suppress(ArticleNotFound):
                    quote = lead(quote, *self._in_sentences(quote.article.id), besides=quotes)
            yield quote

    def _in_sentences(self, article_id: int) -> tuple[StoredArticle, list[Span]]:
        """Return an article and its sentences.

        Raises:
            ArticleNotFound: there is none, or another process just removed it.
        """
        article = self.get(article_id)
        passages = self._store.passages_of(article_id)
        if not passages:
            raise ArticleNotFound(article_id)
        return article, [span for one in passages for span in one.sentences]

    def _text(self, article: StoredArticle) -> Text:
        return self._text_of(article, self._store.passages_of(article.id))

    def _texts_about(self, topic: str, within: Period | None) -> list[Text]:
        """Return, of the articles that speak of `topic`, the passages that do; nearest first."""
        query, candidates, articles = self._find(topic, _TOPIC_PASSAGES, within)
        # A sentence speaks of a topic without answering it as a question.
        readings = SentenceReader().read(query, candidates, articles)
        passages: dict[int, dict[int, Passage]] = {}
        for reading in readings:
            if reading.confidence >= _TOPIC_CONFIDENCE:
                passage = reading.candidate.passage
                passages.setdefault(passage.article_id, {})[passage.start] = passage
        return [
            self._text_of(articles[id_], [found[start] for start in sorted(found)])
            for id_, found in passages.items()
        ]

    def _text_of(self, article: StoredArticle, passages: Sequence[Passage]) -> Text:
        """Return the sentences of these passages; none when the article was removed meanwhile."""
        blobs = self._store.sentence_vectors([passage.id for passage in passages])
        there = [passage for passage in passages if passage.id in blobs]
        return Text(
            article=article,
            sentences=tuple(span for passage in there for span in passage.sentences),
            vectors=unpack_sentences([blob for passage in there for blob in blobs[passage.id]]),
        )

    def _find(
        self,
        question: str,
        limit: int,
        within: Period | None = None,
        article: int | None = None,
    ) -> tuple[Query, list[Candidate], dict[int, StoredArticle]]:
        """Search; return also the articles that the candidates are from, by id."""
        query = self._narrowed(self._query(_clean(question)), within, article)
        candidates = self._candidates(query, limit)
        articles = self._store.get_many({hit.passage.article_id for hit in candidates})
        # An article may have gone between the two looks at the store.
        there = [hit for hit in candidates if hit.passage.article_id in articles]
        return query, there, articles

    def _query(self, question: str) -> Query:
        terms = self._keywords.terms(question)
        question = self._keywords.respell(question, self._is_word)
        vector = self._encoder.encode([question])[0]
        return Query(question, vector, terms, self._store.count_passages())

    def _is_word(self, word: str) -> bool:
        """Tell whether the encoder has a word whole, as it has those that are common."""
        return self._encoder.count_tokens([word]) == [1]

    def _narrowed(self, query: Query, within: Period | None, article: int | None) -> Query:
        if within is None and article is None:
            return query
        # Encoding anew gives passages new ids, so it must come before any are looked up.
        self._in_step()
        start, end = within or (None, None)
        among = self._store.passage_ids_within(start, end, article)
        return replace(query, passages=len(among), among=among)

    def _candidates(self, query: Query, limit: int) -> list[Candidate]:
        with self._lock:
            vectors = self._in_step()
            return search(query, self._store, vectors, self._keywords, limit)

    def _in_step(self) -> VectorIndex:
        """Return the index as the store is now, whoever changed it."""
        with self._lock:
            if self._vectors is None:
                self._vectors = self._load_vectors()
            if self._store.revision != self._revision:
                self.encode_anew()
                revision = self._store.revision
                self._reconcile(self._vectors)
                self._revision = revision
            return self._vectors

    def _load_vectors(self) -> VectorIndex:
        loaded = VectorIndex.load(self.path / _VECTORS_FILE, self._stamp())
        if loaded is None:
            return VectorIndex(self._encoder.dim)
        vectors, self._saved_revision = loaded
        return vectors

    def _reconcile(self, vectors: VectorIndex) -> None:
        """Add what the index lacks and drop what is gone.

        A passage's id is never given twice and its vector never changes, so comparing ids is
        enough; from an empty index this is the rebuild.
        """
        stored = self._store.passage_ids(self._encoder.name)
        known = set(vectors.ids)
        if gone := known.difference(stored):
            vectors.remove(sorted(gone))
        missing = [id_ for id_ in stored if id_ not in known]
        for start in range(0, len(missing), _LOAD_AT_ONCE):
            blobs = self._store.passage_vectors(missing[start : start + _LOAD_AT_ONCE])
            if blobs:
                vectors.add(
                    list(blobs), np.stack([unpack_passage(blob) for blob in blobs.values()])
                )

    def _stamp(self) -> Stamp:
        return Stamp(
            self._store.identity, self._encoder.name, self._encoder.dim, self._revision or 0
        )


def _is_of(reading: Reading, articles: Collection[int]) -> bool:
    return reading.candidate.passage.article_id in articles


def _with_previous(reading: Reading, articles: Mapping[int, StoredArticle]) -> str:
    """Return a sentence with the one before it in its passage."""
    passage, focus = reading.candidate.passage, reading.focus
    at = passage.sentences.index(focus)
    return articles[passage.article_id].text[passage.sentences[max(0, at - 1)].start : focus.end]


def _read_twice(put: Reading, completed: Reading | None) -> Reading:
    """Return one reading of two of a sentence, as sure as the surer of them."""
    if completed is None:
        return put
    return replace(
        put,
        score=put.score + completed.score * _AS_COMPLETED,
        confidence=max(put.confidence, completed.confidence),
    )


def _merged(*readings: Sequence[Reading]) -> list[Reading]:
    """Return all readings, of which each part is in its order, the surest part's first first."""
    falling = [accumulate((one.confidence for one in part), min) for part in readings]
    parts = [list(zip(*both, strict=True)) for both in zip(falling, readings, strict=True)]
    return [one for _, one in merge(*parts, key=lambda pair: -pair[0])]


def _size(file: Path) -> int:
    """Return the bytes of a file, 0 of one that another process just put away."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except FileNotFoundError:
        return 0


def _clean(question: str) -> str:
    """Drop outer white space and lone surrogates, which no encoder and no database takes."""
    return question.encode("utf-8", "replace").decode().strip()
