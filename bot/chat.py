"""The bot in a terminal: the same archive, no Telegram."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from rich.markup import escape

from bot import terminal, texts
from bot.config import Settings
from bot.conversation import Exchange, ask_understood, notes_on, understand
from bot.inputs import load_inputs, wanted_article
from bot.state import LONGEST_HISTORY
from bot.verifying import verify_answer, verify_briefing
from corpus.errors import BriefingError
from index.archive import Archive
from index.models import Briefing

_PROMPT = "> "


def chat_loop(archive: Archive, settings: Settings) -> None:
    """Answer lines from standard input until it ends or /quit; Ctrl-C drops a line."""
    count = archive.stats().articles
    terminal.output.print(texts.CHAT_GREETING.format(articles=texts.counted(count, "article")))
    # The prompt need not wait for the model.
    with archive.warming_up():
        _read_lines(archive, settings)


def _read_lines(archive: Archive, settings: Settings) -> None:
    history: list[Exchange] = []
    while True:
        try:
            line = terminal.output.input(_PROMPT if sys.stdin.isatty() else "").strip()
            if line in ("/quit", "/exit"):
                return
            if line == "/new":
                history.clear()
                terminal.output.print(texts.NEW)
            elif line:
                _answer(archive, settings, line, history)
        except BriefingError as error:
            terminal.errors.print(escape(str(error)), soft_wrap=True)
        except KeyboardInterrupt:
            terminal.output.print()
        except EOFError:
            return


def _answer(archive: Archive, settings: Settings, line: str, history: list[Exchange]) -> None:
    command, _, rest = line.partition(" ")
    question = rest.strip() if command == "/ask" else line
    if command in _COMMANDS:
        _COMMANDS[command](archive, rest.strip())
    elif news := archive.news_of(question, datetime.now(UTC)):
        _print_briefing(archive, archive.summarise_news(news))
    elif question and not question.startswith("/"):
        _ask(archive, settings, question, history)
    else:
        terminal.output.print(texts.CHAT_HELP)


def _ask(archive: Archive, settings: Settings, question: str, history: list[Exchange]) -> None:
    meant = understand(archive, question, datetime.now(UTC), history)
    understood, answer = ask_understood(archive, meant, settings.quotes)
    answer = verify_answer(archive, answer)
    history[:] = [*history, Exchange(understood, answer)][-LONGEST_HISTORY:]
    empty = archive.is_empty
    terminal.print_answer(answer, empty=empty, notes=notes_on(archive, understood))


def _summarise(archive: Archive, scope: str) -> None:
    _print_briefing(archive, archive.summarise(scope))


def _print_briefing(archive: Archive, briefing: Briefing) -> None:
    briefing = verify_briefing(archive, briefing)
    terminal.print_briefing(briefing, empty=archive.is_empty)


def _add(archive: Archive, given: str) -> None:
    if given == "-":
        raise BriefingError("Here - would be the chat itself: /add FILE, FOLDER or URL.")
    articles = load_inputs([given], terminal.print_failed)
    archive.add_many(articles, on_added=terminal.print_added)


def _show(archive: Archive, given: str) -> None:
    terminal.print_article(archive.get(wanted_article(given)))


def _remove(archive: Archive, given: str) -> None:
    article = archive.get(wanted_article(given))
    if terminal.confirm_removal(article):
        terminal.print_removed(archive.remove(article.id))


_COMMANDS: dict[str, Callable[[Archive, str], None]] = {
    "/summary": _summarise,
    "/articles": lambda archive, words: terminal.print_articles(archive.find(words), words),
    "/article": _show,
    "/add": _add,
    "/remove": _remove,
    "/stats": lambda archive, _: terminal.print_stats(archive.stats()),
}
