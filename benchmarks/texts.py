"""Articles and questions to measure on: a question set, or one made of the sample articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import TypeVar

from corpus.loaders import load_samples
from evals.scoring import Question, QuestionSet, SetArticle

CHARACTERS = 690_000
"""Of all made articles together: the size of 18 long encyclopedia articles, some 800 passages."""

ARTICLES = 18

PASSAGE_CHARACTERS = 1000

Item = TypeVar("Item")

_SEED = 2026

_CHANGED = 0.3
"""Share of a sentence's longer words that are replaced: enough that hardly two sentences are equal,
while they keep the length and the common words of real ones."""

_SENTENCES_A_PARAGRAPH = 4
_WORDS_A_QUESTION = 7
_ASKING = ("Who", "When", "Where", "How many", "Why", "What")

_LONGER_WORD = re.compile(r"\w{4,}")


def make_set(
    *, articles: int = ARTICLES, characters: int = CHARACTERS, questions: int = 100
) -> QuestionSet:
    """Make articles of the samples' sentences, always the same, and questions of their words.

    The questions have no gold answers: they are for measuring time.
    """
    random = Random(_SEED)
    sentences = [
        line for sample in load_samples() for line in re.split(r"(?<=[.!?])\s+", sample.text)
    ]
    words = _LONGER_WORD.findall(" ".join(sentences))
    made = [
        SetArticle(
            id=str(number),
            title=_vary(random.choice(sentences), words, random)[:80],
            text=_make_text(sentences, words, characters // articles, random),
        )
        for number in range(articles)
    ]
    return QuestionSet(made, [_make_question(made, number, random) for number in range(questions)])


def spread(items: Sequence[Item], count: int) -> list[Item]:
    """Return up to `count` of the items, from all over them."""
    return list(items[:: max(1, len(items) // count)][:count])


def cut_passages(articles: Sequence[SetArticle]) -> list[str]:
    """Cut texts into passages of `PASSAGE_CHARACTERS` characters; what is left over is dropped."""
    return [
        article.text[start : start + PASSAGE_CHARACTERS]
        for article in articles
        for start in range(0, len(article.text) - PASSAGE_CHARACTERS + 1, PASSAGE_CHARACTERS)
    ]


def _make_text(
    sentences: Sequence[str], words: Sequence[str], characters: int, random: Random
) -> str:
    paragraphs: list[str] = []
    length = 0
    while length < characters:
        some = random.choices(sentences, k=_SENTENCES_A_PARAGRAPH)
        paragraphs.append(" ".join(_vary(sentence, words, random) for sentence in some))
        length += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)[:characters]


def _vary(sentence: str, words: Sequence[str], random: Random) -> str:
    return _LONGER_WORD.sub(
        lambda word: random.choice(words) if random.random() < _CHANGED else word[0], sentence
    )


def _make_question(articles: Sequence[SetArticle], number: int, random: Random) -> Question:
    words = random.choice(articles).text.split()
    start = random.randrange(len(words) - _WORDS_A_QUESTION)
    asked = " ".join(words[start : start + _WORDS_A_QUESTION]).strip(".,;:!?“”")
    return Question(id=str(number), question=f"{random.choice(_ASKING)} {asked}?")
