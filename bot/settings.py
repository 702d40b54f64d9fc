"""What an operator may set, by environment or a `.env` file; `.env.example` lists it all."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "QUIZSTREAK_"


class SettingsTrouble(Exception):
    """A setting is wrong; the message names the variable and the remedy in one sentence."""


class Settings(BaseSettings):
    """The settings of one process; read them with `load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite:///quizstreak.sqlite3"),
        validation_alias=AliasChoices("QUIZSTREAK_DATABASE_URL", "DATABASE_URL"),
    )
    """With the password, so it is not shown when settings are printed."""
    host: str = "127.0.0.1"
    port: int = Field(
        8421, ge=1, le=65535, validation_alias=AliasChoices("QUIZSTREAK_PORT", "PORT")
    )
    playground: bool = False
    playground_file: Path = Path("playground.sqlite3")
    playground_clock: Literal["real", "movable"] = "real"
    packs: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders of question packs; empty: the shipped one."""
    heartbeat_seconds: float = Field(30, ge=1, le=600)
    lease_seconds: int = Field(60, ge=30, le=3600)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("packs", mode="before")
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
    "playground": "write true or false",
    "playground_file": "write the path of a file",
    "playground_clock": "write real or movable",
    "packs": "write the folders of packs with commas between them, or leave it out",
    "heartbeat_seconds": "write a number from 1 to 600",
    "lease_seconds": "write a whole number from 30 to 3600",
    "log_level": "write debug, info, warning or error",
    "log_format": "write console or json",
}
_ELSEWHERE = {"DATABASE_URL": "database_url", "PORT": "port"}
"""What hosting platforms set under names of their own."""


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, and below it the file if there is one. Raises SettingsTrouble."""
    written = _written(env_file)
    for name in sorted(written):
        if name.startswith(PREFIX) and _field(name) not in Settings.model_fields:
            raise SettingsTrouble(
                f"{name} is not a setting: remove it, or see .env.example for the right name."
            )
    try:
        return _read(env_file)
    except ValidationError as error:
        raise _trouble(error, written) from error


def _read(env_file: Path | None) -> Settings:
    options: dict[str, Any] = {"_env_file": env_file, "_env_file_encoding": "utf-8"}
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


def _trouble(error: ValidationError, written: dict[str, str | None]) -> SettingsTrouble:
    first = error.errors()[0]
    field = _field(str(first["loc"][0]).upper())
    names = [PREFIX + field.upper(), *(name for name, of in _ELSEWHERE.items() if of == field)]
    name = next((name for name in names if name in written), names[0])
    value = "" if field == "database_url" else f" is “{written.get(name)}”"
    return SettingsTrouble(f"{name}{value or ' is wrong'}: {REMEDIES[field]}.")
