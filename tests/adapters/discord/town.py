"""A Discord with one server, and what of the adapter speaks to it."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Self

from adapters.discord import calls, keeping
from adapters.discord.chat import Discord
from adapters.discord.http import tracing
from adapters.discord.line import Line, Ties
from adapters.discord.options import Options
from adapters.discord.pacing import Pacer
from bot.chat.content import Content, Form, Text
from bot.chat.places import Place, Workspace
from tests.emulators.discord.emulator import DiscordEmulator
from tests.steady import leap


class Hurry:
    """A clock for the pacer that jumps instead of letting anybody wait."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._start = datetime.now(UTC)

    def moment(self) -> datetime:
        """The same clock as Discord may have it."""
        return self._start + timedelta(seconds=self.now)

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Kept:
    """Forms in memory."""

    def __init__(self) -> None:
        self.forms: dict[str, Form] = {}

    async def keep(self, form: Form) -> str:
        key = keeping.key_of(keeping.encoded(form))
        self.forms[key] = form
        return key

    async def form(self, key: str) -> Form | None:
        return self.forms.get(key)


class Told:
    """Which commands Discord was told, in memory."""

    def __init__(self) -> None:
        self.kept = ""
        self.known = asyncio.Event()

    async def hash(self) -> str:
        return self.kept

    async def keep_hash(self, value: str) -> None:
        self.kept = value
        self.known.set()


class Town:
    """Acme with Ada, who may manage, Grace, and a channel; we are let in."""

    def __init__(self) -> None:
        self.time = Hurry()
        self.discord = DiscordEmulator()
        self.acme = self.discord.guild("100", "Acme")
        self.ada = self.acme.person("1", "ada", nick="Ada", manages=True)
        self.grace = self.acme.person("2", "grace", global_name="Grace Hopper")
        self.room = self.acme.channel("200", "ml-interviews")
        self.pacer = Pacer(clock=self.time.clock, sleep=self.time.sleep)
        self.kept = Kept()
        self.told = Told()
        self._open = AsyncExitStack()

    @property
    def place(self) -> Place:
        return Place(Workspace("discord", "100"), "200")

    @asynccontextmanager
    async def chat(self, *, message_content: bool = False) -> AsyncIterator[Discord]:
        """The port, logged in."""
        options = Options(
            self.discord.token,
            self.discord.api,
            self.discord.gateway,
            message_content=message_content,
        )
        self.discord.message_content = message_content
        now = self.discord.clock.now
        async with Discord(options, self.kept, now, self.pacer) as chat:
            ties = Ties(chat, self.kept, self.told, self._guilds, tracing(self.pacer))
            chat.line = Line(options, ties, now)
            yield chat

    async def _guilds(self) -> Collection[str]:
        return {self.acme.id}

    def seen(self) -> list[str]:
        """What Ada reads in the channel, threads included."""
        return [seen.text for seen in self.ada.sees(self.room)]

    def impatient(self) -> AbstractContextManager[None]:
        """In the block, whoever gets no answer at all has waited for it long enough at once."""
        longest = calls.TIMEOUT.total
        assert longest
        return self.discord.on_silence(lambda: leap(longest + 1))

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self.discord)
        self.discord.sockets.identify_pause = 0.0
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()


def saying(text: str) -> Content:
    return Content(text, Text(text))
