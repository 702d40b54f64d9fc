"""The whole bot: what speaks to Discord, and what hears it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime

from discord import VoiceClient
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.discord.chat import Discord
from adapters.discord.http import tracing
from adapters.discord.keeping import KeptForms
from adapters.discord.line import Line, Ties
from adapters.discord.options import Options
from adapters.discord.told import ToldCommands

# The library would warn at every start that it cannot speak aloud.
VoiceClient.warn_nacl = VoiceClient.warn_dave = False


@asynccontextmanager
async def whole(
    options: Options,
    engine: AsyncEngine,
    guilds: Callable[[], Awaitable[Collection[str]]],
    now: Callable[[], datetime],
) -> AsyncIterator[Discord]:
    """Logged in until the block ends; it hears once somebody listens.

    `guilds` gives the ids of the servers that the engine takes us to be in. Raises `ChatDown`,
    `Throttled`, or `PlaceGone` if the token is not valid.
    """
    kept = KeptForms(engine, now)
    async with Discord(options, kept, now) as chat:
        told = ToldCommands(engine, chat.us)
        ties = Ties(chat, kept, told, guilds, tracing(chat.pacer))
        chat.line = Line(options, ties, now)
        yield chat
