"""The dispatcher: claims what is due, does it, records it; any number of them may run at once."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.chat.port import ChatDown, Throttled
from bot.db.claims import claim, next_wake
from bot.db.engine import DatabaseTrouble
from bot.db.queries import digests, posts, rounds
from bot.db.tables import Digest, Post, Step
from bot.metrics import STEPS
from bot.service import closing, posting, revealing
from bot.service import digests as summaries
from bot.service.intake import Intake
from bot.service.means import Means
from bot.service.settling import resettle

log = structlog.get_logger()

LEASE_SECONDS = 90
"""Longer than any request's time-out, so that who comes later knows how an earlier try ended."""
BATCH = 200
AT_ONCE = 16
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(minutes=10)

Act = Callable[[posts.Errand, datetime], Awaitable[None]]


class Dispatcher:
    """Does what is due. `run_due` may be called from anywhere, at any time."""

    def __init__(self, means: Means, intake: Intake, lease_seconds: int = LEASE_SECONDS) -> None:
        self._means = means
        self._lease_seconds = lease_seconds
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._running = asyncio.Lock()
        self._acts: dict[Step, Act] = {
            Step.POST: lambda errand, now: posting.post(means, errand, now),
            Step.SEED: lambda errand, now: posting.seed(means, errand, now),
            Step.REMIND: lambda errand, _: revealing.remind(means, errand),
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
            while claimed := await self._run_batch():
                done += claimed
            await self._resettle()
            return done

    async def next_wake(self) -> datetime | None:
        """When the next thing is due; None if nothing is planned."""
        async with self._means.database.read() as session:
            return await next_wake(session)

    async def _run_batch(self) -> int:
        now = await self._means.clock.now()
        async with self._means.database.write() as session:
            due = await claim(session, Post, now, BATCH, self._lease_seconds)
            summaries_due = await claim(session, Digest, now, BATCH, self._lease_seconds)
        await self._act_on_all(due, summaries_due, now)
        return len(due) + len(summaries_due)

    async def _act_on_all(
        self, due: Sequence[Post], summaries_due: Sequence[Digest], now: datetime
    ) -> None:
        """Channels side by side; within a channel one thing after the other, in order of time."""
        by_channel: dict[int, list[Post]] = defaultdict(list)
        for post in due:
            by_channel[post.channel_id].append(post)
        async with asyncio.TaskGroup() as group:
            for queue in by_channel.values():
                group.create_task(self._in_order(queue, now))
            for digest in summaries_due:
                group.create_task(self._summarise(digest, now))

    async def _in_order(self, queue: Sequence[Post], now: datetime) -> None:
        async with self._slots:
            for post in queue:
                await self._act(post, now)

    async def _act(self, post: Post, now: datetime) -> None:
        async with self._means.database.read() as session:
            errand = await posts.errand(session, post.id)
        if errand is None or errand.post.step is None:
            return
        step = errand.post.step
        pause = await self._attempt(step, post.attempts, self._acts[step](errand, now))
        if pause is not None:
            async with self._means.database.write() as session:
                await posts.retry(session, post.id, now + pause)

    async def _summarise(self, digest: Digest, now: datetime) -> None:
        async with self._slots:
            async with self._means.database.read() as session:
                errand = await digests.errand(session, digest.id)
            if errand is None:
                return
            act = summaries.post(self._means, errand)
            pause = await self._attempt("digest", digest.attempts, act)
            if pause is not None:
                async with self._means.database.write() as session:
                    await digests.retry(session, digest.id, now + pause)

    async def _attempt(self, step: str, attempts: int, act: Awaitable[None]) -> timedelta | None:
        """Do one thing; if it failed, how long to wait before the next try."""
        try:
            await act
        except Throttled as throttled:
            _count(step, "throttled")
            return timedelta(seconds=throttled.retry_after)
        except (ChatDown, DatabaseTrouble) as trouble:
            _count(step, "retried")
            log.warning("retrying", action="dispatch_retry", step=step, reason=str(trouble))
        except Exception:
            _count(step, "failed")
            log.exception("failed", action="dispatch_failed", step=step)
        else:
            _count(step, "done")
            return None
        return min(_FIRST_PAUSE * (1 << min(attempts - 1, 10)), _LONGEST_PAUSE)

    async def _resettle(self) -> None:
        """Rounds that got an answer after settling are judged again, league by league."""
        async with self._means.database.read() as session:
            unsettled = await rounds.unsettled(session)
        by_league: dict[int, list[int]] = defaultdict(list)
        for league_id, round_id in unsettled:
            by_league[league_id].append(round_id)
        for league_id, round_ids in by_league.items():
            async with self._means.database.write() as session:
                await resettle(session, league_id, round_ids)


def _count(step: str, outcome: str) -> None:
    STEPS.labels(step=step, outcome=outcome).inc()
