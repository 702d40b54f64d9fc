"""The summaries of a week and of a season: one a period and channel, posted once."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.port import PlaceGone
from bot.db.queries import digests, leagues, people, totals
from bot.db.queries.digests import DigestErrand
from bot.db.tables import Channel, SubjectKind
from bot.messages import digests as messages
from bot.quiz.cadence import due_on
from bot.quiz.league import LeagueSettings, Schedule
from bot.quiz.standings import Ranked, Row, rank, window_name
from bot.service.means import Means
from bot.service.saying import say_once

_LEAD = timedelta(minutes=30)
_SHOWN = 5
_LONGEST = 10
"""Lines, however many share a rank."""


async def plan(session: AsyncSession, league_id: int, day: date) -> None:
    """See to it that the week and the season of a quiz day get their summaries."""
    league = await leagues.league(session, league_id)
    schedule = LeagueSettings.from_data(league.settings).schedule
    for channel in await leagues.channels(session, league_id):
        for period, last in _periods(day):
            await digests.ensure(session, channel.id, period, _wake(schedule, channel, last))


def _periods(day: date) -> Iterable[tuple[str, date]]:
    """Each period that ends, with its last day."""
    yield window_name("week", day), day + timedelta(days=7 - day.isoweekday())
    yield window_name("season", day), _season_end(day)


def _season_end(day: date) -> date:
    last_month = (day.month + 2) // 3 * 3
    first_after = date(day.year + last_month // 12, last_month % 12 + 1, 1)
    return first_after - timedelta(days=1)


def _wake(schedule: Schedule, channel: Channel, last: date) -> datetime:
    """Half an hour before the usual time of the first day after the period."""
    due = due_on(schedule, ZoneInfo(channel.zone), last + timedelta(days=1))
    return due.due_at.astimezone(UTC) - _LEAD


async def post(means: Means, errand: DigestErrand) -> None:
    """Post one summary; a period in which nobody answered has none."""
    async with means.database.read() as session:
        players = await _rows(session, errand, SubjectKind.PLAYER)
        teams = await _rows(session, errand, SubjectKind.TEAM)
    if players and errand.channel.lost_at is None:
        await _say(means, errand, players, teams)
    async with means.database.write() as session:
        await digests.done(session, errand.digest)


async def _say(
    means: Means, errand: DigestErrand, players: list[Ranked], teams: list[Ranked]
) -> None:
    content = messages.summary(errand.digest.period, players, teams)
    chat, key = means.chat(errand.place), errand.key
    # The next question finds out that the channel is gone, and tells the admin.
    with suppress(PlaceGone):
        await say_once(chat, errand.place, content, key, errand.digest.attempts)


async def _rows(session: AsyncSession, errand: DigestErrand, kind: SubjectKind) -> list[Ranked]:
    kept = await totals.top(session, errand.channel.league_id, errand.digest.period, kind)
    names = await _names(session, errand, kind, [row.subject_id for row in kept])
    rows = [
        Row(row.subject_id, names[row.subject_id], row.points, row.answered, row.received)
        for row in kept
        if row.answered and row.subject_id in names
    ]
    return [line for line in rank(rows) if line.rank <= _SHOWN][:_LONGEST]


async def _names(
    session: AsyncSession, errand: DigestErrand, kind: SubjectKind, ids: list[int]
) -> dict[int, str]:
    if kind is SubjectKind.PLAYER:
        return await people.shown_names(session, ids)
    teams = await people.teams(session, errand.channel.league_id)
    return {team_id: team.name for team_id, team in teams.items()}
