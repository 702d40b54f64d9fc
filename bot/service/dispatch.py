"""The dispatcher: claims what is due, does it, records it; any number of them may run at once."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.port import ChatDown, Throttled
from bot.db.claims import ClaimLost, claim, next_wake, release, renew
from bot.db.engine import DatabaseTrouble
from bot.db.queries import digests, posts, rounds
from bot.db.tables import Digest, Post, Step
from bot.metrics import STEPS
from bot.service import closing, posting, revealing
from bot.service import digests as summaries
from bot.service.intake import Intake
from bot.service.means import Means
from bot.service.purging import purge_left
from bot.service.settling import resettle

log = structlog.get_logger()

LEASE_SECONDS = 90
"""Longer than any request's time-out, so that who comes later knows how an earlier try ended."""
BATCH = 200
AT_ONCE = 16
_SHORTEST_PAUSE = timedelta(seconds=1)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=10)
_PURGE_EVERY = timedelta(hours=1)

Act = Callable[[posts.Errand, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was claimed together."""

    now: datetime
    half: float
    """When half of the lease has passed, by the event loop's clock."""
    ends: float


@dataclass(frozen=True, slots=True)
class _Again:
    """After what pause to try once more."""

    pause: timedelta
    in_doubt: bool = True
    """False: the failed try had no effect, so nobody needs to look for one."""


class Dispatcher:
    """Does what is due. `run_due` may be called from anywhere, at any time."""

    def __init__(self, means: Means, intake: Intake, lease_seconds: int = LEASE_SECONDS) -> None:
        self._means = means
        self._lease_seconds = lease_seconds
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._running = asyncio.Lock()
        self._stopping = False
        self._purged_at: datetime | None = None
        self._acts: dict[Step, Act] = {
            Step.POST: lambda errand, now: posting.post(means, errand, now),
            Step.SEED: lambda errand, now: posting.seed(means, errand, now),
            Step.REMIND: lambda errand, now: revealing.remind(means, errand, now),
            Step.CLOSE: lambda errand, now: closing.close(means, intake, errand, now),
            Step.REVEAL: lambda errand, now: revealing.reveal(means, errand, now),
            Step.TELL: lambda errand, _: posting.tell(means, errand),
        }

    async def run_due(self) -> int:
        """Do all that is due now, and what becomes due by doing it; how much that was.

        Who calls while it runs waits for that run first: nothing is under way on return.
        """
        async with self._running:
            done = 0
            while not self._stopping and (claimed := await self._run_batch()):
                done += claimed
            await self._resettle()
            await self._purge()
            return done

    def stop(self) -> None:
        """Claim nothing more: what is claimed is finished, the rest waits for who comes next."""
        self._stopping = True

    async def next_wake(self) -> datetime | None:
        """When the next thing is due; None if nothing is planned."""
        async with self._means.database.read() as session:
            return await next_wake(session)

    async def _run_batch(self) -> int:
        now = await self._means.clock.now()
        wake = await self.next_wake()
        if wake is None or wake > now:
            return 0  # looking is cheaper than claiming nothing, and it waits for no writer
        start = asyncio.get_running_loop().time()
        batch = _Batch(now, start + self._lease_seconds / 2, start + self._lease_seconds)
        async with self._means.database.write() as session:
            due = await claim(session, Post, now, BATCH, self._lease_seconds)
            summaries_due = await claim(session, Digest, now, BATCH, self._lease_seconds)
        await self._act_on_all(due, summaries_due, batch)
        return len(due) + len(summaries_due)

    async def _act_on_all(
        self, due: Sequence[Post], summaries_due: Sequence[Digest], batch: _Batch
    ) -> None:
        """Channels side by side; within a channel one thing after the other, in order of time."""
        by_channel: dict[int, list[Post]] = defaultdict(list)
        for post in due:
            by_channel[post.channel_id].append(post)
        async with asyncio.TaskGroup() as group:
            for queue in by_channel.values():
                group.create_task(self._in_order(queue, batch))
            for digest in summaries_due:
                group.create_task(self._in_order([digest], batch))

    async def _in_order(self, queue: Sequence[Post | Digest], batch: _Batch) -> None:
        async with self._slots:
            for one in _order(queue):
                await self._act(one, batch)
        for one in _put_off(queue):
            await self._record(partial(release, table=Post, row_id=one.id))

    async def _act(self, one: Post | Digest, batch: _Batch) -> None:
        """Do one thing. Whatever goes wrong stays with it: it is tried again."""
        what = str(one.step) if isinstance(one, Post) else "digest"
        again = await self._attempt(what, one.attempts, self._do(one, batch))
        if again is None:
            return
        at, doubt = batch.now + again.pause, again.in_doubt
        if isinstance(one, Post):
            await self._record(lambda session: posts.retry(session, one, at, in_doubt=doubt))
        else:
            await self._record(lambda session: digests.retry(session, one, at, in_doubt=doubt))

    async def _record(self, change: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """Write; if that fails, the lease lapses and somebody comes again."""
        try:
            async with self._means.database.write() as session:
                await change(session)
        except (ClaimLost, DatabaseTrouble) as trouble:
            log.warning("not recorded", action="dispatch_record", reason=str(trouble))

    async def _attempt(self, what: str, attempts: int, act: Awaitable[None]) -> _Again | None:
        """Do one thing; if it failed, when to try again."""
        try:
            await act
        except Throttled as throttled:
            _count(what, "throttled")
            pause = max(timedelta(seconds=throttled.retry_after), _SHORTEST_PAUSE)
            return _Again(pause, in_doubt=False)
        except ClaimLost:
            _count(what, "lost")
            log.warning("somebody took over", action="dispatch_lost", step=what)
            return None
        except (ChatDown, DatabaseTrouble, TimeoutError) as trouble:
            _count(what, "retried")
            log.warning("retrying", action="dispatch_retry", step=what, reason=_reason(trouble))
        except Exception:
            _count(what, "failed")
            log.exception("failed", action="dispatch_failed", step=what)
        else:
            _count(what, "done")
            return None
        return _Again(min(_FIRST_PAUSE * (1 << min(attempts - 1, 10)), _LONGEST_PAUSE))

    async def _do(self, one: Post | Digest, batch: _Batch) -> None:
        """Act while the lease lasts, so that two claimers never act at once."""
        ends = batch.ends
        loop = asyncio.get_running_loop()
        if loop.time() > batch.half:
            ends = loop.time() + self._lease_seconds
            if not await self._renewed(one):
                return
        async with asyncio.timeout_at(ends):
            await (self._post(one, batch) if isinstance(one, Post) else self._summarise(one))

    async def _renewed(self, one: Post | Digest) -> bool:
        async with self._means.database.write() as session:
            return await renew(session, one, self._lease_seconds)

    async def _post(self, post: Post, batch: _Batch) -> None:
        async with self._means.database.read() as session:
            errand = await posts.errand(session, post.id)
        if errand is None or errand.post.lease_until != post.lease_until:
            raise ClaimLost
        if errand.post.step is not None:
            await self._acts[errand.post.step](errand, batch.now)

    async def _summarise(self, digest: Digest) -> None:
        async with self._means.database.read() as session:
            errand = await digests.errand(session, digest.id)
        if errand is None or errand.digest.lease_until != digest.lease_until:
            raise ClaimLost
        await summaries.post(self._means, errand)

    async def _purge(self) -> None:
        """Now and then, remove what workspaces left behind."""
        now = await self._means.clock.now()
        if self._stopping or (self._purged_at and now - self._purged_at < _PURGE_EVERY):
            return
        self._purged_at = now
        try:
            await purge_left(self._means.database, now)
        except Exception:
            log.exception("failed", action="purge_failed")

    async def _resettle(self) -> None:
        """Rounds that got an answer after settling are judged again, league by league."""
        async with self._means.database.read() as session:
            unsettled = await rounds.unsettled(session)
        by_league: dict[int, list[int]] = defaultdict(list)
        for league_id, round_id in unsettled:
            by_league[league_id].append(round_id)
        for league_id, round_ids in by_league.items():
            try:
                async with self._means.database.write() as session:
                    await resettle(session, league_id, round_ids)
            except Exception:
                log.exception("failed", action="resettle_failed", league=league_id)


def _reason(trouble: Exception) -> str:
    """Why something is tried again; a time-out itself says nothing."""
    if isinstance(trouble, TimeoutError):
        return "it took longer than its lease"
    return str(trouble) or type(trouble).__name__


def _order(queue: Sequence[Post | Digest]) -> list[Post | Digest]:
    """What is to be done now, in order of time."""
    put_off = {one.id for one in _put_off(queue)}
    return [one for one in queue if one.id not in put_off]


def _put_off(queue: Sequence[Post | Digest]) -> list[Post]:
    """Questions to ask once those before them in the channel are closed and revealed."""
    asking = [one for one in queue if isinstance(one, Post) and one.step is Step.POST]
    return asking if any(_is_open(one) for one in queue) else []


def _is_open(one: Post | Digest) -> bool:
    return isinstance(one, Post) and one.step not in {Step.POST, Step.TELL}


def _count(step: str, outcome: str) -> None:
    STEPS.labels(step=step, outcome=outcome).inc()
