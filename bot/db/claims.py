"""Claim, act, record: the claiming. Whoever claimed a row may act on it until its lease ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import BigInteger, ColumnElement, Select, literal, select, union_all, update
from sqlalchemy.dialects.postgresql.base import PGCompiler
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.functions import FunctionElement

from bot.db.tables import Channel, Digest, Post, Ruling, Workspace

Claimed = TypeVar("Claimed", Post, Digest, Ruling)


class ClaimLost(Exception):
    """The lease ended and somebody else took over: it is theirs to record."""


class Epoch(FunctionElement[int]):
    """Whole seconds since 1970 by the database's clock, for leases: `Epoch()` in a statement."""

    name = "epoch"
    type = BigInteger()
    inherit_cache = True


@compiles(Epoch, "sqlite")
def _sqlite_epoch(_element: Epoch, _compiler: SQLiteCompiler, **_: object) -> str:
    return "CAST(strftime('%s', 'now') AS INTEGER)"


@compiles(Epoch, "postgresql")
def _postgres_epoch(_element: Epoch, _compiler: PGCompiler, **_: object) -> str:
    return "CAST(floor(extract(epoch FROM statement_timestamp())) AS BIGINT)"


async def claim(
    session: AsyncSession,
    table: type[Claimed],
    now: datetime,
    limit: int,
    lease_seconds: int,
    *,
    elsewhere_than: Sequence[int] = (),
) -> list[Claimed]:
    """Claim at most `limit` rows due by `now`, the longest due first; none of these channels.

    Each row goes to one claimer only, however many ask at once, until its lease ends by the
    database's clock. Their `attempts` have been counted up.
    """
    statement = claiming(table, now, limit, lease_seconds, elsewhere_than)
    options = {"synchronize_session": False, "populate_existing": True}
    rows = await session.scalars(statement, execution_options=options)
    return sorted(rows, key=lambda row: (row.wake_at or now, row.id))


def claiming(
    table: type[Claimed],
    now: datetime,
    limit: int,
    lease_seconds: int,
    elsewhere_than: Sequence[int] = (),
) -> ReturningUpdate[Claimed]:
    elsewhere = [table.channel_id.not_in(elsewhere_than)] if elsewhere_than else []
    # Not a plain IN (SELECT …): PostgreSQL might run that more than once, and lock more rows.
    due = (
        select(table.id)
        .where(table.wake_at <= now, table.lease_until <= Epoch(), *elsewhere)
        .order_by(table.wake_at, table.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(table)
        .where(table.id.in_(select(due.c.id)))
        .values(lease_until=Epoch() + literal(lease_seconds), attempts=table.attempts + 1)
        .returning(table)
    )


async def release(session: AsyncSession, table: type[Claimed], row_id: int) -> None:
    """Give a claimed row back at once, so that nobody waits for its lease to end."""
    await session.execute(update(table).where(table.id == row_id).values(lease_until=0))


async def give_back(
    session: AsyncSession,
    claimed: Post | Digest | Ruling,
    *as_claimed: ColumnElement[bool],
    **values: object,
) -> None:
    """Write to a claimed row and end its lease. Raises `ClaimLost` if it is somebody else's."""
    table = type(claimed)
    ours = (
        table.id == claimed.id,
        table.lease_until == claimed.lease_until,
        table.attempts == claimed.attempts,
        *as_claimed,
    )
    written = update(table).where(*ours).values(lease_until=0, **values).returning(table.id)
    if await session.scalar(written) is None:
        raise ClaimLost


async def renew(session: AsyncSession, row: Post | Digest | Ruling, lease_seconds: int) -> bool:
    """Hold a claimed row for another lease; False if it is not the claimer's any more."""
    table = type(row)
    renewed = (
        update(table)
        .where(table.id == row.id, table.lease_until == row.lease_until)
        .values(lease_until=Epoch() + literal(lease_seconds))
        .returning(table.lease_until)
    )
    lease_until = await session.scalar(renewed)
    row.lease_until = lease_until or row.lease_until
    return lease_until is not None


async def take_over(session: AsyncSession, platform: str) -> None:
    """Free all that is claimed on a platform; only for who knows that no claimer is alive there.

    Attempts stay counted, so the next claimer looks first whether a dead one's took effect.
    """
    there = select(Channel.id).join(Workspace).where(Workspace.platform == platform)
    for table in (Post, Digest, Ruling):
        claimed = table.channel_id.in_(there) & (table.lease_until > 0)
        await session.execute(update(table).where(claimed).values(lease_until=0))


async def next_wake(session: AsyncSession) -> datetime | None:
    """The earliest instant at which something is due, maybe past; None: nothing waits.

    Rows that somebody works on do not count; a lease that ends without a record is found by
    looking again from time to time.
    """
    instants = await session.scalars(waking())
    return min((instant for instant in instants if instant), default=None)


def waking() -> Select[datetime | None]:
    each = union_all(_earliest(Post), _earliest(Digest), _earliest(Ruling)).subquery()
    return select(each.c.wake_at)


def _earliest(table: type[Claimed]) -> Select[datetime | None]:
    first = (
        select(table.wake_at)
        .where(table.wake_at.is_not(None), table.lease_until <= Epoch())
        .order_by(table.wake_at)
        .limit(1)
    )
    # SQLite takes no LIMIT in a part of a union.
    found = first.subquery()
    return select(found.c.wake_at)
