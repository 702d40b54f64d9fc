"""An app made of the real library alone: it hears everything, and does what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
from discord.http import handle_message_parameters

from tests.patience import PATIENCE

Act = Callable[[discord.Interaction], Awaitable[object]]


@dataclass
class Ears:
    """What came through the gateway, and how interactions are answered."""

    raw: list[tuple[str, Any]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    """Each interaction is given to the next one; the last one stays."""
    failures: list[BaseException] = field(default_factory=list)
    acted: int = 0
    """How many acts have come to their end."""
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def named(self, event: str) -> list[Any]:
        return [payload for name, payload in self.raw if name == event]

    async def hear(self, event: str, payload: Any) -> None:
        async with self._news:
            self.raw.append((event, payload))
            self._news.notify_all()

    async def wait(self, event: str, count: int = 1) -> Any:
        """The last of so many; raises TimeoutError after `PATIENCE`."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.named(event)) >= count)
        return self.named(event)[count - 1]

    async def finished(self, acts: int) -> None:
        """Until so many have; raises TimeoutError after `PATIENCE`."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: self.acted >= acts)

    async def act(self, interaction: discord.Interaction) -> None:
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0] if self.acts else None
        if act is None:
            return
        try:
            await act(interaction)
        except (discord.DiscordException, AssertionError) as error:
            self.failures.append(error)
        async with self._news:
            self.acted += 1
            self._news.notify_all()


INTENTS = discord.Intents(
    guilds=True,
    guild_messages=True,
    dm_messages=True,
    guild_reactions=True,
    message_content=True,
)
HEARD = (
    "guild_available",
    "guild_join",
    "guild_remove",
    "guild_unavailable",
    "guild_channel_create",
    "guild_channel_delete",
    "guild_channel_update",
    "message",
    "raw_message_edit",
    "raw_message_delete",
    "raw_reaction_add",
    "raw_reaction_remove",
    "raw_reaction_clear",
    "raw_reaction_clear_emoji",
    "thread_create",
    "thread_update",
    "raw_thread_update",
    "raw_thread_delete",
)


def deaf(**more: Any) -> discord.Client:
    """A client that keeps nothing."""
    return discord.AutoShardedClient(
        intents=INTENTS,
        max_messages=None,
        chunk_guilds_at_startup=False,
        member_cache_flags=discord.MemberCacheFlags.none(),
        guild_ready_timeout=0.05,
        **more,
    )


def listen(client: discord.Client) -> Ears:
    """Ears for all events of the table, and for interactions."""
    ears = Ears()
    for name in HEARD:
        _listen(client, ears, name)

    async def on_interaction(interaction: discord.Interaction) -> None:
        await ears.hear("interaction", interaction)
        await ears.act(interaction)

    async def on_ready() -> None:
        await ears.hear("ready", None)

    client.event(on_interaction)
    client.event(on_ready)
    return ears


def _listen(client: discord.Client, ears: Ears, name: str) -> None:
    async def heard(*payload: Any) -> None:
        await ears.hear(name, payload[0] if len(payload) == 1 else payload)

    heard.__name__ = f"on_{name}"
    client.event(heard)


@asynccontextmanager
async def logged_in(token: str) -> AsyncIterator[discord.Client]:
    """It only speaks."""
    async with deaf() as client:
        await client.login(token)
        yield client
    await asyncio.sleep(0)


@asynccontextmanager
async def connected(token: str) -> AsyncIterator[tuple[discord.Client, Ears]]:
    """It listens, and is ready."""
    async with deaf() as client:
        ears = listen(client)
        await client.login(token)
        running = asyncio.create_task(client.connect())
        try:
            await ears.wait("ready")
            yield client, ears
        finally:
            await client.close()
            await asyncio.gather(running, return_exceptions=True)


async def post(client: discord.Client, channel: str = "200", **fields: Any) -> str:
    """Write something; gives the id."""
    with handle_message_parameters(**({"content": "hello"} | fields)) as parameters:
        sent = await client.http.send_message(int(channel), params=parameters)
    return str(sent["id"])
