"""What an admin changes about planned posts: leave a round out, ask it now, ask one more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.claims import Epoch
from bot.db.queries import rounds
from bot.db.tables import Post, Round, Step


async def leave_out(session: AsyncSession, round_id: int, reason: str) -> int:
    """Skip the round's planned posts; how many those were, 0 when they are being posted."""
    left_out = (
        update(Post)
        .where(_planned(round_id))
        .values(step=None, wake_at=None, skipped=reason)
        .returning(Post.id)
    )
    return len((await session.scalars(left_out)).all())


async def bring_forward(
    session: AsyncSession, round_id: int, now: datetime, closes_at: datetime
) -> int:
    """Make the round's planned posts due now; how many, 0 when they are being posted."""
    forward = (
        update(Post)
        .where(_planned(round_id))
        .values(due_at=now, closes_at=closes_at, wake_at=now, attempts=0)
        .returning(Post.id)
    )
    return len((await session.scalars(forward)).all())


def _planned(round_id: int) -> ColumnElement[bool]:
    """Still to be posted, and nobody is at it just now."""
    return and_(
        Post.round_id == round_id,
        Post.step == Step.POST,
        Post.message_id.is_(None),
        Post.lease_until <= Epoch(),
    )


async def add_now(
    session: AsyncSession,
    round_id: int,
    channel_ids: Iterable[int],
    now: datetime,
    closes_at: datetime,
) -> None:
    """Plan a round's posts in these channels, at least one, due at once."""
    due = {"due_at": now, "closes_at": closes_at, "step": Step.POST, "wake_at": now}
    rows = [{"round_id": round_id, "channel_id": channel, **due} for channel in channel_ids]
    await session.execute(insert(Post), rows)


async def days_over(
    session: AsyncSession, league_ids: Iterable[int], since: date
) -> set[tuple[int, date]]:
    """(league, day) for each day from `since` on that a league is done with.

    Its round was settled or excused, so that its answer may be known.
    """
    over = select(Round.league_id, Round.day).where(
        Round.league_id.in_(list(league_ids)),
        Round.day >= since,
        Round.slot == 0,
        or_(Round.settled_at.is_not(None), Round.excused),
    )
    return {(league_id, day) for league_id, day in await session.execute(over)}


@dataclass(frozen=True, slots=True)
class Planned:
    """A scheduled question of a channel; `day` is its round's, the instants are UTC."""

    league_id: int
    channel_id: int
    day: date
    due_at: datetime
    closes_at: datetime


async def add(session: AsyncSession, planned: Sequence[Planned]) -> None:
    """Keep these posts, each under the round of its league and day; that is made if needed."""
    if not planned:
        return
    days = sorted({(one.league_id, one.day) for one in planned})
    await rounds.make(session, days)
    ids = await rounds.scheduled(session, days)
    rows = [
        {
            "round_id": ids[one.league_id, one.day],
            "channel_id": one.channel_id,
            "due_at": one.due_at,
            "closes_at": one.closes_at,
            "step": Step.POST,
            "wake_at": one.due_at,
        }
        for one in planned
    ]
    await session.execute(insert(Post), rows)


async def next_due(session: AsyncSession, channel_id: int) -> datetime | None:
    """When the channel's next scheduled question is due; None if none is planned."""
    first = (
        select(func.min(Post.due_at))
        .join(Round, Post.round_id == Round.id)
        .where(
            Post.channel_id == channel_id,
            Post.step == Step.POST,
            Post.wake_at.is_not(None),
            Round.slot == 0,
        )
    )
    return await session.scalar(first)
