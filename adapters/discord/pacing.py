"""When a call may go out: the bot's share of a second, Discord's headers, one channel's order.

The library waits nowhere by itself, because it would wait inside a call, for any time: who has to
wait long is told to come again instead. Times are seconds of one clock.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from adapters.discord.errors import BAN_PAUSE
from adapters.discord.guard import Guard, counts
from adapters.discord.options import REQUESTS_PER_SECOND
from bot.chat.port import Throttled

PATIENCE = 3.0
"""Seconds that a call may wait for its turn; who would wait longer is told to come again."""
REACTION = "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
REMOVAL = "DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/{user_id}"
SPACING = {REACTION: 0.26, REMOVAL: 0.26}
"""Seconds between two calls to one channel, where the headers are known to promise too much."""
_LANES = {REMOVAL: REACTION}
"""Routes that count together with another, and go in its lane."""
_HOPE = 0.1
"""Seconds that a call takes, about: for those who stand behind it."""
_MANY = 1024


def loop_time() -> float:
    return asyncio.get_running_loop().time()


class _Lane:
    """Calls of one route to one channel: one at a time, in order of asking."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
        self.free_at = 0.0

    def is_idle(self, now: float) -> bool:
        return not self.lock.locked() and not self.waiting and self.free_at <= now


@dataclass(frozen=True, slots=True)
class _Closed:
    """A bucket with nothing left."""

    until: float

    def is_idle(self, now: float) -> bool:
        return self.until <= now


@dataclass(frozen=True, slots=True)
class Errand:
    """A route of Discord's, its parameters in braces, and the one that has limits of its own."""

    route: str
    major: str = ""


