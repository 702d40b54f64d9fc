"""Slack tells again what it thinks we did not hear: once is enough."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat.recent import Recent

_REMEMBERED = 20_000
"""Tellings; Slack tells of at most 30,000 an hour, and for the last time after six minutes."""

Take = Callable[[], Awaitable[None]]


class Once:
    """Takes each telling one time; a telling that failed may come again."""

    def __init__(self) -> None:
        self._taken: Recent[str, bool] = Recent(_REMEMBERED)
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def take(self, id: str, take: Take) -> None:
        """Return once it was taken, by whomever; raises what `take` raises. No `id`: no memory."""
        if not id:
            await take()
        elif id not in self._taken:
            # It goes on when the one who asked has hung up: the next waits for the same.
            await asyncio.shield(self._under_way.get(id) or self._begin(id, take))

    def _begin(self, id: str, take: Take) -> asyncio.Task[None]:
        task = self._under_way[id] = asyncio.create_task(self._run(id, take))
        task.add_done_callback(lambda _: self._under_way.pop(id, None))
        return task

    async def _run(self, id: str, take: Take) -> None:
        await take()
        self._taken.put(id, True)
