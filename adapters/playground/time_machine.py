"""The clock's buttons: an hour on, to closing, to the next quiz day, or weeks with teammates.

Time never jumps over anything: the clock stops at every instant at which something is due.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from adapters.playground.chat import Playground
from adapters.playground.errors import NotNow, Refused
from adapters.playground.teammates import Plan, Window, carry_out, is_question, plan
from adapters.playground.wire import ProgressJSON
from bot.chat.port import ChatError

DAY = timedelta(days=1)
LONGEST_RUN = 12
"""Weeks."""

_MOMENT = timedelta(minutes=1)
"""An engine may wait a little after closing, for answers that are still under way."""

_PATIENCE = timedelta(minutes=10)
"""How far to go on when something that is due does not get done."""

_log = logging.getLogger(__name__)


class Timetable(Protocol):
    """When the engine has something to do, as far as the clock's buttons must know (all UTC)."""

    async def next_closing(self, now: datetime) -> datetime | None:
        """When the next open question closes; None if none is open."""
        ...

    async def next_posting(self, now: datetime) -> datetime | None:
        """When the next question is posted; None if none is planned."""
        ...

    async def next_wake(self, now: datetime) -> datetime | None:
        """The next instant at which anything is due: a post, a reminder, a closing, a reveal."""
        ...

    async def settle(self) -> None:
        """Do all that is due now; returns when nothing is."""
        ...


class Move(StrEnum):
    """How far one may move the clock at once."""

    HOUR = "hour"
    CLOSING = "closing"
    QUIZ_DAY = "quiz-day"


class TimeMachine:
    """Moves the playground's clock and lets the engine do what falls due on the way."""

    def __init__(
        self, playground: Playground, timetable: Timetable, seed: str = "playground"
    ) -> None:
        self._playground = playground
        self._clock = playground.clock
        self._timetable = timetable
        self._seed = seed
        self._is_moving = False
        self._run: asyncio.Task[None] | None = None
        self._stopping = False
        self.progress: ProgressJSON | None = None
        """Of the run that is under way."""

    @property
    def is_running(self) -> bool:
        """Is a run with pretend teammates under way?"""
        return self._run is not None and not self._run.done()

    async def move(self, move: Move) -> None:
        """Move the clock. Raises `NotNow` if there is nothing to move to, or it moves already."""
        async with self._alone():
            await self._travel(await self._goal(move))
            if move is Move.CLOSING:
                await self._see_out()

    def start(self, weeks: int, without: str | None = None) -> None:
        """Start to live through some weeks; everybody plays but `without`. Raises `Refused`."""
        if self.is_running or self._is_moving:
            raise NotNow("The clock is moving already.")
        if not 1 <= weeks <= LONGEST_RUN:
            raise Refused(f"A run takes 1 to {LONGEST_RUN} weeks.")
        self._stopping = False
        self._run = asyncio.create_task(self._live(weeks * 7, without))

    async def stop(self) -> None:
        """End a run at the next step; returns when it ended."""
        self._stopping = True
        if self._run:
            await self._run

    # Moving

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        if self._is_moving or self.is_running:
            raise NotNow("The clock is moving already.")
        self._is_moving = True
        try:
            yield
        finally:
            self._is_moving = False

    async def _goal(self, move: Move) -> datetime:
        now = self._clock.now()
        match move:
            case Move.HOUR:
                return now + timedelta(hours=1)
            case Move.CLOSING:
                goal, lack = await self._timetable.next_closing(now), "No question is open."
            case Move.QUIZ_DAY:
                goal, lack = await self._timetable.next_posting(now), "No question is planned."
        if goal is None:
            raise NotNow(f"{lack} Set up a league first: /quiz setup.")
        return goal

    async def _travel(self, goal: datetime) -> None:
        await self._timetable.settle()
        while self._clock.now() < goal:
            await self._reach(min(await self._next_wake() or goal, goal))

    async def _see_out(self) -> None:
        """Go on to the answer, which is what one closes a question for."""
        wake = await self._next_wake()
        if wake and wake - self._clock.now() <= _MOMENT:
            await self._travel(wake)

    async def _reach(self, instant: datetime) -> None:
        self._clock.advance_to(instant)
        self._playground.stream.tell("clock", {"clock": self._clock.now().isoformat()})
        await self._timetable.settle()

    async def _next_wake(self) -> datetime | None:
        now = self._clock.now()
        wake = await self._timetable.next_wake(now)
        # What stays due although it was settled must not hold the clock.
        return now + _PATIENCE if wake and wake <= now else wake

    # Living through weeks

    async def _live(self, days: int, without: str | None) -> None:
        ending = "All days have passed."
        try:
            await self._live_days(days, without)
        except Exception:  # noqa: BLE001 - a loop of its own; nobody else would hear of it
            _log.exception("action=playground.run")
            ending = "The run broke off; the log says why."
        if self._stopping:
            ending = "Stopped."
        done = self.progress["done"] if self.progress else 0
        self._report(done, days, ending, running=False)
        self.progress = None

    async def _live_days(self, days: int, without: str | None) -> None:
        crew = Crew(self._playground, self._seed, without)
        start = self._clock.now()
        self._report(0, days, f"Day 1 of {days}.")
        for day in range(days):
            await self._live_until(start + (day + 1) * DAY, crew)
            if self._stopping:
                return
            self._report(day + 1, days, f"Day {day + 1} of {days} has passed.")

    async def _live_until(self, goal: datetime, crew: "Crew") -> None:
        while self._clock.now() < goal and not self._stopping:
            try:
                await self._step(goal, crew)
            except (ChatError, Refused):
                # A pretend teammate does not try again; an engine that fails does so by itself.
                _log.warning("action=playground.step", exc_info=True)
            await asyncio.sleep(0)

    async def _step(self, goal: datetime, crew: "Crew") -> None:
        now = self._clock.now()
        if closing := await self._timetable.next_closing(now):
            crew.look(Window(now, closing))
        stops = (await self._next_wake(), crew.next_instant(), goal)
        await self._reach(min(stop for stop in stops if stop))
        await crew.act(self._clock.now())

    def _report(self, done: int, total: int, says: str, running: bool = True) -> None:
        self.progress = {"done": done, "total": total, "says": says, "running": running}
        self._playground.stream.tell("progress", self.progress)


