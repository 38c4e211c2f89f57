"""A run trains, goes on where it was stopped, and gives a model that the product can read with."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from corpus.models import Span
from index import spans
from index.spans import SpanModel
from training import train
from training.examples import Example
from training.export import export
from training.train import Trainer, mix

TEXT = "Mayor Ellen Whitcombe cut the ribbon."
EXAMPLES = [
    Example(kind="answerable", question="Who?", title="Bridge", text=TEXT, answers=(Span(6, 21),)),
    Example(kind="searched", question="When?", title="Bridge", text=TEXT),
]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_DRAWN", 2)
    monkeypatch.setattr(train, "_BATCH", 2)
    monkeypatch.setattr(train, "_CHECKPOINT_STEPS", 2)


def test_a_run_goes_on_from_its_checkpoint(
    tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    Trainer(EXAMPLES, tmp_path, steps=5, rate=2e-4).run()
    assert "step 2 of 3" in capsys.readouterr().out
    again = Trainer(EXAMPLES, tmp_path, steps=5, rate=2e-4)
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert state["step"] == 2
    again.run()
    assert "step 2" not in capsys.readouterr().out

    further = Trainer(EXAMPLES, tmp_path / "more", tmp_path / "model", steps=5, rate=0.0)
    further.run()
    both = [(tmp_path / one / "model.safetensors").read_bytes() for one in ("model", "more/model")]
    assert both[0] == both[1], "it does not begin with the weights it was given"

    export(tmp_path / "model", tmp_path / "weights")
    monkeypatch.setattr(spans, "WEIGHTS", tmp_path / "weights")
    (scores,) = SpanModel().score("Who?", [("Bridge", TEXT)])
    assert scores.best(Span(0, len(TEXT)))


def test_every_kind_has_its_share() -> None:
    chosen = mix(EXAMPLES, 100)
    kinds = [one.kind for one in chosen]
    assert kinds.count("answerable") == 39
    assert kinds.count("searched") == 18


def test_the_hardest_of_what_has_no_answer_is_learnt_from(tmp_path: Path) -> None:
    trainer = Trainer(EXAMPLES, tmp_path, steps=5, rate=2e-4)
    # Whatever has learnt nothing finds a needle in a longer text harder.
    easier, harder = (EXAMPLES[1].model_copy(update={"text": TEXT * times}) for times in (1, 4))
    assert trainer._hardest([easier, EXAMPLES[0], harder]) == [EXAMPLES[0], harder]
    assert trainer._hardest([harder, EXAMPLES[0], easier]) == [EXAMPLES[0], harder]
    assert trainer._hardest([EXAMPLES[0]]) == [EXAMPLES[0]]
