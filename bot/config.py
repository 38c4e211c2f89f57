"""Settings from the environment and `.env`, validated once. Nothing else reads the environment."""

from __future__ import annotations

import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from corpus.errors import BriefingError

_PREFIX = "BRIEFING_"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Settings(BaseSettings):
    """Everything that can be set; a field `x` is the variable `BRIEFING_X`, but for the token."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    # A description ends the sentence "it must be …".
    telegram_bot_token: Annotated[
        SecretStr | None,
        Field(
            validation_alias="TELEGRAM_BOT_TOKEN",
            description="one that @BotFather gave, such as 123456:ABC-DEF",
        ),
    ] = None
    telegram_api: Annotated[
        str,
        Field(
            pattern=r"^https?://[^/]",
            description="an address that starts with http:// or https://",
        ),
    ] = "https://api.telegram.org"
    data: Annotated[
        Path,
        Field(
            default_factory=lambda: user_data_path("briefing-bot", appauthor=False),
            description="the path of a folder",
        ),
    ]
    admins: Annotated[
        frozenset[int], NoDecode, Field(description="Telegram user ids, separated by commas")
    ] = frozenset()
    access: Annotated[Literal["open", "invite"], Field(description="open or invite")] = "open"
    samples: Annotated[bool, Field(description="1 or 0")] = True
    encoder: str = "all-MiniLM-L6-v2"
    reader: str = "briefing-reader"
    quotes: Annotated[int, Field(ge=1, le=10, description="a number from 1 to 10")] = 3
    questions_per_minute: Annotated[int, Field(ge=1, description="a whole number from 1 on")] = 20
    webhook_url: Annotated[
        str | None,
        Field(pattern="^https://[^/]", description="an address that starts with https://"),
    ] = None
    webhook_secret: Annotated[
        SecretStr | None,
        Field(
            validate_default=True,
            description="1 to 256 letters, digits, _ or -, and a webhook needs one",
        ),
    ] = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: Annotated[int, Field(ge=1, le=65535, description="a number from 1 to 65535")] = (
        8443
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        Field(description="DEBUG, INFO, WARNING or ERROR"),
    ] = "INFO"

    @property
    def secrets(self) -> list[str]:
        """What must never be shown or logged; of the token, the half after the bot's id."""
        given = (self.telegram_bot_token, self.webhook_secret)
        values = (secret.get_secret_value() for secret in given if secret)
        return [value.rpartition(":")[2] for value in values if value]

    @field_validator("admins", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        """Take ids apart at commas or spaces."""
        return re.split(r"[,\s]+", value.strip(", ")) if isinstance(value, str) else value

    @field_validator("telegram_bot_token")
    @classmethod
    def _look_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        # A secret that comes from a file often ends with a line break.
        token = value.get_secret_value().strip() if value else ""
        if token and not _TOKEN.fullmatch(token):
            raise ValueError
        return SecretStr(token) if token else None

    @field_validator("data")
    @classmethod
    def _expand_home(cls, value: Path) -> Path:
        try:
            return value.expanduser()
        except RuntimeError:  # there is no such user
            raise ValueError from None

    @field_validator("webhook_secret")
    @classmethod
    def _secure_webhook(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Without a secret anyone could post updates in Telegram's name."""
        secret = value.get_secret_value() if value else ""
        if info.data.get("webhook_url") and not _SECRET.fullmatch(secret):
            raise ValueError
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _ignore_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


def load_settings(**overrides: object) -> Settings:
    """Read and check the settings; `overrides` are fields that come from elsewhere.

    Raises:
        BriefingError: a setting is wrong; the sentence names it.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BriefingError(_sentence(str(first["loc"][0]).lower(), first["input"])) from None


def _sentence(name: str, value: object) -> str:
    field = Settings.model_fields[name]
    # Half a secret is still one.
    given = "" if SecretStr in get_args(field.annotation) else f"={value}"
    return f"Wrong setting {variable(name)}{given}: it must be {field.description}."


def unknown_settings() -> list[str]:
    """Return a sentence for each variable that is named like a setting and is none."""
    known = [variable(name) for name in Settings.model_fields]
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    given = {name.upper() for source in sources for name in source.env_vars}
    return [
        f"There is no setting {name}. The nearest is {get_close_matches(name, known, 1, 0)[0]}."
        for name in sorted(given.difference(known))
        if name.startswith(_PREFIX)
    ]


def has_desktop() -> bool:
    """Tell whether a browser could be opened here for somebody to see."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def variable(field: str) -> str:
    """Return the environment variable that sets a field."""
    return str(Settings.model_fields[field].validation_alias or f"{_PREFIX}{field.upper()}")
