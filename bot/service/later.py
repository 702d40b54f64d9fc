"""Keeping a daily question to practise it another day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import MessageRef, Person
from bot.db.queries import leagues, posts
from bot.quiz.question import Bank
from bot.service import cards

PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """It comes in practice from then on."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class NoQuestion:
    """The message asks or answers no daily question."""


@dataclass(frozen=True, slots=True)
class Retired:
    """The bank does not have the question any more."""


async def keep(
    session: AsyncSession, bank: Bank, person: Person, message: MessageRef, now: datetime
) -> Kept | NoQuestion | Retired:
    """Keep the question of a message for a day, and as long as it is open anywhere."""
    round_ = await posts.round_shown_as(session, message)
    if round_ is None or round_.question_id is None:
        return NoQuestion()
    if all(entry.id != round_.question_id for entry in bank.entries()):
        return Retired()
    due_at = now + PAUSE
    if round_.settled_at is None:
        due_at = max(due_at, *(one.closes_at for one in await posts.siblings(session, round_.id)))
    workspace = await leagues.join_workspace(session, person.workspace, now)
    account = await leagues.account(session, person, workspace.id)
    about = round_.question_id, round_.topic or ""
    await cards.put_off(session, account.linked_to or account.id, about, due_at)
    return Kept(due_at)
