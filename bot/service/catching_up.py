"""Reading open posts back after a silence: what was given while we were deaf still counts."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.chat.events import Reconnected
from bot.chat.port import ChatError, Throttled
from bot.db.engine import DatabaseTrouble
from bot.db.queries import posts
from bot.service.closing import read_back
from bot.service.intake import Intake, Overloaded, Refused
from bot.service.means import Means

log = structlog.get_logger()

AT_ONCE = 16
"""Posts that are read at the same time, each of another workspace."""
PATIENCE = 60.0
"""Seconds that one workspace's reading waits in all, because its platform asks us to."""


async def catch_up(means: Means, intake: Intake, event: Reconnected) -> None:
    """Read back every open post of a platform that was not read since `event.at`.

    Workspaces are read side by side, and whatever fails stops nothing else; at the end the first
    failure is raised, so that who told us tells us again.
    """
    async with means.database.read() as session:
        unread = await posts.unread(session, event.platform, event.at)
    by_workspace: dict[int, list[int]] = defaultdict(list)
    for workspace_id, post_id in unread:
        by_workspace[workspace_id].append(post_id)
    slots = asyncio.Semaphore(AT_ONCE)
    readings = [_Reading(means, intake, event, slots) for _ in by_workspace]
    found = await asyncio.gather(
        *(one.all(ids) for one, ids in zip(readings, by_workspace.values(), strict=True))
    )
    if failures := [failure for part in found for failure in part]:
        raise failures[0]


@dataclass(slots=True)
class _Reading:
    """Reads the posts of one workspace, one after the other."""

    means: Means
    intake: Intake
    event: Reconnected
    slots: asyncio.Semaphore
    patience: float = PATIENCE

    async def all(self, post_ids: Sequence[int]) -> list[Exception]:
        """Read each post; what failed."""
        return [failure for id_ in post_ids if (failure := await self._patiently(id_))]

    async def _patiently(self, post_id: int) -> Exception | None:
        while isinstance(failure := await self._try(post_id), Throttled):
            # A wait of nothing, again and again, shall end too.
            wait = max(failure.retry_after, 1.0)
            if wait > self.patience:
                break
            self.patience -= wait
            await asyncio.sleep(failure.retry_after)
        return failure

    async def _try(self, post_id: int) -> Exception | None:
        try:
            async with self.slots:
                await self._read(post_id)
        except (ChatError, DatabaseTrouble, Overloaded, Refused) as failure:
            return failure
        except Exception as failure:
            log.exception("failed", action="read_back_failed", post=post_id)
            return failure
        return None

    async def _read(self, post_id: int) -> None:
        # As it is now: others may have had to wait for long, and closing reads for itself.
        async with self.means.database.read() as session:
            errand = await posts.errand(session, post_id)
        if errand is not None and errand.post.closed_at is None:
            now = await self.means.clock.now()
            await read_back(self.means, self.intake, errand, now, self.event.since)
