"""A Slack of our own on 127.0.0.1: what the app talks to, and what people do in it.

It knows nothing of the app under test, and refuses whatever Slack refuses.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Self

import aiohttp
from aiohttp import web

from tests.emulators.slack import chatting, files, oauth
from tests.emulators.slack.api import Api
from tests.emulators.slack.calls import Call, Refusal
from tests.emulators.slack.clock import Clock, world_time
from tests.emulators.slack.delivery import Courier, Http, NotTaken
from tests.emulators.slack.faults import Fault, Faults, Kind
from tests.emulators.slack.limits import Limits
from tests.emulators.slack.people import Desk, Person, Seen
from tests.emulators.slack.responding import Responses
from tests.emulators.slack.sockets import Reason, Sockets
from tests.emulators.slack.state import App, Scheduled
from tests.emulators.slack.transcript import Transcript
from tests.emulators.slack.workspace import Room, Workspace
from tests.emulators.slack.world import World
from tests.patience import PATIENCE

__all__ = ["Limits", "NotTaken", "Person", "Room", "Seen", "SlackEmulator", "Workspace"]


class SlackEmulator:
    """A server while the block lasts; `now` is where its clock's time comes from (aware UTC)."""

    def __init__(self, now: Callable[[], datetime] = world_time, app: App | None = None) -> None:
        self.app = app or App()
        self.clock = Clock(now)
        self.world = World(self.clock, self.app)
        self._faults = Faults()
        self._sockets = Sockets(self.world)
        self._courier = Courier(self.world, self._sockets)
        self._responses = Responses(self.world, self._faults)
        self._api = Api(self.world, self._faults)
        self._desk = Desk(self.world, self._courier, self._responses)
        self.world.post = self._courier
        self.world.unready = partial(files.unready, self.world)
        self.clock.on_advance.append(self._post_due)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.world.base_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._faults.over.set()
        try:
            await self.world.stop()
        finally:
            await self._sockets.close()
            await self._runner.cleanup()
            await self._session.close()

    def _routes(self) -> web.Application:
        routes = web.Application(client_max_size=64 * 1024**2)
        routes.router.add_route("GET", "/api/{method}", self._api.answer)
        routes.router.add_route("POST", "/api/{method}", self._api.answer)
        routes.router.add_get("/link/{ticket}", self._sockets.connect)
        routes.router.add_post("/hooks/{hook}", self._responses.answer)
        routes.add_routes([*files.routes(self.world), *oauth.routes(self.world)])
        return routes

    # What an app is told

    @property
    def base_url(self) -> str:
        """The Web API's address with its closing slash."""
        return f"{self.world.base_url}/api/"

    def events_to(self, url: str) -> None:
        """Deliver over HTTP to this address; "" goes back to sockets."""
        self._courier.http = Http(self.world, self._session, url) if url else None

    async def verify(self) -> None:
        """What Slack does when the address is entered on the app's page. Raises NotTaken."""
        http = self._courier.http
        if http is None:
            raise NotTaken("there is no address to deliver to")
        challenge = self.world.id("challenge")
        payload = {"type": "url_verification", "challenge": challenge}
        body = payload | {"token": self.app.verification}
        outcome = await http.carry("events_api", body, self.patience, (0, ""))
        answer = outcome.answer
        said = answer.get("challenge", answer.get("text")) if isinstance(answer, dict) else answer
        if outcome.reason or said != challenge:
            raise NotTaken(f"the address did not answer the challenge ({outcome.reason or said})")

    # What there is

    @property
    def transcript(self) -> Transcript:
        return self.world.transcript

    def workspace(self, id: str, name: str, *, enterprise: str = "") -> Workspace:
        team = Workspace(self._desk, id, name, enterprise)
        self.world.teams[id] = team
        return team

    @property
    def sockets(self) -> int:
        """How many are open."""
        return len(self._sockets.open)

    async def connected(self, sockets: int) -> None:
        """Until exactly so many are open; raises TimeoutError after `PATIENCE`."""
        async with asyncio.timeout(PATIENCE):
            await self._sockets.count(sockets)

    @property
    def undelivered(self) -> int:
        """Events that were given up."""
        return self._courier.undelivered

    async def settled(self) -> None:
        """Until all that the app's own calls caused has been told."""
        await self.world.settle()

    # Patience, limits and faults

    @property
    def patience(self) -> float:
        """Real seconds until a deed counts as not taken."""
        return self._courier.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._courier.patience = seconds

    @property
    def retry_pauses(self) -> tuple[float, ...]:
        """Real seconds before each further attempt to deliver an event."""
        return self._courier.retry_pauses

    @retry_pauses.setter
    def retry_pauses(self, pauses: tuple[float, ...]) -> None:
        self._courier.retry_pauses = pauses

    @property
    def events_twice(self) -> bool:
        """Is every event delivered two times?"""
        return self._courier.twice

    @events_twice.setter
    def events_twice(self, twice: bool) -> None:
        self._courier.twice = twice

    @property
    def limits(self) -> Limits:
        return self._api.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._api.limits = limits
        self.world.slow_history = limits.slow_history

    @property
    def latency(self) -> float:
        """Real seconds on the way before a call takes effect."""
        return self._api.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._api.latency = seconds

    def short_reactions(self, times: int) -> None:
        """So many answers of reactions.get will name fewer people than they count."""
        self.world.short_reactions = times

    def fail(
        self,
        method: str,
        *,
        before: Kind | None = None,
        after: Kind | None = None,
        times: int = 1,
        team: str = "",
        retry_after: int = 1,
    ) -> None:
        """The next calls of this method go wrong, before or after they took effect.

        `method` may be "*" for any and "response_url" for answers to deeds.
        """
        kind = before if before is not None else after
        if kind is None or (before is not None and after is not None):
            raise ValueError("say either before=… or after=…")
        fault = Fault(kind, after is not None, team, retry_after)
        self._faults.add(method, fault, times)

    def on_silence(self, do: Callable[[], object]) -> AbstractContextManager[None]:
        """In the block this is done whenever a call meets a "timeout"."""
        return self._faults.silence.told(do)

    def heal(self) -> None:
        """Forget the faults that nobody has met yet."""
        self._faults.clear()

    # Installing and files

    def accept(self, url: str, admin: Person, *, org: bool = False) -> str:
        """An admin agrees on the page of this address: where they are sent back to."""
        return oauth.accept(self.world, url, admin, org=org)

    def decline(self, url: str) -> str:
        """The same when they do not agree."""
        return oauth.decline(self.world, url)

    @property
    def rotates(self) -> bool:
        """Do tokens that are installed from now on expire after twelve hours?"""
        return self.world.rotates

    @rotates.setter
    def rotates(self, rotates: bool) -> None:
        self.world.rotates = rotates

    @property
    def slow_files(self) -> int:
        """So many looks at a new file find it unprocessed."""
        return self.world.slow_files

    @slow_files.setter
    def slow_files(self, looks: int) -> None:
        self.world.slow_files = looks

    # Sockets

    @property
    def refuse_sockets(self) -> bool:
        return self._sockets.refuse

    @refuse_sockets.setter
    def refuse_sockets(self, refuse: bool) -> None:
        self._sockets.refuse = refuse

    def enable_sockets(self) -> None:
        """Switch Socket Mode on again, after "link_disabled"."""
        self._sockets.disabled = False

    def silence_sockets(self) -> None:
        """Every open connection stays, but nothing passes through it any more."""
        self._sockets.silence()

    def cut_sockets(self) -> None:
        """Every open connection breaks."""
        self._sockets.cut()

    def disconnect(self, reason: Reason, *, linger: float = 0.05) -> asyncio.Task[None]:
        """Ask every socket to go; those still there after `linger` real seconds are closed."""
        return self.world.in_background(self._sockets.disconnect(reason, linger))

    # Posting later

    def _post_due(self) -> None:
        chatting.post_due(self.world, self._call_for)

    def _call_for(self, later: Scheduled) -> Call:
        team = later.channel.team
        grant = self.world.grant_of(team)
        if grant is None:
            raise Refusal("account_inactive")
        return Call(self.world, grant, team, later.arguments)
