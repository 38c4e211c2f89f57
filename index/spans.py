"""A question and a piece of an article to where in it the answer stands, by a trained model.

An extractive reader in the sense of SQuAD 2.0: for each token, how likely the answer starts and
ends there; the first token ([CLS]) stands for "not here" (Devlin et al. 2019; Rajpurkar, Jia and
Liang 2018). `training/` made the default model, `weights/README.md` says how and how good it is.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BriefingError
from corpus.models import Span
from index.encoder import take_cores

if TYPE_CHECKING:
    from transformers import BatchEncoding, PreTrainedModel, PreTrainedTokenizerBase

DEFAULT_READER = "briefing-reader"
"""The model whose weights come with the project."""

FOLLOW_UP_READER = "briefing-reader-follow-ups"
"""The same, gone on learning from dialogues: for what is read after what was said before."""

WEIGHTS = Path(__file__).with_name("weights")
MODEL, ADAPTER = "model.safetensors", "follow-ups.safetensors"
"""The default model's weights, and what the one for follow-ups adds to them."""

_FILES = {DEFAULT_READER: (MODEL,), FOLLOW_UP_READER: (MODEL, ADAPTER)}
"""What the models that come with the project are made of."""

MAX_TOKENS = 224
"""Tokens of question, title and piece together; what is longer is cut at its end."""

_MAX_ANSWER_TOKENS = 40
"""Answers are names, numbers and clauses; longer ones are better shown as the sentence."""

_TITLE_CHARACTERS = 200
"""A longer title would leave no room for the piece."""

Scores = NDArray[np.float32]


def context_of(title: str, text: str) -> tuple[str, int]:
    """Return what is read of an article's piece, and where in it the piece begins.

    The title goes first: it often names who "he" is.
    """
    title = title[:_TITLE_CHARACTERS]
    return f"{title}\n{text}", len(title) + 1


@dataclass(frozen=True)
class SpanScores:
    """What the model says of one piece's tokens."""

    offsets: NDArray[np.int64]
    """(tokens, 2): characters of the piece, end exclusive; ascending."""
    starts: Scores
    """(tokens,) logits."""
    ends: Scores
    null: float
    """Logit of "not here", start and end together."""

    def best(self, within: Span) -> tuple[Span, float] | None:
        """Return the best answer inside a stretch of the piece, and how far it beats "not here".

        None where no token of the stretch was read.
        """
        first, last = np.searchsorted(self.offsets[:, 0], within)
        if first == last:
            return None
        pairs = self.starts[first:last, np.newaxis] + self.ends[np.newaxis, first:last]
        length = np.arange(last - first) - np.arange(last - first)[:, np.newaxis]
        # An answer does not end before it starts, nor run on.
        pairs = np.where((length >= 0) & (length < _MAX_ANSWER_TOKENS), pairs, -np.inf)
        start, end = np.unravel_index(int(np.argmax(pairs)), pairs.shape)
        span = Span(int(self.offsets[first + start, 0]), int(self.offsets[first + end, 1]))
        return span, float(pairs[start, end]) - self.null


class SpanModel:
    """A Hugging Face model for extractive question answering, loaded when it is first needed."""

    def __init__(self, name: str = DEFAULT_READER) -> None:
        """Take a model's name or folder; the two named above come with the project."""
        self.name = name
        self._loading = threading.Lock()
        self._tokenizing = threading.Lock()
        self._loaded: _Loaded | None = None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        if not texts:
            return []
        rows = self._tokenize(list(texts), add_special_tokens=False, verbose=False)
        return [len(row) for row in rows["input_ids"]]

    def score(self, question: str, pieces: Sequence[tuple[str, str]]) -> list[SpanScores]:
        """Read each piece, given as title and text, for the question."""
        if not pieces:
            return []
        contexts = [context_of(*piece) for piece in pieces]
        encoded = self._tokenize(
            [question] * len(contexts),
            [context for context, _ in contexts],
            truncation="longest_first",
            max_length=MAX_TOKENS,
            return_offsets_mapping=True,
        )
        offsets = encoded.pop("offset_mapping")
        logits = self._parts.run(encoded)
        return [
            _scores(encoded.sequence_ids(row), np.array(offsets[row]), shift, *logits[row])
            for row, (_, shift) in enumerate(contexts)
        ]

    def _tokenize(self, *texts: list[str], **how: Any) -> BatchEncoding:
        # A tokenizer keeps how it was last called, and another thread may be calling it.
        with self._tokenizing:
            encoded: BatchEncoding = self._parts.tokenizer(*texts, **how)
            return encoded

    @property
    def _parts(self) -> _Loaded:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name)
            return self._loaded


