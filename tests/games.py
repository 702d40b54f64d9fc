"""A whole engine on the playground, with a clock moved by hand and people at every door."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from adapters.playground.errors import Unheard
from adapters.playground.reading import actions, forms, words
from adapters.playground.records import Channel as Room
from adapters.playground.records import Spot
from adapters.playground.wire import MessageJSON
from bot.chat.events import Event, WorkspaceJoined
from bot.chat.places import MessageRef, Person, Place
from bot.db.engine import Database
from bot.db.queries import posts
from bot.db.queries.posts import Errand
from bot.db.tables import Account, Answer, Channel, League, Player, Post, Round, Streak
from bot.handlers.desk import Desk
from bot.handlers.router import Handlers
from bot.messages.leagues import Present
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.league import EVERY_DOOR, LeagueSettings, Play, Schedule
from bot.quiz.question import Bank, Form
from bot.service import leagues
from bot.service.answers import Answers
from bot.service.dispatch import Dispatcher
from bot.service.intake import Intake
from bot.service.means import Means
from bot.service.settings_form import NewSchedule, SetUp
from bot.service.settling import Difference, rebuild
from questions.suggestions import PackDrafting
from tests.fakes import FlakyChat
from tests.nine_forms import NineForms

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""An hour before the day's question."""
HERE, THERE = "ml-interviews", "data-team"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAILY = Schedule(weekdays=frozenset(range(1, 8)))


def playing(form: Form = Form.SINGLE_CHOICE, play: Play | None = None) -> LeagueSettings:
    """A question of this form on each day from 9 to 17 o'clock."""
    play = play or Play(doors=EVERY_DOOR, quorum=1)
    return LeagueSettings(DAILY, replace(play, topics=frozenset({form.value})))


