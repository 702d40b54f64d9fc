"""What Discord remembers: users, guilds, channels, messages, commands and interactions."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

TEXT, DIRECT, THREAD, PRIVATE_THREAD = 0, 1, 11, 12
"""Kinds of channel."""
EPHEMERAL, LOADING, HAS_THREAD = 64, 128, 32
"""Flags of a message."""
COMMAND, COMPONENT, COMPLETING, DIALOG = 2, 3, 4, 5
"""Kinds of interaction."""


@dataclass(frozen=True, slots=True)
class App:
    """The application, as its owner entered it."""

    id: str = "9000"
    name: str = "Quizstreak"
    token: str = "emulated.discord.token"
    bot_id: str = "9001"


@dataclass(eq=False)
class User:
    id: str
    name: str
    global_name: str | None = None
    bot: bool = False
    accepts_direct: bool = True
    """Whoever does not cannot be written to by bots."""


@dataclass(eq=False)
class Role:
    id: str
    name: str
    permissions: int


@dataclass(eq=False)
class Member:
    """A user within a guild."""

    user: User
    guild: "Guild"
    nick: str | None = None
    roles: list[str] = field(default_factory=list)
    joined: str = ""
    locale: str = "en-US"

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def shown_name(self) -> str:
        return self.nick or self.user.global_name or self.user.name


@dataclass(eq=False)
class Message:
    id: str
    channel: "Channel"
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    held: frozenset[str] = frozenset()
    """Addresses of attachments that an embed took, so that they do not stand beside it."""
    at: str = ""
    edited: str | None = None
    kind: int = 0
    flags: int = 0
    nonce: str | int | None = None
    reference: Json | None = None
    answered: "Message | None" = None
    """The message this one replies to."""
    pings: list[User] = field(default_factory=list)
    pings_everyone: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """By the emoji as addresses write it: "🇦" or "name:id"."""
    only_for: str = ""
    """The id of the one person who sees it."""
    interaction: Json | None = None
    thread: "Channel | None" = None
    late_edits: int = 0


@dataclass(eq=False)
class Channel:
    """A text channel, a thread or a direct conversation."""

    id: str
    name: str
    guild: "Guild | None"
    kind: int = TEXT
    parent: "Channel | None" = None
    owner_id: str = ""
    topic: str = ""
    recipient: User | None = None
    overwrites: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Allowed and denied bits, by the id of a member or of the guild."""
    messages: dict[str, Message] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    created: str = ""
    invitable: bool = True
    thread_members: dict[str, str] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.kind in {THREAD, PRIVATE_THREAD}

    @property
    def guild_id(self) -> str:
        return self.guild.id if self.guild else ""

    def public(self, id: str) -> Message | None:
        """The message, unless it is for one person alone."""
        message = self.messages.get(id)
        return None if message is None or message.only_for else message

    def standing(self) -> list[Message]:
        """What everybody sees, oldest first."""
        public = [message for message in self.messages.values() if not message.only_for]
        return sorted(public, key=lambda message: int(message.id))


@dataclass(eq=False)
class Guild:
    id: str
    name: str
    owner_id: str
    bot_id: str
    locale: str = "en-US"
    bot_in: bool = True
    available: bool = True
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    """Threads included."""
    roles: dict[str, Role] = field(default_factory=dict)
    emojis: dict[str, str] = field(default_factory=dict)
    """Names by id."""


@dataclass(eq=False)
class Interaction:
    """Something a person did that wants an answer."""

    id: str
    token: str
    kind: int
    user: User
    channel: Channel
    at: datetime
    name: str = ""
    """Of the command."""
    message: Message | None = None
    """The one that carries the button."""
    original: Message | None = None
    """What the first response wrote, or what it edits."""
    dead: bool = False
    """Nobody waits for the first response any more."""
    callback: int = 0
    data: Json = field(default_factory=dict)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
