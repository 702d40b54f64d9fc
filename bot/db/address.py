"""Where the database is: the URL people write, made into what the drivers take."""

from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.db.trouble import DatabaseTrouble

Dialect = Literal["sqlite", "postgresql"]

_SHAPES = "sqlite:///quizstreak.sqlite3 or postgresql://user:password@host/name"
_POSTGRES = {"postgres", "postgresql", "postgresql+asyncpg"}
_SQLITE = {"sqlite", "sqlite+aiosqlite"}
_KNOWN = {"host", "port", "sslmode", "ssl", "application_name", "connect_timeout"}
_IGNORED = {"channel_binding"}
"""asyncpg never binds a channel; hosts add the parameter to every URL they hand out."""


@dataclass(frozen=True, slots=True)
class Address:
    """A database: `where` names it in sentences, without the password."""

    dialect: Dialect
    url: URL
    where: str
    options: dict[str, object] = field(default_factory=dict)


def parse(url: str) -> Address:
    """Read a database URL; DatabaseTrouble says what is wrong with it."""
    try:
        parts = make_url(url.strip())
    except (ArgumentError, ValueError) as error:
        raise DatabaseTrouble(f"The database URL cannot be read: write {_SHAPES}.") from error
    if parts.drivername in _SQLITE:
        return _sqlite(parts)
    if parts.drivername in _POSTGRES:
        return _postgres(parts)
    raise DatabaseTrouble(
        f"A database of the kind “{parts.drivername}” is not supported: write {_SHAPES}."
    )


def _sqlite(parts: URL) -> Address:
    if parts.host or parts.database in (None, "", ":memory:"):
        raise DatabaseTrouble("The database URL names no file: write sqlite:///quizstreak.sqlite3.")
    return Address("sqlite", parts.set(drivername="sqlite+aiosqlite"), str(parts.database))


def _postgres(parts: URL) -> Address:
    query = {name: str(value) for name, value in parts.query.items() if name not in _IGNORED}
    for name in query.keys() - _KNOWN:
        raise DatabaseTrouble(f"The database URL has an unknown parameter “{name}”: remove it.")
    if not parts.database:
        raise DatabaseTrouble(f"The database URL names no database: write {_SHAPES}.")
    kept = {name: value for name, value in query.items() if name in {"host", "port"}}
    place = parts.host or query.get("host", "localhost")
    return Address(
        "postgresql",
        parts.set(drivername="postgresql+asyncpg", query=kept),
        f"{place}/{parts.database}",
        _options(query),
    )


def _options(query: dict[str, str]) -> dict[str, object]:
    name = query.get("application_name", "quizstreak")
    options: dict[str, object] = {"server_settings": {"application_name": name}}
    security = query.get("sslmode") or query.get("ssl")
    if security:
        options["ssl"] = security
    options["timeout"] = _seconds(query.get("connect_timeout", "10"))
    return options


def _seconds(text: str) -> int:
    if not text.isdecimal():
        raise DatabaseTrouble("connect_timeout in the database URL must be whole seconds.")
    return int(text)
