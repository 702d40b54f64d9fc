"""What a person does in Discord, and what is on the person's screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.emulators.discord import deeds, wire
from tests.emulators.discord.deciding import Deciding
from tests.emulators.discord.drafts import Draft
from tests.emulators.discord.emojis import known
from tests.emulators.discord.interacting import NotTaken
from tests.emulators.discord.permissions import may
from tests.emulators.discord.reading import buttons_of, text_of
from tests.emulators.discord.state import LOADING, Channel, Json, Message


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on somebody's screen; `text` is everything that can be read in it."""

    id: str
    author: str
    text: str
    content: str
    embeds: list[Json]
    components: list[Json]
    files: list[Json]
    """Every attachment."""
    beside: list[Json]
    """Those of them that no embed took."""
    ephemeral: bool
    thread: str
    """The id of the thread in which it stands, "" for the channel itself."""
    reactions: dict[str, list[str]]
    edited: bool
    loading: bool
    pings: list[str]
    """Ids of those whom it calls, and "everyone"."""

    @property
    def buttons(self) -> list[str]:
        """The labels of those that can be pressed."""
        found = [one for one in buttons_of(self.components) if not one.get("disabled")]
        return [str(one.get("label") or one["emoji"]["name"]) for one in found]


class Person(Deciding):
    """A member with hands. What Discord would not let anybody do raises NotTaken."""

    # Messages

    async def say(
        self, room: Channel, text: str, *, reply_to: str | None = None, ping: bool = False
    ) -> str:
        """Write to a channel, a thread or the bot; a reply may ping. Gives the id."""
        self._may_write(room, text)
        answered = self._standing(room, reply_to) if reply_to else None
        mentions = {"parse": ["users", "everyone"], "replied_user": ping}
        reference = self._reference(answered) if answered else None
        more = {"kind": 19, "answered": answered, "reference": reference} if answered else {}
        draft = Draft(text.strip(), mentions=mentions)
        return deeds.write(self.world, room, self.user, draft, **more).id

    def _may_write(self, room: Channel, text: str) -> None:
        if not 0 < len(text.strip()) <= 2000:
            raise NotTaken("a message has between 1 and 2000 characters")
        verb = "send_messages_in_threads" if room.is_thread else "send_messages"
        self._needs(room, "view_channel", verb)
        if room.locked:
            self._needs(room, "manage_threads")
        if room.archived:
            deeds.change_thread(self.world, room, {"archived": False})

    @staticmethod
    def _reference(answered: Message) -> Json:
        channel = answered.channel
        place = {"guild_id": channel.guild_id} if channel.guild else {}
        return {"type": 0, "message_id": answered.id, "channel_id": channel.id, **place}

    async def edit(self, room: Channel, id: str, text: str) -> None:
        message = self._own(room, id)
        deeds.rewrite(self.world, message, Draft(text.strip(), flags=message.flags))

    async def delete(self, room: Channel, id: str) -> None:
        """One's own message; who may manage messages may delete anybody's."""
        moderates = may(self, room, "manage_messages")
        message = self._standing(room, id) if moderates else self._own(room, id)
        deeds.remove(self.world, message)

    async def react(self, room: Channel, id: str, emoji: str) -> None:
        message = self._standing(room, id)
        if not known(emoji, room.guild):
            raise NotTaken(f"there is no emoji {emoji}")
        if self.id in message.reactions.get(emoji, []):
            raise NotTaken(f"{emoji} of yours stands there already")
        if emoji not in message.reactions:
            self._needs(message.channel, "add_reactions")
            if len(message.reactions) >= 20:
                raise NotTaken("there are twenty reactions already")
        deeds.put_reaction(self.world, message, self.user, emoji)

    async def unreact(self, room: Channel, id: str, emoji: str) -> None:
        message = self._standing(room, id)
        if self.id not in message.reactions.get(emoji, []):
            raise NotTaken(f"no {emoji} of yours stands there")
        deeds.take_reaction(self.world, message, self.user, emoji)

    async def clear_reactions(self, room: Channel, id: str, emoji: str = "") -> None:
        """A moderator removes all reactions, or those of one emoji."""
        self._needs(room, "manage_messages")
        deeds.clear_reactions(self.world, self._standing(room, id), emoji)

    async def open_thread(self, room: Channel, id: str, name: str) -> Channel:
        """At a message."""
        self._needs(room, "create_public_threads")
        message = self._standing(room, id)
        if message.thread:
            raise NotTaken("there is a thread already")
        return deeds.open_thread(self.world, room, self.user, name, id=message.id)

    @property
    def direct(self) -> Channel:
        """The conversation with the bot."""
        return self.world.direct(self.user)

    async def dm(self, text: str) -> str:
        """Write to the bot in private; gives the id."""
        return await self.say(self.direct, text)

    # What is on the screen

    def sees(self, room: Channel) -> list[Seen]:
        """The channel as it stands, threads where they began; empty if it is closed to us."""
        if not may(self, room, "view_channel") or self._strangers(room):
            return []
        lines: list[Message] = []
        loose = [one for one in self._threads(room) if one.id not in room.messages]
        for id in sorted([*room.messages, *(thread.id for thread in loose)], key=int):
            if id in room.messages:
                lines.append(room.messages[id])
            thread = self.world.channels.get(id)
            if thread and thread is not room:
                lines += sorted(thread.messages.values(), key=lambda one: int(one.id))
        return [seen(one) for one in lines if one.only_for in ("", self.id)]

    def _strangers(self, room: Channel) -> bool:
        return room.recipient not in (None, self.user)

    def _threads(self, room: Channel) -> list[Channel]:
        return [one for one in self.world.channels.values() if one.parent is room]

    def reload(self) -> None:
        """Load the page anew: ephemeral messages and the open dialog are gone."""
        self.dialog = None
        for room in self.world.channels.values():
            for message in list(room.messages.values()):
                if message.only_for == self.id:
                    del room.messages[message.id]

    # Within

    def _own(self, room: Channel, id: str) -> Message:
        message = self._standing(room, id)
        if message.author is not self.user:
            raise NotTaken("this message is somebody else's")
        return message


def seen(message: Message) -> Seen:
    everyone = ["everyone"] if message.pings_everyone else []
    reactions: Mapping[str, list[str]] = message.reactions
    return Seen(
        id=message.id,
        author=message.author.id,
        text=text_of(wire.message_json(message)),
        content=message.content,
        embeds=message.embeds,
        components=message.components,
        files=message.attachments,
        beside=wire.loose(message),
        ephemeral=bool(message.only_for),
        thread=message.channel.id if message.channel.is_thread else "",
        reactions={emoji: list(users) for emoji, users in reactions.items()},
        edited=message.edited is not None,
        loading=bool(message.flags & LOADING),
        pings=[user.id for user in message.pings] + everyone,
    )