class Pacer:
    """Gives every call of a process its turn."""

    def __init__(
        self,
        per_second: float = REQUESTS_PER_SECOND,
        clock: Callable[[], float] = loop_time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        guard: Guard | None = None,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._gap = 1 / per_second
        self._next = 0.0
        self._exit = asyncio.Lock()
        self._leaving = 0
        self._left = -math.inf
        self._all_closed_until = 0.0
        self._guard = guard or Guard()
        self._names: dict[str, str] = {}
        self._closed: dict[Hashable, _Closed] = {}
        self._lanes: dict[Errand, _Lane] = {}

    @asynccontextmanager
    async def turn(self, errand: Errand) -> AsyncIterator["Turn"]:
        """Stand in the lane while the block lasts; each call in it awaits `Turn.comes` first.

        Raises `Throttled` at once if the turn would come later than `PATIENCE` from now.
        """
        lane = self._lane(errand)
        spacing = SPACING.get(errand.route, _HOPE)
        free = max(lane.free_at, self.clock()) + lane.waiting * spacing
        self._refuse_late(max(free, self._opens_at(errand)), self.clock() + PATIENCE)
        await self._come_first(lane, spacing)
        try:
            yield Turn(self, errand, lane)
        finally:
            lane.lock.release()

    async def share(self) -> None:
        """Take the next place in the bot's second and wait for it, however long that is."""
        at = self._take()
        while (at := max(at, self._all_opens_at())) > (now := self.clock()):
            await self.sleep(at - now)
        await self._go_out()

    async def wait(self, errand: Errand, lane: _Lane, deadline: float) -> None:
        """Sleep until a call may go. Raises `Throttled` if that is past `deadline`."""
        while (at := max(lane.free_at, self._opens_at(errand))) > (now := self.clock()):
            self._refuse_late(at, deadline)
            await self.sleep(at - now)
        self._refuse_late(self._next, deadline)
        at = self._take()
        while (at := max(at, self._opens_at(errand))) > (now := self.clock()):
            self._refuse_late(at, deadline)
            await self.sleep(at - now)
        await self._go_out()
        lane.free_at = self.clock() + SPACING.get(errand.route, 0.0)

    def heard(self, errand: Errand | None, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer: what is left, and whether it was a refusal."""
        scope = headers.get("X-RateLimit-Scope", "")
        if counts(status, scope):
            self._guard.refused(self.clock())
        if status == 429 and (scope == "global" or "Via" not in headers):
            # Without "Via" it is not Discord but the network before it, which looks at addresses.
            self.close_all(_seconds(headers.get("Retry-After"), BAN_PAUSE))
        if errand is None:
            return
        if name := headers.get("X-RateLimit-Bucket"):
            self._names[errand.route] = name
        if headers.get("X-RateLimit-Remaining") == "0" and scope != "global":
            self.close(errand, _seconds(headers.get("X-RateLimit-Reset-After"), 0.0))

    def close(self, errand: Errand, seconds: float) -> None:
        """Nobody of the same bucket goes before."""
        until = self.clock() + seconds
        key = self._bucket(errand)
        if len(self._closed) >= _MANY:
            self._closed = _swept(self._closed, self.clock())
        known = self._closed.get(key)
        self._closed[key] = _Closed(max(until, known.until if known else 0.0))

    def close_all(self, seconds: float) -> None:
        """Nobody at all goes before."""
        self._all_closed_until = max(self._all_closed_until, self.clock() + seconds)

    def _take(self) -> float:
        at = max(self._next, self.clock())
        self._next = at + self._gap
        return at

    async def _go_out(self) -> None:
        """Leave a gap behind the one before: after a stall all whose time has come wake at once."""
        self._leaving += 1
        try:
            async with self._exit:
                while (at := self._left + self._gap) > (now := self.clock()):
                    await self.sleep(at - now)
                self._left = now
        finally:
            self._leaving -= 1
            # Who asks from now on stands behind those who are still about to leave.
            self._next = max(self._next, self._left + self._gap * (self._leaving + 1))

    def _all_opens_at(self) -> float:
        return max(self._all_closed_until, self._guard.opens_at(self.clock()))

    def _opens_at(self, errand: Errand) -> float:
        closed = self._closed.get(self._bucket(errand))
        return max(closed.until if closed else 0.0, self._all_opens_at())

    def _bucket(self, errand: Errand) -> Hashable:
        """Routes that Discord gives one name share what is left."""
        return self._names.get(errand.route, errand.route), errand.major

    async def _come_first(self, lane: _Lane, spacing: float) -> None:
        """Wait for the lane. Raises `Throttled` if those before are held up."""
        lane.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await lane.lock.acquire()
        except TimeoutError:
            raise Throttled(max(lane.waiting * spacing, 1.0)) from None
        finally:
            lane.waiting -= 1

    def _refuse_late(self, at: float, deadline: float) -> None:
        """Whoever would still be waiting at the deadline; not who comes late but may go."""
        now = self.clock()
        if at > max(deadline, now):
            raise Throttled(math.ceil((at - now) * 10) / 10)

    def _lane(self, errand: Errand) -> _Lane:
        errand = Errand(_LANES.get(errand.route, errand.route), errand.major)
        if errand not in self._lanes and len(self._lanes) >= _MANY:
            self._lanes = _swept(self._lanes, self.clock())
        return self._lanes.setdefault(errand, _Lane())


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the lane."""

    pacer: Pacer
    errand: Errand
    lane: _Lane

    async def comes(self) -> None:
        """Return when a call may go out. Raises `Throttled` if that is too far away."""
        await self.pacer.wait(self.errand, self.lane, self.pacer.clock() + PATIENCE)

    def later(self, seconds: float) -> None:
        """Discord told us to wait: nobody of the same bucket goes before."""
        self.pacer.close(self.errand, seconds)


def _seconds(header: str | None, otherwise: float) -> float:
    try:
        return float(header) if header else otherwise
    except ValueError:
        return otherwise


class _Idle(Protocol):
    def is_idle(self, now: float) -> bool: ...


K = TypeVar("K", bound=Hashable)
B = TypeVar("B", bound=_Idle)


def _swept(kept: dict[K, B], now: float) -> dict[K, B]:
    """Without the idle ones."""
    return {key: one for key, one in kept.items() if not one.is_idle(now)}
