"""The receiving half alone, under a Discord that lives in this process."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import discord
import simcord
from discord.http import MultipartParameters
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from adapters.discord.line import Line, Ties
from adapters.discord.options import Options
from adapters.discord.render import forms, render
from bot.chat.content import Action, Button, Buttons, Content, Entry, Form, Text
from bot.chat.events import ButtonPressed, CommandGiven, Event, FormSubmitted, ShortcutUsed
from bot.chat.places import MessageRef, Place, Workspace
from tests.adapters.discord.town import Kept
from tests.adapters.ears import Ears

FORM = Form(Action("answer-form", ("7",)), "Your answer", (Entry("answer", "Answer"),))
QUESTION = Content(
    "a question",
    Text("What is 1 + 1?"),
    Buttons((Button("B", Action("answer", ("7", "B"))), Button("Answer…", FORM))),
)
NOTED = Content("noted", Text("noted"), Buttons((Button("Take back", Action("withdraw", ("7",))),)))
GONE = Content("gone", Text("taken back"))

Answered = CommandGiven | ButtonPressed | FormSubmitted | ShortcutUsed


class Told:
    """What Discord was told of our commands, in memory."""

    def __init__(self) -> None:
        self.kept = ""

    async def hash(self) -> str:
        return self.kept

    async def keep_hash(self, value: str) -> None:
        self.kept = value


@dataclass(slots=True)
class Mouth:
    """Remembers what was posted."""

    said: list[tuple[Place, Content]] = field(default_factory=list)

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        self.said.append((place, content))
        return MessageRef(place, key)


@dataclass(slots=True)
class Stand:
    """A line that hears one server with Ada, who may manage, Grace, and a channel."""

    line: Line
    env: Env
    ears: Ears
    told: Told
    mouth: Mouth
    kept: Kept
    guild: GuildHandle
    room: ChannelHandle
    ada: MemberActor
    grace: MemberActor

    @property
    def workspace(self) -> Workspace:
        return Workspace("discord", str(self.guild.id))

    @property
    def place(self) -> Place:
        return Place(self.workspace, str(self.room.id))

    async def ask(self) -> discord.Message:
        """Post a question in the channel."""
        keys = {form: await self.kept.keep(form) for form in forms(QUESTION)}
        params = MultipartParameters(render(QUESTION, keys).body, None, None)
        await self.env.bot.http.send_message(self.room.id, params=params)
        asked = self.room.last_message
        assert asked is not None
        return asked

    async def thread(self, asked: discord.Message) -> ChannelHandle:
        """The thread under a question."""
        await asked.create_thread(name="Question 1")
        [thread] = self.room.threads
        return thread


def answering(stand: Stand, content: Content, *, replace: bool = False) -> None:
    """Everything that wants an answer gets this one."""

    async def answer(event: Event) -> None:
        if isinstance(event, Answered):
            await (event.reply.replace if replace else event.reply.say)(content)

    stand.ears.then = answer


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def hearing(
    *, message_content: bool = False, known: Collection[str] = (), ears: Ears | None = None
) -> AsyncIterator[Stand]:
    """A line under simcord."""
    told, mouth, kept, ears = Told(), Mouth(), Kept(), ears or Ears()
    options = Options("token", message_content=message_content)

    async def guilds() -> Collection[str]:
        return known

    heard = Line(options, Ties(mouth, kept, told, guilds), now)
    async with heard.hearing(ears.receive), simcord.run(heard.client(), shard_count=1) as env:
        guild = env.create_guild("Acme")
        boss = guild.create_role("Boss", permissions=discord.Permissions(manage_channels=True))
        ada = guild.add_member(env.create_user("ada"), nick="Ada L.", roles=[boss])
        grace = guild.add_member(env.create_user("grace", global_name="Grace Hopper"))
        room = guild.create_text_channel("ml-interviews")
        await env.settle()
        yield Stand(heard, env, ears, told, mouth, kept, guild, room, ada, grace)
