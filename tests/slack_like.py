"""A chat in memory whose ids look like Slack's, in any number of workspaces; an engine on it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Self

from sqlalchemy import select

from bot.chat.commands import split
from bot.chat.content import Action, Content
from bot.chat.events import ButtonPressed, CommandGiven, Event, FormSubmitted, Receive
from bot.chat.places import MessageRef, Person, Place, Workspace
from bot.chat.port import MessageGone, PlaceGone, Reaction, ReplyRead
from bot.db.engine import Database
from bot.db.tables import Channel, Post
from bot.handlers.desk import Desk
from bot.handlers.router import Handlers
from bot.messages import settings_forms as forms
from bot.quiz.question import Bank
from bot.service.answers import Answers
from bot.service.dispatch import Dispatcher
from bot.service.intake import Intake
from bot.service.means import Means
from questions.suggestions import PackDrafting
from tests.builders import MONDAY, FakeBank, FakeReply, SetClock
from tests.fakes import FlakyChat

ACME, GLOBEX = Workspace("slack", "T0ACME"), Workspace("slack", "T0GLOBEX")
ROOM, LOBBY = Place(ACME, "C0ROOM"), Place(ACME, "C0LOBBY")
FAR = Place(GLOBEX, "C0FAR")


@dataclass(slots=True)
class Said:
    """A message of ours."""

    ref: MessageRef
    content: Content
    key: str
    emojis: list[str] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    replies: list[ReplyRead] = field(default_factory=list)


class SlackLike:
    """Everything that was said, by whom, and in which place."""

    platform = "slack"

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock
        # Unique in a channel only, as there.
        self._serials: dict[str, Iterator[int]] = defaultdict(lambda: count(100))
        self.said: dict[MessageRef, Said] = {}
        self.gone: set[Place] = set()
        self.troubles: dict[Place, str] = {}
        """What `check` finds when it is asked for more than posting."""
        self.checked: list[tuple[Place, bool, bool]] = []

    @property
    def reply_note(self) -> str:
        return ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def listen(self, receive: Receive) -> None:
        pass

    def healthy(self) -> bool:
        return True

    def ts(self, channel: str) -> str:
        """The next message's id in a channel."""
        return f"{self._clock.instant.timestamp():.0f}.{next(self._serials[channel]):06}"

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        self.checked.append((place, reactions, threads))
        if place in self.gone:
            return "Invite me first."
        return self.troubles.get(place) if reactions or threads else None

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        if place in self.gone:
            raise PlaceGone
        if standing := await self.find(place, key):
            return standing
        ref = MessageRef(place, self.ts(place.channel.id))
        self.said[ref] = Said(ref, content, key)
        return ref

    async def find(self, place: Place, key: str) -> MessageRef | None:
        found = [one.ref for one in self.in_(place) if one.key == key]
        return found[0] if found else None

    async def edit(self, message: MessageRef, content: Content) -> None:
        self._at(message).content = content

    async def retract(self, message: MessageRef) -> None:
        self.said.pop(message, None)

    async def direct(self, person: Person) -> Place:
        return Place(person.workspace, f"D{person.id}")

    async def thread(self, message: MessageRef, title: str) -> Place:
        return Place(message.place.workspace, self._at(message).ref.id, message.place.id)

    async def close_thread(self, message: MessageRef) -> None:
        """Threads have no locks here."""

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        if message in self.said:
            self.said[message].emojis += emojis

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Nobody takes off what others put on."""

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        return self._at(message).reactions

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        return self._at(message).replies

    def in_(self, place: Place) -> list[Said]:
        """What stands in a place, oldest first."""
        return [one for one in self.said.values() if one.ref.place == place]

    def _at(self, message: MessageRef) -> Said:
        if message not in self.said:
            raise MessageGone
        return self.said[message]


@dataclass(slots=True)
class Office:
    """An engine on `SlackLike`, with a clock to set."""

    desk: Desk
    handlers: Handlers
    clock: SetClock
    slack: SlackLike
    chat: FlakyChat
    """The same, in front of which calls can be made to fail."""
    dispatcher: Dispatcher

    @property
    def database(self) -> Database:
        return self.desk.means.database

    @property
    def now(self) -> datetime:
        return self.clock.instant

    async def receive(self, event: Event) -> None:
        await self.handlers.receive(event)

    async def give(self, person: Person, place: Place, text: str) -> Content:
        """Give `/quiz <text>`; what is answered."""
        reply = FakeReply()
        await self.receive(CommandGiven(self.now, person, place, split(text), reply))
        return reply.only

    async def press(self, person: Person, message: MessageRef, action: Action) -> FakeReply:
        reply = FakeReply()
        await self.receive(ButtonPressed(self.now, person, message, action, reply))
        return reply

    async def submit(
        self, person: Person, place: Place, action: Action, **values: str
    ) -> FakeReply:
        reply = FakeReply()
        await self.receive(FormSubmitted(self.now, person, place, action, values, reply))
        return reply

    async def set_up(self, place: Place = ROOM, **values: str) -> Content:
        """A question on every day at nine."""
        sent = {**forms.setup_values(), forms.WEEKDAYS: "1 2 3 4 5 6 7", **values}
        admin = who("admin", place.workspace, may_manage=True)
        return (await self.submit(admin, place, Action(forms.SETUP), **sent)).only

    async def wait_until(self, instant: datetime) -> None:
        """Time passes and everything due is done at its own time."""
        while (wake := await self.dispatcher.next_wake()) and wake <= instant:
            self.clock.instant = max(self.now, wake)
            await self.dispatcher.run_due()
        self.clock.instant = instant
        await self.dispatcher.run_due()

    async def wait(self, delta: timedelta) -> None:
        await self.wait_until(self.now + delta)

    async def ask(self, place: Place = ROOM) -> Post:
        """The question that stands open in a place; time passes until there is one."""
        while (found := await self.open(place)) is None:
            wake = await self.dispatcher.next_wake()
            assert wake is not None, "no question is planned"
            await self.wait_until(wake)
        return found

    async def open(self, place: Place = ROOM) -> Post | None:
        async with self.database.read() as session:
            standing = (
                select(Post)
                .join(Channel, Post.channel_id == Channel.id)
                .where(
                    Channel.external_id == place.id,
                    Post.message_id.is_not(None),
                    Post.closed_at.is_(None),
                )
            )
            return (await session.scalars(standing.order_by(Post.id))).first()

    async def answer(self, person: Person, letter: str, place: Place = ROOM) -> None:
        """Press a letter of the open question."""
        post = await self.ask(place)
        assert post.message_id is not None
        message = MessageRef(place, post.message_id)
        await self.press(person, message, Action("answer", (str(post.id), letter)))

    async def close(self, place: Place = ROOM) -> Post:
        """Wait until the open question is closed and revealed."""
        post = await self.ask(place)
        await self.wait_until(post.closes_at + timedelta(minutes=1))
        return post


def who(name: str, workspace: Workspace = ACME, *, may_manage: bool = False) -> Person:
    return Person(workspace, f"U0{name.upper()}", name.capitalize(), may_manage)


@asynccontextmanager
async def office(
    database: Database, bank: Bank | None = None, now: datetime = MONDAY
) -> AsyncIterator[Office]:
    """Nobody plays yet."""
    clock = SetClock(now)
    slack = SlackLike(clock)
    chat = FlakyChat(slack)
    async with Intake(database) as intake:
        asked = bank or FakeBank()
        means = Means(database, {slack.platform: chat}, asked, clock, PackDrafting())
        desk = Desk(means, Answers(means, intake), intake, lambda: None)
        dispatcher = Dispatcher(means, intake)
        yield Office(desk, Handlers(desk), clock, slack, chat, dispatcher)
