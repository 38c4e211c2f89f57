"""Settings from the environment and `.env`, validated once. Nothing else reads the environment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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

    telegram_bot_token: Annotated[
        SecretStr | None, Field(validation_alias="TELEGRAM_BOT_TOKEN")
    ] = None
    telegram_api: Annotated[str, Field(pattern=r"^https?://[^/]")] = "https://api.telegram.org"
    data: Path = Field(default_factory=lambda: user_data_path("briefing-bot", appauthor=False))
    admins: Annotated[frozenset[int], NoDecode] = frozenset()
    samples: bool = True
    encoder: str = "all-MiniLM-L6-v2"
    quotes: Annotated[int, Field(ge=1, le=10)] = 3
    webhook_url: Annotated[str | None, Field(pattern="^https://")] = None
    webhook_secret: SecretStr | None = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8443
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

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
        if value and not _TOKEN.fullmatch(value.get_secret_value().strip()):
            raise ValueError("a token looks like 123456:ABC-DEF; @BotFather gives one")
        return value

    @field_validator("data")
    @classmethod
    def _expand_home(cls, value: Path) -> Path:
        return value.expanduser()

    @model_validator(mode="after")
    def _secure_webhook(self) -> Settings:
        """Without a secret anyone could post updates in Telegram's name."""
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if self.webhook_url and not _SECRET.fullmatch(secret):
            raise ValueError(
                "BRIEFING_WEBHOOK_URL needs a BRIEFING_WEBHOOK_SECRET of 1 to 256 letters, "
                "digits, _ or -"
            )
        return self


def load_settings(**overrides: object) -> Settings:
    """Read and check the settings; `overrides` are fields that come from elsewhere.

    Raises:
        BriefingError: a setting is wrong; the sentence names it.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BriefingError(_sentence(first["loc"], first["msg"], first["input"])) from None


def _sentence(location: tuple[int | str, ...], message: str, value: object) -> str:
    message = message.removeprefix("Value error, ")
    if not location:
        return f"Wrong settings: {message}."
    name = str(location[0])
    if name == "TELEGRAM_BOT_TOKEN":
        # Half a token is still a secret.
        return f"Wrong setting {name}: {message}."
    return f"Wrong setting {_PREFIX}{name.upper()}={value}: {message}."
