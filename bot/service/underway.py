"""What one run of the dispatcher has under way: the tasks, and how many may go on at once."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager

from bot.db.tables import Digest, Post, Ruling

AT_ONCE = 64
AT_ONCE_IN_A_WORKSPACE = 16
"""So that a workspace whose calls hang holds up nobody else."""
_LOOK_AGAIN = 0.1
"""Seconds between two looks at what is due, while little is under way."""
_LOOK_AGAIN_WHEN_BUSY = 1.0

Row = Post | Digest | Ruling
"""What can be due."""


class Slots:
    """How much goes on at once: in all, and in each workspace."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._workspaces: dict[int, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE_IN_A_WORKSPACE)
        )

    @asynccontextmanager
    async def taken(self, workspace_id: int) -> AsyncIterator[None]:
        # Whoever waits for their workspace takes no slot from the others meanwhile.
        async with self._workspaces[workspace_id], self._all:
            yield


class Work:
    """Queues of rows, each in a task of its own."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._tasks: dict[asyncio.Task[None], Sequence[Row]] = {}
        self._ended = asyncio.Event()
        self.count = 0
        """Rows that are not done yet."""
        self.slots = Slots()

    @property
    def channels(self) -> list[int]:
        """Where a post is under way: what else is due there waits for it."""
        queues = self._tasks.values()
        return sorted({queue[0].channel_id for queue in queues if isinstance(queue[0], Post)})

    def begin(self, queue: Sequence[Row], act: Awaitable[None]) -> None:
        async def acting() -> None:
            await act

        task = self._group.create_task(acting())
        self._tasks[task] = queue
        self.count += len(queue)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self.count -= len(self._tasks.pop(task))
        self._ended.set()

    async def pause(self, few: int) -> None:
        """Return when fewer than `few` rows are left, a little later if it is so already.

        However much is left: in a second at the latest.
        """
        if not self.count:
            return
        loop = asyncio.get_running_loop()
        busy = self.count >= few
        end = loop.time() + (_LOOK_AGAIN_WHEN_BUSY if busy else _LOOK_AGAIN)
        try:
            async with asyncio.timeout_at(end):
                while self.count >= (few if busy else 1):
                    self._ended.clear()
                    await self._ended.wait()
        except TimeoutError:
            return
