"""The socket through which Discord tells the app what happens."""

import asyncio
import json

from aiohttp import WSMsgType, web

from tests.emulators.discord.state import Json
from tests.emulators.discord.wire import guild_json, self_json
from tests.emulators.discord.world import World


class Gateway:
    """Answers at /gateway: hello, identify, heartbeats and events."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[web.WebSocketResponse, int] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self.identifies: list[Json] = []
        """The `d` of every IDENTIFY that came."""

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self._send(socket, {"op": 10, "d": {"heartbeat_interval": 41_250}})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(socket, json.loads(message.data))
        finally:
            self._open.pop(socket, None)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if frame["op"] == 1:
            await self._send(socket, {"op": 11, "d": None})
        elif frame["op"] == 2:
            await self._identify(socket, frame["d"])

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> None:
        self.identifies.append(data)
        if data["token"] != self._world.app.token:
            await socket.close(code=4004)
            return
        self._open[socket] = 0
        guilds = self._world.guilds_of_bot()
        ready = {
            "v": 10,
            "user": self_json(self._world.bot),
            "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
            "session_id": f"session{self._world.serial()}",
            "resume_gateway_url": self._world.gateway_url,
            "shard": data.get("shard", [0, 1]),
            "application": {"id": self._world.app.id, "flags": 0},
        }
        await self._event(socket, "READY", ready)
        for guild in guilds:
            await self._event(socket, "GUILD_CREATE", guild_json(guild))

    def dispatch(self, event: str, payload: Json, guild_id: str) -> None:
        """Events leave in the order in which they came here."""
        for socket in list(self._open):
            task = asyncio.get_running_loop().create_task(self._event(socket, event, payload))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _event(self, socket: web.WebSocketResponse, event: str, payload: Json) -> None:
        self._open[socket] += 1
        await self._send(socket, {"op": 0, "t": event, "s": self._open[socket], "d": payload})

    async def _send(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if not socket.closed:
            await socket.send_json(frame)

    async def close(self) -> None:
        """End every connection."""
        for socket in list(self._open):
            await socket.close(code=1001)
        await asyncio.gather(*self._sending, return_exceptions=True)
