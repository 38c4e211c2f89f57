"""A run trains, goes on where it was stopped, and gives a model that the product can read with."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest
import torch

from corpus.models import Span
from index import spans
from index.spans import SpanModel
from training import train
from training.examples import Example
from training.export import export
from training.train import Trainer, batches, by_question, compete

TEXT = "Mayor Ellen Whitcombe cut the ribbon."
EXAMPLES = [
    Example(kind="answerable", question="Who?", title="Bridge", text=TEXT, answers=(Span(6, 21),)),
    Example(kind="searched", question="When?", title="Bridge", text=TEXT),
]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_BATCH", 2)
    monkeypatch.setattr(train, "_STEPS", 3)
    monkeypatch.setattr(train, "_CHECKPOINT_STEPS", 2)


def test_a_run_goes_on_from_its_checkpoint(
    tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    Trainer(EXAMPLES, tmp_path).run()
    assert "step 2 of 3" in capsys.readouterr().out
    again = Trainer(EXAMPLES, tmp_path)
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert state["step"] == 2
    again.run()
    assert "step 2" not in capsys.readouterr().out

    export(tmp_path / "model", tmp_path / "weights")
    monkeypatch.setattr(spans, "WEIGHTS", tmp_path / "weights")
    (scores,) = SpanModel().score("Who?", [("Bridge", TEXT)])
    assert scores.best(Span(0, len(TEXT)))


def test_windows_of_one_question_compete() -> None:
    logits = torch.tensor([[0.0, 2.0, 1.0], [0.0, 0.0, 3.0], [0.0, 9.0, 9.0]])
    gold = torch.tensor([1, 0, 0])
    inside = torch.tensor([[False, True, True]] * 3)
    loss = compete(logits, gold, inside, question=torch.tensor([0, 0, 1]))
    odds = torch.tensor([2.0, 1.0, 0.0, 3.0])
    assert float(loss) == pytest.approx(float(odds.logsumexp(0) - 2))


def test_without_an_answer_nothing_competes() -> None:
    nothing = torch.tensor([0])
    inside = torch.tensor([[False, True]])
    assert float(compete(torch.tensor([[0.0, 1.0]]), nothing, inside, nothing)) == 0


def test_windows_of_one_question_are_read_together() -> None:
    other = EXAMPLES[0].model_copy(update={"question": "Which?"})
    wrong = EXAMPLES[1].model_copy(update={"question": "Who?"})
    groups = by_question([EXAMPLES[0], other, wrong])
    assert groups == [[EXAMPLES[0], wrong], [other]]
    two = list(islice(batches(groups, random.Random(1)), 4))
    assert sorted(len(one) for one in two) == [1, 1, 2, 2]
    assert all(len({one.question for one in batch}) == 1 for batch in two)


def test_questions_that_nothing_answers_are_seen_more_often() -> None:
    rare = EXAMPLES[1].model_copy(update={"kind": "unanswerable"})
    assert len(by_question([EXAMPLES[0], rare])) == 3
