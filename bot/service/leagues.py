"""What an admin decides about a league: start it, change it, bring a channel into it."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person, Place
from bot.db.queries import leagues, plans
from bot.db.tables import Channel, League, Team
from bot.messages.leagues import Present
from bot.quiz.league import LeagueSettings, Play, Rulings
from bot.service import doors
from bot.service.means import Means
from bot.service.planning import plan, replan, unplan
from bot.service.settings_form import NewSchedule, SetUp, free_team_name
from bot.service.settling import finish

NAME = "Daily quiz"
"""What a league is called until somebody calls it otherwise."""
JOINING_TEAM = "Team 2"
"""What the team of a joining channel is called, or the next number that is free."""

_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_HALF = 4


@dataclass(frozen=True, slots=True)
class Here:
    """A channel and the league that runs in it, as they were read."""

    channel: Channel
    league: League

    @property
    def settings(self) -> LeagueSettings:
        return LeagueSettings.from_data(self.league.settings)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.channel.zone)


async def here(session: AsyncSession, place: Place) -> Here | None:
    """The league of a place; None if none runs there."""
    found = await leagues.channel_at(session, place)
    return Here(*found) if found else None


@dataclass(frozen=True, slots=True)
class CannotPost:
    """The chat keeps us from working in the channel; nothing was changed."""

    trouble: str
    elsewhere: bool = False
    """It is another channel of the same league."""


@dataclass(frozen=True, slots=True)
class AlreadyHere:
    """A league runs in the channel already; nothing was changed."""


async def present(session: AsyncSession, of: Here) -> Present:
    """Everything that an admin of the channel may know of its league."""
    team = await leagues.channel_team(session, of.channel.id)
    return Present(
        settings=of.settings,
        zone=of.zone,
        code=of.league.code,
        team=team.name,
        channels=len(await leagues.channels(session, of.league.id)),
        next_at=await plans.next_due(session, of.channel.id),
        paused=of.league.paused_at is not None,
        lost=of.channel.lost_at is not None,
    )


async def set_up(
    means: Means, person: Person, place: Place, wanted: SetUp, now: datetime
) -> Present | AlreadyHere | CannotPost:
    """Start a league in a channel and plan its first question."""
    if trouble := await doors.trouble(means, place, wanted.play.doors):
        return CannotPost(trouble)
    async with means.database.write() as session:
        # This holds the workspace's row, so that nobody else sets the same channel up meanwhile.
        workspace = await leagues.join_workspace(session, place.workspace, now)
        if await here(session, place):
            return AlreadyHere()
        admin = await leagues.account(session, person, workspace.id)
        league = await _start(session, wanted, now)
        channel = Channel(
            workspace_id=workspace.id,
            league_id=league.id,
            external_id=place.channel.id,
            zone=wanted.zone,
            admin_id=admin.id,
        )
        await leagues.add(session, channel)
        await leagues.add(
            session, Team(league_id=league.id, channel_id=channel.id, name=wanted.team)
        )
        await plan(session, league, now)
        return await present(session, Here(channel, league))


async def _start(session: AsyncSession, wanted: SetUp, now: datetime) -> League:
    settings = LeagueSettings(wanted.schedule, wanted.play)
    league = League(name=NAME, code=new_code(), settings=settings.to_data(), created_at=now)
    await leagues.add(session, league)
    return league


async def change(
    means: Means, place: Place, new: NewSchedule | Play | Rulings, now: datetime
) -> Present | CannotPost | None:
    """Play by new settings from the next question on; None if no league runs there.

    Doors that were closed have to work in every channel of the league.
    """
    if isinstance(new, Play) and (trouble := await _trouble_with(means, place, new)):
        return trouble
    async with means.database.write() as session:
        found = await here(session, place)
        if found is None:
            return None
        league = await leagues.locked(session, found.league.id)
        settings = LeagueSettings.from_data(league.settings)
        if isinstance(new, NewSchedule):
            found.channel.zone = new.zone
        league.settings = _changed(settings, new).to_data()
        await session.flush()
        await replan(session, league, now)
        return await present(session, Here(found.channel, league))


def _changed(settings: LeagueSettings, new: NewSchedule | Play | Rulings) -> LeagueSettings:
    """The settings with one form's answers; no form asks for all of them."""
    match new:
        case NewSchedule():
            return replace(settings, schedule=new.schedule)
        case Play():
            return replace(settings, play=replace(new, rulings=settings.play.rulings))
        case Rulings():
            return replace(settings, play=replace(settings.play, rulings=new))


