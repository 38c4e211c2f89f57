"""Trained models to the weights that come with the project."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from index.adapter import differences
from index.spans import ADAPTER, MODEL, checksum_of

_RANK = 64
"""Of 384: keeps 80 % of the change that the reader for follow-ups learnt (its squared norm), in
3.6 MB."""


def export_reader(model: Path, weights: Path) -> None:
    """Write the model in `model` to `weights` with half the bits, which cost nothing that shows.

    What another model added to the one that was there goes with it, as it fits no other. The model
    card, README.md, stays as it is.
    """
    AutoModelForQuestionAnswering.from_pretrained(model, dtype=torch.float16).save_pretrained(
        weights
    )
    AutoTokenizer.from_pretrained(model).save_pretrained(weights)
    _write_checksum(weights / MODEL)
    for file in (weights / ADAPTER, checksum_of(weights / ADAPTER)):
        file.unlink(missing_ok=True)


def export_follow_ups(model: Path, weights: Path) -> None:
    """Write to `weights` what the model in `model` adds to the one that is there."""
    trained, base = (
        AutoModelForQuestionAnswering.from_pretrained(one, dtype=torch.float32)
        for one in (model, weights)
    )
    save_file(differences(trained, base, _RANK), weights / ADAPTER)
    _write_checksum(weights / ADAPTER)


def _write_checksum(file: Path) -> None:
    sum_ = hashlib.sha256(file.read_bytes()).hexdigest()
    checksum_of(file).write_text(f"{sum_}  {file.name}\n", encoding="ascii")
