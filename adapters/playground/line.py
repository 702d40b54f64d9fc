"""The line to the engine: every deed goes through it, and it knows since when nobody listened."""

import asyncio
import itertools
import logging
from datetime import datetime, timedelta

from adapters.playground.clock import PlaygroundClock
from adapters.playground.errors import Unheard
from adapters.playground.records import PLATFORM, WORKSPACE
from adapters.playground.store import Store
from bot.chat.events import Event, Receive, Reconnected, WorkspaceJoined

HEARTBEAT = 5.0
"""Seconds between two signs of life while nothing happens."""

_TICK = timedelta(microseconds=1)
_log = logging.getLogger(__name__)


class Line:
    """Delivers events, one call per deed, and remembers durably when it last could."""

    def __init__(self, store: Store, clock: PlaygroundClock) -> None:
        self._store = store
        self._clock = clock
        self._receive: Receive | None = None
        self._greeted = False
        self._under_way: dict[int, datetime] = {}
        self._numbers = itertools.count()
        self._last = clock.now() - _TICK
        if store.fact("alive") is None:
            store.keep_fact("alive", clock.now().isoformat())

    @property
    def is_open(self) -> bool:
        """Does anybody listen?"""
        return self._receive is not None

    def instant(self) -> datetime:
        """The instant (UTC) of a new deed; no two share one, so that newer is always later."""
        self._last = max(self._clock.now(), self._last + _TICK)
        return self._last

    async def listen(self, receive: Receive) -> None:
        """Deliver to `receive` until cancelled; first `Reconnected`, repeated if it failed."""
        self._receive, self._greeted = receive, False
        try:
            while True:
                if not self._greeted:
                    self._greeted = await self._greet()
                self._beat()
                await asyncio.sleep(HEARTBEAT)
        finally:
            self._receive = None

    async def deliver(self, event: Event) -> None:
        """Return once the engine took the event. Raises `Unheard` if it did not."""
        if self._receive is None:
            raise Unheard("Quizstreak is not listening just now. Try again in a moment.")
        number = next(self._numbers)
        self._under_way[number] = event.at
        try:
            await self._receive(event)
        except Exception as error:
            # The person is told and may retry; the loop and everybody else go on.
            _log.exception("action=playground.deliver event=%s", type(event).__name__)
            raise Unheard("Quizstreak could not take that. Try again in a moment.") from error
        finally:
            del self._under_way[number]
        self._beat()

    async def _greet(self) -> bool:
        now = self.instant()
        try:
            await self.deliver(Reconnected(now, PLATFORM, self._alive()))
            if self._store.fact("joined") is None:
                await self.deliver(WorkspaceJoined(self.instant(), WORKSPACE))
                self._store.keep_fact("joined", now.isoformat())
        except Unheard:
            return False
        return True

    def _alive(self) -> datetime:
        alive = self._store.fact("alive")
        return datetime.fromisoformat(alive) if alive else self._clock.now()

    def _beat(self) -> None:
        """Note that everything until now was heard, save what is still under way."""
        if self._greeted:
            alive = min(self._under_way.values(), default=self._clock.now())
            self._store.keep_fact("alive", alive.isoformat())
