"""A Discord of our own on 127.0.0.1: what the app talks to, and what people do in it.

It knows nothing of the app under test, and refuses whatever Discord refuses.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Self

from aiohttp import web

from tests.emulators.discord import wire
from tests.emulators.discord.api import Api
from tests.emulators.discord.clock import Clock, world_time
from tests.emulators.discord.faults import Fault, Faults, Kind
from tests.emulators.discord.gateway import Gateway
from tests.emulators.discord.intents import MESSAGE_CONTENT
from tests.emulators.discord.interacting import NotTaken
from tests.emulators.discord.limits import Limits
from tests.emulators.discord.people import Person, Seen
from tests.emulators.discord.places import BOT_MAY, House, Room
from tests.emulators.discord.state import App, Channel, Json, User
from tests.emulators.discord.transcript import Transcript
from tests.emulators.discord.world import World
from tests.patience import PATIENCE

__all__ = ["DiscordEmulator", "House", "Limits", "NotTaken", "Person", "Room", "Seen"]


class DiscordEmulator:
    """A server while the block lasts; `now` is where its clock's time comes from (aware UTC)."""

    def __init__(self, now: Callable[[], datetime] = world_time, app: App | None = None) -> None:
        self.app = app or App()
        self.clock = Clock(now)
        self.world = World(self.clock, self.app)
        self._faults = Faults()
        self._api = Api(self.world, self._faults)
        self._gateway = Gateway(self.world)
        self.world.gateway = self._gateway

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.world.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._faults.over.set()
        await self._gateway.close()
        await self._runner.cleanup()

    def _routes(self) -> web.Application:
        routes = web.Application(client_max_size=64 * 1024**2)
        routes.router.add_route("*", "/api/v10/{path:.*}", self._api.answer)
        routes.router.add_get("/gateway", self._gateway.connect)
        routes.router.add_get("/gateway/", self._gateway.connect)
        routes.router.add_get("/cdn/{id}/{name}", self._file)
        return routes

    async def _file(self, request: web.Request) -> web.Response:
        data = self.world.files.get(f"{self.world.base_url}{request.path}")
        return web.Response(status=404) if data is None else web.Response(body=data)

    # What an app is told

    @property
    def api(self) -> str:
        """The address before every route, without a closing slash."""
        return f"{self.world.base_url}/api/v10"

    @property
    def gateway(self) -> str:
        return self.world.gateway_url

    @property
    def token(self) -> str:
        return self.app.token

    @property
    def bot_user(self) -> User:
        return self.world.bot

    # What there is

    @property
    def transcript(self) -> Transcript:
        return self.world.transcript

    def guild(
        self, id: str, name: str, *, bot: bool = True, bot_permissions: Iterable[str] = BOT_MAY
    ) -> House:
        """A guild, with the bot in it or not; an app that listens is told of it."""
        house = House(self.world, id, name, bot_permissions)
        house.bot_in = bot
        self.world.guilds[id] = house
        self.world.dispatch("GUILD_CREATE", wire.joined_json(house), id)
        return house

    def channel(self, id: str) -> Channel:
        """A channel, a thread or a direct conversation; raises KeyError."""
        return self.world.channels[id]

    def picture(self, url: str) -> bytes:
        """What was uploaded; raises KeyError."""
        return self.world.files[url]

    # Patience, limits and faults

    @property
    def patience(self) -> float:
        """Real seconds in which an interaction has to be answered."""
        return self.world.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self.world.patience = seconds

    @property
    def limits(self) -> Limits:
        return self._api.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._api.limits = limits
        self.world.late_edits = limits.late_edits

    @property
    def invalid_requests(self) -> int:
        """How many calls were answered by 401, 403 or 429 within ten minutes."""
        return self._api.gate.invalid

    def fail(
        self,
        route: str,
        *,
        before: Kind | None = None,
        after: Kind | None = None,
        times: int = 1,
        guild: str = "",
        retry_after: float = 1.0,
    ) -> None:
        """The next calls of this route go wrong, before or after they took effect.

        `route` is written as "POST /channels/{}/messages"; "*" is any.
        """
        kind = before if before is not None else after
        if kind is None or (before is not None and after is not None):
            raise ValueError("say either before=… or after=…")
        if route != "*" and route not in {known.name for known in self._api.routes}:
            raise ValueError(f"there is no route {route!r}")
        self._faults.add(route, Fault(kind, after is not None, guild, retry_after), times)

    def on_silence(self, do: Callable[[], object]) -> AbstractContextManager[None]:
        """In the block this is done whenever a call meets a "timeout"."""
        return self._faults.silence.told(do)

    def heal(self) -> None:
        """Forget the faults that nobody has met yet."""
        self._faults.clear()

    # The gateway

    @property
    def message_content(self) -> bool:
        """May the app read what is not for it? A switch on the app's page."""
        return bool(self.world.privileged & MESSAGE_CONTENT)

    @message_content.setter
    def message_content(self, allowed: bool) -> None:
        self.world.privileged = MESSAGE_CONTENT if allowed else 0

    @property
    def sockets(self) -> Gateway:
        """Its knobs: refusing, heartbeats, pauses, and all that can be seen of sessions."""
        return self._gateway

    @property
    def identifies(self) -> list[Json]:
        """What each IDENTIFY said."""
        return self._gateway.identifies

    async def connected(self, shards: int = 1) -> None:
        """Until exactly so many are heard; raises TimeoutError after `PATIENCE`."""
        async with asyncio.timeout(PATIENCE):
            await self._gateway.count(shards)

    async def settled(self) -> None:
        """Until everything that there is to tell has been sent."""
        await self._gateway.settled()

    def cut(self, *, resume: bool = True, code: int = 0) -> None:
        """Every connection breaks, or is closed with this code; `resume`: sessions outlive it."""
        self._gateway.cut(resume=resume, code=code)

    def op7(self) -> None:
        """Every connection is asked to come again."""
        self._gateway.op7()

    def invalid_session(self, *, resumable: bool) -> None:
        """Every connection is told that its session is not valid (now, or any more)."""
        self._gateway.invalid_session(resumable=resumable)

    def garbage(self, payload: Json | None = None, event: str = "MESSAGE_CREATE") -> None:
        """An event whose payload is not as it should be."""
        self._gateway.garbage(payload, event)

    def silence(self) -> None:
        """Every connection stays open, but nothing passes any more."""
        self._gateway.silence()
