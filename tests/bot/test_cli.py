"""The command line as its users meet it: arguments in, text or JSON out, one line on a fault."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import index.archive
from bot import texts
from bot.cli import app, main
from index.archive import Archive
from index.models import Answer, Quote
from tests.support.articles import ARTICLES, BRIDGE, RELEASES
from tests.support.encoder import BagOfWordsEncoder, open_archive

NEWS = "The mint struck a copper coin for the jubilee in Perth. It weighs two kilograms."
QUESTION = "How many people are detained for political reasons?"


@pytest.fixture(autouse=True)
def _fast_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.archive, "SentenceEncoder", lambda name: BagOfWordsEncoder())


@pytest.fixture
def filled() -> None:
    """Fill the archive that BRIEFING_DATA names."""
    with open_archive(Path(os.environ["BRIEFING_DATA"])) as archive:
        archive.add_many(ARTICLES)


def give(monkeypatch: pytest.MonkeyPatch, data: bytes | str, *, terminal: bool = False) -> None:
    """Let standard input hold `data`, and be a terminal or not."""
    raw = io.BytesIO(data.encode() if isinstance(data, str) else data)
    # Another locale than the data's: only its bytes tell what they are.
    stdin = io.TextIOWrapper(raw, encoding="ascii")
    monkeypatch.setattr(stdin, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stdin", stdin)


def stored() -> int:
    """Return how many articles the archive holds that BRIEFING_DATA names."""
    with open_archive(Path(os.environ["BRIEFING_DATA"])) as archive:
        return archive.stats().articles


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
def test_encoding_anew_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two programs with different encoders would do it in turns, and nobody would know why."""
    monkeypatch.setattr(BagOfWordsEncoder, "name", "another")
    told = texts.ENCODED_ANEW.format(articles="4 articles", encoder="all-MiniLM-L6-v2")
    assert told in briefing("ask", QUESTION).stderr
    assert told not in briefing("ask", QUESTION).stderr


