"""A scene for tests of use-cases and handlers: two channels, people, questions, a clock to set."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from adapters.playground.records import Spot
from bot.chat.commands import Call, parse, split
from bot.chat.content import Action, Content
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted
from bot.chat.places import MessageRef, Person, Place
from bot.db.engine import Database
from bot.handlers.desk import Desk, OnButton, OnCommand, OnForm
from bot.quiz.question import Entry, Face, Form, Key, Question
from bot.service.answers import Answers
from bot.service.dispatch import Dispatcher
from bot.service.intake import Intake
from bot.service.means import Means
from questions.suggestions import PackDrafting

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
TOPICS = tuple(f"topic-{n:02}" for n in range(1, 17))


class FakeReply:
    """Keeps everything said in private."""

    def __init__(self) -> None:
        self.said: list[Content] = []
        self.replaced = 0

    async def say(self, content: Content) -> None:
        self.said.append(content)

    async def replace(self, content: Content) -> None:
        self.replaced += 1
        self.said.append(content)

    @property
    def only(self) -> Content:
        """The one thing that was said."""
        [content] = self.said
        return content


class FakeBank:
    """One question for each of sixteen topics; "B" is right."""

    def __init__(self, topics: Iterable[str] = TOPICS) -> None:
        self._entries = tuple(
            Entry(f"{topic}-question", Form.SINGLE_CHOICE, topic, f"{topic}-concept", 3, "tests")
            for topic in topics
        )

    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    def draw(self, question_id: str, seed: str) -> Question:
        """Raises `KeyError` if there is no such question."""
        entry = {entry.id: entry for entry in self._entries}[question_id]
        face = Face(entry.form, entry.topic, 3, f"What is {entry.topic}?", ("this", "that"))
        key = Key("B", "It is that.", scores=(0.0, 1.0), whys=("", ""), misconceptions=("", ""))
        return Question(entry.id, 1, entry.concept, "definition", entry.pack, face, key)


class SetClock:
    """Tells the time that a test has set."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    async def now(self) -> datetime:
        return self.instant


@dataclass(slots=True)
class Scene:
    """Everything a handler needs, and a way to give it events."""

    desk: Desk
    clock: SetClock
    playground: Playground
    dispatcher: Dispatcher
    rings: list[datetime]
    place: Place = field(default_factory=lambda: Spot("ml-interviews").place)
    other: Place = field(default_factory=lambda: Spot("data-team").place)

    @property
    def means(self) -> Means:
        return self.desk.means

    @property
    def ada(self) -> Person:
        """May manage."""
        return self.playground.people.everybody()[0].person

    @property
    def grace(self) -> Person:
        """May not."""
        return self.playground.people.everybody()[1].person

    async def command(
        self,
        commands: Mapping[str, OnCommand],
        text: str,
        person: Person | None = None,
        place: Place | None = None,
    ) -> Content:
        """Give `/quiz <text>`; what is answered."""
        words, reply = split(text), FakeReply()
        event = CommandGiven(
            self.clock.instant, person or self.ada, place or self.place, words, reply
        )
        call: Call = parse(words)
        await commands[call.command](self.desk, event, call)
        return reply.only

    async def press(
        self, buttons: Mapping[str, OnButton], action: Action, person: Person | None = None
    ) -> Content:
        """Press a button of a private message in the first channel; what is answered."""
        reply, message = FakeReply(), MessageRef(self.place, "private")
        event = ButtonPressed(self.clock.instant, person or self.ada, message, action, reply)
        await buttons[action.verb](self.desk, event)
        return reply.only

    async def submit(
        self,
        forms: Mapping[str, OnForm],
        action: Action,
        values: Mapping[str, str],
        person: Person | None = None,
        place: Place | None = None,
    ) -> Content:
        """Send a form; what is answered."""
        reply = FakeReply()
        event = FormSubmitted(
            self.clock.instant, person or self.ada, place or self.place, action, values, reply
        )
        await forms[action.verb](self.desk, event)
        return reply.only

    async def wait_until(self, instant: datetime) -> None:
        """Let time pass, doing everything that falls due, each thing at its own time."""
        while (wake := await self.dispatcher.next_wake()) and wake <= instant:
            self.clock.instant = max(self.clock.instant, wake)
            await self.dispatcher.run_due()
        self.clock.instant = instant

    async def wait(self, delta: timedelta) -> None:
        await self.wait_until(self.clock.instant + delta)

    def archive(self, place: Place, *, lost: bool = True) -> None:
        """Archive a channel, or take it out again, without anybody telling us."""
        self.playground.store.lose(place.id, lost)

    def sees(self, person: Person, place: Place) -> list[str]:
        """The summaries of the messages that a person sees in a channel."""
        seen = self.playground.people.messages(person.id, place.channel.id)
        return [message["summary"] for message in seen]


@asynccontextmanager
async def scene(database: Database, now: datetime = MONDAY) -> AsyncIterator[Scene]:
    """A fresh playground on an empty database."""
    clock, rings = SetClock(now), list[datetime]()
    async with Playground(":memory:", PlaygroundClock()) as playground, Intake(database) as intake:
        chats = {playground.platform: playground}
        means = Means(database, chats, FakeBank(), clock, PackDrafting())
        desk = Desk(means, Answers(means, intake), intake, lambda: rings.append(clock.instant))
        yield Scene(desk, clock, playground, Dispatcher(means, intake), rings)