@dataclass(frozen=True)
class _Loaded:
    """What a model runs with."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    workers: ThreadPoolExecutor
    """As many threads as there are cores to read on."""

    def run(self, encoded: Mapping[str, list[list[int]]]) -> list[tuple[Scores, Scores]]:
        """Return each row's logits, (tokens,) for starts and for ends."""
        # One by one: beside others, a row's numbers would not always be rounded the same way.
        rows = [
            {name: of_all[row] for name, of_all in encoded.items()}
            for row in range(len(encoded["input_ids"]))
        ]
        return list(self.workers.map(self._forward, rows))

    def _forward(self, row: dict[str, list[int]]) -> tuple[Scores, Scores]:
        import torch

        with torch.inference_mode():
            output = self.model(**{name: torch.tensor([one]) for name, one in row.items()})
        return output.start_logits[0].numpy(), output.end_logits[0].numpy()


def _load(name: str) -> _Loaded:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from index import adapter, precision

    disable_progress_bar()  # type: ignore[no-untyped-call]
    cores = take_cores()
    files = _FILES.get(name, ())
    for file in files:
        _verify(WEIGHTS / file)
    folder = WEIGHTS if files else name
    try:
        model, told = AutoModelForQuestionAnswering.from_pretrained(
            folder, dtype="float32", output_loading_info=True
        )
        tokenizer = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError) as error:
        raise _cannot_load(name, str(error).splitlines()[0]) from error
    if told["missing_keys"]:
        # A model of another kind: it would be completed with chance.
        raise _cannot_load(name, "it was not trained to answer questions.")
    if ADAPTER in files:
        adapter.adapt(model, WEIGHTS / ADAPTER)
    # tests/index/test_spans.py proves that these models then read the same.
    if files and precision.int8_pays():
        precision.quantize(model.base_model)
    workers = ThreadPoolExecutor(cores, thread_name_prefix="reader")
    return _Loaded(model.eval(), tokenizer, workers)


def _cannot_load(name: str, reason: str) -> BriefingError:
    return BriefingError(
        f"Cannot load the reader {name}: {reason} BRIEFING_READER names a Hugging Face model for "
        "extractive question answering or its folder, or is none."
    )


def checksum_of(file: Path) -> Path:
    """Return the file that holds a file's SHA-256, as sha256sum writes and checks it."""
    return file.with_name(f"{file.name}.sha256")


def _verify(file: Path) -> None:
    """Check weights that come with the project.

    Raises:
        BriefingError: they are missing or not what they were.
    """
    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
        whole = found == checksum_of(file).read_text().split()[0]
    except (OSError, IndexError) as error:
        raise _unusable("missing", file) from error
    if not whole:
        raise _unusable("damaged", file)


def _unusable(state: str, file: Path) -> BriefingError:
    return BriefingError(
        f"The reader's weights are {state}: {file}. "
        "Install the project again, or set BRIEFING_READER=none to do without."
    )


def _scores(
    sequence: Sequence[int | None],
    offsets: NDArray[np.int64],
    shift: int,
    starts: Scores,
    ends: Scores,
) -> SpanScores:
    """Keep the tokens of the piece: those after the question and the title."""
    text = np.array([part == 1 for part in sequence]) & (offsets[:, 0] >= shift)
    return SpanScores(
        offsets[text] - shift, starts[text], ends[text], null=float(starts[0] + ends[0])
    )