@pytest.mark.usefixtures("filled")
def test_ask_json_is_the_contract(capsys) -> None:
    answer = json.loads(output(capsys, "ask", "--json", QUESTION))
    fields = ["question", "answered", "confidence", "quotes", "differing", "related"]
    assert list(answer) == fields
    assert answer["question"] == QUESTION
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    quote = answer["quotes"][0]
    excerpt = {"start", "end", "text"}
    assert set(quote) == {*excerpt, "article", "focus", "span", "score", "also_in"}
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
def test_a_doubtful_answer_is_told_as_one(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Archive.ask

    def doubt(*given: Any, **how: Any) -> Answer:
        return ask(*given, **how).model_copy(update={"confidence": 0.2})

    monkeypatch.setattr(Archive, "ask", doubt)
    assert output(capsys, "ask", QUESTION).startswith(texts.DOUBTFUL)
    assert output(capsys, "ask", "Which enzyme splits lactose?").startswith(texts.REFUSAL)


@pytest.mark.usefixtures("filled")
def test_a_dash_reads_the_question(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, f"{QUESTION} – Señor?")
    answer = json.loads(output(capsys, "ask", "-", "--json"))
    assert answer["question"] == f"{QUESTION} – Señor?"
    assert answer["answered"]


@pytest.mark.usefixtures("filled")
def test_a_quote_that_is_not_verbatim_is_never_shown(
    capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lie(quote: Quote) -> Quote:
        return quote.model_copy(update={"text": f"{quote.text}!"})

    def ask(archive: Archive, question: str, **how: Any) -> Answer:
        answer = honest(archive, question, **how)
        return answer.model_copy(update={"quotes": tuple(map(lie, answer.quotes))})

    honest = Archive.ask
    monkeypatch.setattr(Archive, "ask", ask)
    assert output(capsys, "ask", QUESTION).startswith(texts.REFUSAL)
    assert json.loads(output(capsys, "ask", QUESTION, "--json"))["quotes"] == []
    give(monkeypatch, QUESTION)
    assert texts.REFUSAL in output(capsys, "chat")


def test_an_empty_archive_says_so(capsys) -> None:
    for arguments in (("ask", QUESTION), ("summary",), ("list",)):
        assert output(capsys, *arguments).strip() == texts.NO_ARTICLES
    assert stored() == 0


def test_add_reports_each_article(capsys, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(NEWS)
    (tmp_path / "in" / "deep" / "b.md").write_text(f"# Bridge\n\n{BRIDGE.text}")
    (tmp_path / "in" / "c.png").write_bytes(b"not looked at")
    code, out, err = run_main(capsys, "add", str(tmp_path / "in"))
    assert code == 0
    assert out.splitlines() == [
        "added 1  The mint struck a copper coin for the jubilee in Perth.  (1 passage)",
        "added 2  Bridge  (1 passage)",
    ]
    assert err.startswith("2 added, 0 already there, 0 failed, in ")
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
    assert "1 added, 0 already there, 2 failed" in err


def test_add_reads_standard_input(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, f"Münze geprägt\n\n{NEWS}".encode("latin-1"))
    assert output(capsys, "add", "-").startswith("added 1  Münze geprägt")


def test_add_refuses_what_is_not_text(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"\x00\xff\x07" * 500)
    code, out, err = run_main(capsys, "add", "-")
    assert (code, out) == (1, "")
    assert err.startswith("failed  Standard input is not text.\n0 added")


@pytest.mark.parametrize("given", ["", " "])
def test_nothing_is_not_the_folder_one_stands_in(capsys, given: str) -> None:
    Path("here.txt").write_text(NEWS)
    code, out, err = run_main(capsys, "add", given)
    assert (code, out) == (1, "")
    assert "There is nothing to add: name a file" in err


def test_a_pipe_is_not_waited_for(capsys) -> None:
    os.mkfifo("pipe.txt")
    code, _, err = run_main(capsys, "add", "pipe.txt")
    assert code == 1
    assert "Cannot read pipe.txt: it is not a regular file." in err


def test_articles_are_stored_while_others_are_still_read(
    capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was reported stays when the rest is given up."""

    def interrupt(error: object) -> None:
        raise KeyboardInterrupt

    Path("many.jsonl").write_text(
        "\n".join(json.dumps({"text": f"{NEWS} Edition {n}."}) for n in range(40))
    )
    monkeypatch.setattr("bot.terminal.print_failed", interrupt)
    code, out, _ = run_main(capsys, "add", "many.jsonl", "gone.txt")
    assert code == 130
    reported = out.count("added ")
    assert reported >= 16
    assert stored() == reported


@pytest.mark.usefixtures("filled")
def test_list_show_and_stats(capsys) -> None:
    listed = output(capsys, "list")
    assert "2   2026-01-10  River Post    Bridge over the Tamar reopens" in listed
    assert [one["id"] for one in json.loads(output(capsys, "list", "bridge", "--json"))] == [2]
    assert BRIDGE.text in output(capsys, "show", "2")
    assert json.loads(output(capsys, "show", "2", "--json"))["author"] == "A. Reporter"
    assert json.loads(output(capsys, "stats", "--json"))["passages"] == 4
    assert re.search(r"^encoder +bag-of-words *$", output(capsys, "stats"), re.M)
    assert re.search(r"^size +0\.\d MB *$", output(capsys, "stats"), re.M)
    assert output(capsys, "list", "zebra") == "No article has “zebra” in its title.\n"
    code, _, err = run_main(capsys, "list", "--limit", "1")
    assert (code, err) == (0, "1 of 4 articles\n")


@pytest.mark.usefixtures("filled")
def test_summary(capsys) -> None:
    assert "Daily Planet" in output(capsys, "summary")
    stories = json.loads(output(capsys, "summary", "#2", "--json"))["stories"]
    assert {quote["article"]["id"] for story in stories for quote in story["quotes"]} == {2}
    assert "nothing to quote for" in output(capsys, "summary", "lactose", "enzyme")


@pytest.mark.usefixtures("filled")
def test_remove(capsys) -> None:
    removed = "removed 2  Bridge over the Tamar reopens\n"
    assert output(capsys, "remove", "#2", "--yes") == removed
    assert stored() == 3


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("answer", "left"), [("y\n", 3), ("Yes\n", 3), ("n\n", 4), ("", 4)])
def test_remove_asks_in_a_terminal(
    capsys, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    give(monkeypatch, answer, terminal=True)
    assert "Remove article 2, Bridge over the Tamar reopens? [y/N] " in output(
        capsys, "remove", "2"
    )
    assert stored() == left


@pytest.mark.usefixtures("filled")
def test_remove_wants_to_be_sure_where_it_cannot_ask(
    capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, "y\n")
    line = "Say --yes to remove article 2 without being asked.\n"
    assert run_main(capsys, "remove", "2") == (1, "", line)
    assert stored() == 4


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("show", "9"), "No article 9. `briefing list` or /articles shows them."),
        (("show", "9" * 18), f"No article {'9' * 18}."),
        (("remove", "9" * 18), f"No article {'9' * 18}."),
        (("show", "9" * 19), "is not an article’s number"),
        (("show", "abc"), "“abc” is not an article’s number. `briefing list` or"),
        (("remove", "9"), "No article 9. `briefing list` or /articles shows them."),
        (("summary", "#9"), "No article 9. `briefing list` or /articles shows them."),
        (("ask", " "), "There is no question."),
        (("add", "http://127.0.0.1/"), "not on the public internet"),
        (("add", "HTTP://127.0.0.1/"), "not on the public internet"),
        (("add", "ftp://a.b/c"), "ftp://a.b/c cannot be fetched: only http:// and https://"),
        (("add", "file:///etc/passwd"), "only http:// and https:// addresses can."),
        (("add", "https://"), "https:// names no host"),
        (("add", "news.json"), "Cannot read news.json"),
        (("--data", __file__, "stats"), f"{__file__}: it is a file. Name another with"),
        (("eval", "nowhere"), "No question set in nowhere: articles.jsonl is missing."),
    ],
)
def test_a_fault_is_one_line_and_exit_code_1(capsys, arguments, line: str) -> None:
    code, out, err = run_main(capsys, *arguments)
    assert (code, out) == (1, "")
    assert line in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("show",), "Missing argument 'NUMBER'. (briefing show --help tells more)"),
        (("ask",), "Missing argument 'QUESTION'. (briefing ask --help tells more)"),
        (
            ("shwo", "1"),
            "No such command 'shwo'. Did you mean 'show'? (briefing --help tells more)",
        ),
        (("list", "--odd"), "No such option: --odd (briefing list --help tells more)"),
        (("list", "--limit", "0"), "'--limit'"),
        (("list", "--limit", "9" * 20), "'--limit'"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_1(capsys, arguments, line: str) -> None:
    code, out, err = run_main(capsys, *arguments)
    assert (code, out) == (1, "")
    assert line in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("filled")
def test_a_question_needs_no_quotes(capsys) -> None:
    assert output(capsys, "ask", *QUESTION.split()) == output(capsys, "ask", QUESTION)


def test_a_wrong_setting_is_one_line(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_QUOTES", "many")
    code, _, err = run_main(capsys, "list")
    assert code == 1
    assert err.startswith("Wrong setting BRIEFING_QUOTES=many: ")
    assert err.count("\n") == 1
    assert "Usage: " in output(capsys, "list", "--help")


def test_an_unknown_setting_is_told_and_ignored(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_QUOTE", "5")
    warning = "There is no setting BRIEFING_QUOTE. The nearest is BRIEFING_QUOTES.\n"
    assert run_main(capsys, "list") == (0, f"{texts.NO_ARTICLES}\n", warning)


def test_data_names_another_archive(capsys, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS)
    output(capsys, "--data", str(tmp_path / "elsewhere"), "add", str(tmp_path / "a.txt"))
    assert (tmp_path / "elsewhere" / "archive.sqlite3").exists()
    assert stored() == 0


def test_chat_fills_an_empty_archive_with_samples_and_answers(capsys) -> None:
    result = briefing("chat", stdin=f"{QUESTION}\n/quit\n")
    assert result.exit_code == 0
    assert stored() >= 10


def test_samples_are_left_out_when_told(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_SAMPLES", "0")
    assert briefing("chat", stdin="").exit_code == 0
    assert stored() == 0


@pytest.mark.usefixtures("filled")
def test_samples_come_to_an_empty_archive_only(capsys) -> None:
    assert briefing("chat", stdin="").exit_code == 0
    assert stored() == 4
    for id_ in "1234":
        output(capsys, "remove", id_, "--yes")
    assert briefing("chat", stdin="").exit_code == 0
    assert stored() == 0


@pytest.mark.usefixtures("filled")
def test_chat_goes_on_from_earlier_questions(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("Who cut the ribbon of the bridge?", "and when?", "/new", "and when?")
    give(monkeypatch, "\n".join(lines))
    _, out, _ = run_main(capsys, "chat")
    assert out.count("understood as: When was the ribbon of the bridge cut?") == 1
    assert texts.NEW in out


@pytest.mark.usefixtures("filled")
def test_chat_commands(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("short")
    (tmp_path / "in" / "b.txt").write_text(NEWS)
    lines = (
        QUESTION,
        "/summary #2",
        "/articles bridge",
        "/articles zebra",
        "/ask Which bridge was closed?",
        "/ask",
        "/article 2",
        f"/add {tmp_path / 'in'}",
        "/add",
        "/add -",
        "/stats",
        "/remove 5",
        "y",
        "/remove 4",
        "n",
        "/remove x",
        "/article 99",
        "/what",
        "",
        "/exit",
        "never read",
    )
    give(monkeypatch, "\n".join(lines))
    code, out, err = run_main(capsys, "chat")
    assert code == 0
    assert out.count("“") >= 3
    for expected in (
        "863",
        "River Post",
        "added 5",
        "“zebra”",
        "removed 5",
        texts.CHAT_HELP.split(",")[0],
    ):
        assert expected in out
    for expected in (
        "a.txt has 5 characters",
        "There is nothing to add",
        "Here - would be the chat itself",
        "“x” is not an article’s number",
        "No article 99",
    ):
        assert expected in err
    assert stored() == 4


def test_an_article_cannot_steer_the_terminal(capsys, tmp_path: Path) -> None:
    with open_archive(Path(os.environ["BRIEFING_DATA"])) as archive:
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
        assert not re.search("<[a-z]+[]> ]", result.output), (
            "Python types mean nothing to a newcomer"
        )
    assert "..." not in briefing("--help").output.partition("Commands:")[2], "cut short"
    assert output(capsys) == output(capsys, "--help")
    assert output(capsys, "--version").startswith("briefing-bot ")