async def _trouble_with(means: Means, place: Place, new: Play) -> CannotPost | None:
    async with means.database.read() as session:
        found = await here(session, place)
        if found is None or new.doors <= found.settings.play.doors:
            return None
        everywhere = await doors.places_of(session, found.league.id)
    opened = new.doors - found.settings.play.doors
    if trouble := await doors.first_trouble(means, everywhere, opened):
        return CannotPost(trouble[1], elsewhere=trouble[0] != place.channel)
    return None


@dataclass(frozen=True, slots=True)
class NameTaken:
    """Another team of the league is called so."""

    name: str


async def rename_team(means: Means, place: Place, name: str) -> Team | NameTaken | None:
    """Give the channel's team another name; None if no league runs there."""
    async with means.database.write() as session:
        found = await here(session, place)
        if found is None:
            return None
        await leagues.locked(session, found.league.id)
        team = await leagues.channel_team(session, found.channel.id)
        others = [n for n in await leagues.team_names(session, found.league.id) if n != team.name]
        if free_team_name(name, others) != name:
            return NameTaken(name)
        team.name = name
        return team


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """No league has this code."""

    code: str


@dataclass(frozen=True, slots=True)
class SameLeague:
    """The channel plays in that league already."""


@dataclass(frozen=True, slots=True)
class HasHistory:
    """The channel's own league has been played; `code` brings others into it."""

    code: str


Joining = Present | UnknownCode | SameLeague | HasHistory | CannotPost


async def join(means: Means, person: Person, place: Place, code: str, now: datetime) -> Joining:
    """Bring a channel into the league of this code; its own must not have been played."""
    async with means.database.read() as session:
        known = await leagues.by_code(session, read_code(code))
    if known is None:
        return UnknownCode(code)
    play = LeagueSettings.from_data(known.settings).play
    if trouble := await doors.trouble(means, place, play.doors):
        return CannotPost(trouble)
    try:
        async with means.database.write() as session:
            await leagues.join_workspace(session, place.workspace, now)
            target = await leagues.by_code(session, read_code(code))
            if target is None:
                return UnknownCode(code)
            league = await leagues.locked(session, target.id)
            channel = await _bring(session, person, place, league, now)
            await plan(session, league, now)
            return await present(session, Here(channel, league))
    except _Undone as undone:
        return undone.why


class _Undone(Exception):
    """Rolls everything back, because of what was found on the way."""

    def __init__(self, why: SameLeague | HasHistory) -> None:
        super().__init__(why)
        self.why = why


async def _bring(
    session: AsyncSession, person: Person, place: Place, league: League, now: datetime
) -> Channel:
    found = await here(session, place)
    if found:
        return await _move(session, found, league, now)
    workspace = await leagues.workspace(session, place.workspace)
    assert workspace is not None, "the workspace was joined before"
    admin = await leagues.account(session, person, workspace.id)
    first = next(iter(await leagues.channels(session, league.id)), None)
    channel = Channel(
        workspace_id=workspace.id,
        league_id=league.id,
        external_id=place.channel.id,
        zone=first.zone if first else "UTC",
        admin_id=admin.id,
    )
    await leagues.add(session, channel)
    name = free_team_name(JOINING_TEAM, await leagues.team_names(session, league.id))
    await leagues.add(session, Team(league_id=league.id, channel_id=channel.id, name=name))
    return channel


async def _move(session: AsyncSession, found: Here, league: League, now: datetime) -> Channel:
    """Take a channel with its team out of a league that was never played there."""
    channel, old = found.channel, found.league
    if old.id == league.id:
        raise _Undone(SameLeague())
    touched = await unplan(session, [channel])
    if await leagues.has_history(session, channel):
        raise _Undone(HasHistory(old.code))
    team = await leagues.channel_team(session, channel.id)
    team.name = free_team_name(team.name, await leagues.team_names(session, league.id))
    team.league_id = channel.league_id = league.id
    channel.lost_at = None
    await session.flush()
    await finish(session, touched, now)
    await leagues.drop_if_empty(session, old.id)
    return channel


def new_code() -> str:
    """A code that nobody guesses and everybody can read out: "K7QM-3XWT"."""
    return _dashed("".join(secrets.choice(_SIGNS) for _ in range(2 * _HALF)))


def read_code(text: str) -> str:
    """The code as it is kept, however it was typed."""
    return _dashed("".join(sign for sign in text.upper() if sign in _SIGNS))


def _dashed(signs: str) -> str:
    return f"{signs[:_HALF]}-{signs[_HALF:]}"
