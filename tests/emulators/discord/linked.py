"""Two ways to be connected: the library's sharded client in a hurry, and a bare socket."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord as library

from tests.emulators.discord.emulator import DiscordEmulator
from tests.emulators.discord.sdk import INTENTS, Ears, listen
from tests.patience import PATIENCE

Json = dict[str, Any]
NO_CONTENT = library.Intents(
    guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True
)


class Hasty(library.AutoShardedClient):
    """Introduces its shards without the library's pause of five seconds."""

    def __init__(self, **more: Any) -> None:
        options: Json = {
            "intents": INTENTS,
            "max_messages": None,
            "chunk_guilds_at_startup": False,
            "member_cache_flags": library.MemberCacheFlags.none(),
            "guild_ready_timeout": 0.1,
        }
        super().__init__(**options | more)
        self.running: asyncio.Task[None] | None = None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        pass


@asynccontextmanager
async def starting(discord: DiscordEmulator, **more: Any) -> AsyncIterator[tuple[Hasty, Ears]]:
    """A client that begins to connect; its task is `running`."""
    discord.sockets.identify_pause = 0
    async with Hasty(**more) as client:
        ears = listen(client)
        _hear_resumes(client, ears)
        await client.login(discord.token)
        client.running = asyncio.create_task(client.connect())
        try:
            yield client, ears
        finally:
            await client.close()
            await asyncio.gather(client.running, return_exceptions=True)


def _hear_resumes(client: Hasty, ears: Ears) -> None:
    async def on_shard_resumed(shard_id: int) -> None:
        await ears.hear("resumed", shard_id)

    client.event(on_shard_resumed)


@asynccontextmanager
async def connected(discord: DiscordEmulator, **more: Any) -> AsyncIterator[tuple[Hasty, Ears]]:
    """The same, once it is ready."""
    async with starting(discord, **more) as (client, ears):
        await ears.wait("ready")
        yield client, ears


@dataclass
class Wire:
    """A socket of nobody's."""

    stream: aiohttp.ClientWebSocketResponse
    token: str

    def __post_init__(self) -> None:
        self._inflate = zlib.decompressobj()

    async def read(self) -> Json:
        """The next frame; raises AssertionError when the other side hung up."""
        message = await self.stream.receive(timeout=PATIENCE)
        if message.type is aiohttp.WSMsgType.BINARY:
            assert message.data.endswith(b"\x00\x00\xff\xff")
            return dict(json.loads(self._inflate.decompress(message.data)))
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return dict(json.loads(message.data))

    async def event(self, name: str) -> Json:
        """The next event of this name; what comes before it is passed over."""
        while (frame := await self.read())["t"] != name:
            pass
        return frame

    async def ended(self) -> int:
        """The code with which the other side hangs up after whatever it still says."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self.stream:
                pass
        return self.stream.close_code or 0

    async def send(self, op: int, data: object = None) -> None:
        await self.stream.send_json({"op": op, "d": data})

    async def identify(self, **more: Any) -> None:
        data = {"token": self.token, "properties": {}, "intents": NO_CONTENT.value}
        await self.send(2, data | more)

    async def resume(self, session: str, seq: int) -> None:
        await self.send(6, {"token": self.token, "session_id": session, "seq": seq})


@asynccontextmanager
async def wire(
    discord: DiscordEmulator, query: str = "v=10&encoding=json", *, greeted: bool = True
) -> AsyncIterator[Wire]:
    """A connection, after its greeting."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{discord.gateway}?{query}") as stream,
    ):
        opened = Wire(stream, discord.token)
        if greeted:
            assert (await opened.read())["op"] == 10
        yield opened
