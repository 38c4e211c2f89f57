"""A meaningful stand-in for the encoder: rankings are exact and the same on every machine."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.archive import Archive
from index.encoder import Encoder


class BagOfWordsEncoder:
    """Texts to unit vectors of hashed word counts: shared words make texts near."""

    name = "bag-of-words"
    dim = 256
    window = 64

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self.dim] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.maximum(norms, 1e-9)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def open_archive(path: Path, encoder: Encoder | None = None) -> Archive:
    """An archive without any model."""
    return Archive.open(path, encoder or BagOfWordsEncoder(), reader="none")
