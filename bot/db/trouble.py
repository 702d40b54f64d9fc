"""Database errors as sentences: one table for SQLite, one for PostgreSQL, applied in one place."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class DatabaseTrouble(Exception):
    """The database cannot do it; the message is one sentence with the cause and the remedy."""


class DatabaseBusy(DatabaseTrouble):
    """The same, but trying again in a moment may well work."""


READ_ONLY = "{where} may not be written: give the file and its folder to this user."
_SCHEMA = "The tables in {where} do not fit this version: run `quizstreak migrate`."
_FULL = "The disk under {where} is full: make room, nothing of this change was saved."
_LOST = "The connection to {where} was lost: check that the server runs, then try again."

_SQLITE = (
    ("SQLITE_FULL", DatabaseTrouble, _FULL),
    ("SQLITE_READONLY", DatabaseTrouble, READ_ONLY),
    (
        "SQLITE_CANTOPEN",
        DatabaseTrouble,
        "{where} cannot be opened: make its folder and let this user write there.",
    ),
    (
        "SQLITE_BUSY",
        DatabaseBusy,
        "{where} is locked by another process: stop the other one, or use PostgreSQL.",
    ),
    (
        "SQLITE_LOCKED",
        DatabaseBusy,
        "{where} is locked by another process: stop the other one, or use PostgreSQL.",
    ),
    (
        "SQLITE_NOTADB",
        DatabaseTrouble,
        "{where} is not an SQLite database: name another file or move it away.",
    ),
    (
        "SQLITE_CORRUPT",
        DatabaseTrouble,
        "{where} is damaged: put the last backup in its place.",
    ),
    (
        "SQLITE_IOERR",
        DatabaseTrouble,
        "{where} cannot be read or written: check the disk it lies on.",
    ),
)
"""Beginnings of SQLite's error names."""

_POSTGRES = (
    (
        "28",
        DatabaseTrouble,
        "The server refuses the user or password for {where}: correct the database URL.",
    ),
    (
        "3D000",
        DatabaseTrouble,
        "There is no database {where}: create it, or correct the name in the database URL.",
    ),
    ("53100", DatabaseTrouble, _FULL),
    (
        "53300",
        DatabaseBusy,
        "{where} has no connection left: raise its max_connections or stop another program.",
    ),
    (
        "25006",
        DatabaseTrouble,
        "{where} may not be written: connect to the primary server.",
    ),
    (
        "42501",
        DatabaseTrouble,
        "The database user may not do this in {where}: grant it rights on the schema.",
    ),
    ("42P01", DatabaseTrouble, _SCHEMA),
    ("42703", DatabaseTrouble, _SCHEMA),
    ("40", DatabaseBusy, "Another change in {where} came between: try again."),
    ("55P03", DatabaseBusy, "Another change holds the rows in {where}: try again."),
    ("57P", DatabaseBusy, "The server of {where} is starting or stopping: try again in a moment."),
    ("08", DatabaseBusy, _LOST),
    ("25P03", DatabaseBusy, _LOST),
)
"""Beginnings of PostgreSQL's SQLSTATE."""

_REFUSED = "No database server answers for {where}: start it, or correct the database URL."
_CROWDED = "Every connection to {where} has been in use for long: try again in a moment."


@contextmanager
def translated(where: str, opening: bool = False) -> Iterator[None]:
    """Turn the driver's errors into DatabaseTrouble; what is not known passes unchanged.

    While `opening`, the network's own errors count too: inside a transaction they are
    somebody else's.
    """
    try:
        yield
    except (DBAPIError, PoolTimeout, asyncpg.PostgresError, sqlite3.Error) as error:
        raise _trouble(error, where) from error
    except (OSError, asyncpg.InterfaceError) as error:
        if not opening:
            raise
        raise DatabaseBusy(_REFUSED.format(where=where)) from error


def _trouble(error: Exception, where: str) -> Exception:
    if isinstance(error, PoolTimeout):
        return DatabaseBusy(_CROWDED.format(where=where))
    driver = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(driver, sqlite3.Error):
        known = _sqlite(driver, where)
    else:
        known = _postgres(driver, where)
    if known is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        return DatabaseBusy(_LOST.format(where=where))
    return known or error


def _sqlite(error: sqlite3.Error, where: str) -> DatabaseTrouble | None:
    name = getattr(error, "sqlite_errorname", "")
    for beginning, kind, sentence in _SQLITE:
        if name.startswith(beginning):
            return kind(sentence.format(where=where))
    if str(error).startswith(("no such table", "no such column")):
        return DatabaseTrouble(_SCHEMA.format(where=where))
    return None


def _postgres(error: BaseException | None, where: str) -> DatabaseTrouble | None:
    state = getattr(error, "sqlstate", None) or ""
    for beginning, kind, sentence in _POSTGRES:
        if state.startswith(beginning):
            return kind(sentence.format(where=where))
    return None
