"""Teams of a member's own choice; every move counts from the next round."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person
from bot.db.queries import leagues, members, people
from bot.db.tables import SubjectKind, Team
from bot.messages.teams import TeamLine
from bot.service.profiles import Member, enrol

SHORTEST_NAME, LONGEST_NAME = 2, 40
MOST_TEAMS = 100
"""In one league; enough for a company, too few to flood it."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The player will be on the team from the next round on; `made`: it is new."""

    team: str
    made: bool = False


@dataclass(frozen=True, slots=True)
class There:
    """The player is on that team already; nothing was changed."""

    team: str


@dataclass(frozen=True, slots=True)
class NoSuchTeam:
    name: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class NameTaken:
    name: str


@dataclass(frozen=True, slots=True)
class BadName:
    """A name is 2 to 40 characters that can be seen."""


@dataclass(frozen=True, slots=True)
class EnoughTeams:
    """The league has as many teams as it may."""


Outcome = Moved | There | NoSuchTeam | NameTaken | BadName | EnoughTeams


async def listing(session: AsyncSession, member: Member) -> list[TeamLine]:
    """The league's teams as they will be in the next round, the largest first."""
    sizes = await members.team_sizes(session, member.league.id, member.next_number)
    own = await _team(session, member)
    lines = []
    for team_id, team in (await people.teams(session, member.league.id)).items():
        kept = await members.streak(session, member.league.id, SubjectKind.TEAM, team_id)
        is_own = own is not None and own.id == team_id
        streak = kept.current if kept else 0
        lines.append(TeamLine(team.name, sizes.get(team_id, 0), streak, is_own))
    return sorted(lines, key=lambda line: (-line.size, line.name.casefold()))


async def _team(session: AsyncSession, member: Member) -> Team | None:
    """The member's team in the next round."""
    if member.player is None:
        return None
    return await members.team_of(session, member.player.id, member.next_number)


async def create(session: AsyncSession, member: Member, person: Person, name: str) -> Outcome:
    """Make a team and put its maker on it. Lock the league before."""
    name = tidy(name)
    if not is_name(name):
        return BadName()
    teams = await people.teams(session, member.league.id)
    if standing := _named(teams.values(), name):
        return NameTaken(standing.name)
    if len(teams) >= MOST_TEAMS:
        return EnoughTeams()
    team = Team(league_id=member.league.id, name=name)
    await leagues.add(session, team)
    await _move(session, member, person, team)
    return Moved(name, made=True)


async def join(session: AsyncSession, member: Member, person: Person, name: str) -> Outcome:
    """Put somebody on a team that is there. Lock the league before."""
    teams = await people.teams(session, member.league.id)
    team = _named(teams.values(), tidy(name))
    if team is None:
        return NoSuchTeam(tidy(name), _nearest(teams.values(), tidy(name)))
    return await _change(session, member, person, team)


async def leave(session: AsyncSession, member: Member, person: Person) -> Outcome:
    """Put somebody back on the team of the channel where they joined. Lock the league before."""
    home = member.player.channel_id if member.player else member.channel.id
    return await _change(session, member, person, await leagues.channel_team(session, home))


async def _change(
    session: AsyncSession, member: Member, person: Person, team: Team
) -> Moved | There:
    present = await _team(session, member)
    if present is not None and present.id == team.id:
        return There(team.name)
    await _move(session, member, person, team)
    return Moved(team.name)


async def _move(session: AsyncSession, member: Member, person: Person, team: Team) -> None:
    player = await enrol(session, member, person)
    await members.move(session, player.id, member.next_number, team.id)


def tidy(name: str) -> str:
    """A name as it is kept: composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def is_name(name: str) -> bool:
    """Whether it is short, long and visible enough to be a team's name."""
    is_visible = not any(unicodedata.category(sign).startswith("C") for sign in name)
    return is_visible and SHORTEST_NAME <= len(name) <= LONGEST_NAME


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _named(teams: Iterable[Team], name: str) -> Team | None:
    return next((team for team in teams if _folded(team.name) == _folded(name)), None)


def _nearest(teams: Iterable[Team], name: str) -> str | None:
    names = {_folded(team.name): team.name for team in teams}
    near = get_close_matches(_folded(name), names, n=1, cutoff=0.5)
    return names[near[0]] if near else None
