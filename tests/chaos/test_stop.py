"""A worker that stands still longer than its lease, and then goes on as if nothing had been."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import ColumnElement, func, select

from bot.db.engine import Database
from bot.db.tables import Account, Channel, League, Post, Round, Step, Workspace
from bot.quiz.league import LeagueSettings
from bot.service.underway import AT_ONCE
from tests.emulators.plain.platform import PlainPlatform
from tests.patience import PATIENCE

Worker = subprocess.Popen[bytes]

ROOT = Path(__file__).parents[2]
CHANNELS = 24
LEASE_SECONDS = 3


@pytest.fixture
async def database(postgres_url: str, now: datetime) -> AsyncIterator[Database]:
    """One league with a question due in every channel."""
    async with Database.connect(postgres_url) as opened:
        async with opened.write() as session:
            session.add(Workspace(platform="plain", external_id="W", joined_at=now))
            settings = LeagueSettings().to_data()
            session.add(League(name="L", code="c", settings=settings, created_at=now))
            await session.flush()
            session.add(Account(workspace_id=1, external_id="U", name="Ada"))
            session.add(Round(league_id=1, day=now.date(), slot=0))
            await session.flush()
            names = [f"C{number}" for number in range(CHANNELS)]
            where = {"workspace_id": 1, "league_id": 1, "zone": "UTC", "admin_id": 1}
            session.add_all(Channel(external_id=name, **where) for name in names)
            await session.flush()
            when = {"due_at": now, "closes_at": now + timedelta(hours=8), "wake_at": now}
            session.add_all(
                Post(round_id=1, channel_id=number, step=Step.POST, **when)
                for number in range(1, CHANNELS + 1)
            )
        yield opened


@pytest.fixture
def platform(tmp_path: Path, now: datetime) -> PlainPlatform:
    platform = PlainPlatform(tmp_path / "platform.sqlite3")
    platform.query("PRAGMA journal_mode = WAL")
    platform.set_clock(now)
    return platform


class Start(Protocol):
    """Starts a worker that freezes in its so manieth post; 0: never."""

    def __call__(self, freeze_at: int) -> Worker: ...


@pytest.fixture
def work(postgres_url: str, tmp_path: Path) -> Iterator[Start]:
    workers: list[Worker] = []

    def start(freeze_at: int) -> Worker:
        file = str(tmp_path / "platform.sqlite3")
        words = [postgres_url, file, str(LEASE_SECONDS), str(freeze_at)]
        command = [sys.executable, "-m", "tests.chaos.worker", *words]
        workers.append(subprocess.Popen(command, cwd=ROOT))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await holds():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.05)


async def is_stopped(worker: Worker) -> bool:
    return _state(worker) == "T"


def _state(worker: Worker) -> str:
    """Its state as the system tells it, one letter."""
    return Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[0]


async def are_all(database: Database, round_id: int, *conditions: ColumnElement[bool]) -> bool:
    async with database.read() as session:
        found = select(func.count()).select_from(Post).where(Post.round_id == round_id, *conditions)
        return await session.scalar(found) == CHANNELS


async def test_a_frozen_worker_is_replaced_and_disturbs_nothing_when_it_goes_on(
    database: Database, platform: PlainPlatform, work: Start, now: datetime
) -> None:
    frozen = work(freeze_at=5)
    await until(lambda: is_stopped(frozen))
    assert platform.query("SELECT count(*) FROM messages") == [(5,)]
    other = work(freeze_at=0)
    await until(lambda: are_all(database, 1, Post.step == Step.REMIND))
    platform.set_clock(now + timedelta(hours=8, seconds=6))
    await until(lambda: are_all(database, 1, Post.revealed_at.is_not(None)))
    other.kill()
    shown = platform.query("SELECT place, key, summary FROM messages ORDER BY id")
    os.kill(frozen.pid, signal.SIGCONT)
    platform.set_clock(now + timedelta(days=1, hours=2))
    # Alone it posts the next day's round, so it is done with what it had begun.
    await until(lambda: are_all(database, 2, Post.step == Step.REMIND))

    assert (
        platform.query("SELECT place, key, summary FROM messages ORDER BY id")[: len(shown)]
        == shown
    )
    assert len(shown) == 2 * CHANNELS, "a question and its answer in each channel"
    assert len({(place, key) for place, key, _ in shown}) == 2 * CHANNELS
    assert await are_all(database, 1, Post.step.is_(None), Post.revealed_at.is_not(None))
    calls = f"SELECT count(*) FROM calls WHERE key IN ({round_keys(1)})"
    [[posted]] = platform.query(calls)
    assert int(str(posted)) <= CHANNELS + AT_ONCE, "only what was under way may be said again"


def round_keys(round_id: int) -> str:
    first = (round_id - 1) * CHANNELS + 1
    return ", ".join(f"'round:{number}'" for number in range(first, first + CHANNELS))
