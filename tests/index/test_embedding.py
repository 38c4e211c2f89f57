"""What of an article is turned into vectors."""

from __future__ import annotations

import numpy as np

from index.embedding import embed_articles, unpack_passage, unpack_sentences
from tests.support.articles import CHESS
from tests.support.encoder import BagOfWordsEncoder

SENTENCES = CHESS.text.partition(". ")[0] + ".", "She beat the defending champion in 31 moves."


def test_a_sentence_is_encoded_alone_and_after_its_title(encoder: BagOfWordsEncoder) -> None:
    ((passage,),) = embed_articles([CHESS], encoder)
    alone = unpack_sentences([one.vector for one in passage.sentences])
    titled = unpack_sentences([one.titled_vector for one in passage.sentences])
    assert np.allclose(alone, encoder.encode(SENTENCES), atol=0.001)
    wanted = encoder.encode([f"{CHESS.title}: {sentence}" for sentence in SENTENCES])
    assert np.allclose(titled, wanted, atol=0.001)
    assert np.allclose(unpack_passage(passage.vector), encoder.encode([CHESS.text])[0])


def test_each_article_gets_its_own_vectors(encoder: BagOfWordsEncoder) -> None:
    """Equal sentences under two titles are not the same."""
    other = CHESS.model_copy(update={"title": "Sports in brief"})
    (first,), (second,) = embed_articles([CHESS, other], encoder)
    assert first.vector == second.vector
    assert first.sentences[0].vector == second.sentences[0].vector
    assert first.sentences[0].titled_vector != second.sentences[0].titled_vector


def test_a_long_title_leaves_room_for_the_sentence(encoder: BagOfWordsEncoder) -> None:
    ((passage,),) = embed_articles([CHESS.model_copy(update={"title": "x " * 500})], encoder)
    titled = unpack_sentences([one.titled_vector for one in passage.sentences])
    wanted = encoder.encode([f"{'x ' * 100}: {sentence}" for sentence in SENTENCES])
    assert np.allclose(titled, wanted, atol=0.001)


def test_nothing_is_encoded_of_nothing(encoder: BagOfWordsEncoder) -> None:
    assert embed_articles([], encoder) == []
