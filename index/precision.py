"""In what numbers a model multiplies: fewer bits where the processor gains by them.

That a processor has an instruction does not tell: with AVX-512's bf16 and without AMX, a Xeon took
twice as long in bf16 as in float32. So a layer of the default models' size is tried, in 20 ms.
"""

from __future__ import annotations

import copy
import timeit
from time import thread_time

import torch
from torch import Tensor, nn

_GAIN = 1.3
"""How many times as fast fewer bits must multiply to be used: real gains are twofold or more, and a
noisy moment must not change the choice."""

_LAYER, _TOKENS, _TRIES = (384, 1536), 256, 5
"""What is multiplied to find that out."""

_LARGEST = 127
_SMALLEST_SCALE = 1e-12
"""So that nothing but zeros is not divided by zero."""


class Int8Linear(nn.Module):
    """A linear layer, dynamically quantized: it multiplies eight-bit whole numbers.

    Symmetrically, with a scale for each output's weights and one for each token's inputs, which
    keeps a token with large values from blurring the others ("vector-wise": Dettmers et al. 2022).
    torchao does the same; uncompiled it gained 1.2 times on this reader where this gained 1.5,
    and 1.9 with windows read one by one.
    """

    weights: Tensor
    scales: Tensor

    def __init__(self, layer: nn.Linear) -> None:
        """Take over a layer's weights."""
        super().__init__()
        weights = layer.weight.detach()
        scales = _scales(weights)
        self.register_buffer("weights", (weights / scales).round().to(torch.int8).T.contiguous())
        self.register_buffer("scales", scales[:, 0])
        self.bias = layer.bias

    def forward(self, inputs: Tensor) -> Tensor:
        """Return (..., outputs) float32 for (..., inputs) float32."""
        rows = inputs.reshape(-1, inputs.shape[-1])
        scales = _scales(rows)
        whole = (rows / scales).round_().to(torch.int8)
        outputs = torch._int_mm(whole, self.weights).float()
        # In place, as every further copy costs a third of what the multiplication does.
        outputs.mul_(scales).mul_(self.scales)
        if self.bias is not None:
            outputs.add_(self.bias)
        return outputs.reshape(*inputs.shape[:-1], -1)


def _scales(rows: Tensor) -> Tensor:
    """Return what each row is divided by, (rows, 1)."""
    return rows.abs().amax(dim=1, keepdim=True).div_(_LARGEST).clamp_(min=_SMALLEST_SCALE)


def quantize(model: nn.Module) -> None:
    """Make every linear layer of a model, large or small, an `Int8Linear`."""
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear):
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, Int8Linear(layer))


def bf16_pays() -> bool:
    """Tell whether the processor multiplies faster in bf16 than in float32."""
    # Elsewhere bf16 is emulated or unproved, and emulation is too slow to be tried.
    if torch.backends.cpu.get_cpu_capability() != "AVX512":
        return False
    layer = nn.Linear(*_LAYER)
    return _gains(layer, copy.deepcopy(layer).bfloat16(), torch.bfloat16)


def int8_pays() -> bool:
    """Tell whether the processor multiplies faster in eight-bit whole numbers than in float32.

    And rightly: without instructions of their own for it (VNNI) some add in sixteen bits, which the
    largest numbers overflow.
    """
    largest = torch.full((_TOKENS, _TOKENS), _LARGEST, dtype=torch.int8)
    try:
        product = torch._int_mm(largest, largest)
    except (AttributeError, RuntimeError):
        # No public part of torch: another version or processor may do without it.
        return False
    if not (product == _TOKENS * _LARGEST**2).all():
        return False
    layer = nn.Linear(*_LAYER)
    return _gains(layer, Int8Linear(layer), torch.float32)


def _gains(layer: nn.Module, fast: nn.Module, dtype: torch.dtype) -> bool:
    """Tell whether the layer, which takes tokens in `dtype`, is so much faster than the other."""
    tokens = torch.ones(_TOKENS, _LAYER[0])
    with torch.inference_mode():
        return _seconds(layer, tokens) > _GAIN * _seconds(fast, tokens.to(dtype))


def _seconds(layer: nn.Module, tokens: Tensor) -> float:
    return min(timeit.repeat(lambda: layer(tokens), timer=thread_time, number=1, repeat=_TRIES))
