"""The command line as its users meet it: arguments in, text or JSON out, one line on a fault."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import index.archive
from bot import texts
from bot.cli import app, main
from index.archive import Archive
from tests.support.articles import ARTICLES, BRIDGE, RELEASES
from tests.support.encoder import BagOfWordsEncoder

NEWS = "The mint struck a copper coin for the jubilee in Perth. It weighs two kilograms."
QUESTION = "How many people are detained for political reasons?"


@pytest.fixture(autouse=True)
def _fast_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.archive, "SentenceEncoder", lambda name: BagOfWordsEncoder())


@pytest.fixture
def filled() -> None:
    """Fill the archive that BRIEFING_DATA names."""
    with Archive.open(Path(os.environ["BRIEFING_DATA"]), BagOfWordsEncoder()) as archive:
        archive.add_many(ARTICLES)


def briefing(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run `briefing` as the installed command does; return what it printed."""
    return run_main(capsys, *arguments)[1]


def run_main(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["briefing", *arguments])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.usefixtures("filled")
def test_ask_json_is_the_contract(capsys) -> None:
    answer = json.loads(output(capsys, "ask", "--json", QUESTION))
    assert set(answer) == {"question", "answered", "confidence", "quotes", "related"}
    assert answer["question"] == QUESTION
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    quote = answer["quotes"][0]
    assert set(quote) == {"article", "start", "end", "text", "focus", "span", "score"}
    assert quote["article"] == {
        "id": 1,
        "title": RELEASES.title,
        "source": "Daily Planet",
        "url": RELEASES.url,
        "published": "2026-01-08",
    }
    assert set(quote["focus"]) == {"start", "end", "text"}
    shown = json.loads(output(capsys, "show", "1", "--json"))
    for excerpt in (quote, quote["focus"]):
        assert shown["text"][excerpt["start"] : excerpt["end"]] == excerpt["text"]


@pytest.mark.usefixtures("filled")
def test_a_refusal_in_json(capsys) -> None:
    answer = json.loads(output(capsys, "ask", "--json", "Which enzyme splits lactose?"))
    assert (answer["answered"], answer["quotes"]) == (False, [])
    assert all(set(one) == {"id", "title"} for one in answer["related"])


@pytest.mark.usefixtures("filled")
def test_ask_in_text(capsys) -> None:
    text = output(capsys, "ask", QUESTION)
    assert "The Penal Forum counts 863 people detained for political reasons." in text
    assert "— 1  Caracas frees prisoners · Daily Planet · 2026-01-08 · https://planet" in text
    assert output(capsys, "ask", "Which enzyme splits lactose?").startswith(texts.REFUSAL)


@pytest.mark.usefixtures("filled")
def test_a_dash_reads_the_question(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(QUESTION))
    assert "863" in output(capsys, "ask", "-")


def test_asking_an_empty_archive_does_not_fill_it(capsys) -> None:
    assert output(capsys, "ask", QUESTION).strip() == texts.NO_ARTICLES
    assert json.loads(output(capsys, "stats", "--json"))["articles"] == 0


def test_add_reports_each_article(capsys, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(NEWS)
    (tmp_path / "in" / "deep" / "b.md").write_text(f"# Bridge\n\n{BRIDGE.text}")
    (tmp_path / "in" / "c.png").write_bytes(b"not looked at")
    code, out, err = run_main(capsys, "add", str(tmp_path / "in"))
    assert code == 0
    assert out.splitlines() == [
        "added 1  The mint struck a copper coin for the jubilee in Perth.  (1 passages)",
        "added 2  Bridge  (1 passages)",
    ]
    assert err.startswith("2 added, 0 already there or empty, 0 failed, in ")
    code, out, _ = run_main(capsys, "add", str(tmp_path / "in" / "a.txt"))
    assert (code, out.split("  ")[0]) == (0, "already there as 1")


def test_a_bad_input_fails_and_the_others_are_added(capsys, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(NEWS)
    (tmp_path / "bad.txt").write_text("short")
    code, out, err = run_main(
        capsys, "add", str(tmp_path / "bad.txt"), str(tmp_path / "gone"), str(tmp_path / "good.txt")
    )
    assert code == 1
    assert out.startswith("added 1")
    assert "bad.txt has 5 characters of text" in err
    assert "gone is not one of .txt" in err or "Cannot read" in err
    assert "1 added, 0 already there or empty, 2 failed" in err


def test_add_reads_standard_input(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"Coin struck\n\n{NEWS}"))
    assert output(capsys, "add", "-").startswith("added 1  Coin struck")


@pytest.mark.usefixtures("filled")
def test_list_show_and_stats(capsys) -> None:
    listed = output(capsys, "list")
    assert "2   2026-01-10  River Post    Bridge over the Tamar reopens" in listed
    assert [one["id"] for one in json.loads(output(capsys, "list", "bridge", "--json"))] == [2]
    assert BRIDGE.text in output(capsys, "show", "2")
    assert json.loads(output(capsys, "show", "2", "--json"))["author"] == "A. Reporter"
    assert json.loads(output(capsys, "stats", "--json"))["passages"] == 4
    assert "bag-of-words" in output(capsys, "stats")
    code, _, err = run_main(capsys, "list", "--limit", "1")
    assert (code, err) == (0, "1 of 4 articles\n")


@pytest.mark.usefixtures("filled")
def test_summary(capsys) -> None:
    assert "Daily Planet" in output(capsys, "summary")
    stories = json.loads(output(capsys, "summary", "#2", "--json"))["stories"]
    assert {quote["article"]["id"] for story in stories for quote in story["quotes"]} == {2}
    assert "No articles match" in output(capsys, "summary", "lactose", "enzyme")


@pytest.mark.usefixtures("filled")
def test_remove(capsys) -> None:
    assert output(capsys, "remove", "2") == "removed 2  Bridge over the Tamar reopens\n"
    assert json.loads(output(capsys, "stats", "--json"))["articles"] == 3


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("show", "9"), "No article 9. `briefing list` or /articles shows them."),
        (("remove", "9"), "No article 9. `briefing list` or /articles shows them."),
        (("summary", "#9"), "No article 9. `briefing list` or /articles shows them."),
        (("ask", " "), "There is no question."),
        (("add", "http://127.0.0.1/"), "not on the public internet"),
        (("eval", "nowhere"), "Cannot read nowhere/articles.jsonl"),
    ],
)
def test_a_fault_is_one_line_and_exit_code_1(capsys, arguments, line: str) -> None:
    code, out, err = run_main(capsys, *arguments)
    assert (code, out) == (1, "")
    assert line in err
    assert "Traceback" not in err


