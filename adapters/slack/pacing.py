"""When a call may go out: Slack's tiers, one message a second per channel, `Retry-After`.

The arithmetic (`Bucket`) is pure; `Pacer` does the waiting. Times are seconds of one clock.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from bot.chat.port import Throttled

PATIENCE = 3.0
"""Seconds that a call may wait for its turn; who would wait longer is told to come again."""
MINUTE = 61.0
"""A minute and a second, so that calls which the network squeezes together still fit."""
SECOND = 1.05
"""For the same reason."""
SLOW = 30.0
"""A `Retry-After` as long as this shows that a reading method is held to one call a minute."""
SLOW_FOR = 3600.0
SLOW_PAGE = 15

_T2, _T3, _T4, _SPECIAL = 20, 50, 100, 240
_NOW_OR_NEVER = 6000
"""A dialog that opens later opens never, so only Slack itself refuses one: it promises a hundred a
minute and stands more for a while.
"""
_TIERS = {
    "auth.test": _SPECIAL,
    "chat.getPermalink": _SPECIAL,
    "chat.postMessage": _SPECIAL,
    "chat.postEphemeral": _T4,
    "files.completeUploadExternal": _T4,
    "files.getUploadURLExternal": _T4,
    "users.info": _T4,
    "views.open": _NOW_OR_NEVER,
    "views.publish": _T4,
    "views.push": _T4,
    "views.update": _T4,
    "chat.delete": _T3,
    "chat.update": _T3,
    "conversations.history": _T3,
    "conversations.info": _T3,
    "conversations.join": _T3,
    "conversations.open": _T3,
    "conversations.replies": _T3,
    "reactions.add": _T3,
    "reactions.get": _T3,
    "team.info": _T3,
    "reactions.remove": _T2,
}
_HISTORY = frozenset({"conversations.history", "conversations.replies"})
_MANY = 1024


@dataclass(frozen=True, slots=True)
class Bucket:
    """At most `limit` calls in any `window`; `taken` holds the newest of them, oldest first."""

    limit: int
    window: float = MINUTE
    taken: tuple[float, ...] = ()
    closed_until: float = 0.0

    def earliest(self, now: float) -> float:
        """When the next call may go."""
        free = self.taken[-self.limit] + self.window if len(self.taken) >= self.limit else now
        return max(now, free, self.closed_until)

    def take(self, at: float) -> "Bucket":
        """Take the place at `at`, which `earliest` gave."""
        return replace(self, taken=(*self.taken, at)[-self.limit :])

    def close(self, until: float) -> "Bucket":
        """Nobody goes before `until`."""
        return replace(self, closed_until=max(self.closed_until, until))

    def is_idle(self, now: float) -> bool:
        """Does a new bucket know as much?"""
        newest = self.taken[-1] if self.taken else 0.0
        return now >= max(newest + self.window, self.closed_until)


class _Lane:
    """Calls that go one at a time, in order of asking, a second apart."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
        self.bucket = Bucket(1, SECOND)

    def earliest(self, now: float) -> float:
        """When whoever is first may go."""
        return self.bucket.earliest(now)

    def earliest_for_the_last(self, now: float) -> float:
        """When somebody who comes now may go, as far as one can tell."""
        return self.bucket.earliest(now) + self.waiting * SECOND

    def is_idle(self, now: float) -> bool:
        return not self.lock.locked() and self.bucket.is_idle(now)


