"""Dialogues about held-out articles are asked of these articles, as the bot asks."""

from __future__ import annotations

from evals.scoring import QuestionSet, SetArticle
from training.dialogues import Dialogue
from training.examples import held_out
from training.holding import hold_held_out

TEXT = "On Monday Mayor Ellen Whitcombe cut the ribbon of {name} bridge. It reopened on Monday."


def bridges() -> QuestionSet:
    """Return enough articles for one in eight to be two."""
    names = [f"Town{number}" for number in range(16)]
    articles = [
        SetArticle(id=name, title=f"{name} bridge", text=TEXT.format(name=name)) for name in names
    ]
    return QuestionSet(articles, [])


def dialogue(article: SetArticle, day: int) -> Dialogue:
    """Return one whose second question is answered by the word that begins at `day`."""
    mayor = article.text.index("Ellen")
    first = {"question": f"Who cut the ribbon of {article.title}?", "start": mayor}
    turns = [
        first | {"end": mayor + len("Ellen Whitcombe")},
        {"question": "when did it reopen?", "start": day, "end": day + len("Monday")},
        {"question": "who is the pope?", "start": None, "end": None},
    ]
    return Dialogue.model_validate({"article": article.id, "turns": turns})


def test_only_dialogues_about_held_out_articles_are_held() -> None:
    own = bridges()
    dialogues = [dialogue(one, one.text.index("Monday")) for one in own.articles]
    outcomes = hold_held_out(dialogues, own, "none")
    assert len(outcomes) == 2 * len(held_out(own.articles))
    assert [bool(one.asked.answers) for one in outcomes[:2]] == [True, False]


def test_what_answers_is_where_the_dialogue_says_so() -> None:
    """Not wherever else the same words stand."""
    own = bridges()
    (kept, *_) = (one for one in own.articles if one.id in held_out(own.articles))
    dialogues = [
        dialogue(kept, day) for day in (kept.text.index("Monday"), kept.text.rindex("Monday"))
    ]
    first, _, last, _ = hold_held_out(dialogues, own, "none")
    assert any(last.right)
    assert first.right != last.right
