"""Somebody who listens to a chat and remembers what happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.chat.events import Event, Receive
from bot.chat.port import Chat
from tests.patience import PATIENCE

E = TypeVar("E", bound=Event)


class Ears:
    """Keeps every event; `then` is what else it does with each."""

    def __init__(self, then: Receive | None = None) -> None:
        self.heard: list[Event] = []
        self.began = asyncio.Event()
        self.then = then

    async def receive(self, event: Event) -> None:
        self.heard.append(event)
        self.began.set()
        if self.then:
            await self.then(event)

    def only(self, kind: type[E]) -> E:
        """The one event of this kind."""
        [event] = self.all(kind)
        return event

    def all(self, kind: type[E]) -> list[E]:
        """Every event of this kind."""
        return [event for event in self.heard if isinstance(event, kind)]


@asynccontextmanager
async def listening(chat: Chat, ears: Ears) -> AsyncIterator[Ears]:
    """Listen until the block ends; the first event has come when it begins."""
    loop = asyncio.create_task(chat.listen(ears.receive))
    try:
        async with asyncio.timeout(PATIENCE):
            await ears.began.wait()
        yield ears
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
