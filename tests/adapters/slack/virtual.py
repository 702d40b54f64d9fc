"""A clock that runs only when everybody sleeps."""

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import count
from typing import Any


class VirtualTime:
    """`clock` and `sleep` for who waits; `run` moves on from one awakening to the next."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), awake))
        await awake.wait()

    async def run(self, *work: Coroutine[Any, Any, object]) -> list[object]:
        """Do all of it side by side; what each gave, or the error that it raised."""
        done = asyncio.gather(*work, return_exceptions=True)
        while not done.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers and not done.done():
                self.now, _, awake = heapq.heappop(self._sleepers)
                awake.set()
        return list(await done)
