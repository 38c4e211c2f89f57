"""Logging without secrets: no token, and no text that somebody wrote."""

from __future__ import annotations

import logging
from collections.abc import Iterable

# These write whole addresses, token included, or whole updates, texts included.
_TALKATIVE = ("httpx", "httpcore", "telegram", "telegram.ext", "apscheduler", "tornado.access")


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
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Not its children: only the loop around calls, which raises every error that it logs.
    logging.getLogger("telegram.ext").addFilter(lambda record: record.exc_info is None)
