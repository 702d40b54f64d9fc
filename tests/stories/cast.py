"""People of any chat with the whole engine behind it: what they do, and what they see of it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import select

from bot.app import Engine, assembled, listening
from bot.chat.port import Chat
from bot.db.engine import Database
from bot.db.tables import Account, League, Practice, Round
from bot.quiz.question import Bank, Question
from bot.service.settling import Difference, rebuild
from tests.patience import PATIENCE

SUNDAY = datetime(2027, 1, 3, 12, tzinfo=UTC)
EVERY_DAY = ("1", "2", "3", "4", "5", "6", "7")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

R = TypeVar("R")
"""A room: where one can write."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message on somebody's screen; `text` is everything that can be read in it."""

    id: str
    text: str
    is_private: bool
    thread: str
    reactions: Mapping[str, Sequence[str]]
    """Who put each emoji there."""


class Hand:
    """The one clock of a story, moved by hand; nobody waits in real time."""

    def __init__(self, start: datetime = SUNDAY) -> None:
        self._now = start

    def read(self) -> datetime:
        return self._now

    def move(self, delta: timedelta) -> None:
        self._now += delta

    async def now(self) -> datetime:
        """As the engine asks."""
        return self._now

    def seconds(self) -> float:
        """As a pacer asks."""
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.move(timedelta(seconds=seconds))
        await asyncio.sleep(0)


class Cast(ABC, Generic[R]):
    """Ada, who may manage, Grace, Alan and Katherine, in one room."""

    hand: Hand
    engine: Engine
    room: R

    # What each chat does its own way

    @abstractmethod
    async def settled(self) -> None:
        """Until the chat has told everything."""

    @abstractmethod
    def id_of(self, name: str) -> str: ...
    @abstractmethod
    def lines(self, name: str, room: R | None = None) -> list[Line]:
        """Somebody's screen, replies after what they answer."""

    @abstractmethod
    async def command(self, name: str, words: str, room: R | None = None) -> None:
        """Give `/quiz words`."""

    @abstractmethod
    async def press(self, name: str, message: str, label: str, room: R | None = None) -> None: ...
    @abstractmethod
    async def submit(self, name: str, entries: Mapping[str, str | Sequence[str]]) -> None:
        """Fill in the open dialog and send it."""

    @abstractmethod
    async def react(self, name: str, message: str, letter: str) -> None: ...
    @abstractmethod
    async def unreact(self, name: str, message: str, letter: str) -> None: ...
    @abstractmethod
    async def reply(self, name: str, message: str, text: str) -> str:
        """Write in the thread of a message; gives the reply's id."""

    @abstractmethod
    async def rewrite(self, name: str, message: str, reply: str, text: str) -> None:
        """Edit a reply in the thread of `message`."""

    @abstractmethod
    def emoji(self, letter: str) -> str:
        """What stands for a letter in `Line.reactions`."""

    # Time

    @property
    def now(self) -> datetime:
        return self.hand.read()

    def wait(self, delta: timedelta) -> None:
        """Time passes and the engine does nothing."""
        self.hand.move(delta)

    async def go_to(self, instant: datetime) -> None:
        """Time passes and everything due is done at its own time."""
        dispatcher = self.engine.dispatcher
        while (wake := await dispatcher.next_wake()) and wake <= instant:
            self.wait(max(timedelta(), wake - self.now))
            await dispatcher.run_due()
        self.wait(max(timedelta(), instant - self.now))
        await dispatcher.run_due()
        await self.settled()

    async def go(self, delta: timedelta) -> None:
        await self.go_to(self.now + delta)

    async def ask(self) -> None:
        """Go until the next question is five minutes old."""
        wake = await self.engine.dispatcher.next_wake()
        assert wake is not None
        await self.go_to(wake + 5 * MINUTE)

    # Looking

    def sees(self, name: str, words: str, room: R | None = None) -> Line:
        """The newest message on somebody's screen that has these words in it."""
        found = self.all_seen(name, words, room)
        assert found, f"{name} sees nothing of {words!r}: {self.screen(name, room)}"
        return found[-1]

    def all_seen(self, name: str, words: str, room: R | None = None) -> list[Line]:
        return [one for one in self.lines(name, room) if words in one.text]

    def screen(self, name: str, room: R | None = None) -> str:
        return "\n---\n".join(one.text for one in self.lines(name, room))

    def private(self, name: str, room: R | None = None) -> list[Line]:
        """What only this person sees."""
        return [one for one in self.lines(name, room) if one.is_private]

    def receipt(self, name: str, room: R | None = None) -> str:
        """The newest message for this person's eyes only."""
        found = self.private(name, room)
        return found[-1].text if found else ""

    def question(self, number: int, name: str = "Grace", room: R | None = None) -> Line:
        begins = f"Question {number} ·"
        found = [one for one in self.lines(name, room) if one.text.startswith(begins)]
        assert found, f"{name} sees no question {number}: {self.screen(name, room)}"
        return found[0]

    def reveal(self, number: int, name: str = "Grace", room: R | None = None) -> str:
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
            .where(Account.external_id == self.id_of(name))
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

    async def told(self, words: str, room: R | None = None) -> str:
        """The id of what answers Ada's command; a slow machine may acknowledge that first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not self.all_seen("Ada", words, room):  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(0.05)
        return self.sees("Ada", words, room).id

    async def set_up(self, room: R | None = None, **entries: str | Sequence[str]) -> None:
        """Ada sets up a daily question, as the dialog proposes it unless told otherwise."""
        await self.command("Ada", "setup", room)
        await self.press("Ada", await self.told("A daily question", room), "Set up…", room)
        await self.submit("Ada", entries)
        assert "Done!" in self.receipt("Ada", room), self.receipt("Ada", room)

    async def change(self, dialog: str, **entries: str | Sequence[str]) -> None:
        """Ada changes the settings behind this button."""
        await self.command("Ada", "settings")
        await self.press("Ada", await self.told("Settings"), dialog)
        await self.submit("Ada", entries)

    async def set_up_letters(self) -> None:
        """As `set_up`, with a question of one letter every day."""
        await self.set_up(weekdays=EVERY_DAY)
        await self.change("Play…", topics=["single-choice"])

    async def answer(
        self, name: str, message: Line, question: Question, text: str, room: R | None = None
    ) -> None:
        """By letter button, or in the dialog behind “Answer…” or “Choose…”."""
        form = question.face.form
        if form.takes_one_letter:
            await self.press(name, message.id, text, room)
            return
        label = "Choose…" if form.takes_letters else "Answer…"
        await self.press(name, message.id, label, room)
        await self.submit(name, {"answer": text.split() if form.takes_letters else text})

    async def give(self, name: str, number: int, text: str, room: R | None = None) -> None:
        """Answer the day's question in private, and see the receipt."""
        message, question = self.question(number, name, room), await self.asked(number)
        await self.answer(name, message, question, text, room)
        assert "noted" in self.receipt(name, room), self.receipt(name, room)


async def heard(
    stack: AsyncExitStack, hand: Hand, database: Database, bank: Bank, chats: Sequence[Chat]
) -> Engine:
    """The engine, listening to these chats until `stack` closes."""
    engine = await stack.enter_async_context(assembled(database, bank, chats, hand))
    await stack.enter_async_context(listening(engine, chats))
    return engine
