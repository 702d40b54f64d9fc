"""What an operator may set, by environment or a `.env` file; `.env.example` lists it all."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.clashes import refusal

PREFIX = "QUIZSTREAK_"
MOST_SHARDS = 10_000
"""More than any bot has; a slip of the finger shall not ask for a million."""


class SettingsTrouble(Exception):
    """A setting is wrong; the message names the variable and the remedy in one sentence."""


def _also(name: str, *others: str) -> AliasChoices:
    """Our name for a setting, or those that others have given it."""
    return AliasChoices(PREFIX + name, name, *others)


class Settings(BaseSettings):
    """The settings of one process; read them with `load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite:///quizstreak.sqlite3"),
        validation_alias=_also("DATABASE_URL"),
    )
    """With the password, so it is not shown when settings are printed."""
    host: str = "127.0.0.1"
    port: int = Field(8421, ge=1, le=65535, validation_alias=_also("PORT"))
    public_url: str = ""
    """Where the web reaches us; without a closing slash."""
    slack_bot_token: SecretStr | None = Field(None, validation_alias=_also("SLACK_BOT_TOKEN"))
    slack_app_token: SecretStr | None = Field(None, validation_alias=_also("SLACK_APP_TOKEN"))
    slack_signing_secret: SecretStr | None = Field(
        None, validation_alias=_also("SLACK_SIGNING_SECRET")
    )
    slack_client_id: str = Field("", validation_alias=_also("SLACK_CLIENT_ID"))
    slack_client_secret: SecretStr | None = Field(
        None, validation_alias=_also("SLACK_CLIENT_SECRET")
    )
    slack_api: str = "https://slack.com/api/"
    """With its closing slash."""
    slack_reactions: bool = True
    slack_threads: bool = True
    """What workspaces that install us are asked to permit; see `adapters.slack.options`."""
    token_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Fernet keys; the first encrypts, all decrypt."""
    discord_token: SecretStr | None = Field(
        None, validation_alias=_also("DISCORD_TOKEN", "DISCORD_BOT_TOKEN")
    )
    discord_api: str = "https://discord.com/api/v10"
    """Without a closing slash."""
    discord_gateway: str = ""
    """Empty: Discord tells it."""
    discord_message_content: bool = False
    discord_tidy_reactions: bool = False
    discord_shard_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (), validation_alias=_also("DISCORD_SHARD_IDS")
    )
    """Those of this process, in order; empty: all."""
    discord_shard_count: int | None = Field(
        None, ge=1, le=MOST_SHARDS, validation_alias=_also("DISCORD_SHARD_COUNT")
    )
    """Of all processes together."""
    discord_requests_per_second: float = Field(48, ge=0.1, le=50)
    playground: bool = False
    playground_file: Path = Path("playground.sqlite3")
    playground_clock: Literal["real", "movable"] = "real"
    packs: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders of question packs; empty: the shipped one."""
    embed_model: Path | None = None
    """A sentence-embedding model in ONNX; None: the grader has no second opinion."""
    llm_url: str = ""
    """An OpenAI-compatible endpoint, without a closing slash; empty: no language model judges."""
    llm_model: str = ""
    llm_key: SecretStr | None = None
    llm_calls_a_day: int = Field(200, ge=1, le=1_000_000)
    """Of all processes together, by the day of UTC."""
    heartbeat_seconds: float = Field(30, ge=1, le=600)
    lease_seconds: int = Field(60, ge=30, le=3600)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("public_url", "slack_api", "discord_api", "llm_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("it is no address of the web")
        return value.rstrip("/")

    @field_validator("slack_api")
    @classmethod
    def _closed(cls, value: str) -> str:
        return f"{value}/"

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _kind(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        prefix = TOKEN_PREFIXES[str(info.field_name)]
        if value and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"it does not begin with {prefix}")
        return value

    @field_validator("discord_gateway")
    @classmethod
    def _socket(cls, value: str) -> str:
        if value and not value.startswith(("wss://", "ws://")):
            raise ValueError("it is no address of a socket")
        return value

    @field_validator("discord_token")
    @classmethod
    def _three_parts(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value() if value else ""
        if token and not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token, re.ASCII):
            raise ValueError("it is no bot's token")
        return value

    @field_validator("llm_key")
    @classmethod
    def _one_word(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("no header can hold it")
        return value

    @field_validator("discord_shard_ids", mode="before")
    @classmethod
    def _ranges(cls, value: object) -> object:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            return tuple(sorted({number for part in parts for number in _range(part)}))
        return value

    @field_validator("token_keys")
    @classmethod
    def _fernet(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in keys:
            Fernet(key.get_secret_value())
        return keys

    @field_validator("packs", "token_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("packs")
    @classmethod
    def _must_exist(cls, packs: tuple[Path, ...]) -> tuple[Path, ...]:
        for pack in packs:
            if not pack.is_dir():
                raise ValueError(f"{pack} is not a folder")
        return packs

    @field_validator("playground_clock", "log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


def _range(part: str) -> range:
    """What “3” or “0-3” means. Raises `ValueError`."""
    found = re.fullmatch(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?", part, re.ASCII)
    if not found:
        raise ValueError(f"{part} is no number and no range")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise ValueError(f"{part} runs backwards")
    return range(first, last + 1)


REMEDIES = {
    "database_url": "write sqlite:///quizstreak.sqlite3 or postgresql://user:password@host/name",
    "host": "write an address of this machine, such as 127.0.0.1 or 0.0.0.0",
    "port": "write a whole number from 1 to 65535",
    "public_url": "write an address that begins with https://, such as https://quiz.example.com",
    "slack_bot_token": (
        "copy the Bot User OAuth Token from “OAuth & Permissions”, it begins with xoxb-"
        " (what begins with xapp- is the app token)"
    ),
    "slack_app_token": (
        "copy an App-Level Token from “Basic Information”, it begins with xapp-"
        " (what begins with xoxb- is the bot token)"
    ),
    "slack_signing_secret": "copy the Signing Secret from “Basic Information”",
    "slack_client_id": "copy the Client ID from “Basic Information”",
    "slack_client_secret": "copy the Client Secret from “Basic Information”",
    "slack_api": "write an address such as https://slack.com/api/, or leave it out",
    "slack_reactions": "write true or false",
    "slack_threads": "write true or false",
    "token_keys": "write what `quizstreak slack key` prints, several with commas between them",
    "discord_token": (
        "copy the token from “Bot” → “Reset Token” at Discord's developer portal, it has three"
        " parts with dots between them (it is neither the client secret nor the public key)"
    ),
    "discord_api": "write an address such as https://discord.com/api/v10, or leave it out",
    "discord_gateway": "write an address that begins with wss://, or leave it out",
    "discord_message_content": "write true or false",
    "discord_tidy_reactions": "write true or false",
    "discord_shard_ids": "write the shards of this process, such as 0,1 or 0-3, or leave it out",
    "discord_shard_count": (
        "write how many shards all processes have together, from 1 to 10000, or leave it out"
    ),
    "discord_requests_per_second": (
        "write a number from 0.1 to 50, which all processes of the bot share"
    ),
    "playground": "write true or false",
    "playground_file": "write the path of a file",
    "playground_clock": "write real or movable",
    "packs": "write the folders of packs with commas between them, or leave it out",
    "embed_model": "write the path of a model.onnx with its tokenizer.json beside it",
    "llm_url": "write an address such as https://llm.example.com/v1, or leave it out",
    "llm_model": "write the model's name, as the endpoint of QUIZSTREAK_LLM_URL knows it",
    "llm_key": "write the key that the endpoint of QUIZSTREAK_LLM_URL asks for",
    "llm_calls_a_day": "write a whole number from 1 to 1000000",
    "heartbeat_seconds": "write a number from 1 to 600",
    "lease_seconds": "write a whole number from 30 to 3600",
    "log_level": "write debug, info, warning or error",
    "log_format": "write console or json",
}
SLACK = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
)
"""What makes us an app of Slack."""
DISCORD = ("discord_token", "discord_shard_ids", "discord_shard_count")
"""What makes us a bot of Discord, and which part of it."""
CHATS = (*SLACK, *DISCORD)
TOKEN_PREFIXES = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}
_ELSEWHERE = {
    **{name.upper(): name for name in ("database_url", "port", *CHATS)},
    "DISCORD_BOT_TOKEN": "discord_token",
}
"""What hosting platforms, and the chats' own examples, call by names without our prefix."""
_SECRET = {"database_url", "token_keys", "discord_token", "llm_key", *SLACK} - {"slack_client_id"}


def load(env_file: Path | None = Path(".env"), *, chats: bool = True) -> Settings:
    """Read the environment, and below it the file if there is one. Raises SettingsTrouble.

    Who talks to no chat reads without `chats`: other programs' tokens may be in the environment.
    """
    written = _written(env_file)
    for name in sorted(written):
        if name.startswith(PREFIX) and _field(name) not in Settings.model_fields:
            raise SettingsTrouble(
                f"{name} is not a setting: remove it, or see .env.example for the right name."
            )
    try:
        settings = _read(env_file, {} if chats else _no_chats())
    except ValidationError as error:
        raise _trouble(error, written) from error
    _refuse_clashes(settings, written)
    return settings


def _no_chats() -> dict[str, object]:
    return {PREFIX + name.upper(): Settings.model_fields[name].default for name in CHATS}


def _refuse_clashes(settings: Settings, written: Mapping[str, object]) -> None:
    names = {field: _written_as(field, written) for field in (*CHATS, "token_keys")}
    if told := refusal([field for field in names if getattr(settings, field)], names):
        raise SettingsTrouble(told)
    if settings.llm_url and not settings.llm_model:
        raise SettingsTrouble(f"{PREFIX}LLM_URL needs {PREFIX}LLM_MODEL: {REMEDIES['llm_model']}.")
    count = settings.discord_shard_count or MOST_SHARDS
    if beyond := [shard for shard in settings.discord_shard_ids if shard >= count]:
        raise SettingsTrouble(
            f"{names['discord_shard_ids']} names shard {beyond[0]}, but"
            f" {names['discord_shard_count']} is {count}: shards are counted from 0 to {count - 1}."
        )


def _read(env_file: Path | None, fixed: Mapping[str, Any]) -> Settings:
    options: dict[str, Any] = {"_env_file": env_file, "_env_file_encoding": "utf-8", **fixed}
    return Settings(**options)


def _written(env_file: Path | None) -> dict[str, str | None]:
    try:
        in_file = dotenv_values(env_file, encoding="utf-8") if env_file else {}
    except (OSError, UnicodeError) as error:
        raise SettingsTrouble(
            f"{env_file} cannot be read: make it a text file in UTF-8 that this user may read."
        ) from error
    return {name.upper(): value for name, value in {**in_file, **os.environ}.items()}


def _field(name: str) -> str:
    return _ELSEWHERE.get(name, name.removeprefix(PREFIX).lower())


def _written_as(field: str, written: Mapping[str, object]) -> str:
    """The name under which a setting was set; the one of ours if it was not."""
    names = [PREFIX + field.upper(), *(name for name, of in _ELSEWHERE.items() if of == field)]
    return next((name for name in names if written.get(name)), names[0])


def _trouble(error: ValidationError, written: Mapping[str, object]) -> SettingsTrouble:
    field = _field(str(error.errors()[0]["loc"][0]).upper())
    name = _written_as(field, written)
    value = " is wrong" if field in _SECRET else f" is “{written.get(name)}”"
    return SettingsTrouble(f"{name}{value}: {REMEDIES[field]}.")
