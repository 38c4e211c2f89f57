"""What a model that went on learning adds to the one it went on from.

A matrix's difference is kept as the product of two narrow ones (LoRA: Hu et al. 2022): of a weight
NAME as NAME.up, (outputs, rank), and NAME.down, (rank, inputs). Of anything smaller it is kept
whole, under its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

_UP, _DOWN = ".up", ".down"


def adapt(model: nn.Module, file: Path) -> None:
    """Add what a safetensors file holds to a model's weights."""
    added = {name: tensor.float() for name, tensor in load_file(file).items()}
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if name in added:
                weights.add_(added[name])
            elif f"{name}{_UP}" in added:
                weights.add_(added[f"{name}{_UP}"] @ added[f"{name}{_DOWN}"])


def differences(trained: nn.Module, base: nn.Module, rank: int) -> dict[str, torch.Tensor]:
    """Return what to add to `base` to come near `trained`, in fp16, of what differs.

    Of a matrix it is the nearest of that rank (Eckart and Young 1936).
    """
    with torch.no_grad():
        return {
            name: part.half().contiguous()
            for (key, new), old in zip(trained.named_parameters(), base.parameters(), strict=True)
            if (new != old).any()
            for name, part in _parts(key, new - old, rank)
        }


def _parts(name: str, difference: torch.Tensor, rank: int) -> Iterator[tuple[str, torch.Tensor]]:
    if difference.ndim < 2 or min(difference.shape) <= rank:
        yield name, difference
        return
    left, values, right = torch.linalg.svd(difference, full_matrices=False)
    roots = values[:rank].sqrt()
    yield f"{name}{_UP}", left[:, :rank] * roots
    yield f"{name}{_DOWN}", roots[:, None] * right[:rank]