class HandClock:
    """The playground's clock, as the engine asks for it."""

    def __init__(self, clock: PlaygroundClock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        return self._clock.now()


@dataclass(slots=True)
class Game:
    """What a test can do, see and look up."""

    database: Database
    playground: Playground
    chat: FlakyChat
    means: Means
    intake: Intake
    dispatcher: Dispatcher
    handlers: Handlers
    line: list[asyncio.Task[None]] = field(default_factory=list)

    # Time

    @property
    def now(self) -> datetime:
        return self.playground.clock.now()

    def sleep_until(self, instant: datetime) -> None:
        """Time passes and the engine does nothing."""
        self.playground.clock.advance_to(instant)

    async def go_to(self, instant: datetime) -> None:
        """Time passes and everything due is done at its own time."""
        while (wake := await self.dispatcher.next_wake()) and wake <= instant:
            self.sleep_until(wake)
            await self.dispatcher.run_due()
        self.sleep_until(instant)
        await self.dispatcher.run_due()

    async def go(self, delta: timedelta) -> None:
        await self.go_to(self.now + delta)

    async def ask(self) -> None:
        """Go until a question stands open, five minutes old."""
        while not await self.posts(Post.message_id.is_not(None), Post.closed_at.is_(None)):
            wake = await self.dispatcher.next_wake()
            assert wake is not None, "no question is planned"
            await self.go_to(wake)
        await self.go(5 * MINUTE)

    async def finish(self) -> None:
        """Go until every open question is closed and revealed."""
        standing = await self.posts(Post.closed_at.is_(None), Post.message_id.is_not(None))
        await self.go_to(min(post.closes_at for post in standing) + MINUTE)

    # The line

    async def hear(self) -> None:
        """The engine listens; on return it has read back what it missed, or failed to."""
        greeted = asyncio.Event()

        async def receive(event: Event) -> None:
            try:
                await self.handlers.receive(event)
            finally:
                if not isinstance(event, WorkspaceJoined):
                    greeted.set()

        self.line.append(asyncio.create_task(self.playground.listen(receive)))
        await greeted.wait()

    async def go_deaf(self) -> None:
        """The line breaks: what people do is stored by the platform, and nobody hears of it."""
        task = self.line.pop()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    # Looking

    def messages(self, channel: str = HERE, person: str = "ada") -> list[MessageJSON]:
        return self.playground.people.messages(person, channel)

    def public(self, channel: str = HERE) -> list[MessageJSON]:
        """What everybody sees in a channel and its threads of ours."""
        seen = self.messages(channel, "barbara")
        return [one for one in seen if one["author"]["bot"] and not one["private"]]

    def summaries(self, channel: str = HERE) -> list[str]:
        return [message["summary"] for message in self.public(channel)]

    def last_said(self, person: str, channel: str = HERE) -> str:
        """The last thing that only this person was told."""
        private = [one for one in self.messages(channel, person) if one["private"]]
        return words(private[-1]) if private else ""

    def told(self, person: str = "ada") -> list[str]:
        """What the person was told in their direct conversation."""
        return [words(one) for one in self.messages(f"direct-{person}", person)]

    async def errand(self, channel: str = HERE) -> Errand:
        """The channel's newest question that was posted."""
        async with self.database.read() as session:
            newest = (
                select(Post.id)
                .join(Channel, Post.channel_id == Channel.id)
                .where(Channel.external_id == channel, Post.message_id.is_not(None))
                .order_by(Post.due_at.desc())
            )
            post_id = (await session.scalars(newest)).first()
            assert post_id is not None, "nothing was posted"
            errand = await posts.errand(session, post_id)
        assert errand is not None
        return errand

    async def question(self, channel: str = HERE) -> MessageRef:
        return (await self.errand(channel)).message

    # Doing

    def person(self, name: str) -> Person:
        [member] = [one for one in self.playground.people.everybody() if one.id == name]
        return member.person

    async def press(self, person: str, letter: str, channel: str = HERE) -> str:
        """Press a letter; what the person is told."""
        message = await self.question(channel)
        post = await self.errand(channel)
        await self.playground.people.press(person, message.id, f"answer:{post.post.id}:{letter}")
        return self.last_said(person, channel)

    async def fill(self, person: str, text: str, channel: str = HERE) -> str:
        message = await self.question(channel)
        action = forms(self.playground.people.message(person, message.id))[0]["action"]
        await self.playground.people.submit(person, message.id, action, {"answer": text})
        return self.last_said(person, channel)

    async def withdraw(self, person: str, channel: str = HERE) -> str:
        """Press the button of the last receipt."""
        receipt = [one for one in self.messages(channel, person) if one["private"]][-1]
        await self.playground.people.press(person, receipt["id"], actions(receipt)[0])
        return self.last_said(person, channel)

    async def react(self, person: str, letter: str, channel: str = HERE) -> None:
        message = await self.question(channel)
        with suppress(Unheard):
            await self.playground.people.react(person, message.id, LETTER_EMOJI[letter])

    async def unreact(self, person: str, letter: str, channel: str = HERE) -> None:
        message = await self.question(channel)
        with suppress(Unheard):
            await self.playground.people.unreact(person, message.id, LETTER_EMOJI[letter])

    async def reply(self, person: str, text: str, channel: str = HERE) -> str:
        """Write under the question; gives the reply's id."""
        message = await self.question(channel)
        people = self.playground.people
        with suppress(Unheard):
            return await people.say(person, channel, text, message.id)
        written = [one for one in people.messages(person, channel) if one["text"] == text]
        return written[-1]["id"]

    # Looking up

    async def posts(self, *where: object) -> Sequence[Post]:
        async with self.database.read() as session:
            found = select(Post).order_by(Post.id)
            for one in where:
                found = found.where(one)  # type: ignore[arg-type]  # any condition on posts
            return (await session.scalars(found)).all()

    async def rounds(self) -> Sequence[Round]:
        async with self.database.read() as session:
            return (await session.scalars(select(Round).order_by(Round.day, Round.slot))).all()

    async def answers(self, number: int = 1) -> dict[str, tuple[str, str]]:
        """Text and verdict of everybody's answer of record in a round, by name."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Account.name, Answer.text, Answer.verdict)
                .join(Player, Answer.player_id == Player.id)
                .join(Account, Player.person_id == Account.id)
                .join(Round, Answer.round_id == Round.id)
                .where(Round.number == number)
            )
            return {name.lower(): (text, verdict) for name, text, verdict in rows}

    async def streaks(self) -> dict[tuple[str, int], int]:
        async with self.database.read() as session:
            rows = (await session.scalars(select(Streak))).all()
            return {(row.kind.value, row.subject_id): row.current for row in rows}

    async def differences(self) -> list[Difference]:
        """Where kept numbers are not what history says; none, if all is well."""
        found: list[Difference] = []
        async with self.database.write() as session:
            for league in (await session.scalars(select(League))).all():
                found += await rebuild(session, league)
        return found

    async def free_leases(self) -> None:
        """Let the leases of the dead lapse."""
        async with self.database.write() as session:
            await session.execute(update(Post).values(lease_until=0))

    # Leagues

    async def start(
        self,
        settings: LeagueSettings | None = None,
        channel: str = HERE,
        zone: str = "UTC",
    ) -> Present:
        """Set up a league in a channel."""
        settings = settings or playing()
        wanted = SetUp(settings.schedule, settings.play, zone, "Home team")
        place, admin = Spot(channel).place, self.person("ada")
        present = await leagues.set_up(self.means, admin, place, wanted, self.now)
        assert isinstance(present, Present)
        return present

    async def join(self, present: Present, channel: str = THERE, zone: str = "UTC") -> None:
        """Bring another channel into the league."""
        place, admin = Spot(channel).place, self.person("ada")
        await leagues.join(self.means, admin, place, present.code, self.now)
        new = NewSchedule(present.settings.schedule, zone)
        await leagues.change(self.means, place, new, self.now)

    def open_room(self, name: str) -> Place:
        """Make one more channel."""
        self.playground.store.add_channel(Room(name, name, None, lost=False))
        return Spot(name).place


def assembled(database: Database, playground: Playground, intake: Intake, bank: Bank) -> Game:
    """An engine over a playground; several may share one."""
    chat = FlakyChat(playground)
    clock = HandClock(playground.clock)
    means = Means(database, {chat.platform: chat}, bank, clock, PackDrafting())
    desk = Desk(means, Answers(means, intake), intake, lambda: None)
    dispatcher = Dispatcher(means, intake)
    return Game(database, playground, chat, means, intake, dispatcher, Handlers(desk))


@asynccontextmanager
async def game(
    database: Database, bank: Bank | None = None, start: datetime = MONDAY
) -> AsyncIterator[Game]:
    """A fresh playground on an empty database, heard by an engine."""
    clock = PlaygroundClock(lambda: start)
    async with Playground(":memory:", clock) as playground, Intake(database) as intake:
        opened = assembled(database, playground, intake, bank or NineForms())
        await opened.hear()
        try:
            yield opened
        finally:
            while opened.line:
                await opened.go_deaf()
