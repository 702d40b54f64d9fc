"""Leaderboards, from kept totals."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries import members, people, totals
from bot.db.tables import SubjectKind, Total
from bot.messages.boards import Board
from bot.quiz.standings import Ranked, Row, rank, window_name
from bot.service.profiles import Member

_SHOWN = 10
_KINDS = {"players": SubjectKind.PLAYER, "teams": SubjectKind.TEAM}


async def board(
    session: AsyncSession, member: Member, window: str, of: str, now: datetime
) -> Board:
    """Who is ahead in the channel's present "day", "week", … among "players" or "teams"."""
    kind, name = _KINDS[of], window_name(window, member.today(now))
    best = await totals.top(session, member.league.id, name, kind, _SHOWN)
    page = rank(await _rows(session, member, kind, best))
    own = await _own(session, member, kind, name)
    is_there = own is None or any(line.row.subject == own.row.subject for line in page)
    return Board(window, of, page, None if is_there else own, _is_hidden(member, kind))


def _is_hidden(member: Member, kind: SubjectKind) -> bool:
    return kind is SubjectKind.PLAYER and member.player is not None and member.player.hidden


async def _rows(
    session: AsyncSession, member: Member, kind: SubjectKind, kept: Sequence[Total]
) -> list[Row]:
    names = await _names(session, member, kind, [row.subject_id for row in kept])
    return [
        Row(row.subject_id, names[row.subject_id], row.points, row.answered, row.received)
        for row in kept
    ]


async def _names(
    session: AsyncSession, member: Member, kind: SubjectKind, ids: list[int]
) -> dict[int, str]:
    if kind is SubjectKind.PLAYER:
        return await people.names(session, ids)
    teams = await people.teams(session, member.league.id)
    return {id_: team.name for id_, team in teams.items()}


async def _own(
    session: AsyncSession, member: Member, kind: SubjectKind, window: str
) -> Ranked | None:
    """The reader's (or their team's) own line, wherever it stands; None if they did nothing yet."""
    subject = await _subject(session, member, kind)
    if subject is None:
        return None
    kept = await members.total(session, member.league.id, window, kind, subject)
    if kept is None or not (kept.answered or kept.points):
        return None
    ahead = await totals.ahead(session, member.league.id, window, kind, kept.points)
    return Ranked(ahead + 1, (await _rows(session, member, kind, [kept]))[0])


async def _subject(session: AsyncSession, member: Member, kind: SubjectKind) -> int | None:
    if member.player is None or kind is SubjectKind.PLAYER:
        return member.player.id if member.player else None
    number = max(member.league.rounds_asked, member.player.joined_number)
    team = await members.team_of(session, member.player.id, number)
    return team.id if team else None
