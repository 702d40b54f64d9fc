"""A company on Slack with the whole engine behind it, driven only by what its people do."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from adapters.slack import http
from adapters.slack.chat import Slack
from adapters.slack.emoji import name_of
from adapters.slack.installations import Installations
from adapters.slack.manifest import scopes
from adapters.slack.options import Options
from adapters.slack.pacing import Pacer
from bot import web
from bot.app import Engine
from bot.db.engine import Database
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.question import Bank
from tests.commands import free_port
from tests.emulators.slack.emulator import Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.state import Channel
from tests.patience import PATIENCE
from tests.stories.cast import Cast, Hand, Line, heard

Way = Literal["socket", "http"]


@dataclass(slots=True)
class Company(Cast[Channel]):
    """One workspace, its channel and its people; more may be added through `slack`."""

    hand: Hand
    slack: SlackEmulator
    engine: Engine
    chat: Slack
    team: Workspace
    room: Channel
    people: Mapping[str, Person]
    site: str
    """Where our own pages are."""

    def person(self, name: str) -> Person:
        return self.people[name]

    @property
    def channel(self) -> Room:
        """The room, as its admins have it at hand."""
        assert isinstance(self.room, Room)
        return self.room

    async def settled(self) -> None:
        await self.slack.settled()

    def id_of(self, name: str) -> str:
        return self.person(name).id

    def lines(self, name: str, room: Channel | None = None) -> list[Line]:
        return [
            Line(one.ts, one.text, one.ephemeral, one.thread, one.reactions)
            for one in self.person(name).sees(room or self.room)
        ]

    async def command(self, name: str, words: str, room: Channel | None = None) -> None:
        await self.person(name).command(room or self.room, f"/quiz {words}")

    async def press(self, name: str, message: str, label: str, room: Channel | None = None) -> None:
        await self.person(name).press(room or self.room, message, label)

    async def submit(self, name: str, entries: Mapping[str, str | Sequence[str]]) -> None:
        await self.person(name).submit(entries)

    async def react(self, name: str, message: str, letter: str) -> None:
        await self.person(name).react(self.room, message, self.emoji(letter))

    async def unreact(self, name: str, message: str, letter: str) -> None:
        await self.person(name).unreact(self.room, message, self.emoji(letter))

    async def reply(self, name: str, message: str, text: str) -> str:
        return await self.person(name).say(self.room, text, thread=message)

    async def rewrite(self, name: str, message: str, reply: str, text: str) -> None:
        await self.person(name).edit(self.room, reply, text)

    def emoji(self, letter: str) -> str:
        return name_of(LETTER_EMOJI[letter])


@asynccontextmanager
async def company(database: Database, bank: Bank, way: Way) -> AsyncIterator[Company]:
    """Acme, where the app was just installed and its channel has four members."""
    async with AsyncExitStack() as stack:
        hand = Hand()
        slack = await stack.enter_async_context(SlackEmulator(hand.read))
        team, room, people = acme(slack)
        options = options_of(slack, team.install(scopes()), way)
        chat, site = await spoken(stack, slack, hand, options)
        engine = await heard(stack, hand, database, bank, [chat])
        await ready(slack, chat)
        yield Company(hand, slack, engine, chat, team, room, people, site)


def acme(slack: SlackEmulator) -> tuple[Workspace, Room, dict[str, Person]]:
    """The workspace, its channel and its people."""
    team = slack.workspace("T1", "Acme")
    people = {
        "Ada": team.person("U1", "ada", "Ada", admin=True, zone="Etc/UTC"),
        "Grace": team.person("U2", "grace", "Grace"),
        "Alan": team.person("U3", "alan", "Alan"),
        "Katherine": team.person("U4", "katherine", "Katherine"),
    }
    room = team.channel("C1", "ml-interviews", people.values(), creator=people["Ada"])
    return team, room, people


def options_of(slack: SlackEmulator, bot_token: str, way: Way) -> Options:
    return Options(
        bot_token=bot_token,
        app_token=slack.app.app_token if way == "socket" else "",
        signing_secret=slack.app.signing_secret,
        api=slack.base_url,
    )


async def spoken(
    stack: AsyncExitStack,
    slack: SlackEmulator,
    hand: Hand,
    options: Options,
    installations: Installations | None = None,
) -> tuple[Slack, str]:
    """The adapter until `stack` closes, and our own web address."""
    pacer = Pacer(hand.seconds, hand.sleep)
    chat = await stack.enter_async_context(Slack(options, installations, hand.read, pacer))
    app, port = web.application({}), free_port()
    http.mount(app, chat)
    await stack.enter_async_context(web.served(app, "127.0.0.1", port))
    site = f"http://127.0.0.1:{port}"
    if not options.by_socket:
        slack.events_to(f"{site}/slack/events")
    return chat, site


async def ready(slack: SlackEmulator, chat: Slack) -> None:
    """Wait until the app listens."""
    async with asyncio.timeout(PATIENCE):
        while not chat.healthy() or (  # noqa: ASYNC110 - nobody announces it
            chat.options.by_socket and slack.sockets < 2
        ):
            await asyncio.sleep(0.01)
