"""News of an adapter that the engine must hear in the end, however often it takes to tell."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from bot.chat.events import Event, Receive, Reconnected

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when we have heard nothing when a process begins: it knows of no time before."""
PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before telling again; the last one over and over."""

MOST = 10_000
"""Things that wait to be told; beyond that we say that we missed something."""

_log = logging.getLogger(__name__)


class News:
    """Tells each thing until it was taken; nobody waits for that."""

    def __init__(self, platform: str, receive: Receive, now: Callable[[], datetime]) -> None:
        self._platform = platform
        self._receive = receive
        self._now = now
        self._since: datetime | None = None
        self._catching_up: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def missed(self, since: datetime) -> None:
        """We hear, but may have missed what happened since then."""
        self._since = min(self._since or since, since)
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = self._start(self._catch_up())

    def tell(self, event: Event) -> None:
        """Something else, that the platform will not tell again."""
        if len(self._tasks) < MOST:
            self._start(self._until_taken(event))
        elif not isinstance(event, Reconnected):
            self.missed(event.at)

    def insist(self, deed: Callable[[], Awaitable[None]]) -> None:
        """Do it until it succeeds."""
        self._start(self._until_done(deed, deed.__name__))

    async def aclose(self) -> None:
        """Tell no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, telling: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(telling)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _catch_up(self) -> None:
        """What is missed meanwhile comes next: all in between is then one."""
        while self._since is not None:
            since, self._since = self._since, None
            await self._until_taken(Reconnected(self._now(), self._platform, since))

    async def _until_taken(self, event: Event) -> None:
        await self._until_done(lambda: self._receive(event), type(event).__name__)

    async def _until_done(self, deed: Callable[[], Awaitable[None]], name: str) -> None:
        tries = 0
        while True:
            try:
                await deed()
                return
            except Exception:  # noqa: BLE001
                # Whatever it was: who listens must learn of this before we may stop.
                _log.exception("action=chat.news platform=%s event=%s", self._platform, name)
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
