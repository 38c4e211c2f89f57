"""Layers multiply in fewer bits, nearly to the same result, and only where it is faster."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from index import precision
from index.precision import Int8Linear, quantize


@pytest.fixture
def layer() -> nn.Linear:
    torch.manual_seed(1)
    return nn.Linear(64, 32)


@pytest.fixture
def tokens() -> Tensor:
    return torch.randn(2, 5, 64, generator=torch.Generator().manual_seed(2))


@torch.inference_mode()
def test_whole_numbers_give_nearly_the_same(layer: nn.Linear, tokens: Tensor) -> None:
    expected, found = layer(tokens), Int8Linear(layer)(tokens)
    assert found.shape == expected.shape == (2, 5, 32)
    assert (found - expected).abs().max() < 0.02 * expected.abs().max()
    assert not torch.equal(found, expected), "or it was not int8"


@torch.inference_mode()
def test_a_token_with_large_values_does_not_blur_the_others(
    layer: nn.Linear, tokens: Tensor
) -> None:
    small = Int8Linear(layer)
    beside = tokens.clone()
    beside[0, 0] *= 1e6
    torch.testing.assert_close(small(beside)[0, 1:], small(tokens)[0, 1:], rtol=0, atol=0)


@torch.inference_mode()
def test_nothing_but_zeros_gives_the_bias(layer: nn.Linear) -> None:
    torch.testing.assert_close(Int8Linear(layer)(torch.zeros(3, 64)), layer.bias.expand(3, -1))
    nn.init.zeros_(layer.weight)
    torch.testing.assert_close(Int8Linear(layer)(torch.ones(3, 64)), layer.bias.expand(3, -1))


@torch.inference_mode()
def test_a_layer_may_have_no_bias(tokens: Tensor) -> None:
    layer = nn.Linear(64, 32, bias=False)
    assert (Int8Linear(layer)(tokens) - layer(tokens)).abs().max() < 0.05


def test_every_linear_layer_of_a_model_is_made_smaller() -> None:
    model = nn.Sequential(nn.Linear(8, 8), nn.ModuleDict({"inner": nn.Linear(8, 4)}), nn.GELU())
    quantize(model)
    kinds = [type(one) for one in model.modules()]
    assert kinds.count(Int8Linear) == 2
    assert nn.Linear not in kinds


@pytest.mark.parametrize(("most", "expected"), [(2**31 - 1, True), (2**15 - 1, False)])
def test_whole_numbers_are_not_used_where_their_sums_overflow(
    most: int, *, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def multiply(left: Tensor, right: Tensor) -> Tensor:
        return (left.int() @ right.int()).clamp(max=most)

    monkeypatch.setattr(precision, "_gains", lambda *_: True)
    monkeypatch.setattr(torch, "_int_mm", multiply)
    assert precision.int8_pays() is expected


@pytest.mark.parametrize("error", [AttributeError, RuntimeError])
def test_where_torch_cannot_multiply_whole_numbers_it_does_not_pay(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def multiply(left: Tensor, right: Tensor) -> Tensor:
        raise error

    monkeypatch.setattr(torch, "_int_mm", multiply)
    assert precision.int8_pays() is False


def test_bf16_is_not_tried_where_it_is_emulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_gains", lambda *_: True)
    for capability, expected in (("AVX512", True), ("AVX2", False), ("DEFAULT", False)):
        monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda one=capability: one)
        assert precision.bf16_pays() is expected


@pytest.mark.parametrize("pays", [precision.int8_pays, precision.bf16_pays])
@pytest.mark.parametrize(("plain", "fast", "expected"), [(1.4, 1.0, True), (1.2, 1.0, False)])
def test_fewer_bits_are_used_where_they_are_clearly_faster(
    pays: Callable[[], bool],
    plain: float,
    fast: float,
    *,
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def seconds(layer: nn.Module, tokens: Tensor) -> float:
        layer(tokens)
        return plain if isinstance(layer, nn.Linear) and tokens.dtype == torch.float32 else fast

    monkeypatch.setattr(precision, "_seconds", seconds)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "AVX512")
    assert pays() is expected
