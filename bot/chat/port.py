"""The port: what we ask of any chat platform. Every operation exists on every platform.

What a platform must do its own way (pacing, retries, acknowledgements, OAuth) stays in its adapter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from bot.chat.content import Content
from bot.chat.events import Receive
from bot.chat.places import MessageRef, Person, Place


class ChatError(Exception):
    """A chat could not do what it was asked."""


class PlaceGone(ChatError):
    """The place is deleted or archived, or we may not post there any more."""


class MessageGone(ChatError):
    """The message is deleted."""


class ChatDown(ChatError):
    """The platform cannot be reached; nobody knows whether the last call took effect."""


class Throttled(ChatError):
    """The platform asks us to wait; nothing took effect."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:g} s")
        self.retry_after = retry_after


class EditRefused(Throttled):
    """The platform lets nobody change this message for now; a new one can be posted instead."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """A person's reaction that stands on a message. Platforms tell no time for it."""

    person: Person
    emoji: str


@dataclass(frozen=True, slots=True)
class ReplyRead:
    """A thread reply as it stands; `at` is when it was written or last edited (UTC)."""

    person: Person
    message: MessageRef
    at: datetime
    text: str


class Chat(Protocol):
    """One platform. Any operation may raise `ChatDown` or `Throttled`."""

    @property
    def platform(self) -> str:
        """Its name: "slack", "discord" or "playground"."""
        ...

    @property
    def reply_note(self) -> str:
        """What one has to do for a thread reply to be heard, "" if nothing: "ping me in yours"."""
        ...

    async def __aenter__(self) -> Self:
        """Log in; after this we can speak, but hear nothing yet."""
        ...

    async def __aexit__(self, *_: object) -> None: ...

    async def listen(self, receive: Receive) -> None:
        """Deliver every event to `receive` until cancelled.

        A deed is acknowledged to the platform only after `receive` returned; if it raised, the
        platform or the person learns that it failed and may try again. An exception never ends
        the loop.
        The first event after each (re)connection is `Reconnected`.
        """
        ...

    def healthy(self) -> bool:
        """Is the connection alive?"""
        ...

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        """What keeps us from posting here, or None; in one sentence that says the remedy.

        Asked for, also what keeps us from hearing reactions, from reading threads, and from
        `take_off` on a platform that has it. Where we may enter by ourselves, we do.
        """
        ...

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        """Say something to everybody there.

        The same `key` again, soon after, gives the message that stands already. Raises `PlaceGone`.
        """
        ...

    async def find(self, place: Place, key: str) -> MessageRef | None:
        """The message that was posted here under `key`, if it stands; asked after a crash."""
        ...

    async def edit(self, message: MessageRef, content: Content) -> None:
        """Replace a message of ours. Raises `EditRefused`, `MessageGone` or `PlaceGone`."""
        ...

    async def retract(self, message: MessageRef) -> None:
        """Remove a message of ours; one that is gone already counts as removed."""
        ...

    async def direct(self, person: Person) -> Place:
        """The private conversation with a person. Raises `PlaceGone` if they take no messages."""
        ...

    async def thread(self, message: MessageRef, title: str) -> Place:
        """The thread under a message, opened if need be. Raises `MessageGone` or `PlaceGone`."""
        ...

    async def close_thread(self, message: MessageRef) -> None:
        """Nothing more is awaited under a message: lock its thread where a platform has locks.

        A thread or message that is gone counts as closed. Raises `PlaceGone`.
        """
        ...

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        """Put reactions of ours on a message, in this order; those that stand are left.

        Raises `MessageGone`.
        """
        ...

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Take a person's reactions off a message; does nothing where we may not.

        What does not stand is left. Each that goes is told as if the person had taken it off.
        Raises `MessageGone`.
        """
        ...

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        """Every person's standing reactions, without our own. Raises `MessageGone`."""
        ...

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        """Every reply that stands under `message`, without our own; empty without a thread."""
        ...