class Crew:
    """The pretend teammates with all that they have in mind to do."""

    def __init__(self, playground: Playground, seed: str, without: str | None) -> None:
        self._people = playground.people
        self._seed = seed
        self._ids = [m.id for m in self._people.everybody() if m.id != without]
        self._planned: set[tuple[str, str]] = set()
        self._plans: list[Plan] = []

    def look(self, window: Window) -> None:
        """Find the questions that are open and make a plan for each that is new."""
        channels = [c["id"] for c in self._people.channels(self._ids[0]) if c["kind"] == "channel"]
        seen = {channel: self._people.messages(self._ids[0], channel) for channel in channels}
        played = [
            c for c in channels if any(m["author"]["bot"] and not m["private"] for m in seen[c])
        ]
        for number, person in enumerate(self._ids):
            home = played[number % len(played)] if played else ""
            for message in filter(is_question, seen.get(home, [])):
                is_recent = datetime.fromisoformat(message["at"]) > window.opens - DAY
                if is_recent and (person, message["id"]) not in self._planned:
                    self._planned.add((person, message["id"]))
                    self._plans += filter(None, [plan(person, message, window, self._seed)])

    def next_instant(self) -> datetime | None:
        """When the next of the plans is due (UTC)."""
        return min((plan.at for plan in self._plans), default=None)

    async def act(self, now: datetime) -> None:
        """Carry out what is due, the oldest first. Raises `Refused` if a door refused it."""
        while (at := self.next_instant()) and at <= now:
            due = min(self._plans, key=lambda plan: plan.at)
            self._plans.remove(due)
            await carry_out(due, self._people)
