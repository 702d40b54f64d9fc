"""The alarm clock rings when something is due, and lets work under way finish."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.db.trouble import DatabaseTrouble
from scheduler.clock import AlarmClock
from scheduler.jobs import Work
from tests.patience import PATIENCE

LONG, SHORT = timedelta(hours=1), timedelta(seconds=0.05)


class FakeWork(Work):
    """Counts its runs; `waits` says after how long each wants the next, errors are raised."""

    def __init__(self, *waits: timedelta | Exception | None) -> None:
        self._waits = list(waits)
        self.runs = 0
        self.changed = asyncio.Condition()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.ended = 0

    async def run(self) -> timedelta | None:
        async with self.changed:
            self.runs += 1
            self.changed.notify_all()
        await self.may_end.wait()
        wait = self._waits.pop(0) if self._waits else None
        if isinstance(wait, Exception):
            raise wait
        self.ended += 1
        return wait

    def stop(self) -> None:
        """Every run of this work is short."""

    async def has_run(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: self.runs >= times)


async def test_it_looks_at_once_when_it_starts() -> None:
    work = FakeWork()
    async with AlarmClock(work, LONG):
        await work.has_run(1)


async def test_it_rings_when_the_next_thing_is_due() -> None:
    work = FakeWork(SHORT, SHORT)
    async with AlarmClock(work, LONG):
        await work.has_run(3)


async def test_what_is_overdue_rings_at_once() -> None:
    work = FakeWork(-LONG)
    async with AlarmClock(work, LONG):
        await work.has_run(2)


async def test_it_rings_when_asked() -> None:
    work = FakeWork()
    async with AlarmClock(work, LONG) as clock:
        await work.has_run(1)
        clock.ring()
        await work.has_run(2)


async def test_the_heart_beats_without_any_alarm() -> None:
    work = FakeWork()
    async with AlarmClock(work, SHORT):
        await work.has_run(3)


@pytest.mark.parametrize("error", [RuntimeError("broken"), DatabaseTrouble("The disk is full.")])
async def test_a_failed_look_does_not_stop_the_clock(error: Exception) -> None:
    work = FakeWork(error)
    async with AlarmClock(work, SHORT):
        await work.has_run(2)


async def test_rings_during_work_become_one() -> None:
    work = FakeWork()
    work.may_end.clear()
    async with AlarmClock(work, LONG) as clock:
        await work.has_run(1)
        for _ in range(5):
            clock.ring()
        work.may_end.set()
        await work.has_run(2)
    assert work.runs == 2


async def test_leaving_waits_for_the_work_under_way() -> None:
    work = FakeWork()
    work.may_end.clear()
    async with AlarmClock(work, LONG):
        await work.has_run(1)
        asyncio.get_running_loop().call_later(0.05, work.may_end.set)
    assert (work.runs, work.ended) == (1, 1)


def late(clock: AlarmClock) -> bool:
    return clock.is_late


async def test_it_is_late_when_work_hangs_from_the_start() -> None:
    work = FakeWork()
    work.may_end.clear()
    clock = AlarmClock(work, LONG)
    assert not late(clock)
    async with clock:
        await work.has_run(1)
        assert not late(clock)
        clock._started = datetime.now(UTC) - 4 * LONG
        assert late(clock)
        work.may_end.set()


async def test_it_is_late_when_no_work_ended_for_three_heartbeats() -> None:
    work = FakeWork()
    async with AlarmClock(work, LONG) as clock:
        await work.has_run(1)
        clock.last_ended = datetime.now(UTC) - 4 * LONG
        assert late(clock)
        clock.ring()
        await work.has_run(2)
        await asyncio.sleep(0)
    assert not late(clock)
