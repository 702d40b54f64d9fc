"""Who wrote and who reacted, for a while: Discord tells neither when it all is taken away."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.events import ReactionChanged, ReplyWritten
from bot.chat.places import MessageRef, Person
from bot.chat.recent import Recent

REPLIES = 20_000
MESSAGES = 2_000
"""Those whose reactions we remember."""

_Key = tuple[str, str]
"""A person and an emoji."""


@dataclass(frozen=True, slots=True)
class _Reply:
    person: Person
    message: MessageRef
    parent: MessageRef


class Seen:
    """What we have heard lately; what is not known any more is read back before closing."""

    def __init__(self) -> None:
        self._replies: Recent[str, _Reply] = Recent(REPLIES)
        self._reactions: Recent[MessageRef, dict[_Key, ReactionChanged]] = Recent(MESSAGES)

    def reply(self, event: ReplyWritten) -> None:
        """Remember whose it is."""
        self._replies.put(event.message.id, _Reply(event.person, event.message, event.parent))

    def deleted(self, message: str, at: datetime) -> ReplyWritten | None:
        """A message is gone; what that means if it was a reply that we knew."""
        reply = self._replies.get(message)
        if reply is None:
            return None
        self._replies.drop(message)
        return ReplyWritten(at, reply.person, reply.message, reply.parent, None)

    def reaction(self, event: ReactionChanged) -> None:
        """Remember that it stands, or that it does not."""
        standing = self._reactions.get(event.message) or {}
        key = event.person.id, event.emoji
        if event.standing:
            standing[key] = event
        else:
            standing.pop(key, None)
        self._reactions.put(event.message, standing)

    def cleared(
        self, message: MessageRef, at: datetime, emoji: str | None = None
    ) -> list[ReactionChanged]:
        """All reactions, or all of one emoji, were taken off a message: whose those were."""
        standing = self._reactions.get(message) or {}
        gone = [key for key in standing if emoji is None or key[1] == emoji]
        return [replace(standing.pop(key), at=at, standing=False) for key in gone]
