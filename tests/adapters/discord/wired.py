"""The whole adapter, listening to the town's Discord over the wire."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from adapters.discord import line as lines
from adapters.discord import sharding
from adapters.discord.chat import Discord
from adapters.discord.http import tracing
from adapters.discord.line import Line, Ties
from adapters.discord.options import Options
from bot.chat import news
from bot.chat.events import Event
from bot.chat.places import MessageRef
from tests.adapters.discord.hearing import QUESTION, Told
from tests.adapters.discord.town import Town
from tests.adapters.ears import Ears, listening
from tests.patience import PATIENCE


@dataclass(frozen=True, slots=True)
class Wired:
    """A town, somebody who listens to it, and the adapter between."""

    town: Town
    ears: Ears
    chat: Discord
    line: Line
    told: Told

    async def ask(self) -> MessageRef:
        return await self.chat.post(self.town.place, QUESTION, "round:1")

    async def until(self, holds: Callable[[], object]) -> None:
        """Until it holds; raises TimeoutError after `PATIENCE`."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - it may be about the emulator, which tells nobody
                await asyncio.sleep(0.01)

    async def heard(self, kind: type[Event], times: int) -> None:
        await self.until(lambda: len(self.ears.all(kind)) >= times)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for seconds before trying again."""
    monkeypatch.setattr(lines, "PAUSES", (0.05,))
    monkeypatch.setattr(news, "PAUSES", (0.05,))
    monkeypatch.setattr(sharding, "PAUSE", 0.0)


def options(town: Town, *, message_content: bool = False, **more: object) -> Options:
    address = town.discord.api, town.discord.gateway
    return Options(town.discord.token, *address, message_content, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def wired(
    town: Town,
    ears: Ears | None = None,
    known: Collection[str] = (),
    settings: Options | None = None,
    told: Told | None = None,
    identify_pause: float = 0.0,
    guilds: Callable[[], Awaitable[Collection[str]]] | None = None,
) -> AsyncIterator[Wired]:
    """Listening; the first event has come when the block begins."""
    ears, told = ears or Ears(), told or Told()
    town.discord.sockets.identify_pause = identify_pause
    async with Discord(
        settings or options(town), town.kept, town.discord.clock.now, town.pacer
    ) as chat:

        async def those_known() -> Collection[str]:
            return known

        ties = Ties(chat, town.kept, told, guilds or those_known, tracing(town.pacer))
        chat.line = heard = Line(chat.options, ties, town.discord.clock.now)
        async with listening(chat, ears):
            yield Wired(town, ears, chat, heard, told)
