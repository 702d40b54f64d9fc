"""What an operator may set, by environment or a `.env` file; `.env.example` lists it all."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
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

PREFIX = "QUIZSTREAK_"


class SettingsTrouble(Exception):
    """A setting is wrong; the message names the variable and the remedy in one sentence."""


def _also(name: str) -> AliasChoices:
    """Our name for a setting, or the one that others have given it."""
    return AliasChoices(PREFIX + name, name)


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
    token_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Fernet keys; the first encrypts, all decrypt."""
    playground: bool = False
    playground_file: Path = Path("playground.sqlite3")
    playground_clock: Literal["real", "movable"] = "real"
    packs: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders of question packs; empty: the shipped one."""
    heartbeat_seconds: float = Field(30, ge=1, le=600)
    lease_seconds: int = Field(60, ge=30, le=3600)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("public_url", "slack_api")
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
    "token_keys": "write what `quizstreak slack key` prints, several with commas between them",
    "playground": "write true or false",
    "playground_file": "write the path of a file",
    "playground_clock": "write real or movable",
    "packs": "write the folders of packs with commas between them, or leave it out",
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
_NO_SLACK = {PREFIX + name.upper(): "" for name in SLACK}
TOKEN_PREFIXES = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}
_ELSEWHERE = {name.upper(): name for name in ("database_url", "port", *SLACK)}
"""What hosting platforms, and Slack's own examples, call by names without our prefix."""
_SECRET = {"database_url", "token_keys", *SLACK} - {"slack_client_id"}


@dataclass(frozen=True, slots=True)
class _Clash:
    """What cannot be: all of `there` set and none of `missing`; and what to say then."""

    there: set[str]
    missing: set[str]
    says: str


_CLASHES = (
    _Clash(
        {"slack_client_id", "slack_app_token"},
        set(),
        "{slack_client_id} and {slack_app_token} are both set, but Socket Mode is for one workspace"
        " only: remove {slack_app_token} to be installed in many.",
    ),
    _Clash(
        {"slack_client_id", "slack_bot_token"},
        set(),
        "{slack_client_id} and {slack_bot_token} are both set: remove {slack_client_id} to serve"
        " the bot token's workspace alone, or {slack_bot_token} to be installed in many.",
    ),
    _Clash(
        {"slack_client_id"},
        {"slack_client_secret"},
        "{slack_client_id} is set without {slack_client_secret}: copy the Client Secret from"
        " “Basic Information”.",
    ),
    _Clash(
        {"slack_client_id"},
        {"slack_signing_secret"},
        "{slack_client_id} is set without {slack_signing_secret}: copy the Signing Secret from"
        " “Basic Information”.",
    ),
    _Clash(
        {"slack_client_id"},
        {"token_keys"},
        "{slack_client_id} is set without {token_keys}, which encrypt each workspace's token:"
        " set what `quizstreak slack key` prints, and keep a copy.",
    ),
    _Clash(
        {"slack_client_secret"},
        {"slack_client_id"},
        "{slack_client_secret} is set without {slack_client_id}: copy the Client ID from"
        " “Basic Information”.",
    ),
    _Clash(
        {"slack_app_token"},
        {"slack_bot_token"},
        "{slack_app_token} is set without {slack_bot_token}: copy the Bot User OAuth Token, which"
        " begins with xoxb-, from “OAuth & Permissions”.",
    ),
    _Clash(
        {"slack_bot_token"},
        {"slack_app_token", "slack_signing_secret"},
        "{slack_bot_token} is set, but Slack cannot reach us: set {slack_app_token} for Socket"
        " Mode, or {slack_signing_secret} for HTTP.",
    ),
    _Clash(
        {"slack_signing_secret"},
        {"slack_bot_token", "slack_client_id"},
        "{slack_signing_secret} is set alone: set {slack_bot_token} too for one workspace,"
        " or {slack_client_id} to be installed in many.",
    ),
)


def load(env_file: Path | None = Path(".env"), *, slack: bool = True) -> Settings:
    """Read the environment, and below it the file if there is one. Raises SettingsTrouble.

    Who talks to no chat reads without `slack`: other programs' tokens may be in the environment.
    """
    written = _written(env_file)
    for name in sorted(written):
        if name.startswith(PREFIX) and _field(name) not in Settings.model_fields:
            raise SettingsTrouble(
                f"{name} is not a setting: remove it, or see .env.example for the right name."
            )
    try:
        settings = _read(env_file, {} if slack else _NO_SLACK)
    except ValidationError as error:
        raise _trouble(error, written) from error
    _refuse_clashes(settings, written)
    return settings


def _refuse_clashes(settings: Settings, written: Mapping[str, object]) -> None:
    names = {field: _written_as(field, written) for field in (*SLACK, "token_keys")}
    there = {field for field in names if getattr(settings, field)}
    for clash in _CLASHES:
        if clash.there <= there and not clash.missing & there:
            raise SettingsTrouble(clash.says.format(**names))


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
