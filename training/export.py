"""A trained model to the weights that come with the project."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from index.spans import CHECKSUM, MODEL


def export(model: Path, weights: Path) -> None:
    """Write the model in `model` to `weights` with half the bits, which cost nothing that shows.

    The model card, README.md, stays as it is.
    """
    AutoModelForQuestionAnswering.from_pretrained(model, dtype=torch.float16).save_pretrained(
        weights
    )
    AutoTokenizer.from_pretrained(model).save_pretrained(weights)
    sum_ = hashlib.sha256((weights / MODEL).read_bytes()).hexdigest()
    # As sha256sum writes and checks it.
    (weights / CHECKSUM).write_text(f"{sum_}  {MODEL}\n", encoding="ascii")
