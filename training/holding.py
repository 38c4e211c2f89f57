"""Holds dialogues about articles that are held out, asking all of these together, as the bot does.

Those about the samples (`python -m evals dialogues`) ask of twelve short articles, and rules were
written with half of them in view.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.progress import track

from evals.dialogues import Asked, Gold, Outcome, hold
from evals.dialogues import Dialogue as Held
from evals.scoring import QuestionSet, SetArticle, add_articles
from index.archive import Archive
from training.dialogues import Dialogue, Said
from training.examples import held_out


def hold_held_out(dialogues: Sequence[Dialogue], own: QuestionSet, reader: str) -> list[Outcome]:
    """Return what came of the later questions, each dialogue from its first with its own answers.

    All are taken as follow-ups that must be understood; the set is that of their articles.
    """
    kept = held_out(own.articles)
    articles = {one.id: one for one in own.articles if one.id in kept}
    asked = [one for one in dialogues if one.article in kept]
    with (
        tempfile.TemporaryDirectory(prefix="briefing-hold-") as path,
        Archive.open(Path(path), reader=reader) as archive,
    ):
        ids = add_articles(archive, list(articles.values()))
        held = [_held(one, articles[one.article], ids[one.article]) for one in asked]
        return [outcome for one in track(held, "asking") for outcome in hold(archive, one)]


def _held(dialogue: Dialogue, article: SetArticle, id_: int) -> Held:
    turns = tuple(
        Asked(question=one.question, complete=False, answers=_gold(one, article, id_))
        for one in dialogue.turns
    )
    return Held(half="test", turns=turns)


def _gold(said: Said, article: SetArticle, id_: int) -> tuple[Gold, ...]:
    if said.answer is None:
        return ()
    start, end = said.answer
    return (Gold(article=id_, text=article.text[start:end], start=start),)