class Pacer:
    """Gives everybody a turn, by workspace and method, and by lane where order matters."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._slow_until: dict[tuple[str, str], float] = {}
        self._lanes: dict[Hashable, _Lane] = {}

    @asynccontextmanager
    async def turn(self, team: str, method: str, lane: Hashable = None) -> AsyncIterator["Turn"]:
        """Stand in the lane while the block lasts; each call in it awaits `Turn.comes` first.

        Raises `Throttled` at once if the turn would come later than `PATIENCE` from now.
        """
        deadline = self.clock() + PATIENCE
        if lane is None:
            yield Turn(self, (team, method), None, deadline)
            return
        standing = self._lane((team, method, lane))
        self._refuse_late(standing.earliest_for_the_last(self.clock()), deadline)
        await self._come_first(standing)
        try:
            yield Turn(self, (team, method), standing, deadline)
        finally:
            standing.lock.release()

    def is_slow(self, team: str, method: str) -> bool:
        """Is the method held to one call a minute, and to `SLOW_PAGE` messages each?"""
        return self.clock() < self._slow_until.get((team, method), 0.0)

    async def _come_first(self, lane: _Lane) -> None:
        """Wait for the lane. Raises `Throttled` if those before are held up."""
        lane.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await lane.lock.acquire()
        except TimeoutError:
            raise Throttled(lane.waiting * SECOND) from None
        finally:
            lane.waiting -= 1

    async def wait(self, key: tuple[str, str], lane: _Lane | None, deadline: float) -> None:
        """Take a place and sleep until it comes. Raises `Throttled` if that is past `deadline`."""
        if lane is not None:
            await self._sleep_until(lane.earliest, deadline)
        at = self._bucket(key).earliest(self.clock())
        self._refuse_late(at, deadline)
        self._buckets[key] = self._bucket(key).take(at)
        await self._sleep_until(lambda _: max(at, self._bucket(key).closed_until), deadline)
        if lane is not None:
            lane.bucket = lane.bucket.take(self.clock())

    async def _sleep_until(self, when: Callable[[float], float], deadline: float) -> None:
        while (at := when(now := self.clock())) > now:
            self._refuse_late(at, deadline)
            await self.sleep(at - now)

    def close(self, key: tuple[str, str], lane: _Lane | None, seconds: float) -> None:
        """Slack asked to wait."""
        until = self.clock() + seconds
        if key[1] in _HISTORY and seconds >= SLOW:
            self._slow_until[key] = self.clock() + SLOW_FOR
        self._buckets[key] = self._bucket(key).close(until)
        if lane is not None:
            lane.bucket = lane.bucket.close(until)

    def _refuse_late(self, at: float, deadline: float) -> None:
        """Whoever would still be waiting at the deadline; not who comes late but may go."""
        now = self.clock()
        if at > max(deadline, now):
            raise Throttled(math.ceil((at - now) * 10) / 10)

    def _bucket(self, key: tuple[str, str]) -> Bucket:
        limit = 1 if self.is_slow(*key) else _TIERS.get(key[1], _T2)
        bucket = self._buckets.get(key)
        if bucket is None:
            self._buckets = _swept(self._buckets, self.clock())
            return Bucket(limit)
        return bucket if bucket.limit == limit else replace(bucket, limit=limit)

    def _lane(self, key: Hashable) -> _Lane:
        if key not in self._lanes:
            self._lanes = _swept(self._lanes, self.clock())
        return self._lanes.setdefault(key, _Lane())


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the lane."""

    pacer: Pacer
    key: tuple[str, str]
    lane: _Lane | None
    deadline: float

    async def comes(self) -> None:
        """Return when a call may go out. Raises `Throttled` if that is too far away."""
        await self.pacer.wait(self.key, self.lane, self.deadline)

    def later(self, seconds: float) -> None:
        """Slack told us to wait: nobody with the same place goes before."""
        self.pacer.close(self.key, self.lane, seconds)


class _Idle(Protocol):
    def is_idle(self, now: float) -> bool: ...


K = TypeVar("K", bound=Hashable)
B = TypeVar("B", bound=_Idle)


def _swept(kept: dict[K, B], now: float) -> dict[K, B]:
    """Without the idle ones; looked through now and then, as more come."""
    if len(kept) % _MANY:
        return kept
    return {key: one for key, one in kept.items() if not one.is_idle(now)}
