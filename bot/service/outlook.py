"""What comes next in a channel: the next questions' times, the days that are free, the clocks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import posts
from bot.messages.leagues import Coming, Outlook
from bot.quiz.cadence import Due, due_on, free_days, upcoming
from bot.quiz.league import Schedule
from bot.service.holidays import is_free, name_of
from bot.service.leagues import Here

SHOWN = 14

_DAY = timedelta(days=1)


async def outlook(session: AsyncSession, of: Here, now: datetime) -> Outlook:
    """The channel's next questions; if it is paused or lost, as they would be from now on."""
    schedule, zone = of.settings.schedule, of.zone
    dues = await _dues(session, of, now)
    first, last = (dues[0].day, dues[-1].day) if dues else (date.max, date.min)
    today = now.astimezone(zone).date()
    free = free_days(schedule, zone, is_free(schedule), min(today, first), last) if dues else ()
    return Outlook(
        zone=zone,
        coming=_with_shifts(dues, zone),
        free=tuple((day, name_of(schedule, day)) for day in free),
        paused=of.league.paused_at is not None,
        lost=of.channel.lost_at is not None,
    )


async def _dues(session: AsyncSession, of: Here, now: datetime) -> tuple[Due, ...]:
    """What is planned, then what the schedule says of the days after the last planned one."""
    schedule, zone = of.settings.schedule, of.zone
    pending = await posts.pending(session, [of.channel.id])
    planned = tuple(
        _planned(schedule, zone, Due(round_.day, post.due_at, post.closes_at, False, False))
        for post, round_ in pending
    )
    last = await posts.last_day(session, of.channel.id)
    after = max(now, due_on(schedule, zone, last).due_at) if last else now
    return (*planned, *upcoming(schedule, zone, is_free(schedule), after, SHOWN))[:SHOWN]


def _planned(schedule: Schedule, zone: ZoneInfo, due: Due) -> Due:
    """With the notes of its day, unless it was put to another time by hand."""
    usual = due_on(schedule, zone, due.day)
    return usual if usual.due_at == due.due_at else due


def _with_shifts(dues: tuple[Due, ...], zone: ZoneInfo) -> tuple[Coming, ...]:
    before = (dues[0].due_at - _DAY, *(due.due_at for due in dues)) if dues else ()
    return tuple(
        Coming(due, _offset(due.due_at, zone) - _offset(earlier, zone))
        for due, earlier in zip(dues, before, strict=False)
    )


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
