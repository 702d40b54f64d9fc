"""Slack on the wire, through the hands of its people."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from aiohttp import web

from adapters.slack import http
from adapters.slack.emoji import emoji_of, name_of
from adapters.slack.forms import unpack
from adapters.slack.manifest import EVENTS_PATH
from bot.chat.places import MessageRef, Person, Place, Workspace
from bot.chat.port import Chat
from tests.adapters.slack.town import Town
from tests.adapters.stages import Stage
from tests.emulators.slack.blocks import text_of
from tests.emulators.slack.emulator import NotTaken, Seen
from tests.emulators.slack.people import Person as Hands
from tests.emulators.slack.state import Channel

T = TypeVar("T")


class SlackStage:
    """Acme's channel; the adapter is logged in."""

    def __init__(self, town: Town, chat: Chat) -> None:
        self._town = town
        self.chat = chat
        self.place = town.place
        workspace = Workspace("slack", town.acme.id)
        self.ada = Person(workspace, town.ada.id, town.ada.real_name)
        self.grace = Person(workspace, town.grace.id, town.grace.real_name)

    async def command(self, person: Person, place: Place, text: str) -> None:
        await self._hands(person).command(self._room(place), text)

    async def press(self, person: Person, message: MessageRef, action: str) -> None:
        await self._hands(person).press(self._room(message.place), message.id, action)

    async def press_private(self, person: Person, place: Place, action: str) -> None:
        hands, room = self._hands(person), self._room(place)
        last = [seen for seen in hands.sees(room) if seen.ephemeral][-1]
        await hands.press(room, last.ts, action)

    async def submit(
        self, person: Person, message: MessageRef, action: str, values: Mapping[str, str]
    ) -> None:
        hands, room = self._hands(person), self._room(message.place)
        [seen] = [seen for seen in hands.sees(room) if seen.ts == message.id]
        buttons = [one for block in seen.blocks for one in block.get("elements", ())]
        opening = [one for one in buttons if one.get("action_id", "").startswith("open:")]
        [button] = [one for one in opening if str(unpack(one["value"]).action) == action]
        await hands.press(room, message.id, button["value"])
        await hands.submit(values)

    async def react(self, person: Person, message: MessageRef, emoji: str) -> None:
        hands, room = self._hands(person), self._room(message.place)
        await self._taken(hands.react(room, message.id, name_of(emoji)))

    async def unreact(self, person: Person, message: MessageRef, emoji: str) -> None:
        hands, room = self._hands(person), self._room(message.place)
        await self._taken(hands.unreact(room, message.id, name_of(emoji)))

    async def reply(self, person: Person, message: MessageRef, text: str) -> str:
        hands, room = self._hands(person), self._room(message.place)
        return await self._taken(hands.say(room, text, thread=message.id))

    async def rewrite(self, person: Person, reply: str, text: str) -> None:
        await self._taken(self._hands(person).edit(self._town.room, reply, text))

    async def erase(self, person: Person, message: str) -> None:
        await self._taken(self._town.erase(message))

    async def archive(self, place: Place) -> None:
        await self._taken(self._town.room.archive(self._town.ada))

    def sees(self, person: Person, place: Place) -> list[str]:
        return [_words(seen) for seen in self._hands(person).sees(self._room(place))]

    def emojis(self, message: MessageRef) -> list[str]:
        seen = self._town.ada.sees(self._room(message.place))
        [shown] = [one for one in seen if one.ts == message.id]
        return [emoji_of(name) for name in shown.reactions]

    async def _taken(self, deed: Awaitable[T]) -> T:
        """Of an event Slack alone learns that it was not taken; here the test learns it too."""
        before = len(self._town.slack.transcript.deliveries())
        done = await deed
        for delivery in self._town.slack.transcript.deliveries()[before:]:
            if not delivery.acknowledged:
                raise NotTaken(f"Try again: nobody took the event, {delivery.attempts} times")
        return done

    def _hands(self, person: Person) -> Hands:
        return {"U1": self._town.ada, "U2": self._town.grace}[person.id]

    def _room(self, place: Place) -> Channel:
        return self._town.acme.channels[place.channel.id]


def _words(seen: Seen) -> str:
    """What is read on the screen; the text beside blocks is for notifications."""
    return text_of({"blocks": seen.blocks}) if seen.blocks else seen.text


@asynccontextmanager
async def in_slack_by_socket() -> AsyncIterator[Stage]:
    """Slack reaches us through sockets."""
    async with Town() as town, town.chat(app_token=town.slack.app.app_token) as chat:
        town.slack.patience = 3.0
        yield SlackStage(town, chat)


@asynccontextmanager
async def in_slack_by_http() -> AsyncIterator[Stage]:
    """Slack reaches us by signed requests."""
    async with Town() as town, town.chat() as chat:
        app = web.Application()
        http.mount(app, chat)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        town.slack.events_to(f"http://127.0.0.1:{runner.addresses[0][1]}{EVENTS_PATH}")
        try:
            yield SlackStage(town, chat)
        finally:
            await runner.cleanup()
