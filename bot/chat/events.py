"""What can happen to us in a chat: frozen records in the past tense.

`at` is the platform's own time of the deed (UTC), never the time at which we heard of it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.content import Action, Choice
from bot.chat.places import MessageRef, Person, Place, Workspace
from bot.chat.reply import Reply


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """Somebody gave `/quiz …`; `words` are what followed, already split."""

    at: datetime
    person: Person
    place: Place
    words: tuple[str, ...]
    reply: Reply


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    at: datetime
    person: Person
    message: MessageRef
    action: Action
    reply: Reply


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """A dialog was sent; `values` has an entry for each field, "" where it was left empty."""

    at: datetime
    person: Person
    place: Place
    action: Action
    values: Mapping[str, str]
    reply: Reply


@dataclass(frozen=True, slots=True)
class ShortcutUsed:
    """Somebody chose one of `bot.chat.commands.SHORTCUTS` from a message's menu."""

    at: datetime
    person: Person
    message: MessageRef
    shortcut: str
    """Its name."""
    reply: Reply


@dataclass(frozen=True, slots=True)
class OptionTyped:
    """Somebody is typing an option of `/quiz …` where the platform completes words."""

    at: datetime
    person: Person
    place: Place
    command: str
    option: str
    text: str
    """So far."""
    offer: Callable[[Sequence[Choice]], Awaitable[None]]
    """Shows what it could become, at most `CHOICES_LIMIT`."""


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at the page that a platform gives them alone with us (Slack's App Home).

    `reply.replace` draws the page. Its buttons are pressed in their direct conversation with us:
    there `reply.say` speaks, and `reply.replace` draws the page anew.
    """

    at: datetime
    person: Person
    reply: Reply


@dataclass(frozen=True, slots=True)
class ReactionChanged:
    """A reaction was put on a message or taken off it; `emoji` is a bare Unicode emoji."""

    at: datetime
    person: Person
    message: MessageRef
    emoji: str
    standing: bool


@dataclass(frozen=True, slots=True)
class ReplyWritten:
    """A thread reply was written, edited (same `message`, later `at`) or deleted (no `text`)."""

    at: datetime
    person: Person
    message: MessageRef
    """The reply itself; its place is the thread."""
    parent: MessageRef
    """The message that the thread hangs under."""
    text: str | None


@dataclass(frozen=True, slots=True)
class WorkspaceJoined:
    at: datetime
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceLeft:
    at: datetime
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """A channel was deleted or archived, or we were put out of it."""

    at: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Reconnected:
    """We hear again; what happened since `since` may have been missed."""

    at: datetime
    platform: str
    since: datetime


Event = (
    CommandGiven
    | ButtonPressed
    | FormSubmitted
    | ShortcutUsed
    | OptionTyped
    | HomeOpened
    | ReactionChanged
    | ReplyWritten
    | WorkspaceJoined
    | WorkspaceLeft
    | PlaceLost
    | Reconnected
)

Receive = Callable[[Event], Awaitable[None]]
