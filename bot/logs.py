"""Logging without secrets: no token, and no text that somebody wrote."""

from __future__ import annotations

import logging
from collections.abc import Iterable

_OWN = ("bot", "corpus", "index")


class RedactingFormatter(logging.Formatter):
    """Takes secrets out of the finished line, tracebacks included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text without secrets."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "<secret>")
        return line


def set_up_logging(level: str, secrets: Iterable[str]) -> None:
    """Send records of `level` and above to standard error, those of libraries from WARNING on.

    None of `secrets` is ever written.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    handler.setLevel(level)
    # Below it, libraries write whole addresses, token included, and whole updates and pages.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OWN:
        logging.getLogger(name).setLevel(level)
    # Not its children: only the loop around calls, which raises every error that it logs.
    logging.getLogger("telegram.ext").addFilter(lambda record: record.exc_info is None)
