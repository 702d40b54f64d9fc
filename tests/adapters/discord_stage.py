"""Discord on the wire, through the hands of its people."""

import asyncio
import shlex
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from adapters.discord.chat import Discord, Hearing
from bot.chat.commands import COMMANDS
from bot.chat.events import Event, PlaceLost, ReactionChanged, Receive, ReplyWritten
from bot.chat.places import MessageRef, Person, Place, Workspace
from bot.chat.port import Chat
from tests.adapters.discord.town import Town
from tests.adapters.stages import Stage
from tests.emulators.discord.emulator import NotTaken
from tests.emulators.discord.markdown_of import shown
from tests.emulators.discord.people import Person as Hands
from tests.emulators.discord.state import Channel
from tests.patience import PATIENCE

T = TypeVar("T")
UNANSWERED = ReactionChanged | ReplyWritten | PlaceLost
"""Discord tells them and waits for no answer, so nobody but the app knows what became of them."""


class Overheard:
    """A line, and whether what it told was taken."""

    def __init__(self, line: Hearing) -> None:
        self._line = line
        self._told = asyncio.Condition()
        self.taken: list[bool] = []
        self._under_way = 0

    async def listen(self, receive: Receive) -> None:
        await self._line.listen(partial(self._heard, receive))

    def healthy(self) -> bool:
        return self._line.healthy()

    async def _heard(self, receive: Receive, event: Event) -> None:
        taken = False
        self._under_way += 1
        try:
            await receive(event)
            taken = True
        finally:
            self._under_way -= 1
            async with self._told:
                if isinstance(event, UNANSWERED):
                    self.taken.append(taken)
                self._told.notify_all()

    async def until(self, count: int) -> None:
        """Wait until so much was told."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: len(self.taken) >= count)

    async def idle(self) -> None:
        """Wait until all that was told has been dealt with, acknowledged first or not."""
        async with asyncio.timeout(PATIENCE), self._told:
            await self._told.wait_for(lambda: not self._under_way)


class DiscordStage:
    """Acme's channel; the adapter is logged in. Whoever replies pings us if `they_ping`."""

    def __init__(self, town: Town, chat: Discord, *, they_ping: bool) -> None:
        assert chat.line is not None
        self._town = town
        self._overheard = chat.line = Overheard(chat.line)
        self._ping = f"<@{chat.us}> " if they_ping else ""
        self._replies: set[str] = set()
        town.room.allow("manage_messages")
        self.chat: Chat = chat
        self.place = town.place
        workspace = Workspace("discord", town.acme.id)
        self.ada = Person(workspace, town.ada.id, town.ada.shown_name)
        self.grace = Person(workspace, town.grace.id, town.grace.shown_name)

    async def command(self, person: Person, place: Place, text: str) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._town.told.known.wait()
        root, name, *words = shlex.split(text)
        [command] = [one for one in COMMANDS if one.name == name]
        options = dict(zip((option.name for option in command.options), words, strict=False))
        await self._hands(person).command(self._room(place), f"{root} {name}", **options)

    async def press(self, person: Person, message: MessageRef, action: str) -> None:
        await self._hands(person).press(self._room(message.place), message.id, f"do:{action}")

    async def press_private(self, person: Person, place: Place, action: str) -> None:
        hands, room = self._hands(person), self._room(place)
        last = [seen for seen in hands.sees(room) if seen.ephemeral][-1]
        await hands.press(room, last.id, f"do:{action}")

    async def submit(
        self, person: Person, message: MessageRef, action: str, values: Mapping[str, str]
    ) -> None:
        hands, room = self._hands(person), self._room(message.place)
        kept = self._town.kept.forms.items()
        [key] = [key for key, form in kept if str(form.action) == action]
        await hands.press(room, message.id, f"open:{key}")
        await hands.submit(dict(values))

    async def react(self, person: Person, message: MessageRef, emoji: str) -> None:
        room = self._room(message.place)
        await self._told(self._hands(person).react(room, message.id, emoji))

    async def unreact(self, person: Person, message: MessageRef, emoji: str) -> None:
        room = self._room(message.place)
        await self._told(self._hands(person).unreact(room, message.id, emoji))

    async def reply(self, person: Person, message: MessageRef, text: str) -> str:
        thread = await self._thread(self._hands(person), message)
        said = await self._told(self._hands(person).say(thread, self._ping + text))
        self._replies.add(said)
        return said

    async def _thread(self, hands: Hands, message: MessageRef) -> Channel:
        try:
            return self._town.discord.channel(message.id)
        except KeyError:
            return await hands.open_thread(self._room(message.place), message.id, "Talk")

    async def rewrite(self, person: Person, reply: str, text: str) -> None:
        room = self._town.room
        await self._told(self._hands(person).edit(room, reply, self._ping + text))

    async def erase(self, person: Person, message: str) -> None:
        deleting = self._town.ada.delete(self._town.room, message)
        await (self._told(deleting) if message in self._replies else deleting)

    async def archive(self, place: Place) -> None:
        """Discord has no archive for channels; they are deleted."""
        await self._told(self._town.acme.remove_channel(self._town.room))

    def sees(self, person: Person, place: Place) -> list[str]:
        seen = self._hands(person).sees(self._room(place))
        return ["".join(part.words for part in shown(one.text)) for one in seen]

    def emojis(self, message: MessageRef) -> list[str]:
        seen = self._town.ada.sees(self._room(message.place))
        [one] = [one for one in seen if one.id == message.id]
        return list(one.reactions)

    async def _told(self, deed: Awaitable[T]) -> T:
        """Done, and heard by the app, which tells again and again what was not taken."""
        before = len(self._overheard.taken)
        done = await deed
        await self._overheard.until(before + 1)
        if not self._overheard.taken[before]:
            raise NotTaken("Try again: the event was not taken")
        return done

    def _hands(self, person: Person) -> Hands:
        return {"1": self._town.ada, "2": self._town.grace}[person.id]

    def _room(self, place: Place) -> Channel:
        return self._town.discord.channel(place.channel.id)


@asynccontextmanager
async def in_discord() -> AsyncIterator[Stage]:
    """We are shown only the replies that ping us."""
    async with Town() as town, town.chat() as chat:
        yield DiscordStage(town, chat, they_ping=True)


@asynccontextmanager
async def in_discord_reading_all() -> AsyncIterator[Stage]:
    """We have Discord's leave to read every message."""
    async with Town() as town, town.chat(message_content=True) as chat:
        yield DiscordStage(town, chat, they_ping=False)
