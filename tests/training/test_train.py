"""A run trains, goes on where it was stopped, and gives a model that the product can read with."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load

from corpus.errors import BriefingError
from corpus.models import Span
from index import spans
from index.spans import DEFAULT_READER, FOLLOW_UP_READER, SpanModel
from training import train
from training.examples import Example
from training.export import export_follow_ups, export_reader
from training.train import Encoding, Trainer, mix

TEXT = "Mayor Ellen Whitcombe cut the ribbon."
EXAMPLES = [
    Example(kind="answerable", question="Who?", title="Bridge", text=TEXT, answers=(Span(6, 21),)),
    Example(kind="searched", question="When?", title="Bridge", text=TEXT),
]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "_DRAWN", 1)
    monkeypatch.setattr(train, "_PROGRESS_STEPS", 2)
    monkeypatch.setattr(train, "_CHECKPOINT_SECONDS", 0)


def run(folder: Path, *more: object, rate: float = 2e-4, steps: int = 5) -> None:
    Trainer(EXAMPLES, folder, *more, steps=steps, rate=rate, batch=2).run()


def weights(folder: Path) -> bytes:
    return (folder / "model" / "model.safetensors").read_bytes()


def test_a_run_goes_on_from_its_checkpoint(
    tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_learn", stopping_after(2, Trainer._learn))
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path)
    assert "step 2 of 3" in capsys.readouterr().out
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert state["step"] == 2
    again = Trainer(EXAMPLES, tmp_path, steps=5, rate=2e-4, batch=2)
    again.run()
    assert "step 2" not in capsys.readouterr().out

    run(tmp_path / "more", (tmp_path / "model",), rate=0.0)
    assert weights(tmp_path / "more") == weights(tmp_path), "it does not begin where it should"

    export_reader(tmp_path / "model", tmp_path / "weights")
    monkeypatch.setattr(spans, "WEIGHTS", tmp_path / "weights")
    (scores,) = SpanModel().score("Who?", [("Bridge", TEXT)])
    assert scores.best(Span(0, len(TEXT)))


def test_in_no_steps_it_is_the_mean_of_what_it_starts_from(tmp_path: Path) -> None:
    run(tmp_path / "first")
    run(tmp_path / "second", (tmp_path / "first" / "model",), rate=2e-3)
    starts = tmp_path / "first" / "model", tmp_path / "second" / "model"
    run(tmp_path / "mean", starts, steps=0)
    first, second, mean = (load(weights(tmp_path / one)) for one in ("first", "second", "mean"))
    assert {name for name in first if (first[name] != second[name]).any()}
    for name, tensor in mean.items():
        torch.testing.assert_close(tensor, (first[name] + second[name]) / 2)


def test_what_went_on_for_follow_ups_is_exported_beside_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path / "first")
    run(tmp_path / "more", (tmp_path / "first" / "model",), rate=2e-3)
    export_reader(tmp_path / "first" / "model", tmp_path / "weights")
    export_follow_ups(tmp_path / "more" / "model", tmp_path / "weights")
    monkeypatch.setattr(spans, "WEIGHTS", tmp_path / "weights")
    monkeypatch.setattr("index.precision.int8_pays", lambda: False)
    ask = ("Who?", [("Bridge", TEXT)])
    models = (DEFAULT_READER, FOLLOW_UP_READER, str(tmp_path / "more" / "model"))
    first, adapted, more = (SpanModel(one).score(*ask)[0].starts for one in models)
    assert np.abs(first - more).max() > 0.1, "or it learnt nothing"
    assert np.abs(adapted - more).max() < np.abs(first - more).max() / 2
    export_reader(tmp_path / "more" / "model", tmp_path / "weights")
    with pytest.raises(BriefingError, match=rf"missing: .*{spans.ADAPTER}"):
        SpanModel(FOLLOW_UP_READER).score(*ask)


def stopping_after(steps: int, learn):
    """Learn for some steps, then be stopped."""
    done = []

    def learn_or_stop(trainer, batch):
        if len(done) == steps:
            raise KeyboardInterrupt
        done.append(batch)
        return learn(trainer, batch)

    return learn_or_stop


def test_what_teachers_say_is_learnt(tmp_path: Path) -> None:
    run(tmp_path / "teacher", rate=2e-3)
    for name, teachers in (("alone", ()), ("taught", (tmp_path / "teacher" / "model",))):
        run(tmp_path / name, (), teachers)
    assert weights(tmp_path / "alone") != weights(tmp_path / "taught")
    trainer = Trainer(EXAMPLES, tmp_path, (), (tmp_path / "teacher" / "model",), steps=2, rate=0)
    batch = Encoding(trainer._tokenizer)(EXAMPLES)
    said = trainer._logits(trainer._teachers[0], batch)
    others = trainer._logits(trainer._model, batch)
    assert trainer._distance(said, batch) < trainer._distance(others, batch)


def test_a_run_begins_with_the_mean_of_several_readers(tmp_path: Path) -> None:
    for name, rate in (("one", 0.0), ("other", 2e-3)):
        run(tmp_path / name, rate=rate)
    starts = [tmp_path / name / "model" for name in ("one", "other")]
    mean = Trainer(EXAMPLES, tmp_path, starts, steps=1, rate=0)._model.qa_outputs.weight
    of_each = [Trainer(EXAMPLES, tmp_path, [one], steps=1, rate=0)._model for one in starts]
    first, second = (one.qa_outputs.weight for one in of_each)
    assert not torch.equal(first, second)
    assert torch.allclose(mean, (first + second) / 2)


def test_every_kind_has_its_share() -> None:
    chosen = mix(EXAMPLES, 100, random.Random(1))
    kinds = [one.kind for one in chosen]
    assert kinds.count("answerable") == 39
    assert kinds.count("searched") == 18


def test_the_hardest_of_what_has_no_answer_is_learnt_from(tmp_path: Path) -> None:
    trainer = Trainer(EXAMPLES, tmp_path, steps=5, rate=2e-4, batch=2)
    encode = Encoding(trainer._tokenizer)
    # Whatever has learnt nothing finds a needle in a longer text harder.
    easier, harder = (EXAMPLES[1].model_copy(update={"text": TEXT * times}) for times in (1, 4))
    for drawn in ([easier, EXAMPLES[0], harder], [harder, EXAMPLES[0], easier]):
        batch = trainer._hardest(encode(drawn))
        lengths = batch.inputs["attention_mask"].sum(dim=1).tolist()
        assert lengths == [
            len(encode([one]).inputs["input_ids"][0]) for one in (EXAMPLES[0], harder)
        ]
        assert batch.places[:, 0].all()
        assert not batch.places[:, 1].any()
    assert len(trainer._hardest(encode(EXAMPLES[:1])).inputs["input_ids"]) == 1


def test_an_answer_is_where_its_tokens_are(tmp_path: Path) -> None:
    trainer = Trainer(EXAMPLES, tmp_path, steps=5, rate=2e-4)
    batch = Encoding(trainer._tokenizer)(EXAMPLES)
    (first, last), nowhere = batch.places.T.tolist()
    ids = batch.inputs["input_ids"][0, first : last + 1]
    assert trainer._tokenizer.decode(ids) == "ellen whitcombe"
    assert nowhere == [0, 0]
