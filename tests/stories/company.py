"""A company on Slack with the whole engine behind it, driven only by what its people do."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import select

from adapters.slack import http
from adapters.slack.chat import Slack
from adapters.slack.installations import Installations
from adapters.slack.options import Options
from adapters.slack.pacing import Pacer
from bot import web
from bot.app import Engine, assembled, listening
from bot.db.engine import Database
from bot.db.tables import Account, League, Practice, Round
from bot.quiz.question import Bank, Question
from bot.service.settling import Difference, rebuild
from tests.commands import free_port
from tests.emulators.slack.clock import Clock
from tests.emulators.slack.emulator import Person, Room, Seen, SlackEmulator, Workspace
from tests.emulators.slack.state import Channel

Way = Literal["socket", "http"]
SUNDAY = datetime(2027, 1, 3, 12, tzinfo=UTC)
EVERY_DAY = ("1", "2", "3", "4", "5", "6", "7")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class SlackTime:
    """Slack's clock as the engine's and the pacer's: nobody waits in real time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        return self._clock.now()

    def seconds(self) -> float:
        return self._clock.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        self._clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


@dataclass(slots=True)
class Company:
    """One workspace, its channel and its people; more may be added through `slack`."""

    slack: SlackEmulator
    engine: Engine
    chat: Slack
    team: Workspace
    room: Room
    people: Mapping[str, Person] = field(default_factory=dict)

    # Time

    @property
    def now(self) -> datetime:
        return self.slack.clock.now()

    async def go_to(self, instant: datetime) -> None:
        """Time passes and everything due is done at its own time."""
        dispatcher = self.engine.dispatcher
        while (wake := await dispatcher.next_wake()) and wake <= instant:
            self.slack.clock.advance(max(timedelta(), wake - self.now))
            await dispatcher.run_due()
        self.slack.clock.advance(max(timedelta(), instant - self.now))
        await dispatcher.run_due()
        await self.slack.settled()

    async def go(self, delta: timedelta) -> None:
        await self.go_to(self.now + delta)

    # Looking

    def sees(self, name: str, words: str, room: Channel | None = None) -> Seen:
        """The newest message on somebody's screen that has these words in it."""
        found = self.all_seen(name, words, room)
        assert found, f"{name} sees nothing of {words!r}: {self.screen(name, room)}"
        return found[-1]

    def all_seen(self, name: str, words: str, room: Channel | None = None) -> list[Seen]:
        return [one for one in self.person(name).sees(room or self.room) if words in one.text]

    def screen(self, name: str, room: Channel | None = None) -> str:
        return "\n---\n".join(one.text for one in self.person(name).sees(room or self.room))

    def receipt(self, name: str, room: Channel | None = None) -> str:
        """The newest message for this person's eyes only."""
        private = [one for one in self.person(name).sees(room or self.room) if one.ephemeral]
        return private[-1].text if private else ""

    def person(self, name: str) -> Person:
        return self.people[name]

    def question(self, number: int, name: str = "Grace", room: Channel | None = None) -> Seen:
        return next(
            one
            for one in self.person(name).sees(room or self.room)
            if one.text.startswith(f"Question {number} ·")
        )

    def reveal(self, number: int, name: str = "Grace", room: Channel | None = None) -> str:
        return self.sees(name, f"Answer to question {number}", room).text

    async def asked(self, number: int) -> Question:
        """The daily question of this number, with its key."""
        async with self.engine.database.read() as session:
            snapshot = await session.scalar(select(Round.snapshot).where(Round.number == number))
        assert snapshot is not None
        return Question.from_json(snapshot)

    async def practised(self, name: str) -> Question:
        """The practice question that waits for somebody."""
        waiting = (
            select(Practice.snapshot)
            .join(Account, Account.id == Practice.account_id)
            .where(Account.external_id == self.person(name).id)
        )
        async with self.engine.database.read() as session:
            snapshot = await session.scalar(waiting)
        assert snapshot is not None
        return Question.from_json(snapshot)

    async def differences(self) -> list[Difference]:
        """Where kept numbers are not what history says; none, if all is well."""
        found: list[Difference] = []
        async with self.engine.database.write() as session:
            for league in (await session.scalars(select(League))).all():
                found += await rebuild(session, league)
        return found

    # Doing

    async def set_up(self, room: Channel | None = None, **entries: str | Sequence[str]) -> None:
        """Ada sets up a daily question, as the dialog proposes it unless told otherwise."""
        ada, room = self.person("Ada"), room or self.room
        await ada.command(room, "/quiz setup")
        await ada.press(room, self.sees("Ada", "A daily question", room).ts, "Set up…")
        await ada.submit(entries)
        assert "Done!" in self.receipt("Ada", room), self.receipt("Ada", room)

    async def set_up_letters(self) -> None:
        """As `set_up`, with a question of one letter every day."""
        await self.set_up(weekdays=EVERY_DAY)
        ada = self.person("Ada")
        await ada.command(self.room, "/quiz settings")
        await ada.press(self.room, self.sees("Ada", "Settings").ts, "Play…")
        await ada.submit({"topics": ["single-choice"]})

    async def ask(self) -> None:
        """Go until the next question is five minutes old."""
        wake = await self.engine.dispatcher.next_wake()
        assert wake is not None
        await self.go_to(wake + 5 * MINUTE)

    async def answer(
        self, name: str, message: Seen, question: Question, text: str, room: Channel | None = None
    ) -> None:
        """By letter button, or in the dialog behind “Answer…” or “Choose…”."""
        person, room, form = self.person(name), room or self.room, question.face.form
        if form.takes_one_letter:
            await person.press(room, message.ts, text)
            return
        await person.press(room, message.ts, "Choose…" if form.takes_letters else "Answer…")
        await person.submit({"answer": text.split() if form.takes_letters else text})

    async def give(self, name: str, number: int, text: str, room: Channel | None = None) -> None:
        """Answer the day's question in private, and see the receipt."""
        message, question = self.question(number, name, room), await self.asked(number)
        await self.answer(name, message, question, text, room)
        assert "noted" in self.receipt(name, room), self.receipt(name, room)


