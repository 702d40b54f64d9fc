"""Time for the tests' loop: when the machine stalls, next to none of it passes; and it can leap."""

import asyncio
import time

_MACHINE = time.monotonic
_BEAT = 0.02
"""Seconds after which the loop looks at the clock even when there is nothing to do."""
_MOST = 2 * _BEAT
"""What may pass between two looks; had more gone by, the whole process would have stood still."""


class Steady:
    """What a loop has for its `time`, so that no deadline of anybody's ends in a stall."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._seen = self._now = _MACHINE()
        self._next: asyncio.TimerHandle | None = None

    def __call__(self) -> float:
        seen = _MACHINE()
        if time.monotonic is not _MACHINE:
            # simcord shows bots a time of its own, and takes all others' for the machine's.
            self._now = self._seen = seen
            return time.monotonic()
        self._now += min(seen - self._seen, _MOST)
        self._seen = seen
        return self._now

    def leap(self, seconds: float) -> None:
        self._now += seconds

    def agree(self) -> None:
        """Show what the machine's clock shows."""
        self._seen = self._now = _MACHINE()
        if self._next:
            self._next.cancel()
        self._beat()

    def _beat(self) -> None:
        self._next = self._loop.call_later(_BEAT, self._beat)


def leap(seconds: float) -> None:
    """Whatever would end within so many seconds of the running loop ends now."""
    clock = asyncio.get_running_loop().time
    assert isinstance(clock, Steady)
    clock.leap(seconds)
