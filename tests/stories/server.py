"""A server on Discord with the whole engine behind it, driven only by what its people do."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from adapters.discord.chat import Discord
from adapters.discord.options import Options
from adapters.discord.whole import whole
from bot.app import Engine
from bot.chat.commands import COMMANDS
from bot.db.engine import Database
from bot.db.queries import workspaces
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.question import Bank
from tests.adapters.discord_stage import Overheard
from tests.emulators.discord.emulator import DiscordEmulator, Person, Room
from tests.emulators.discord.markdown_of import shown
from tests.emulators.discord.state import Channel
from tests.patience import PATIENCE
from tests.stories.cast import Cast, Hand, Line, heard


@dataclass(slots=True)
class Server(Cast[Channel]):
    """One server, its channel and its people."""

    hand: Hand
    discord: DiscordEmulator
    engine: Engine
    chat: Discord
    overheard: Overheard
    room: Channel
    people: Mapping[str, Person]

    def person(self, name: str) -> Person:
        return self.people[name]

    async def settled(self) -> None:
        await self.discord.settled()

    def id_of(self, name: str) -> str:
        return self.person(name).id

    def lines(self, name: str, room: Channel | None = None) -> list[Line]:
        return [
            Line(one.id, read(one.text), one.ephemeral, one.thread, one.reactions)
            for one in self.person(name).sees(room or self.room)
        ]

    async def command(self, name: str, words: str, room: Channel | None = None) -> None:
        first, *rest = words.split()
        [command] = [one for one in COMMANDS if one.name == first]
        options = dict(zip((option.name for option in command.options), rest, strict=False))
        await self.person(name).command(room or self.room, f"quiz {first}", **options)
        await self.overheard.idle()

    async def press(self, name: str, message: str, label: str, room: Channel | None = None) -> None:
        await self.person(name).press(room or self.room, message, label)
        await self.overheard.idle()

    async def submit(self, name: str, entries: Mapping[str, str | Sequence[str]]) -> None:
        await self.person(name).submit(dict(entries))
        await self.overheard.idle()

    async def react(self, name: str, message: str, letter: str) -> None:
        async with self._told():
            await self.person(name).react(self.room, message, self.emoji(letter))

    async def unreact(self, name: str, message: str, letter: str) -> None:
        async with self._told():
            await self.person(name).unreact(self.room, message, self.emoji(letter))

    async def reply(self, name: str, message: str, text: str) -> str:
        async with self._told():
            return await self.person(name).say(self.discord.channel(message), text)

    async def rewrite(self, name: str, message: str, reply: str, text: str) -> None:
        async with self._told():
            await self.person(name).edit(self.discord.channel(message), reply, text)

    def emoji(self, letter: str) -> str:
        return LETTER_EMOJI[letter]

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        """What is done in the block has reached the engine afterwards."""
        before = len(self.overheard.taken)
        yield
        await self.overheard.until(before + 1)


@asynccontextmanager
async def server(database: Database, bank: Bank) -> AsyncIterator[Server]:
    """Acme's server, where the bot was just invited and its channel has four members."""
    async with AsyncExitStack() as stack:
        hand = Hand()
        discord = await stack.enter_async_context(DiscordEmulator(hand.read))
        room, people = acme(discord)
        chat = await spoken(stack, discord, hand, database)
        overheard = overhearing(chat)
        engine = await heard(stack, hand, database, bank, [chat])
        await ready(discord)
        yield Server(hand, discord, engine, chat, overheard, room, people)


def acme(discord: DiscordEmulator) -> tuple[Room, dict[str, Person]]:
    """The server's channel and its people."""
    house = discord.guild("100", "Acme")
    people = {
        "Ada": house.person("1", "ada", manages=True),
        "Grace": house.person("2", "grace"),
        "Alan": house.person("3", "alan"),
        "Katherine": house.person("4", "katherine"),
    }
    return house.channel("200", "ml-interviews"), people


async def spoken(
    stack: AsyncExitStack, discord: DiscordEmulator, hand: Hand, database: Database
) -> Discord:
    """The adapter, logged in until `stack` closes."""
    discord.message_content = True
    options = Options(
        token=discord.token, api=discord.api, gateway=discord.gateway, message_content=True
    )

    async def guilds() -> frozenset[str]:
        async with database.read() as session:
            return await workspaces.present(session, "discord")

    return await stack.enter_async_context(whole(options, database.engine, guilds, hand.read))


def overhearing(chat: Discord) -> Overheard:
    """Told of everything that the chat's line tells."""
    assert chat.line is not None
    overheard = chat.line = Overheard(chat.line)
    return overheard


async def ready(discord: DiscordEmulator) -> None:
    """Until the bot is there and its commands are known."""
    await discord.connected()
    async with asyncio.timeout(PATIENCE):
        while not discord.world.commands.get(""):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)


def read(source: str) -> str:
    """Words as they are read, without the signs of style."""
    return "".join(part.words for part in shown(source))
