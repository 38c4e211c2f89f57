"""What is added to a model makes it the one that it was taken from."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from index.adapter import adapt, differences

RANK = 2


def model() -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(8, 6), nn.LayerNorm(6), nn.Linear(6, RANK))


def changed() -> nn.Module:
    """The model, its first matrix changed by one of rank 2, smaller weights anyhow."""
    other = model()
    with torch.no_grad():
        other[0].weight += torch.outer(torch.arange(6.0), torch.arange(8.0)) / 50
        other[0].weight += torch.outer(torch.ones(6), torch.arange(8.0).flip(0)) / 50
        other[1].bias += 1
        other[2].weight += 0.5
    return other


def test_what_was_learnt_comes_back(tmp_path: Path) -> None:
    base, trained = model(), changed()
    added = differences(trained, base, RANK)
    assert set(added) == {"0.weight.up", "0.weight.down", "1.bias", "2.weight"}, "what differs"
    assert added["0.weight.up"].shape == (6, RANK)
    assert added["0.weight.down"].shape == (RANK, 8)
    save_file(added, tmp_path / "added.safetensors")
    adapt(base, tmp_path / "added.safetensors")
    for found, expected in zip(base.parameters(), trained.parameters(), strict=True):
        torch.testing.assert_close(found, expected, atol=2e-3, rtol=0)


def test_a_lower_rank_comes_as_near_as_it_can() -> None:
    base, trained = model(), changed()
    added = differences(trained, base, 1)
    left = trained[0].weight - base[0].weight
    left = left - added["0.weight.up"].float() @ added["0.weight.down"].float()
    values = torch.linalg.svdvals(trained[0].weight - base[0].weight)
    torch.testing.assert_close(torch.linalg.svdvals(left)[0], values[1], atol=2e-3, rtol=0)
