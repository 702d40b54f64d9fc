"""What an admin does with a league that runs: pause, resume, skip, ask now."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Place
from bot.db.queries import leagues, plans, posts, rounds
from bot.db.tables import League, Round
from bot.quiz.cadence import local_day
from bot.service.leagues import CannotPost, Here, here
from bot.service.means import Means
from bot.service.planning import plan, unplan
from bot.service.settling import finish

BONUS_A_DAY = 3
LEFT_OUT = "An admin skipped it."


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing more is posted; `already`: that was so before."""

    already: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """Questions are posted; `already`: that was so before."""

    already: bool
    next_at: datetime | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Skipped:
    """The question of `day` is left out."""

    day: date
    next_at: datetime | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class AskedNow:
    """A question is on its way to so many channels."""

    bonus: bool
    channels: int
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class NothingPlanned:
    """There is no question to leave out."""


@dataclass(frozen=True, slots=True)
class BeingPosted:
    """The question is on its way at this moment."""


@dataclass(frozen=True, slots=True)
class IsPaused:
    """The league is paused; nothing was changed."""


@dataclass(frozen=True, slots=True)
class IsLost:
    """We could not post in the channel before; nothing was changed."""


@dataclass(frozen=True, slots=True)
class EnoughToday:
    """The day has all the bonus questions that it may have."""


async def pause(means: Means, place: Place, now: datetime) -> Paused | None:
    """Post nothing more in the league's channels; what is open stays open."""
    async with means.database.write() as session:
        found = await _held(session, place)
        if found is None:
            return None
        league = found.league
        already = league.paused_at is not None
        league.paused_at = league.paused_at or now
        touched = await unplan(session, await leagues.channels(session, league.id))
        await finish(session, touched, now)
        return Paused(already)


async def resume(means: Means, place: Place, now: datetime) -> Resumed | CannotPost | None:
    """Post again, also in this channel if it was lost and the chat lets us in."""
    async with means.database.read() as session:
        if await here(session, place) is None:
            return None
    if trouble := await means.chat(place).check(place.channel):
        return CannotPost(trouble)
    async with means.database.write() as session:
        found = await _held(session, place)
        if found is None:
            return None
        return await _resume(session, found, now)


async def _resume(session: AsyncSession, found: Here, now: datetime) -> Resumed:
    already = found.league.paused_at is None and found.channel.lost_at is None
    found.league.paused_at = None
    await session.flush()
    await leagues.find_channel_again(session, found.channel.id)
    await plan(session, found.league, now)
    next_at = await plans.next_due(session, found.channel.id)
    return Resumed(already, next_at, found.zone)


Skipping = Skipped | NothingPlanned | BeingPosted | IsPaused


async def skip(means: Means, place: Place, now: datetime) -> Skipping | None:
    """Leave out the league's next question, in all its channels; nobody's streak suffers."""
    async with means.database.write() as session:
        found = await here(session, place)
        if found is None:
            return None
        if found.league.paused_at is not None:
            return IsPaused()
        channels = await leagues.channels(session, found.league.id)
        planned = await posts.pending(session, [channel.id for channel in channels])
        if not planned:
            return NothingPlanned()
        _, round_ = planned[0]
        if not await _leave_out(session, round_, found.league, now):
            return BeingPosted()
        next_at = await plans.next_due(session, found.channel.id)
        return Skipped(round_.day, next_at, found.zone)


async def _leave_out(session: AsyncSession, round_: Round, league: League, now: datetime) -> int:
    await _hold(session, round_, league)
    left_out = await plans.leave_out(session, round_.id, LEFT_OUT)
    if left_out:
        await finish(session, [round_.id], now)
        await plan(session, league, now)
    return left_out


Asking = AskedNow | BeingPosted | IsPaused | IsLost | EnoughToday


async def ask_now(means: Means, place: Place, now: datetime) -> Asking | None:
    """Ask today's question at once, or one more if it was asked already."""
    async with means.database.write() as session:
        found = await here(session, place)
        if found is None:
            return None
        if found.league.paused_at is not None:
            return IsPaused()
        if found.channel.lost_at is not None:
            return IsLost()
        closes_at = now + found.settings.schedule.window
        today = local_day(now, found.zone)
        for _, round_ in await posts.pending(session, [found.channel.id]):
            if round_.day == today:
                return await _bring_forward(session, round_, found.league, (now, closes_at))
        return await _bonus(session, found, now, closes_at)


async def _bring_forward(
    session: AsyncSession, round_: Round, league: League, window: tuple[datetime, datetime]
) -> AskedNow | BeingPosted:
    await _hold(session, round_, league)
    channels = await plans.bring_forward(session, round_.id, *window)
    return AskedNow(False, channels, window[1]) if channels else BeingPosted()


async def _bonus(
    session: AsyncSession, found: Here, now: datetime, closes_at: datetime
) -> AskedNow | EnoughToday:
    await leagues.locked(session, found.league.id)
    today = local_day(now, found.zone)
    slot = await rounds.next_slot(session, found.league.id, today)
    if slot > BONUS_A_DAY:
        return EnoughToday()
    round_ = await rounds.get_or_make(session, found.league.id, today, slot)
    channels = await leagues.channels(session, found.league.id)
    within_reach = [channel.id for channel in channels if channel.lost_at is None]
    await plans.add_now(session, round_.id, within_reach, now, closes_at)
    return AskedNow(True, len(within_reach), closes_at)


async def _held(session: AsyncSession, place: Place) -> Here | None:
    """The league of a place, held against other changes."""
    found = await here(session, place)
    if found is None:
        return None
    return Here(found.channel, await leagues.locked(session, found.league.id))


async def _hold(session: AsyncSession, round_: Round, league: League) -> None:
    # The round first, as settling and asking do: two who wait for each other would wait for ever.
    await rounds.locked(session, round_.id)
    await leagues.locked(session, league.id)
