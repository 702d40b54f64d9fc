"""The database dies, is held, or runs out of room while answers come in."""

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy import insert, select

from bot.db.engine import Database, DatabaseBusy, DatabaseTrouble
from bot.db.tables import Account, Channel, Given, League, Round, Workspace
from bot.service import intake as intake_module
from bot.service.intake import Deed, Intake
from tests.patience import PATIENCE

PLAYERS = 20
CRASHES = 3
HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def prepare(database: Database, now: datetime) -> None:
    """A round in one channel."""
    async with database.write() as session:
        session.add(Workspace(platform="slack", external_id="T", joined_at=now))
        session.add(League(name="L", code="c", settings={}, created_at=now))
        await session.flush()
        session.add(Account(workspace_id=1, external_id="U0", name="Admin"))
        await session.flush()
        session.add(Channel(workspace_id=1, league_id=1, external_id="C", zone="UTC", admin_id=1))
        await session.execute(insert(Round), {"league_id": 1, "day": now.date(), "slot": 0})


def deed(person: int, number: int, now: datetime, words: str = "B") -> Deed:
    at = now + timedelta(seconds=number)
    return Deed(1, 1, 1, f"U{person}", "", "button", at, words)


async def stored(database: Database) -> set[tuple[str, datetime]]:
    async with database.read() as session:
        found = select(Account.external_id, Given.at).join(Given, Given.account_id == Account.id)
        return {(person, at) for person, at in await session.execute(found)}


async def is_saved(saving: Awaitable[int]) -> bool:
    """False if the caller was told that it was not; any other outcome is a fault."""
    try:
        await saving
    except DatabaseTrouble:
        return False
    return True


# PostgreSQL crashes


@pytest.fixture
async def durable_url(postgres_url: str) -> str:
    """The tests' server saves lazily; here what it says is saved has to be."""
    connection = await asyncpg.connect(postgres_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
    await connection.close()
    return postgres_url


async def crash(url: str) -> None:
    """Kill one of the server's processes: it drops every connection and recovers from its log."""
    connection = await asyncpg.connect(url)
    os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
    with suppress(OSError, asyncpg.PostgresError):
        await connection.fetchval("SELECT 1")
    connection.terminate()


class Player:
    """Answers without end; `saved` has what was acknowledged."""

    def __init__(self, person: int, now: datetime) -> None:
        self.saved: set[tuple[str, datetime]] = set()
        self._person = person
        self._now = now
        self._saved = asyncio.Condition()

    async def play(self, intake: Intake) -> None:
        for number in range(1_000_000):
            one = deed(self._person, number, self._now)
            if await is_saved(intake.record(one)):
                self.saved.add((one.person, one.at))
                async with self._saved:
                    self._saved.notify_all()
            await asyncio.sleep(0.01)

    async def one_more(self) -> None:
        async with self._saved:
            await self._saved.wait()


async def more(players: list[Player]) -> None:
    """Return when everybody has saved one more."""
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        for player in players:
            group.create_task(player.one_more())


async def test_postgresql_may_crash_under_load_and_nothing_acknowledged_is_lost(
    durable_url: str, now: datetime
) -> None:
    players = [Player(person, now) for person in range(1, PLAYERS + 1)]
    async with Database.connect(durable_url) as database:
        await prepare(database, now)
        async with Intake(database) as intake:
            tasks = [asyncio.create_task(player.play(intake)) for player in players]
            for _ in range(CRASHES):
                await more(players)
                await crash(durable_url)
            await more(players)
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended
        acknowledged = {one for player in players for one in player.saved}
        assert acknowledged <= await stored(database)


# SQLite is held by somebody else


@contextmanager
def held(file: Path) -> Iterator[None]:
    command = [sys.executable, "-c", HOLDING, str(file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.kill()


@pytest.fixture
async def sqlite_database(sqlite_url: str, now: datetime) -> AsyncIterator[Database]:
    async with Database.connect(sqlite_url) as database:
        await prepare(database, now)
        yield database


async def test_a_database_held_for_too_long_is_told_and_works_again_afterwards(
    sqlite_database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "PAUSES", ())
    one = deed(1, 1, now)
    async with Intake(sqlite_database) as intake:
        with (
            held(Path(sqlite_database.where)),
            pytest.raises(DatabaseBusy, match="is locked by another process: stop the other one"),
        ):
            await intake.record(one)
        assert await stored(sqlite_database) == set()
        await intake.record(one)
    assert await stored(sqlite_database) == {(one.person, one.at)}


# The disk is full


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """This process can write no byte beyond: what SQLite meets is a failing write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_is_told_leaves_nothing_half_written_and_passes(
    sqlite_database: Database, now: datetime
) -> None:
    file = Path(sqlite_database.where)
    deeds = [deed(person, 1, now, "long " * 300) for person in range(1, 201)]
    largest = max(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))
    async with Intake(sqlite_database, limit=10) as intake:
        with no_file_larger_than(largest + 200_000):
            outcomes = await asyncio.gather(*(is_saved(intake.record(one)) for one in deeds))
        assert {True, False} == set(outcomes), "room for some of them only"
        told = {one.who[1] for one, saved in zip(deeds, outcomes, strict=True) if saved}
        assert {person for person, _ in await stored(sqlite_database)} == told
        assert all(await asyncio.gather(*(is_saved(intake.record(one)) for one in deeds)))
    assert len(await stored(sqlite_database)) == len(deeds)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
