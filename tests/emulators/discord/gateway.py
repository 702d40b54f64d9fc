"""The sockets through which Discord tells the app what happens."""

import asyncio
import json
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import islice

from aiohttp import WSMsgType, web

from tests.emulators.discord.intents import KNOWN, PRIVILEGED, flags_of, visible
from tests.emulators.discord.links import Link
from tests.emulators.discord.sessions import Session, shard_of
from tests.emulators.discord.state import Json
from tests.emulators.discord.wire import member_json, self_json
from tests.emulators.discord.world import World

SESSION_LIFE = timedelta(minutes=3)
"""How long a session without a connection is remembered."""
MOST_GUILDS = 2500
"""Of one shard."""
_AT_ONCE = 25
"""Guilds told in one go; then everybody else has a turn."""


class Gateway:
    """Answers at /gateway: introductions, heartbeats, events, and resumed sessions."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._links: dict[Link, Session | None] = {}
        self._sessions: dict[str, Session] = {}
        self._arriving: set[asyncio.Task[None]] = set()
        self._introduced: dict[int, float] = {}
        self._refused = 0
        self._waiting: list[asyncio.Future[None]] = []
        self.identifies: list[Json] = []
        """The `d` of every IDENTIFY that came."""
        self.resumes: list[Json] = []
        """The `d` of every RESUME that came."""
        self.beats = 0
        """Heartbeats that came."""
        self.refuse = False
        """Are new connections turned away?"""
        self.twice = False
        """Is every event told two times?"""
        self.heartbeat = 41.25
        """Seconds between the beats that are asked of the next connections."""
        self.patience = 20.0
        """Seconds that a beat may be late."""
        self.identify_pause = 5.0
        """Real seconds between two introductions of shards of one group."""

    @property
    def sessions(self) -> list[Session]:
        """Those that have a connection."""
        return [session for session in self._sessions.values() if session.link]

    async def count(self, number: int) -> None:
        """Until exactly so many sessions have a connection."""
        await self._until(lambda: len(self.sessions) == number)

    async def refused(self, times: int) -> None:
        """Until so many connections were turned away."""
        await self._until(lambda: self._refused >= times)

    async def beaten(self, times: int) -> None:
        """Until so many heartbeats came."""
        await self._until(lambda: self.beats >= times)

    async def settled(self) -> None:
        """Until the app has been sent all that there is to tell."""
        await self._until(lambda: not any(session.pending for session in self.sessions))
        await asyncio.gather(*(link.drained() for link in list(self._links)))

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._waiting.append(asyncio.get_running_loop().create_future())
            await self._waiting[-1]

    def _changed(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    # Connections

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self.refuse:
            self._refused += 1
            self._changed()
            return web.Response(status=503)
        stream = web.WebSocketResponse(timeout=1)
        await stream.prepare(request)
        if (request.query.get("v"), request.query.get("encoding")) != ("10", "json"):
            await stream.close(code=4012)
            return stream
        link = Link(stream, request, self.heartbeat + self.patience)
        self._links[link] = None
        try:
            async with link.open():
                await self._serve(link)
        finally:
            self._leave(link)
        return stream

    async def _serve(self, link: Link) -> None:
        link.send({"op": 10, "d": {"heartbeat_interval": round(self.heartbeat * 1000)}})
        async for message in link.stream:
            if message.type is not WSMsgType.TEXT:
                link.end(4002)
            elif not link.ended_with:
                self._read(link, message.data)

    def _leave(self, link: Link) -> None:
        """A good-bye ends the session; after anything else it waits for a while."""
        session = self._links.pop(link)
        if session is None or session.link is not link:
            return
        session.link, session.left_at = None, self._world.clock.now()
        said = link.ended_with or link.stream.close_code
        if said in {1000, 1001, 4007, 4009}:
            self._forget(session)
        self._changed()

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.id, None)

    # What an app says

    def _read(self, link: Link, text: str) -> None:
        fault = link.fault_of(text)
        if fault:
            link.end(fault)
            return
        try:
            frame = json.loads(text)
            code = self._hear(link, frame["op"], frame.get("d"))
        except (ValueError, KeyError, TypeError, AttributeError):
            code = 4002
        if code:
            link.end(code)

    def _hear(self, link: Link, op: int, data: Json) -> int:
        """Act upon one frame; gives the code to hang up with, or 0."""
        if op == 1:
            return self._beat(link, data)
        if op == 2:
            return self._identify(link, data)
        if op == 6:
            return self._resume(link, data)
        if op not in {3, 4, 8, 31}:
            return 4001
        session = self._links[link]
        if session is None:
            return 4003
        if op == 8:
            self._members(session, data)
        return 0

    def _beat(self, link: Link, sequence: object) -> int:
        link.beat()
        self.beats += 1
        self._changed()
        session = self._links[link]
        if session and isinstance(sequence, int):
            session.seen(sequence)
        link.send({"op": 11, "d": None})
        return 0

    def _identify(self, link: Link, data: Json) -> int:
        if link.greeted:
            return 4005
        self.identifies.append(data)
        self._world.identifies_left -= 1
        shard, count = data.get("shard") or (0, 1)
        code = self._wrong_in(data, shard, count)
        if code:
            return code
        if self._too_soon(shard % self._world.max_concurrency):
            link.send({"op": 9, "d": False})
            return 0
        session = Session(
            f"session{self._world.serial()}", shard, count, data["intents"], self._world.bot.id
        )
        self._greet(link, session)
        return 0

    def _wrong_in(self, data: Json, shard: int, count: int) -> int:
        intents = data.get("intents")
        if data["token"] != self._world.app.token or self._world.identifies_left < 0:
            return 4004
        if not isinstance(data["properties"], dict):
            return 4002
        if not 0 <= shard < count:
            return 4010
        if not isinstance(intents, int) or intents & ~KNOWN:
            return 4013
        if intents & PRIVILEGED & ~self._world.privileged:
            return 4014
        return 4011 if len(self._guilds(shard, count)) > MOST_GUILDS else 0

    def _guilds(self, shard: int, count: int) -> list[str]:
        guilds = self._world.guilds_of_bot()
        return [guild.id for guild in guilds if shard_of(guild.id, count) == shard]

    def _too_soon(self, group: int) -> bool:
        """Has another shard of this group introduced itself just now?"""
        now = asyncio.get_running_loop().time()
        before = self._introduced.get(group, -math.inf)
        if now - before < self.identify_pause:
            return True
        self._introduced[group] = now
        return False

    def _greet(self, link: Link, session: Session) -> None:
        ids = self._guilds(session.shard, session.count)
        session.pending = {id: self._world.guilds[id] for id in ids}
        session.link, link.greeted = link, True
        self._links[link] = self._sessions[session.id] = session
        session.tell("READY", self._ready(session))
        task = asyncio.get_running_loop().create_task(self._arrive(session))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)
        self._changed()

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self_json(self._world.bot),
            "guilds": [{"id": id, "unavailable": True} for id in session.pending],
            "private_channels": [],
            "session_id": session.id,
            "resume_gateway_url": self._world.gateway_url,
            "shard": [session.shard, session.count],
            "application": {
                "id": self._world.app.id,
                "flags": flags_of(self._world.privileged),
            },
        }

    async def _arrive(self, session: Session) -> None:
        """Tell of guild after guild, no faster than the app listens."""
        while session.pending:
            for guild in list(islice(session.pending.values(), _AT_ONCE)):
                session.tell_guild(guild)
            if session.link:
                await session.link.drained()
            await asyncio.sleep(0)
        self._changed()

    def _resume(self, link: Link, data: Json) -> int:
        if link.greeted:
            return 4005
        self.resumes.append(data)
        if data["token"] != self._world.app.token:
            return 4004
        session = self._sessions.get(data["session_id"])
        if session is None or self._expired(session):
            link.send({"op": 9, "d": False})
            return 0
        if data["seq"] > session.sequence:
            self._forget(session)
            return 4007
        link.greeted, self._links[link] = True, session
        session.resume(link, data["seq"])
        self._changed()
        return 0

    def _expired(self, session: Session) -> bool:
        left = session.left_at
        return left is not None and self._world.clock.now() - left > SESSION_LIFE

    def _members(self, session: Session, data: Json) -> None:
        """Members by their ids; whoever asks otherwise gets no answer here."""
        guild = self._world.guilds[data["guild_id"]]
        ids = [data["user_ids"]] if isinstance(data["user_ids"], str) else data["user_ids"]
        known = [guild.members[id] for id in map(str, ids) if id in guild.members]
        chunk = {
            "guild_id": guild.id,
            "members": [member_json(member) for member in known],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [id for id in map(str, ids) if id not in guild.members],
        }
        more = {"nonce": data["nonce"]} if data.get("nonce") else {}
        session.tell("GUILD_MEMBERS_CHUNK", chunk | more)

    # What an app is told

    def dispatch(self, event: str, payload: Json, guild_id: str) -> None:
        """Events leave in the order in which they came here."""
        guild = self._world.guilds.get(guild_id)
        down = guild and not guild.available and not event.startswith("GUILD_")
        if down or not visible(self._world, event, payload):
            return
        for session in self._sessions.values():
            if session.hears(event, guild_id):
                for _ in range(2 if self.twice else 1):
                    session.take(event, payload, guild_id)

    # Trouble

    def cut(self, *, resume: bool = True, code: int = 0) -> None:
        """Every connection breaks; with a code Discord hangs up in good order instead.

        Without `resume` the sessions are forgotten.
        """
        for link, session in list(self._links.items()):
            if session and not resume:
                self._forget(session)
            link.end(code) if code else link.abort()

    def op7(self) -> None:
        """Ask every connection to come again."""
        self._tell_links({"op": 7, "d": None})

    def invalid_session(self, *, resumable: bool) -> None:
        """Tell every connection that its session ended, or that it should be resumed."""
        self._tell_links({"op": 9, "d": resumable})
        if not resumable:
            self._sessions.clear()
            self._changed()

    def ask_for_beat(self) -> None:
        """Want a heartbeat at once."""
        self._tell_links({"op": 1, "d": None})

    def _tell_links(self, frame: Json) -> None:
        for link in self._links:
            link.send(frame)

    def garbage(self, payload: Json | None = None, event: str = "MESSAGE_CREATE") -> None:
        """An event whose payload is not as it should be; by default almost nothing is in it."""
        for session in self.sessions:
            session.tell(event, {"id": "no number"} if payload is None else payload)

    def noise(self, text: str = '{"op":0,') -> None:
        """A frame that is no JSON."""
        for link in self._links:
            link.send_text(text)

    def silence(self) -> None:
        """Every connection stays open, but nothing passes any more."""
        for link in self._links:
            link.silence()

    async def close(self) -> None:
        """End every connection."""
        for task in self._arriving:
            task.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await asyncio.gather(*(link.stop() for link in list(self._links)))
