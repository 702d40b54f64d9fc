"""The same server under simcord, which lets discord.py run without a wire."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from adapters.discord.chat import Discord
from adapters.discord.keeping import KeptForms
from adapters.discord.line import Line as Hearing
from adapters.discord.line import Ties
from adapters.discord.options import Options
from adapters.discord.pacing import Pacer
from adapters.discord.told import ToldCommands
from bot.app import Engine
from bot.chat.commands import COMMANDS
from bot.chat.content import Content
from bot.chat.events import Event, Receive
from bot.chat.places import MessageRef, Place
from bot.db.engine import Database
from bot.db.queries import workspaces
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.question import Bank
from tests.emulators.discord.reading import text_of
from tests.patience import PATIENCE
from tests.stories.cast import Cast, Hand, Line, heard
from tests.stories.server import read

MILLISECOND = 0.001
"""What a date can tell apart is less fine than what a pacer counts in."""


class Late:
    """Both ends of a line whose client has to be there before the chat and its engine are."""

    def __init__(self) -> None:
        self.chat: Discord | None = None
        self._receive: Receive | None = None

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        """As the line speaks."""
        assert self.chat is not None
        return await self.chat.post(place, content, key)

    async def receive(self, event: Event) -> None:
        """As the line is heard: before there is an engine only that it begins."""
        if self._receive:
            await self._receive(event)

    async def listen(self, receive: Receive) -> None:
        """As the engine listens."""
        self._receive = receive
        await asyncio.Event().wait()

    def healthy(self) -> bool:
        return self._receive is not None


@dataclass(slots=True)
class Simulated(Cast[ChannelHandle]):
    """One server, its channel and its people."""

    hand: Hand
    env: Env
    engine: Engine
    chat: Discord
    room: ChannelHandle
    people: Mapping[str, MemberActor]
    dialogs: dict[str, InteractionResult] = field(default_factory=dict)
    """What each has open."""

    async def settled(self) -> None:
        self._clock()
        await self.env.settle()

    def id_of(self, name: str) -> str:
        return str(self.people[name].id)

    def lines(self, name: str, room: ChannelHandle | None = None) -> list[Line]:
        found: list[Line] = []
        threads = {thread.id: thread for thread in (room or self.room).threads}
        for message in (room or self.room).history(viewer=self.people[name]):
            found.append(self._line(message, ""))
            if thread := threads.get(message.id):
                found += [self._line(one, str(thread.id)) for one in thread.history()]
        return found

    def _line(self, message: discord.Message, thread: str) -> Line:
        shown: dict[str, Any] = {
            "content": message.content,
            "embeds": [embed.to_dict() for embed in message.embeds],
            "components": [row.to_dict() for row in message.components],
        }
        stored = self.env.backend.get_message(message.channel.id, message.id)
        reactions = {one.emoji: [str(id) for id in one.user_ids] for one in stored.reactions}
        private = message.flags.ephemeral
        return Line(str(message.id), read(text_of(shown)), private, thread, reactions)

    async def command(self, name: str, words: str, room: ChannelHandle | None = None) -> None:
        self._clock()
        first, *rest = words.split()
        [command] = [one for one in COMMANDS if one.name == first]
        options = dict(zip((option.name for option in command.options), rest, strict=False))
        await self.people[name].slash(room or self.room, f"quiz {first}", **options)

    async def press(
        self, name: str, message: str, label: str, room: ChannelHandle | None = None
    ) -> None:
        self._clock()
        seen = self._message(name, message, room)
        self.dialogs[name] = await self.people[name].click(seen, label=label)

    async def submit(self, name: str, entries: Mapping[str, str | Sequence[str]]) -> None:
        self._clock()
        shown = self.dialogs.pop(name)
        assert shown.modal is not None
        values = standing(shown.modal) | dict(entries)
        await self.people[name].submit_modal(shown, values)

    async def react(self, name: str, message: str, letter: str) -> None:
        self._clock()
        await self.people[name].react(self._message(name, message), self.emoji(letter))

    async def unreact(self, name: str, message: str, letter: str) -> None:
        self._clock()
        await self.people[name].unreact(self._message(name, message), self.emoji(letter))

    async def reply(self, name: str, message: str, text: str) -> str:
        self._clock()
        return str((await self.people[name].send(self._thread(message), text)).id)

    async def rewrite(self, name: str, message: str, reply: str, text: str) -> None:
        self._clock()
        [said] = [one for one in self._thread(message).history() if str(one.id) == reply]
        await self.people[name].edit(said, text)

    def emoji(self, letter: str) -> str:
        return LETTER_EMOJI[letter]

    def _clock(self) -> None:
        """Let simcord's clock show what the story's does."""
        ahead = (self.hand.read() - self.env.now()).total_seconds()
        self.env.backend.advance_clock(max(ahead, 0.0))

    def _message(self, name: str, id: str, room: ChannelHandle | None = None) -> discord.Message:
        seen = (room or self.room).history(viewer=self.people[name])
        [found] = [one for one in seen if str(one.id) == id]
        return found

    def _thread(self, message: str) -> ChannelHandle:
        [found] = [one for one in self.room.threads if str(one.id) == message]
        return found


def standing(modal: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """What a dialog shows before anybody fills it in, without what is empty."""
    found: dict[str, str | Sequence[str]] = {}
    for control in (label["component"] for label in modal["components"] if "component" in label):
        chosen = [one["value"] for one in control.get("options", ()) if one.get("default")]
        is_radio = control["type"] == discord.ComponentType.radio_group.value
        value = chosen[0] if chosen and is_radio else chosen or control.get("value")
        if value:
            found[control["custom_id"]] = value
    return found


@asynccontextmanager
async def simulated(database: Database, bank: Bank) -> AsyncIterator[Simulated]:
    """Acme's server, where the bot was just invited and its channel has four members."""
    async with AsyncExitStack() as stack:
        hand, late = Hand(), Late()
        options = Options("token", message_content=True)
        kept = KeptForms(database.engine, hand.read)

        async def guilds() -> frozenset[str]:
            async with database.read() as session:
                return await workspaces.present(session, "discord")

        ties = Ties(late, kept, ToldCommands(database.engine, "1"), guilds)
        line = Hearing(options, ties, hand.read)
        await stack.enter_async_context(line.hearing(late.receive))
        running = simcord.run(line.client(), shard_count=1, settle_timeout=PATIENCE)
        env = await stack.enter_async_context(running)
        env.backend.advance_clock((hand.read() - env.now()).total_seconds())
        # In the bot's own tasks simcord has the loop show another time.
        pacer = Pacer(clock=hand.seconds, sleep=lambda seconds: hand.sleep(seconds + MILLISECOND))
        chat = Discord(options, kept, hand.read, pacer, http=env.bot.http)
        late.chat = await stack.enter_async_context(chat)
        chat.line = late
        engine = await heard(stack, hand, database, bank, [chat])
        room, people = acme(env)
        await env.settle()
        yield Simulated(hand, env, engine, chat, room, people)


def acme(env: Env) -> tuple[ChannelHandle, dict[str, MemberActor]]:
    """The server's channel and its people."""
    house = env.create_guild("Acme")
    boss = house.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
    people = {
        name: house.add_member(env.create_user(name.lower()), roles=[boss] if first else [])
        for name, first in (("Ada", True), ("Grace", False), ("Alan", False), ("Katherine", False))
    }
    return house.create_text_channel("ml-interviews"), people
