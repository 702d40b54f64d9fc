"""What Slack remembers: workspaces, people, channels, messages, tokens and triggers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(eq=False)
class User:
    """A member of a workspace, or an app's bot user."""

    id: str
    name: str
    real_name: str
    team: "Team"
    zone: str = "Etc/UTC"
    admin: bool = False
    owner: bool = False
    bot_id: str = ""
    app_id: str = ""
    active: bool = True
    """Only who has Slack open is shown ephemeral messages."""
    deleted: bool = False
    dialogs: list[Json] = field(default_factory=list)
    home: Json | None = None


@dataclass(eq=False)
class Message:
    ts: str
    channel: "Channel"
    author: User
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread: str = ""
    """The ts of the thread's first message, for its replies."""
    metadata: Json | None = None
    edited: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    broadcast: bool = False
    only_for: str = ""
    """The id of the one person who sees it."""
    tombstone: bool = False
    by_webhook: bool = False
    """Came through a response URL, so that chat.update does not know it."""

    @property
    def by_bot(self) -> bool:
        return bool(self.author.bot_id)


@dataclass(eq=False)
class Channel:
    id: str
    name: str
    team: "Team"
    private: bool = False
    direct: bool = False
    creator: User | None = None
    archived: bool = False
    shared: bool = False
    members: dict[str, User] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """As events call it in `channel_type`."""
        return "im" if self.direct else "group" if self.private else "channel"

    @property
    def family(self) -> str:
        """As scopes begin."""
        return {"im": "im", "group": "groups", "channel": "channels"}[self.kind]

    def standing(self) -> list[Message]:
        """What everybody sees, oldest first."""
        return sorted((m for m in self.messages.values() if not m.only_for), key=lambda m: m.ts)

    def replies(self, ts: str) -> list[Message]:
        return [message for message in self.standing() if message.thread == ts]

    def public(self, ts: str) -> Message | None:
        """The message of this ts, unless it is deleted or ephemeral."""
        message = self.messages.get(ts)
        return None if message is None or message.only_for or message.tombstone else message


@dataclass(eq=False)
class Team:
    id: str
    name: str
    enterprise: str = ""
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    emoji: set[str] = field(default_factory=set)

    @property
    def domain(self) -> str:
        return "".join(letter for letter in self.name.lower() if letter.isalnum())

    @property
    def bot(self) -> User:
        return next(user for user in self.users.values() if user.bot_id)

    def user(self, id: str) -> User | None:
        """A member, or a stranger who shares a channel with us."""
        rooms = (room.members.get(id) for room in self.channels.values() if room.shared)
        return self.users.get(id) or next((user for user in rooms if user), None)

    def direct(self, users: Iterable[User]) -> Channel | None:
        wanted = {user.id for user in users}
        rooms = (room for room in self.channels.values() if room.direct)
        return next((room for room in rooms if set(room.members) == wanted), None)


@dataclass(eq=False)
class Grant:
    """A token, and what it may do."""

    token: str
    team: Team
    scopes: frozenset[str]
    expires: datetime | None = None
    refresh: str = ""
    revoked: bool = False
    org: bool = False
    """Installed on the whole organisation: any of its workspaces, named by `team_id`."""


@dataclass(eq=False)
class Trigger:
    """What a deed allows: one dialog, soon."""

    user: User
    team: Team
    expires: datetime
    used: bool = False


@dataclass(eq=False)
class Scheduled:
    id: str
    channel: Channel
    at: datetime
    arguments: Json


@dataclass(eq=False)
class File:
    """What an app put up; nobody can show it before it is complete and processed."""

    id: str
    name: str
    team: Team
    length: int
    alt: str = ""
    title: str = ""
    data: bytes = b""
    arrived: bool = False
    complete: bool = False
    looks_left: int = 0
    """So many looks find it unprocessed."""


@dataclass(eq=False)
class Code:
    """What an admin's consent is worth: tokens, once, within ten minutes."""

    team: Team
    user: User
    scopes: frozenset[str]
    redirect_uri: str
    expires: datetime
    org: bool = False
    used: bool = False


@dataclass(frozen=True)
class App:
    """What the app's own page at Slack shows."""

    app_id: str = "A0QUIZ"
    name: str = "Quizstreak"
    client_id: str = "1111.2222"
    client_secret: str = "client-secret-of-the-app"  # a made-up one
    signing_secret: str = "signing-secret-of-the-app"  # a made-up one
    app_token: str = "xapp-1-A0QUIZ-1-sockets"  # a made-up one
    verification: str = "old-verification-token"


EVERY_SCOPE = frozenset(
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "emoji:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
    ]
)
