"""An emulator with one guild, and the real client on it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import discord as library
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.emulators.discord.emulator import DiscordEmulator, House, Person, Room
from tests.emulators.discord.sdk import logged_in

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@contextmanager
def pointed_at(discord: DiscordEmulator) -> Iterator[None]:
    """The library talks to this emulator while the block lasts."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = discord.api, URL(discord.gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@pytest.fixture
async def discord() -> AsyncIterator[DiscordEmulator]:
    """Its clock runs with the world's; the app may read everything."""
    async with DiscordEmulator() as emulator:
        emulator.message_content = True
        with pointed_at(emulator):
            yield emulator


@pytest.fixture
def guild(discord: DiscordEmulator) -> House:
    return discord.guild("100", "Acme")


@pytest.fixture
def ada(guild: House) -> Person:
    return guild.person("1", "ada", nick="Ada", manages=True)


@pytest.fixture
def grace(guild: House) -> Person:
    return guild.person("2", "grace", global_name="Grace Hopper")


@pytest.fixture
def room(guild: House) -> Room:
    return guild.channel("200", "ml-interviews")


@pytest.fixture
async def client(discord: DiscordEmulator) -> AsyncIterator[library.Client]:
    """The real client; it only speaks."""
    async with logged_in(discord.token) as speaking:
        yield speaking
