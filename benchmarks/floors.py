"""The bare drivers: what every figure is compared with, and what fills the tables."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.engine import make_url

Row = tuple[object, ...]

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
GIVEN = "round_id, account_id, source, at, text, sure, channel_id"


class Floor(Protocol):
    """A connection of the bare driver, as durable as the bot's own."""

    async def run(self, sql: str) -> None:
        """Do one statement."""
        ...

    async def fetch(self, *statements: str) -> int:
        """Do all in one transaction that may write; how many rows they gave."""
        ...

    async def look(self, sql: str) -> int:
        """Read; how many rows it gave."""
        ...

    async def store(self, rows: Sequence[Row]) -> None:
        """Add rows to `given` in one transaction."""
        ...

    def numbers(self, count: int) -> str:
        """A table n with the column n, from 1 to `count`, for FROM."""
        ...

    def instant(self, seconds: str) -> str:
        """The instant so many seconds after START, as SQL."""
        ...

    def value(self, at: datetime) -> object:
        """The instant as the driver takes it."""
        ...


class SqliteFloor:
    """Python's own sqlite3, without a thread between: its calls block the event loop."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    async def run(self, sql: str) -> None:
        self._connection.execute(sql)

    async def fetch(self, *statements: str) -> int:
        self._connection.execute("BEGIN IMMEDIATE")
        found = sum(len(self._connection.execute(sql).fetchall()) for sql in statements)
        self._connection.execute("COMMIT")
        return found

    async def look(self, sql: str) -> int:
        return len(self._connection.execute(sql).fetchall())

    async def store(self, rows: Sequence[Row]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            f"INSERT INTO given ({GIVEN}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", rows
        )
        self._connection.execute("COMMIT")

    def numbers(self, count: int) -> str:
        more = f"SELECT n + 1 FROM n WHERE n < {count}"
        return f"(WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL {more}) SELECT n FROM n) AS n"

    def instant(self, seconds: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f000', '{START:%F %T}', ({seconds}) || ' seconds')"

    def value(self, at: datetime) -> object:
        return at.replace(tzinfo=None).isoformat(" ", "microseconds")

    def close(self) -> None:
        self._connection.close()


class PostgresFloor:
    """asyncpg, one connection."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str) -> None:
        await self._connection.execute(sql)

    async def fetch(self, *statements: str) -> int:
        async with self._connection.transaction():
            return sum([len(await self._connection.fetch(sql)) for sql in statements])

    async def look(self, sql: str) -> int:
        return len(await self._connection.fetch(sql))

    async def store(self, rows: Sequence[Row]) -> None:
        columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
        await self._connection.execute(
            f"INSERT INTO given ({GIVEN}) SELECT * FROM unnest($1::bigint[], $2::bigint[],"
            " $3::text[], $4::timestamptz[], $5::text[], $6::boolean[], $7::bigint[])"
            " ON CONFLICT DO NOTHING",
            *columns,
        )

    def numbers(self, count: int) -> str:
        return f"generate_series(1, {count}) AS n(n)"

    def instant(self, seconds: str) -> str:
        return f"timestamptz '{START:%F %T}Z' + ({seconds}) * interval '1 second'"

    def value(self, at: datetime) -> object:
        return at


@asynccontextmanager
async def floor(url: str) -> AsyncIterator[Floor]:
    """The bare driver on the database."""
    parts = make_url(url)
    if parts.drivername == "sqlite":
        bare = SqliteFloor(str(parts.database))
        yield bare
        bare.close()
        return
    host = parts.query["host"]
    connection = await asyncpg.connect(host=host, user="postgres", database=parts.database)
    yield PostgresFloor(connection)
    await connection.close()


async def found_league(bare: Floor, channels: int) -> None:
    """A workspace, and a league 1 with so many channels, set up by account 1."""
    at = bare.instant("0")
    for sql in (
        f"INSERT INTO workspaces (id, platform, external_id, joined_at) SELECT 1, 'p', 'W', {at}",
        "INSERT INTO accounts (id, workspace_id, external_id, name) VALUES (1, 1, 'U0', 'Admin')",
        (
            "INSERT INTO leagues (id, name, code, settings, created_at, rounds_asked)"
            f" SELECT 1, 'L', 'c', '{{}}', {at}, 0"
        ),
        (
            "INSERT INTO channels (id, workspace_id, league_id, external_id, zone, admin_id)"
            f" SELECT n, 1, 1, 'C' || n, 'UTC', 1 FROM {bare.numbers(channels)}"
        ),
    ):
        await bare.run(sql)


async def plan_rounds(bare: Floor, count: int) -> None:
    """So many rounds of league 1, asked and not settled."""
    await bare.run(
        "INSERT INTO rounds (id, league_id, day, slot, excused, unsettled)"
        f" SELECT n, 1, '2026-11-23', n, false, false FROM {bare.numbers(count)}"
    )
