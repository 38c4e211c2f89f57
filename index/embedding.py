"""Articles to embedded passages: split, encoded, ready for the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from corpus.models import Article, Span
from corpus.splitting import group_passages, split_sentences
from corpus.store import EmbeddedPassage, EmbeddedSentence
from index.encoder import Encoder, Vectors

PASSAGE_TOKENS = 250
"""A passage's most tokens, where the encoder's window allows. Measured from 110 to 250: longer
passages are found more surely, shorter ones make tighter quotes."""

_TITLE_CHARACTERS = 200
"""What is encoded of a title before each sentence: a longer one would leave no room for it."""


def embed_articles(articles: Sequence[Article], encoder: Encoder) -> list[list[EmbeddedPassage]]:
    """Return the passages of each article, in the order of its text; one call encodes them all."""
    split = [_split(article, encoder) for article in articles]
    texts = dict.fromkeys(
        text
        for article, passages in zip(articles, split, strict=True)
        for sentences in passages
        for text in (
            _passage_text(article, sentences),
            *(_sentence_text(article, span) for span in sentences),
            *(_titled_text(article, span) for span in sentences),
        )
    )
    vectors = dict(zip(texts, encoder.encode(list(texts)), strict=True)) if texts else {}
    return [
        [_embedded(article, sentences, vectors) for sentences in passages]
        for article, passages in zip(articles, split, strict=True)
    ]


def _passage_text(article: Article, sentences: Sequence[Span]) -> str:
    return article.text[sentences[0].start : sentences[-1].end]


def _sentence_text(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


def _titled_text(article: Article, span: Span) -> str:
    """Return what a question is compared with: the title tells who "he" is, and where "there" is.

    It puts the right sentence among the first three for 90.1 % of training questions, against
    89.3 % without. Summaries go by the sentence alone: the title would make all look alike.
    """
    return f"{article.title[:_TITLE_CHARACTERS]}: {_sentence_text(article, span)}"


def _split(article: Article, encoder: Encoder) -> list[tuple[Span, ...]]:
    tokens = min(PASSAGE_TOKENS, encoder.window)
    sentences = split_sentences(article.text, article.language, encoder.count_tokens, tokens)
    return group_passages(article.text, sentences, encoder.count_tokens, tokens)


def _embedded(
    article: Article, sentences: tuple[Span, ...], vectors: Mapping[str, Vectors]
) -> EmbeddedPassage:
    return EmbeddedPassage(
        sentences=tuple(
            EmbeddedSentence(
                span,
                _pack_sentence(vectors[_sentence_text(article, span)]),
                _pack_sentence(vectors[_titled_text(article, span)]),
            )
            for span in sentences
        ),
        vector=vectors[_passage_text(article, sentences)].astype(np.float32).tobytes(),
    )


def _pack_sentence(vector: Vectors) -> bytes:
    return vector.astype(np.float16).tobytes()


def unpack_passage(blob: bytes) -> Vectors:
    """Return a passage's vector, (dim,) float32, from the store's bytes."""
    return np.frombuffer(blob, np.float32)


def unpack_sentences(blobs: Sequence[bytes]) -> Vectors:
    """Return sentences' vectors, (n, dim) float32, from the store's bytes.

    They are kept as float16: half the room, and no cosine moves by more than 0.001.
    """
    return np.array([np.frombuffer(blob, np.float16) for blob in blobs], np.float32)
