"""Rated answers become a question set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import texts
from bot.feedback import TO_LABEL, Exported, export_feedback
from bot.state import State
from corpus.errors import BriefingError
from evals.scoring import evaluate, read_set
from index.archive import Archive
from tests.bot.conftest import ADMIN, Chat
from tests.support.encoder import BagOfWordsEncoder

QUESTION = "Who cut the ribbon of the bridge?"
UNANSWERED = "Which enzyme splits lactose?"


async def test_what_was_found_right_is_a_set_that_is_scored(
    chat: Chat, archive: Archive, state: State, tmp_path: Path, encoder: BagOfWordsEncoder
) -> None:
    await chat.say(QUESTION)
    await chat.press(texts.RIGHT)
    await chat.say(UNANSWERED)
    await chat.press(texts.RIGHT)
    folder = tmp_path / "new" / "rated"
    assert export_feedback(archive, state, folder) == Exported(1, 1, 0)
    found = read_set(folder)
    (gold,) = found.questions[0].answers
    text = next(one.text for one in found.articles if one.id == gold.article)
    assert text[gold.start : gold.end].startswith("Mayor Ellen Whitcombe cut the ribbon")
    report = evaluate(found, encoder=encoder, reader="none")
    assert report.questions == {"answerable": 1, "unanswerable": 1, "off-topic": 0}
    assert report.quote_precision[1] == 1.0


async def test_what_was_found_wrong_is_to_be_labelled(
    chat: Chat, archive: Archive, state: State, tmp_path: Path
) -> None:
    await chat.say(QUESTION)
    await chat.press(texts.WRONG)
    await chat.press(texts.RIGHT, user=ADMIN)
    await chat.say(UNANSWERED)
    await chat.press(texts.WRONG)
    assert export_feedback(archive, state, tmp_path / "rated") == Exported(0, 0, 2)
    lines = (tmp_path / "rated" / TO_LABEL).read_text().splitlines()
    assert QUESTION in lines[0]
    assert '"article":"2"' in lines[0]
    assert '"wrong":[]' in lines[1]


async def test_a_follow_up_is_exported_as_it_was_understood(
    chat: Chat, archive: Archive, state: State, tmp_path: Path
) -> None:
    await chat.say(QUESTION)
    await chat.say("and when?")
    await chat.press(texts.RIGHT)
    export_feedback(archive, state, tmp_path / "rated")
    (question,) = read_set(tmp_path / "rated").questions
    assert question.question == "When was the ribbon of the bridge cut?"


async def test_a_refusal_within_a_period_says_nothing_of_other_times(
    chat: Chat, archive: Archive, state: State, tmp_path: Path
) -> None:
    await chat.say("Who cut the ribbon of the bridge in the last 3 days?")
    await chat.press(texts.RIGHT)
    assert export_feedback(archive, state, tmp_path / "rated") == Exported(0, 0, 0)


async def test_an_answer_out_of_a_removed_article_is_left_out(
    chat: Chat, archive: Archive, state: State, tmp_path: Path
) -> None:
    await chat.say(QUESTION)
    await chat.press(texts.RIGHT)
    archive.remove(2)
    assert export_feedback(archive, state, tmp_path / "rated") == Exported(0, 0, 0)


async def test_nothing_is_overwritten(
    chat: Chat, archive: Archive, state: State, tmp_path: Path
) -> None:
    folder = tmp_path / "rated"
    with pytest.raises(BriefingError, match="no answer was rated yet"):
        export_feedback(archive, state, folder)
    assert not folder.exists()
    await chat.say(QUESTION)
    await chat.press(texts.RIGHT)
    export_feedback(archive, state, folder)
    with pytest.raises(BriefingError, match=r"rated is not empty: name a new folder\."):
        export_feedback(archive, state, folder)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(BriefingError, match=r"file cannot be written: Not a directory\."):
        export_feedback(archive, state, file)
