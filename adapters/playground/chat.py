"""The playground as a chat platform: the port, done for real on the playground's own memory."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

from adapters.playground.clock import PlaygroundClock
from adapters.playground.errors import Refused
from adapters.playground.line import Line
from adapters.playground.people import People
from adapters.playground.records import BOT, PLATFORM, Channel, Draft, Mark, Message, Spot
from adapters.playground.store import Store
from adapters.playground.stream import Stream
from adapters.playground.world import World, drawn, spot_in
from bot.chat.content import Content
from bot.chat.events import Receive
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import MessageGone, PlaceGone, Reaction, ReplyRead


class Playground:
    """A workspace of two channels and a few people, in one file.

    `people` are the doors that persons come through. With `moves_time` the clock's offset is kept
    in the file and taken up from it; leave it off when real platforms share the clock.
    """

    def __init__(
        self,
        path: Path | Literal[":memory:"],
        clock: PlaygroundClock | None = None,
        *,
        moves_time: bool = True,
    ) -> None:
        self.clock = clock or PlaygroundClock()
        self.moves_time = moves_time
        self.store = Store(path)
        if moves_time:
            self.clock.keep_on(self.store)
        self.stream = Stream()
        self.world = World(self.store, self.stream)
        self._line = Line(self.store, self.clock)
        self.people = People(self.world, self._line)

    @property
    def platform(self) -> str:
        return PLATFORM

    @property
    def reply_note(self) -> str:
        return ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stream.close()
        self.store.close()

    async def listen(self, receive: Receive) -> None:
        """Deliver every event to `receive` until cancelled."""
        await self._line.listen(receive)

    def healthy(self) -> bool:
        return self._line.is_open

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        """Why we cannot post here, in one sentence; None if we can."""
        try:
            self._open_spot(place)
        except PlaceGone as gone:
            return f"{gone}."
        return None

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        """Say something to everybody there, once for each key. Raises `PlaceGone`."""
        spot = self._open_spot(place)
        draft = Draft(spot, self._line.instant(), content=drawn(content), key=key)
        return self.world.show(draft, content).ref

    async def find(self, place: Place, key: str) -> MessageRef | None:
        message = self.store.find(Spot.of(place), key)
        return message.ref if message else None

    async def edit(self, message: MessageRef, content: Content) -> None:
        """Redraw a message of ours. Raises `MessageGone` or `PlaceGone`."""
        standing = self._own(message)
        self._open_spot(message.place.channel)
        self.world.redraw(standing, content, self._line.instant())

    async def retract(self, message: MessageRef) -> None:
        try:
            self.world.remove(self._own(message))
        except MessageGone:
            return

    async def direct(self, person: Person) -> Place:
        """Raises `PlaceGone` if there is no such person."""
        channel = self.world.direct(person.id)
        if channel is None:
            raise PlaceGone("There is no such person here")
        return Spot(channel.id).place

    async def thread(self, message: MessageRef, title: str) -> Place:
        """The thread under a message; it needs no title here. Raises as the port says."""
        standing = self._standing(message)
        self._open_spot(message.place.channel)
        return spot_in(standing).place

    async def close_thread(self, message: MessageRef) -> None:
        """Nothing to do: the playground's threads have no locks."""

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        """Put reactions of ours on a message. Raises `MessageGone`, also in an archived channel."""
        standing = self._standing(message)
        if await self.check(message.place.channel):
            raise MessageGone("The channel is archived")
        for emoji in emojis:
            self.store.mark(Mark(standing.id, BOT, emoji), standing=True)
        self.world.changed(standing)

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Take a person's reactions off, as if the person did it. Raises `MessageGone`."""
        standing = self._standing(message)
        there = self.store.marks([standing.id])
        for emoji in emojis:
            if Mark(standing.id, person.id, emoji) in there:
                # In an archived channel it stays; of what nobody heard the next reading tells.
                with suppress(Refused):
                    await self.people.unreact(person.id, message.id, emoji)

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        people = {member.id: member.person for member in self.store.people()}
        marks = self.store.marks([self._standing(message).id])
        return [Reaction(people[mark.person], mark.emoji) for mark in marks if mark.person != BOT]

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        people = {member.id: member.person for member in self.store.people()}
        parent = self.world.any_message(message.id)
        return [
            ReplyRead(people[reply.author], reply.ref, reply.edited_at or reply.at, reply.text)
            for reply in self.store.replies([parent.id] if parent else [], None)
            if reply.author and reply.text
        ]

    def _open_spot(self, place: Place) -> Spot:
        spot = Spot.of(place)
        channel = self.store.channel(spot.channel)
        if channel is None:
            raise PlaceGone("There is no such channel in the playground")
        if channel.lost:
            raise PlaceGone(f"The channel {_called(channel)} is archived")
        if spot.thread is not None:
            self._check_thread(spot)
        return spot

    def _check_thread(self, spot: Spot) -> None:
        parent = self.store.message(spot.thread or 0)
        if parent is None or parent.deleted or parent.spot != Spot(spot.channel):
            raise PlaceGone("The message that the thread hung under is deleted")

    def _standing(self, ref: MessageRef) -> Message:
        message = self.world.any_message(ref.id)
        if message is None or message.deleted or message.ref != ref:
            raise MessageGone("The message is deleted")
        return message

    def _own(self, ref: MessageRef) -> Message:
        message = self._standing(ref)
        if message.author is not None or message.private_for is not None:
            raise MessageGone("The message is not ours to change")
        return message


def _called(channel: Channel) -> str:
    return channel.name if channel.owner else f"#{channel.name}"
