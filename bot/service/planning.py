"""Which post comes next in each channel: planned one ahead, planned anew when the rules change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import leagues, plans, posts
from bot.db.queries.plans import Planned
from bot.db.tables import Channel, League
from bot.quiz.cadence import Due, next_due
from bot.quiz.league import LeagueSettings
from bot.service.holidays import is_free
from bot.service.settling import finish

_A_DAY = timedelta(days=1)
"""Somewhere it is yesterday."""


async def plan(session: AsyncSession, league: League, now: datetime) -> None:
    """See to it that every channel that can be posted to has its next post planned."""
    # Two channels that plan at once would both plan for both.
    await _plan(session, [await leagues.locked(session, league.id)], now)


async def plan_all(session: AsyncSession, league_ids: Iterable[int], now: datetime) -> set[int]:
    """The same for many leagues; which ones: not those that somebody else is at just now."""
    held = await leagues.held(session, league_ids)
    await _plan(session, held, now)
    return {league.id for league in held}


async def _plan(session: AsyncSession, held: Iterable[League], now: datetime) -> None:
    running = {league.id: league for league in held if league.paused_at is None}
    channels = await leagues.channels_of(session, running)
    planned = {post.channel_id for post, _ in await posts.pending(session, _ids(channels))}
    idle = [one for one in channels if one.lost_at is None and one.id not in planned]
    if not idle:
        return
    days = await posts.last_days(session, _ids(idle))
    over = await plans.days_over(session, {one.league_id for one in idle}, now.date() - _A_DAY)
    await plans.add(
        session,
        [
            Planned(channel.league_id, channel.id, due.day, due.due_at, due.closes_at)
            for channel in idle
            if (due := _next_due(running[channel.league_id], channel, days, over, now))
        ],
    )


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


def _next_due(
    league: League,
    channel: Channel,
    days: Mapping[int, date],
    over: Collection[tuple[int, date]],
    now: datetime,
) -> Due | None:
    """The next due instant on a day that is new to the channel and not over for the league."""
    schedule = LeagueSettings.from_data(league.settings).schedule
    zone, last = ZoneInfo(channel.zone), days.get(channel.id, date.min)
    due = next_due(schedule, zone, is_free(schedule), now)
    while due and (due.day <= last or (league.id, due.day) in over):
        due = next_due(schedule, zone, is_free(schedule), due.due_at)
    return due


def _ids(channels: Sequence[Channel]) -> list[int]:
    return [channel.id for channel in channels]