@asynccontextmanager
async def company(
    database: Database, bank: Bank, way: Way, start: datetime = SUNDAY
) -> AsyncIterator[Company]:
    """Acme, where the app was just installed and its channel has four members."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackEmulator(lambda: start))
        team = slack.workspace("T1", "Acme")
        people = {
            "Ada": team.person("U1", "ada", "Ada", admin=True, zone="Etc/UTC"),
            "Grace": team.person("U2", "grace", "Grace"),
            "Alan": team.person("U3", "alan", "Alan"),
            "Katherine": team.person("U4", "katherine", "Katherine"),
        }
        room = team.channel("C1", "ml-interviews", people.values(), creator=people["Ada"])
        options = options_of(slack, team.install(), way)
        chat, engine, _ = await behind(stack, slack, database, bank, options)
        yield Company(slack, engine, chat, team, room, people)


def options_of(slack: SlackEmulator, bot_token: str, way: Way) -> Options:
    return Options(
        bot_token=bot_token,
        app_token=slack.app.app_token if way == "socket" else "",
        signing_secret=slack.app.signing_secret,
        api=slack.base_url,
    )


async def behind(
    stack: AsyncExitStack,
    slack: SlackEmulator,
    database: Database,
    bank: Bank,
    options: Options,
    installations: Installations | None = None,
) -> tuple[Slack, Engine, str]:
    """The adapter and the engine, listening until `stack` closes, and our own web address."""
    time = SlackTime(slack.clock)
    pacer = Pacer(time.seconds, time.sleep)
    chat = await stack.enter_async_context(Slack(options, installations, slack.clock.now, pacer))
    engine = await stack.enter_async_context(assembled(database, bank, [chat], time))
    app, port = web.application({}), free_port()
    http.mount(app, chat)
    await stack.enter_async_context(web.served(app, "127.0.0.1", port))
    site = f"http://127.0.0.1:{port}"
    if not options.by_socket:
        slack.events_to(f"{site}/slack/events")
    await stack.enter_async_context(listening(engine, [chat]))
    await heard(slack, chat)
    return chat, engine, site


async def heard(slack: SlackEmulator, chat: Slack) -> None:
    """Wait until the app listens."""
    async with asyncio.timeout(10):
        while not chat.healthy() or (chat.options.by_socket and slack.sockets < 2):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)