def test_a_wrong_setting_is_one_line(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_QUOTES", "many")
    code, _, err = run_main(capsys, "list")
    assert code == 1
    assert err.startswith("Wrong setting BRIEFING_QUOTES=many: ")
    assert err.count("\n") == 1


def test_data_names_another_archive(capsys, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS)
    output(capsys, "--data", str(tmp_path / "elsewhere"), "add", str(tmp_path / "a.txt"))
    assert (tmp_path / "elsewhere" / "archive.sqlite3").exists()
    assert json.loads(output(capsys, "stats", "--json"))["articles"] == 0


def test_chat_fills_an_empty_archive_with_samples_and_answers(capsys) -> None:
    result = briefing("chat", stdin=f"{QUESTION}\n/quit\n")
    assert result.exit_code == 0
    assert json.loads(output(capsys, "stats", "--json"))["articles"] >= 10


def test_samples_are_left_out_when_told(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_SAMPLES", "0")
    assert briefing("run", stdin="").exit_code == 0
    assert json.loads(output(capsys, "stats", "--json"))["articles"] == 0


@pytest.mark.usefixtures("filled")
def test_samples_come_to_an_empty_archive_only(capsys) -> None:
    assert briefing("chat", stdin="").exit_code == 0
    assert json.loads(output(capsys, "stats", "--json"))["articles"] == 4
    for id_ in "1234":
        output(capsys, "remove", id_)
    assert briefing("chat", stdin="").exit_code == 0
    assert json.loads(output(capsys, "stats", "--json"))["articles"] == 0


@pytest.mark.usefixtures("filled")
def test_chat_commands(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS)
    lines = (
        QUESTION,
        "/summary #2",
        "/articles bridge",
        "/article 2",
        f"/add {tmp_path / 'a.txt'}",
        "/stats",
        "/remove 5",
        "/remove x",
        "/article 99",
        "/what",
        "",
        "/quit",
        "never read",
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    code, out, err = run_main(capsys, "chat")
    assert code == 0
    for expected in ("863", "River Post", "added 5", "removed 5", texts.CHAT_HELP.split(",")[0]):
        assert expected in out
    assert "“x” is no article’s number" in err
    assert "No article 99" in err


@pytest.mark.usefixtures("filled")
def test_run_without_a_token_says_how_to_get_one(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, out, err = run_main(capsys, "run")
    assert code == 0
    assert err.strip() == texts.NOT_ON_TELEGRAM
    assert out.startswith("4 articles.")


def test_an_article_cannot_steer_the_terminal(capsys, tmp_path: Path) -> None:
    with Archive.open(Path(os.environ["BRIEFING_DATA"]), BagOfWordsEncoder()) as archive:
        evil = BRIDGE.model_copy(update={"title": "\x1b[2JBridge [bold]x[/]", "source": "\x1b]0;p"})
        archive.add(evil)
    for arguments in (("list",), ("show", "1"), ("ask", "Who cut the ribbon at the bridge?")):
        out = output(capsys, *arguments)
        assert "\x1b" not in out
        assert "Bridge [bold]x[/]" in out


def test_help_and_version(capsys) -> None:
    assert "briefing run" in briefing("--help").output
    for command in ("run", "chat", "ask", "summary", "add", "list", "show", "remove", "eval"):
        result = briefing(command, "--help")
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 4
    assert output(capsys, "--version").startswith("briefing-bot ")
