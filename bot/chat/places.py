"""Who and where: the four addresses that every platform has."""

from dataclasses import dataclass

DIRECT = "@me"
"""The workspace of conversations that belong to none, where a person has one id in all of them."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack workspace, a Discord server, or the playground."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where one can post: a channel, a thread or a direct conversation.

    A thread's `id` is its own; `parent` is then the id of the channel it hangs in.
    """

    workspace: Workspace
    id: str
    parent: str | None = None

    @property
    def channel(self) -> "Place":
        """The channel that this place is or hangs in."""
        return Place(self.workspace, self.parent) if self.parent else self


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that stands in a place."""

    place: Place
    id: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on one platform, with the name that it just showed us."""

    workspace: Workspace
    id: str
    name: str
    may_manage: bool = False
    """May change a league in the place of the event that this person came with."""
    zone: str = ""
    """Their IANA time zone, where the platform just told it."""
