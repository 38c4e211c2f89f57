"""Logging without secrets: no token, and no text that somebody wrote."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")

# These write whole addresses, token included, or whole updates, texts included.
_TALKATIVE = ("httpx", "httpcore", "telegram", "telegram.ext", "apscheduler", "tornado.access")


class RedactingFormatter(logging.Formatter):
    """Takes bot tokens out of the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text without tokens."""
        return _TOKEN.sub("<token>", super().format(record))


def set_up_logging(level: str) -> None:
    """Send records of `level` and above to standard error, those of libraries from WARNING on."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
