"""What the use-cases need of the world: the database, the chats, the questions and the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.places import Place
from bot.chat.port import Chat, ChatDown
from bot.db.engine import Database
from bot.grading.result import Grade
from bot.quiz.drafts import Drafting
from bot.quiz.question import Bank, Question


class Clock(Protocol):
    """Tells the time, and nothing else does."""

    async def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...


class DatabaseClock:
    """The database's clock: all processes that share it agree on what is due."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self) -> datetime:
        return await self._database.now()


class Juror(Protocol):
    """Says what it thinks of an answer that the grader leaves unsure, before people are asked."""

    async def grade(self, question: Question, answer: str, now: datetime) -> Grade | None:
        """Its grade, which may be unsure too; None if it has no opinion or may not be asked."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    database: Database
    chats: Mapping[str, Chat]
    """By platform."""
    bank: Bank
    clock: Clock
    drafts: Drafting
    juror: Juror | None = None
    tidied: frozenset[str] = frozenset()
    """The platforms where a newer letter takes a player's older ones off the question."""

    def chat(self, place: Place) -> Chat:
        """The chat that a place belongs to. Raises `ChatDown` if this process has no line to it."""
        try:
            return self.chats[place.workspace.platform]
        except KeyError:
            raise ChatDown(f"this process has no line to {place.workspace.platform}") from None
