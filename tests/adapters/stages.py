"""A platform with people on it, as the tests of the port see any of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from adapters.playground.reading import words
from adapters.playground.records import Spot
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import Chat


class Stage(Protocol):
    """What a test can do behind the port: act as people of the platform, and look as they do."""

    chat: Chat
    place: Place
    """A channel in which we may post."""
    ada: Person
    """May manage."""
    grace: Person

    async def command(self, person: Person, place: Place, text: str) -> None: ...
    async def press(self, person: Person, message: MessageRef, action: str) -> None: ...
    async def press_private(self, person: Person, place: Place, action: str) -> None:
        """Press a button of the last message that only this person sees."""
        ...

    async def submit(
        self, person: Person, message: MessageRef, action: str, values: Mapping[str, str]
    ) -> None: ...
    async def react(self, person: Person, message: MessageRef, emoji: str) -> None: ...
    async def unreact(self, person: Person, message: MessageRef, emoji: str) -> None: ...
    async def reply(self, person: Person, message: MessageRef, text: str) -> str: ...
    async def rewrite(self, person: Person, reply: str, text: str) -> None: ...
    async def erase(self, person: Person, message: str) -> None: ...
    async def archive(self, place: Place) -> None: ...
    def sees(self, person: Person, place: Place) -> list[str]:
        """The text of every message that the person sees in the channel, threads included."""
        ...

    def emojis(self, message: MessageRef) -> list[str]:
        """The emojis that stand on a message, in their order."""
        ...


class PlaygroundStage:
    """The playground, through the doors of its people."""

    def __init__(self) -> None:
        playground = Playground(":memory:", PlaygroundClock())
        self._people = playground.people
        self.chat: Chat = playground
        self.place = Spot("ml-interviews").place
        self.ada, self.grace = (m.person for m in self._people.everybody()[:2])

    async def command(self, person: Person, place: Place, text: str) -> None:
        await self._people.say(person.id, place.id, text)

    async def press(self, person: Person, message: MessageRef, action: str) -> None:
        await self._people.press(person.id, message.id, action)

    async def press_private(self, person: Person, place: Place, action: str) -> None:
        seen = self._people.messages(person.id, place.channel.id)
        last = [message for message in seen if message["private"]][-1]
        await self._people.press(person.id, last["id"], action)

    async def submit(
        self, person: Person, message: MessageRef, action: str, values: Mapping[str, str]
    ) -> None:
        await self._people.submit(person.id, message.id, action, values)

    async def react(self, person: Person, message: MessageRef, emoji: str) -> None:
        await self._people.react(person.id, message.id, emoji)

    async def unreact(self, person: Person, message: MessageRef, emoji: str) -> None:
        await self._people.unreact(person.id, message.id, emoji)

    async def reply(self, person: Person, message: MessageRef, text: str) -> str:
        return await self._people.say(person.id, message.place.id, text, message.id)

    async def rewrite(self, person: Person, reply: str, text: str) -> None:
        await self._people.edit(person.id, reply, text)

    async def erase(self, person: Person, message: str) -> None:
        await self._people.delete(person.id, message)

    async def archive(self, place: Place) -> None:
        await self._people.archive(self.ada.id, place.id)

    def sees(self, person: Person, place: Place) -> list[str]:
        return [words(m) for m in self._people.messages(person.id, place.channel.id)]

    def emojis(self, message: MessageRef) -> list[str]:
        seen = self._people.message(self.ada.id, message.id)
        return [reaction["emoji"] for reaction in seen["reactions"]]


@asynccontextmanager
async def in_the_playground() -> AsyncIterator[Stage]:
    stage = PlaygroundStage()
    async with stage.chat:
        yield stage
