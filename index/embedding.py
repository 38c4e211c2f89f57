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


def embed_articles(articles: Sequence[Article], encoder: Encoder) -> list[list[EmbeddedPassage]]:
    """Return the passages of each article, in the order of its text; one call encodes them all."""
    split = [_split(article, encoder) for article in articles]
    spans = [
        (article, span)
        for article, passages in zip(articles, split, strict=True)
        for sentences in passages
        for span in (Span(sentences[0].start, sentences[-1].end), *sentences)
    ]
    texts = list(dict.fromkeys(article.text[start:end] for article, (start, end) in spans))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    return [
        [_embedded(article, sentences, vectors) for sentences in passages]
        for article, passages in zip(articles, split, strict=True)
    ]


def _split(article: Article, encoder: Encoder) -> list[tuple[Span, ...]]:
    tokens = min(PASSAGE_TOKENS, encoder.window)
    sentences = split_sentences(article.text, article.language, encoder.count_tokens, tokens)
    return group_passages(article.text, sentences, encoder.count_tokens, tokens)


def _embedded(
    article: Article, sentences: tuple[Span, ...], vectors: Mapping[str, Vectors]
) -> EmbeddedPassage:
    whole = vectors[article.text[sentences[0].start : sentences[-1].end]]
    return EmbeddedPassage(
        sentences=tuple(
            EmbeddedSentence(
                span, vectors[article.text[span.start : span.end]].astype(np.float16).tobytes()
            )
            for span in sentences
        ),
        vector=whole.astype(np.float32).tobytes(),
    )


def unpack_passage(blob: bytes) -> Vectors:
    """Return a passage's vector, (dim,) float32, from the store's bytes."""
    return np.frombuffer(blob, np.float32)


def unpack_sentences(blobs: Sequence[bytes]) -> Vectors:
    """Return sentences' vectors, (n, dim) float32, from the store's bytes.

    They are kept as float16: half the room, and no cosine moves by more than 0.001.
    """
    return np.frombuffer(b"".join(blobs), np.float16).reshape(len(blobs), -1).astype(np.float32)
