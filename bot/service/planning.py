"""Which post comes next in each channel: planned one ahead, planned anew when the rules change."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import leagues, plans, posts, rounds
from bot.db.tables import Channel, League, Post, Step
from bot.quiz.cadence import Due, next_due
from bot.quiz.league import LeagueSettings
from bot.service.holidays import is_free
from bot.service.settling import finish


async def plan(session: AsyncSession, league: League, now: datetime) -> None:
    """See to it that every channel that can be posted to has its next post planned."""
    # Two channels that plan at once would both plan for both.
    league = await leagues.locked(session, league.id)
    if league.paused_at is not None:
        return
    channels = await leagues.channels(session, league.id)
    planned = {post.channel_id for post, _ in await posts.pending(session, _ids(channels))}
    for channel in channels:
        if channel.lost_at is None and channel.id not in planned:
            await _plan_next(session, league, channel, now)


async def replan(session: AsyncSession, league: League, now: datetime) -> None:
    """Forget what was planned and plan by the league's present settings; what is overdue stays."""
    channels = await leagues.channels(session, league.id)
    touched = await unplan(session, channels, due_after=now)
    await plan(session, league, now)
    await finish(session, touched, now)


async def unplan(
    session: AsyncSession, channels: Sequence[Channel], due_after: datetime | None = None
) -> list[int]:
    """Take back the posts planned in these channels, but for one that is being posted just now.

    Gives the rounds that lost a post: other channels may wait for them, so `finish` those.
    """
    planned = await posts.pending(session, _ids(channels))
    gone = [post.id for post, _ in planned if due_after is None or post.due_at > due_after]
    touched = await posts.unplan(session, gone)
    await posts.drop_empty_rounds(session, touched)
    return touched


async def _plan_next(
    session: AsyncSession, league: League, channel: Channel, now: datetime
) -> None:
    due = await _next_free_due(session, league, channel, now)
    if due is None:
        return
    round_ = await rounds.get_or_make(session, league.id, due.day, slot=0)
    session.add(
        Post(
            round_id=round_.id,
            channel_id=channel.id,
            due_at=due.due_at,
            closes_at=due.closes_at,
            step=Step.POST,
            wake_at=due.due_at,
        )
    )
    await session.flush()


async def _next_free_due(
    session: AsyncSession, league: League, channel: Channel, now: datetime
) -> Due | None:
    """The next due instant on a day that is new to the channel and not over for the league."""
    schedule = LeagueSettings.from_data(league.settings).schedule
    last = await posts.last_day(session, channel.id)
    due = next_due(schedule, ZoneInfo(channel.zone), is_free(schedule), now)
    while due and (due.day <= (last or date.min) or await plans.is_over(session, league, due.day)):
        due = next_due(schedule, ZoneInfo(channel.zone), is_free(schedule), due.due_at)
    return due


def _ids(channels: Sequence[Channel]) -> list[int]:
    return [channel.id for channel in channels]
