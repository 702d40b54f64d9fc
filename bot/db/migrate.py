"""Bring the tables to this version's shape, or say that they do not have it."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.db.address import Address, parse
from bot.db.engine import Database, migrating
from bot.db.trouble import DatabaseTrouble, translated

_LOCK = 8_421_000_001
"""PostgreSQL's advisory lock of this program's migrations: any number, always the same."""


async def upgrade(url: str) -> None:
    """Create or change the tables: all of it or nothing, also when killed; safe to repeat.

    Processes that do it at once wait for each other. DatabaseTrouble says what is wrong.
    """
    address = parse(url)
    engine = migrating(address)
    try:
        with translated(address.where, opening=True):
            async with engine.begin() as connection:
                await connection.run_sync(_upgrade, address.where)
    finally:
        await engine.dispose()


async def check(url: str) -> None:
    """Return if the tables fit this version; else DatabaseTrouble says what to do."""
    address = parse(url)
    if _is_absent(address):
        raise _missing(address.where)
    async with Database.connect(url) as database:
        await check_open(database)


async def check_open(database: Database) -> None:
    """The same for a database that is open already; it is only read."""
    async with database.read() as session:
        connection = await session.connection()
        await connection.run_sync(_check, database.where)


def _upgrade(connection: Connection, where: str) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    _refuse_newer(connection, where)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise DatabaseTrouble(
            f"Rows of {where} point to rows that are gone: put the last backup in its place."
        )


def _check(connection: Connection, where: str) -> None:
    _refuse_newer(connection, where)
    if _current(connection) != _scripts().get_current_head():
        raise _missing(where)


def _refuse_newer(connection: Connection, where: str) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    current = _current(connection)
    if current is not None and current not in known:
        raise DatabaseTrouble(
            f"{where} was migrated by a newer version ({current}): install that version again."
        )


def _is_absent(address: Address) -> bool:
    # Connecting would make the file.
    return address.dialect == "sqlite" and not Path(address.where).exists()


def _missing(where: str) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"The tables in {where} are missing or older than this version: run `quizstreak migrate`."
    )


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    place = Path(__file__).with_name("migrations")
    # A per cent sign in the path would be taken for a reference to another setting.
    config.set_main_option("script_location", str(place).replace("%", "%%"))
    return config
