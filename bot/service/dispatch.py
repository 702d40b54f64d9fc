"""The dispatcher: claims what is due, does it, records it; any number of them may run at once."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.port import ChatDown, Throttled
from bot.db.claims import ClaimLost, claim, next_wake, release, renew
from bot.db.engine import DatabaseTrouble
from bot.db.queries import cases as waiting
from bot.db.queries import digests, leagues, posts, rounds
from bot.db.tables import Digest, Post, Ruling, Step
from bot.metrics import STEPS
from bot.service import cases, closing, posting, revealing
from bot.service import digests as summaries
from bot.service.clerk import Clerk
from bot.service.intake import Intake
from bot.service.means import Means
from bot.service.purging import purge_left
from bot.service.settling import resettle
from bot.service.underway import Row, Work

log = structlog.get_logger()

LEASE_SECONDS = 90
"""Longer than any request's time-out, so that who comes later knows how an earlier try ended."""
BATCH = 200
MOST = 1_000
"""So many rows are claimed and not done yet."""
_SHORTEST_PAUSE = timedelta(seconds=1)
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=10)
_TIDY_EVERY = timedelta(hours=1)

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
        self._running = asyncio.Lock()
        self._stopping = False
        self._tidied_at: datetime | None = None
        self._clerk = clerk = Clerk(means)
        self._acts: dict[Step, Act] = {
            Step.POST: lambda errand, now: posting.post(means, clerk, errand, now),
            Step.SEED: lambda errand, now: posting.seed(means, clerk, errand, now),
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
            done = await self._do_due()
            while await self._resettle():
                done += await self._do_due()  # what was ruled is told once it counts
            await self._tidy()
            return done

    async def _do_due(self) -> int:
        """More is claimed while some is under way, so that nobody waits for the slowest."""
        done, trouble = 0, None
        async with asyncio.TaskGroup() as group:
            work = Work(group)
            try:
                idle = False
                while not idle:
                    # What ends during the look may have made more due that it did not see.
                    was_idle = not work.count
                    begun = await self._begin(work)
                    done, idle = done + begun, was_idle and not begun
                    await work.pause(BATCH // 2)
            except DatabaseTrouble as found:
                trouble = found  # what is under way is finished first
        if trouble:
            raise trouble
        return done

    def stop(self) -> None:
        """Claim nothing more: what is claimed is finished, the rest waits for who comes next."""
        self._stopping = True

    async def next_wake(self) -> datetime | None:
        """When the next thing is due; None if nothing is planned."""
        async with self._means.database.read() as session:
            return await next_wake(session)

    async def _begin(self, work: Work) -> int:
        """Claim what is due and set it going; how much that was."""
        if self._stopping or work.count > MOST - BATCH:
            return 0
        now = await self._means.clock.now()
        wake = await self.next_wake()
        if wake is None or wake > now:
            return 0  # looking is cheaper than claiming nothing, and it waits for no writer
        start = asyncio.get_running_loop().time()
        batch = _Batch(now, start + self._lease_seconds / 2, start + self._lease_seconds)
        lease, busy = self._lease_seconds, work.channels
        async with self._means.database.write() as session:
            due = await claim(session, Post, now, BATCH, lease, elsewhere_than=busy)
            apart: list[Row] = [
                *await claim(session, Digest, now, BATCH, lease),
                *await claim(session, Ruling, now, BATCH, lease),
            ]
            queues = [*_by_channel(due), *([one] for one in apart)]
            homes = await leagues.workspaces_of(session, (one[0].channel_id for one in queues))
        for queue in queues:
            slot = work.slots.taken(homes[queue[0].channel_id])
            work.begin(queue, self._in_order(queue, batch, slot))
        return len(due) + len(apart)

    async def _in_order(
        self, queue: Sequence[Row], batch: _Batch, slot: AbstractAsyncContextManager[None]
    ) -> None:
        """Channels go side by side; within a channel it is one thing after the other."""
        async with slot:
            for one in _order(queue):
                await self._act(one, batch)
        for one in _put_off(queue):
            await self._record(partial(release, table=Post, row_id=one.id))

    async def _act(self, one: Row, batch: _Batch) -> None:
        """Do one thing. Whatever goes wrong stays with it: it is tried again."""
        again = await self._attempt(_what(one), one.attempts, self._do(one, batch))
        if again is None:
            return
        at, doubt = await self._now(batch) + again.pause, again.in_doubt
        match one:
            case Post():
                await self._record(lambda session: posts.retry(session, one, at, in_doubt=doubt))
            case Digest():
                await self._record(lambda session: digests.retry(session, one, at, in_doubt=doubt))
            case Ruling():
                await self._record(lambda session: waiting.retry(session, one, at, in_doubt=doubt))

    async def _now(self, batch: _Batch) -> datetime:
        """Its turn may have come long after the claim: a pause begins when it is asked for."""
        try:
            return await self._means.clock.now()
        except DatabaseTrouble:
            return batch.now

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

    async def _do(self, one: Row, batch: _Batch) -> None:
        """Act while the lease lasts, so that two claimers never act at once."""
        ends = batch.ends
        loop = asyncio.get_running_loop()
        if loop.time() > batch.half:
            ends = loop.time() + self._lease_seconds
            if not await self._renewed(one):
                return
        async with asyncio.timeout_at(ends):
            match one:
                case Post():
                    await self._post(one, batch)
                case Digest():
                    await self._summarise(one)
                case Ruling():
                    await self._rule(one, batch)

    async def _renewed(self, one: Row) -> bool:
        async with self._means.database.write() as session:
            return await renew(session, one, self._lease_seconds)

    async def _post(self, post: Post, batch: _Batch) -> None:
        errand = await self._clerk.errand(post, batch.now)
        if errand.post.step is not None:
            await self._acts[errand.post.step](errand, batch.now)

    async def _summarise(self, digest: Digest) -> None:
        async with self._means.database.read() as session:
            errand = await digests.errand(session, digest.id)
        if errand is None or errand.digest.lease_until != digest.lease_until:
            raise ClaimLost
        await summaries.post(self._means, errand)

    async def _rule(self, ruling: Ruling, batch: _Batch) -> None:
        async with self._means.database.read() as session:
            errand = await waiting.errand(session, ruling.id)
        if errand is None:  # what it is about was removed
            async with self._means.database.write() as session:
                await waiting.put(session, ruling, step=None, wake_at=None)
            return
        if errand.case.lease_until != ruling.lease_until:
            raise ClaimLost
        await cases.act(self._means, errand, batch.now)

    async def _tidy(self) -> None:
        """Now and then, remove what workspaces left behind, and end cases that nobody decides."""
        now = await self._means.clock.now()
        if self._stopping or (self._tidied_at and now - self._tidied_at < _TIDY_EVERY):
            return
        self._tidied_at = now
        try:
            await purge_left(self._means.database, now)
            await cases.end_old(self._means, now)
        except Exception:
            log.exception("failed", action="purge_failed")

    async def _resettle(self) -> int:
        """Rounds that got an answer or a ruling after settling are judged again, by league.

        How many leagues that were.
        """
        async with self._means.database.read() as session:
            unsettled = await rounds.unsettled(session)
        by_league: dict[int, list[int]] = defaultdict(list)
        for league_id, round_id in unsettled:
            by_league[league_id].append(round_id)
        done = 0
        for league_id, round_ids in by_league.items():
            try:
                async with self._means.database.write() as session:
                    await resettle(session, league_id, round_ids)
                done += 1
            except Exception:
                log.exception("failed", action="resettle_failed", league=league_id)
        return done


def _what(one: Row) -> str:
    """What is done, as metrics and logs call it."""
    match one:
        case Post():
            return str(one.step)
        case Digest():
            return "digest"
        case Ruling():
            return f"case-{one.step}"


def _reason(trouble: Exception) -> str:
    """Why something is tried again; a time-out itself says nothing."""
    if isinstance(trouble, TimeoutError):
        return "it took longer than its lease"
    return str(trouble) or type(trouble).__name__


def _by_channel(due: Iterable[Post]) -> list[list[Row]]:
    """A queue for each channel, in order of time."""
    queues: dict[int, list[Row]] = defaultdict(list)
    for post in due:
        queues[post.channel_id].append(post)
    return list(queues.values())


def _order(queue: Sequence[Row]) -> list[Row]:
    """What is to be done now, in order of time."""
    put_off = {one.id for one in _put_off(queue)}
    return [one for one in queue if one.id not in put_off]


def _put_off(queue: Sequence[Row]) -> list[Post]:
    """Questions to ask once those before them in the channel are closed and revealed."""
    asking = [one for one in queue if isinstance(one, Post) and one.step is Step.POST]
    return asking if any(_is_open(one) for one in queue) else []


def _is_open(one: Row) -> bool:
    return isinstance(one, Post) and one.step not in {Step.POST, Step.TELL}


def _count(step: str, outcome: str) -> None:
    STEPS.labels(step=step, outcome=outcome).inc()
