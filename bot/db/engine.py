"""The database: one place to write, one to read, the same promises on SQLite and PostgreSQL."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, NullPool

from bot.db.address import Address, Dialect, parse
from bot.db.trouble import READ_ONLY, DatabaseBusy, DatabaseTrouble, translated

__all__ = ["Database", "DatabaseBusy", "DatabaseTrouble"]

READERS = 4
CONNECTIONS = 10
"""PostgreSQL connections of one process."""
_PATIENCE = (
    "SET idle_in_transaction_session_timeout = '10s'",
    "SET lock_timeout = '8s'",
)
"""A process that stands still keeps its locks; so the server ends its transaction, before any
lease has ended. Who waits for a lock gives up sooner: else the next of that process would get it.
"""


class Database:
    """Sessions on one database; open it with `async with Database.connect(url) as database`.

    SQLite is written through exactly one connection of the process, because writers that
    share a file only wait for each other. Never open `write()` inside `write()`.
    """

    def __init__(self, address: Address, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.where = address.where
        """Its name in sentences, without the password."""
        self._writer = writer
        self._reader = reader
        self.dialect: Dialect = address.dialect

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator[Self]:
        """Connect at once, so that DatabaseTrouble comes before anything else starts."""
        address = parse(url)
        _refuse_read_only(address)
        writer, reader = _engines(address)
        database = cls(address, writer, reader)
        try:
            async with database.write():
                pass
            yield database
        finally:
            await reader.dispose()
            await writer.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on an error.

        What it gives stays readable afterwards. DatabaseTrouble when the database is at
        fault; constraint violations stay SQLAlchemy's IntegrityError.
        """
        async with AsyncSession(self._writer, expire_on_commit=False) as session:
            with translated(self.where, opening=True):
                await session.connection()
            with translated(self.where):
                yield session
                await session.commit()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One snapshot of the database; writing through it is an error."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            with translated(self.where, opening=True):
                await session.connection()
            with translated(self.where):
                yield session

    @property
    def engine(self) -> AsyncEngine:
        """What writes, for libraries that bring tables of their own; never inside `write()`."""
        return self._writer

    async def now(self) -> datetime:
        """The instant by the database's clock (SQLite has none but the machine's), UTC."""
        if self.dialect == "sqlite":
            return datetime.now(UTC)
        async with self.read() as session:
            found = await session.scalar(text("SELECT clock_timestamp()"))
        assert isinstance(found, datetime)
        return found.astimezone(UTC)


def _refuse_read_only(address: Address) -> None:
    # SQLite would open it for reading, and fail only when something is to be kept.
    path = Path(address.where)
    if address.dialect == "sqlite" and path.exists() and not os.access(path, os.W_OK):
        raise DatabaseTrouble(READ_ONLY.format(where=address.where))


def migrating(address: Address) -> AsyncEngine:
    """An engine for changing the tables: SQLite copies them, so foreign keys rest meanwhile."""
    if address.dialect == "postgresql":
        return create_async_engine(address.url, connect_args=address.options, poolclass=NullPool)
    engine = create_async_engine(address.url, connect_args={"timeout": 30}, poolclass=NullPool)
    event.listen(engine.sync_engine, "connect", _prepare_migration)
    event.listen(engine.sync_engine, "begin", _begin_writing)
    return engine


def _engines(address: Address) -> tuple[AsyncEngine, AsyncEngine]:
    if address.dialect == "sqlite":
        return _sqlite(address, writing=True), _sqlite(address, writing=False)
    writer = create_async_engine(
        address.url,
        connect_args=address.options,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
    )
    event.listen(writer.sync_engine, "connect", _prepare_postgres)
    # REPEATABLE READ gives readers one snapshot, as SQLite does.
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return writer, writer.execution_options(**options)


def _sqlite(address: Address, writing: bool) -> AsyncEngine:
    engine = create_async_engine(
        address.url,
        connect_args={"timeout": 5},
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if writing else READERS,
        max_overflow=0,
    )
    event.listen(engine.sync_engine, "connect", _prepare_writer if writing else _prepare_reader)
    event.listen(engine.sync_engine, "begin", _begin_writing if writing else _begin_reading)
    return engine


def _prepare_writer(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


def _prepare_postgres(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Not as startup parameters, which connection poolers refuse.
    cursor = connection.cursor()
    for statement in _PATIENCE:
        cursor.execute(statement)
    cursor.close()
    connection.commit()


def _prepare_migration(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _pragmas(connection, "synchronous=FULL", "foreign_keys=OFF")


def _prepare_reader(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    _pragmas(connection, "query_only=ON")


def _pragmas(connection: DBAPIConnection, *pragmas: str) -> None:
    # Python's own implicit BEGIN would come too late and be deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
