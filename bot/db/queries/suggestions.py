"""What members propose and report, and what a league's admins say to it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Account, Report, Suggestion
from bot.quiz.drafts import State


async def add(session: AsyncSession, row: Suggestion) -> None:
    session.add(row)
    await session.flush()


async def same(session: AsyncSession, league_id: int, digest: str) -> Suggestion | None:
    """The league's suggestion of the same question."""
    equal = select(Suggestion).where(Suggestion.league_id == league_id, Suggestion.digest == digest)
    return (await session.scalars(equal)).one_or_none()


def _waiting(league_id: int) -> tuple[ColumnElement[bool], ...]:
    return Suggestion.league_id == league_id, Suggestion.state == State.WAITING.value


async def count_waiting(
    session: AsyncSession, league_id: int, account_ids: Sequence[int] | None = None
) -> int:
    """How many of a league's suggestions wait: all, or those of some accounts."""
    count = select(func.count()).select_from(Suggestion).where(*_waiting(league_id))
    if account_ids is not None:
        count = count.where(Suggestion.account_id.in_(account_ids))
    return await session.scalar(count) or 0


async def next_waiting(
    session: AsyncSession, league_id: int, first_id: int
) -> tuple[Suggestion, str] | None:
    """The first that waits from `first_id` on, or else of all, with its author's name."""
    first = (
        select(Suggestion, Account.name)
        .outerjoin(Account, Suggestion.account_id == Account.id)
        .where(*_waiting(league_id))
        .order_by(Suggestion.id < first_id, Suggestion.id)
        .limit(1)
    )
    row = (await session.execute(first)).one_or_none()
    return (row[0], row[1] or "") if row else None


async def one(session: AsyncSession, league_id: int, id: int) -> tuple[Suggestion, str] | None:
    """A suggestion of the league's, with its reviewer's name."""
    found = (
        select(Suggestion, Account.name)
        .outerjoin(Account, Suggestion.reviewer_id == Account.id)
        .where(Suggestion.id == id, Suggestion.league_id == league_id)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(found)).one_or_none()
    return (row[0], row[1] or "") if row else None


async def decide(
    session: AsyncSession, league_id: int, id: int, **said: str | int | datetime
) -> bool:
    """Decide on a suggestion that waits; False if it does not, for the first word counts."""
    decided = (
        update(Suggestion)
        .where(Suggestion.id == id, *_waiting(league_id))
        .values(**said)
        .returning(Suggestion.id)
    )
    return await session.scalar(decided) is not None


async def own(
    session: AsyncSession,
    account_ids: Sequence[int],
    league_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Suggestion]:
    """What these accounts proposed, the newest first: everywhere, or in one league."""
    theirs = select(Suggestion).where(Suggestion.account_id.in_(account_ids))
    if league_id is not None:
        theirs = theirs.where(Suggestion.league_id == league_id)
    newest = theirs.order_by(Suggestion.at.desc(), Suggestion.id.desc()).limit(limit)
    return (await session.scalars(newest)).all()


async def accepted(session: AsyncSession) -> Sequence[Suggestion]:
    """What was accepted in any league, the oldest first."""
    found = select(Suggestion).where(Suggestion.state == State.ACCEPTED.value)
    return (await session.scalars(found.order_by(Suggestion.id))).all()


async def erase(session: AsyncSession, account_ids: Sequence[int]) -> None:
    """Delete what these accounts propose and nobody accepted yet; the rest is nobody's."""
    await session.execute(
        delete(Suggestion).where(
            Suggestion.account_id.in_(account_ids), Suggestion.state == State.WAITING.value
        )
    )
    for column in (Suggestion.account_id, Suggestion.reviewer_id):
        await session.execute(
            update(Suggestion).where(column.in_(account_ids)).values({column: None})
        )


async def open_reports(
    session: AsyncSession, league_id: int, limit: int
) -> list[tuple[Report, str]]:
    """Some of the reports that nobody looked after yet, the oldest first, with who wrote them."""
    found = (
        select(Report, Account.name)
        .outerjoin(Account, Report.account_id == Account.id)
        .where(Report.league_id == league_id, Report.done_at.is_(None))
        .order_by(Report.id)
        .limit(limit)
    )
    return [(report, name or "") for report, name in await session.execute(found)]


async def count_open_reports(session: AsyncSession, league_id: int) -> int:
    count = select(func.count()).select_from(Report)
    mine = count.where(Report.league_id == league_id, Report.done_at.is_(None))
    return await session.scalar(mine) or 0


async def finish_report(session: AsyncSession, league_id: int, id: int, now: datetime) -> bool:
    """Remember that somebody looked after a report; False if it is done or not the league's."""
    done = (
        update(Report)
        .where(Report.id == id, Report.league_id == league_id, Report.done_at.is_(None))
        .values(done_at=now)
        .returning(Report.id)
    )
    return await session.scalar(done) is not None
