"""Two processes on one database: nothing is posted twice, also when one is killed."""

import asyncio
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from bot.db.engine import Database
from bot.db.tables import Post
from bot.service.intake import Intake
from tests.commands import PATIENCE
from tests.games import HOUR, MONDAY, assembled
from tests.nine_forms import NineForms

ROOT = Path(__file__).parents[3]
NINE = MONDAY + HOUR
ROOMS = 30

WORKER = f"""
import asyncio, sys, time
from datetime import datetime, timedelta
from pathlib import Path
from sqlalchemy import func, select
from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from bot.db.engine import Database
from bot.db.tables import Post
from bot.service.dispatch import Dispatcher
from bot.service.intake import Intake
from tests.games import assembled
from tests.nine_forms import NineForms

NINE = datetime.fromisoformat({NINE.isoformat()!r})

async def left(database):
    async with database.read() as session:
        waiting = select(func.count()).where(Post.message_id.is_(None), Post.due_at <= NINE)
        return await session.scalar(waiting)

async def main(url, file, told):
    start = time.monotonic() * 60
    # Time flies, so that what has to be tried again is tried soon.
    clock = PlaygroundClock(lambda: NINE + timedelta(seconds=time.monotonic() * 60 - start))
    async with (
        Database.connect(url) as database,
        Intake(database) as intake,
        Playground(Path(file), clock, moves_time=False) as playground,
    ):
        game = assembled(database, playground, intake, NineForms())
        real = playground.post

        async def post(place, content, key):
            message = await real(place, content, key)
            with open(told, "a") as lines:
                lines.write(key + chr(10))
            print(key, flush=True)
            return message

        playground.post = post
        dispatcher = Dispatcher(game.means, intake, lease_seconds=2)
        while await left(database):
            await dispatcher.run_due()
            await asyncio.sleep(0.05)

asyncio.run(main(*sys.argv[1:]))
"""


async def prepare(url: str, file: Path) -> None:
    """So many leagues whose first question is due at nine."""
    clock = PlaygroundClock(lambda: MONDAY)
    async with (
        Database.connect(url) as database,
        Intake(database) as intake,
        Playground(file, clock, moves_time=False) as playground,
    ):
        game = assembled(database, playground, intake, NineForms())
        for room in range(ROOMS):
            await game.start(channel=game.open_room(f"room-{room}").id)


async def seen(url: str, file: Path) -> tuple[list[int], int]:
    """How many messages stand in each room, and how many posts were recorded."""
    clock = PlaygroundClock(lambda: NINE + timedelta(minutes=1))
    async with (
        Database.connect(url) as database,
        Intake(database) as intake,
        Playground(file, clock, moves_time=False) as playground,
    ):
        game = assembled(database, playground, intake, NineForms())
        async with database.read() as session:
            posted = select(func.count()).where(Post.message_id.is_not(None))
            recorded = await session.scalar(posted)
        return [len(game.summaries(f"room-{n}")) for n in range(ROOMS)], recorded or 0


def work(url: str, file: Path, told: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, url, str(file), str(told)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(*workers: subprocess.Popen[str]) -> None:
    for worker in workers:
        with worker:
            try:
                worker.communicate(timeout=PATIENCE)
            finally:
                worker.kill()


@pytest.mark.parametrize("kill", [False, True], ids=["both live", "one is killed"])
async def test_two_processes_post_every_question_once(
    database_url: str, tmp_path: Path, kill: bool
) -> None:
    file, told = tmp_path / "playground.sqlite3", tmp_path / "told"
    await prepare(database_url, file)
    workers = [work(database_url, file, told) for _ in range(2)]
    if kill:
        assert workers[0].stdout is not None
        await asyncio.to_thread(workers[0].stdout.readline)
        workers[0].kill()
    await asyncio.to_thread(finish, *workers)
    assert workers[1].returncode == 0
    assert await seen(database_url, file) == ([1] * ROOMS, ROOMS)
    # Nobody even tried twice.
    assert max(Counter(told.read_text().split()).values()) == 1
