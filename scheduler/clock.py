"""The alarm clock: rings at the earliest due instant, at a slow heartbeat, and when asked to."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import Self

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.db.trouble import DatabaseTrouble
from scheduler.jobs import Work

log = structlog.get_logger()

_ALARM, _HEARTBEAT = "alarm", "heartbeat"


class AlarmClock:
    """Use it as `async with`; leaving lets the work under way finish.

    It holds no jobs of the quiz: what is due stands in the database, and missing a ring only means
    waiting for the next heartbeat.
    """

    def __init__(self, work: Work, heartbeat: timedelta) -> None:
        self._work = work
        self._heartbeat = heartbeat
        self._rung = asyncio.Event()
        self._stopping = False
        self._started: datetime | None = None
        # A late ring still rings, and many missed ones ring once.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self.last_ended: datetime | None = None
        """When the work last ended well (the machine's clock, UTC); health looks at it."""

    async def __aenter__(self) -> Self:
        self._started = datetime.now(UTC)
        self._scheduler.start()
        beat = IntervalTrigger(seconds=self._heartbeat.total_seconds(), timezone=UTC)
        self._scheduler.add_job(self._ring, beat, id=_HEARTBEAT)
        self._worker = asyncio.create_task(self._run(), name="alarm-clock")
        self.ring()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        self._work.stop()
        self._scheduler.shutdown(wait=False)
        self.ring()
        with contextlib.suppress(asyncio.CancelledError):
            await self._worker

    def ring(self) -> None:
        """Look at once what is due."""
        self._rung.set()

    @property
    def is_late(self) -> bool:
        """It was started, and no work ended well for three heartbeats: something hangs or fails."""
        since = self.last_ended or self._started
        return since is not None and datetime.now(UTC) - since > 3 * self._heartbeat

    async def _ring(self) -> None:
        self.ring()

    async def _run(self) -> None:
        while not self._stopping:
            await self._rung.wait()
            self._rung.clear()
            if not self._stopping:
                await self._work_once()

    async def _work_once(self) -> None:
        try:
            wait = await self._work.run()
        except DatabaseTrouble as trouble:
            log.warning("waiting", action="tick_put_off", reason=str(trouble))
            return
        except Exception:
            log.exception("failed", action="tick_failed")
            return
        self.last_ended = datetime.now(UTC)
        self._set_alarm(wait)

    def _set_alarm(self, wait: timedelta | None) -> None:
        """Rings after `wait`, unless the heartbeat comes first anyway."""
        if wait is None or wait >= self._heartbeat or self._stopping:
            return
        at = datetime.now(UTC) + max(wait, timedelta())
        self._scheduler.add_job(self._ring, DateTrigger(at), id=_ALARM, replace_existing=True)
