"""What a call carries: texts, as they come over HTTP, read as what the method needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.errors import bad_request


@dataclass(frozen=True)
class Arguments:
    """The parameters of one call and the files uploaded with it, by name."""

    values: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a parameter.

        Raises:
            ApiError: it is missing and has no default; so for the others.
        """
        value = self.values.get(name, default)
        if value is None:
            raise bad_request(f'parameter "{name}" is required')
        return str(value)

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number."""
        given = self.values.get(name)
        if given is None and default is not None:
            return default
        try:
            return int(self.text(name))
        except ValueError:
            raise bad_request(f'parameter "{name}" must be a number') from None

    def flag(self, name: str) -> bool:
        """Tell whether a parameter is true."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def json(self, name: str) -> Any:
        """Return a parameter that is JSON, None where there is none."""
        given = self.values.get(name)
        if given is None:
            return None
        try:
            return json.loads(given)
        except ValueError:
            raise bad_request(f'can\'t parse "{name}": not JSON') from None
