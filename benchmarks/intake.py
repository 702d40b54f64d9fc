"""Answers a second, and how long one answer waits: the one writer against the bare driver."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from time import perf_counter
from typing import TypeVar

from sqlalchemy import select

from benchmarks.floors import GIVEN, START, Floor, Row, floor, found_league, plan_rounds
from benchmarks.homes import Home
from benchmarks.pairs import compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure, Target
from bot.db.engine import Database
from bot.db.tables import Account, Given
from bot.service.intake import Deed, Intake

ROUNDS, CHANNELS, PEOPLE = 200, 50, 2_000
OFFERED = 1_500
"""Answers a second for the latency: a busy evening of some ten thousand channels."""

Item = TypeVar("Item")
Record = Callable[[Item], Awaitable[object]]


class BareWriter:
    """Group commit and nothing else: no accounts, no settled rounds, no bad rows."""

    def __init__(self, bare: Floor) -> None:
        self._bare = bare
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._busy: asyncio.Task[None] | None = None

    async def record(self, row: Row) -> None:
        """Return when the row is committed."""
        saved = asyncio.get_running_loop().create_future()
        self._waiting.append((row, saved))
        if self._busy is None:
            self._busy = asyncio.create_task(self._run())
        await saved

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._bare.store([row for row, _ in batch])
            for _, saved in batch:
                saved.set_result(None)
            # Those who were told may hand in their next answers before the next commit.
            await asyncio.sleep(0)
        self._busy = None


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    async with home.fresh() as url, floor(url) as bare, Database.connect(url) as database:
        await _prepare(bare)
        async with Intake(database) as intake:
            bench = _Bench(home.name, bare, database, intake, sizes)
            return [
                *[await bench.against_bare(*size) for size in sizes.answers],
                *[await bench.against_naive(*size) for size in sizes.answers],
                await bench.waiting(),
            ]


async def _prepare(bare: Floor) -> None:
    await found_league(bare, CHANNELS)
    await plan_rounds(bare, ROUNDS)
    await bare.run(
        "INSERT INTO accounts (id, workspace_id, external_id, name)"
        f" SELECT n + 1, 1, 'U' || n, 'N' || n FROM {bare.numbers(PEOPLE)}"
    )


class _Bench:
    """The ways to store an answer, on one database."""

    def __init__(
        self, name: str, bare: Floor, database: Database, intake: Intake, sizes: Sizes
    ) -> None:
        self._name = name
        self._bare = bare
        self._writer = BareWriter(bare)
        self._database = database
        self._intake = intake
        self._sizes = sizes

    async def against_bare(self, at_once: int, count: int) -> Figure:
        deeds = _deeds(count)
        rows = [_row(self._bare, deed) for deed in deeds]
        outcome = await compare(
            lambda: self._rate(self._intake.record, deeds, at_once),
            lambda: self._rate(self._writer.record, rows, at_once),
            self._sizes.pairs,
        )
        what = f"answers, {at_once:,} at once"
        return Figure(what, "bare driver", self._name, "1/s", outcome, Target(0.6, at_most=False))

    async def against_naive(self, at_once: int, count: int) -> Figure:
        deeds = _deeds(count)
        few = deeds[: max(at_once, len(deeds) // self._sizes.share_naive)]
        outcome = await compare(
            lambda: self._rate(self._intake.record, deeds, at_once),
            lambda: self._rate(self._naively, few, at_once),
            max(1, self._sizes.pairs // 2),
        )
        # One at a time there is nothing to group.
        target = Target(50, at_most=False) if at_once > 1 else None
        what = f"answers, {at_once:,} at once"
        return Figure(what, "an ORM session each", self._name, "1/s", outcome, target)

    async def waiting(self) -> Figure:
        deeds = _deeds(max(10, int(OFFERED * self._sizes.offered_seconds)))
        rows = [_row(self._bare, deed) for deed in deeds]
        outcome = await compare(
            lambda: self._latency(self._intake.record, deeds),
            lambda: self._latency(self._writer.record, rows),
            self._sizes.pairs,
        )
        what = f"p99 wait at {OFFERED:,}/s"
        return Figure(what, "bare driver", self._name, "ms", outcome, Target(5))

    async def _rate(self, record: Record[Item], items: Sequence[Item], at_once: int) -> float:
        await self._bare.run("DELETE FROM given")
        left = iter(items)
        start = perf_counter()
        async with asyncio.TaskGroup() as clients:
            for _ in range(at_once):
                clients.create_task(_hand_in(record, left))
        return len(items) / (perf_counter() - start)

    async def _latency(self, record: Record[Item], items: Sequence[Item]) -> float:
        """Milliseconds from when an answer should have come in; 99 of 100 waited less."""
        await self._bare.run("DELETE FROM given")
        start, waits = perf_counter(), list[float]()
        async with asyncio.TaskGroup() as clients:
            for number, item in enumerate(items):
                due = start + number / OFFERED
                if (early := due - perf_counter()) > 0:
                    await asyncio.sleep(early)
                clients.create_task(_time(record, item, due, waits))
        return sorted(waits)[len(waits) * 99 // 100] * 1000

    async def _naively(self, deed: Deed) -> None:
        """A session for each event that reads the person, merges the answer and commits."""
        person = select(Account).where(
            Account.workspace_id == deed.workspace_id, Account.external_id == deed.person
        )
        async with self._database.write() as session:
            account = (await session.scalars(person)).one()
            row = dict(zip(GIVEN.split(", "), _values(deed, account.id), strict=True))
            await session.merge(Given(**row))


async def _hand_in(record: Record[Item], left: Iterator[Item]) -> None:
    for item in left:
        await record(item)


async def _time(record: Record[Item], item: Item, due: float, waits: list[float]) -> None:
    await record(item)
    waits.append(perf_counter() - due)


def _deeds(count: int) -> list[Deed]:
    """Different answers, spread over rounds, channels and people."""
    return [
        Deed(
            round_id=n % ROUNDS + 1,
            channel_id=n % CHANNELS + 1,
            workspace_id=1,
            person=f"U{n % PEOPLE + 1}",
            name=f"N{n % PEOPLE + 1}",
            source="button",
            at=START + timedelta(milliseconds=n),
            text="ABCD"[n % 4],
        )
        for n in range(count)
    ]


def _row(bare: Floor, deed: Deed) -> Row:
    row = list(_values(deed, int(deed.person[1:]) + 1))
    row[3] = bare.value(deed.at)
    return tuple(row)


def _values(deed: Deed, account_id: int) -> Row:
    """In the order of the columns in GIVEN."""
    return (
        deed.round_id,
        account_id,
        deed.source,
        deed.at,
        deed.text,
        deed.sure,
        deed.channel_id,
    )
