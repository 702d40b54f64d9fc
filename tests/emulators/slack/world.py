"""Slack as a whole: its state, its clock, its memory of what passed, and the news it spreads."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any, Protocol

from tests.emulators.slack.clock import Clock
from tests.emulators.slack.state import (
    App,
    Channel,
    Code,
    File,
    Grant,
    Json,
    Message,
    Scheduled,
    Team,
    Trigger,
    User,
)
from tests.emulators.slack.transcript import Shown, Transcript

TRIGGER_LIFE = timedelta(seconds=3)


class Post(Protocol):
    """Carries news to the app."""

    async def event(self, team: Team, event: Json, channel: Channel | None) -> None: ...


class World:
    """What every part of the emulator shares."""

    def __init__(self, clock: Clock, app: App) -> None:
        self.clock = clock
        self.app = app
        self.transcript = Transcript()
        self.teams: dict[str, Team] = {}
        self.grants: dict[str, Grant] = {}
        self.triggers: dict[str, Trigger] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.files: dict[str, File] = {}
        self.slow_files = 0
        """So many looks at a new file find it unprocessed."""
        self.codes: dict[str, Code] = {}
        self.rotates = False
        """Do the app's tokens expire after twelve hours?"""
        self.base_url = ""
        """Without /api/ and without a closing slash."""
        self.post: Post | None = None
        self.new_ticket: Callable[[], str] = str
        """Makes the address of a socket that opens once."""
        self.unready: Callable[[Team, Mapping[str, Any]], list[str]] = lambda _team, _payload: []
        """What blocks show that cannot be shown yet."""
        self.slow_history = False
        self.short_reactions = 0
        """So many answers of reactions.get name one person too few, though all were asked for."""
        self._serial = count(1)
        self.failures: list[BaseException] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    def id(self, letter: str) -> str:
        """An id that nothing else has."""
        return f"{letter}0{next(self._serial):08X}"

    def grant_of(self, team: Team, *, last: bool = False) -> Grant | None:
        """What the app may do in a workspace now; or, `last`, what it was last allowed."""
        grants = [g for g in self.grants.values() if g.team is team or _covers(g, team)]
        standing = [grant for grant in grants if last or not grant.revoked]
        return standing[-1] if standing else None

    def rooms(self) -> list[Channel]:
        """Every channel of every workspace."""
        return [room for team in self.teams.values() for room in team.channels.values()]

    def trigger(self, user: User, team: Team) -> str:
        """A new trigger_id for this person's deed in a workspace."""
        id = f"{next(self._serial)}.{team.id}.{self.id('t')}"
        self.triggers[id] = Trigger(user, team, self.clock.now() + TRIGGER_LIFE)
        return id

    def show(self, how: str, channel: Channel, message: Message, payload: Json) -> None:
        self.transcript.add(
            Shown(
                self.clock.now(),
                how,
                channel.team.id,
                channel.id,
                payload,
                message.author.id,
                message.only_for,
                message.ts,
            )
        )

    def show_to(self, how: str, user: User, payload: Json) -> None:
        """A dialog or a home page: one person's alone."""
        self.transcript.add(
            Shown(self.clock.now(), how, user.team.id, "", payload, only_for=user.id)
        )

    async def tell(self, team: Team, events: Iterable[Json], channel: Channel | None) -> None:
        """Bring the news to the app, all at once; returns when each was taken or given up."""
        if self.post:
            await asyncio.gather(*(self.post.event(team, event, channel) for event in events))

    def tell_later(self, team: Team, events: Iterable[Json], channel: Channel | None) -> None:
        """The same, while the caller goes on."""
        self.in_background(self.tell(team, list(events), channel))

    def in_background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error:
            self.failures.append(error)

    async def settle(self) -> None:
        """Until nothing is on its way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """Give up whatever is on its way; raises what went wrong unheard."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.failures:
            raise self.failures[0]


def _covers(grant: Grant, team: Team) -> bool:
    return grant.org and bool(team.enterprise) and grant.team.enterprise == team.enterprise
