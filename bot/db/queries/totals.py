"""Kept totals and streak states: caches of history, changed when a round settles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Insert, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries.inserting import insert
from bot.db.tables import Player, Streak, SubjectKind, TeamResult, Total
from bot.quiz.ledger import Entry, Kind, Ledger, PlayerState, TeamState
from bot.quiz.streaks import Streak as StreakState

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Sum:
    """What a window holds of one subject; `points` are tenths of a point."""

    points: int = 0
    answered: int = 0
    received: int = 0

    def plus(self, entry: Entry, received: int) -> "Sum":
        return Sum(
            self.points + entry.points,
            self.answered + entry.answered,
            self.received + received,
        )


Key = tuple[str, SubjectKind, int]
"""Window, kind and subject."""


async def add(session: AsyncSession, league_id: int, sums: Mapping[Key, Sum]) -> None:
    """Add to the kept totals."""
    rows = [_row(league_id, key, one) for key, one in sums.items()]
    for start in range(0, len(rows), _CHUNK):
        await session.execute(_adding(session), rows[start : start + _CHUNK])


def _row(league_id: int, key: Key, one: Sum) -> dict[str, object]:
    window, kind, subject = key
    return {
        "league_id": league_id,
        "window": window,
        "kind": kind,
        "subject_id": subject,
        "points": one.points,
        "answered": one.answered,
        "received": one.received,
    }


def _adding(session: AsyncSession) -> Insert:
    new = insert(session, Total)
    return new.on_conflict_do_update(
        index_elements=["league_id", "window", "kind", "subject_id"],
        set_={
            "points": Total.points + new.excluded.points,
            "answered": Total.answered + new.excluded.answered,
            "received": Total.received + new.excluded.received,
        },
    )


async def kept(session: AsyncSession, league_id: int) -> dict[Key, Sum]:
    """All kept totals of a league."""
    rows = await session.scalars(select(Total).where(Total.league_id == league_id))
    return {
        (row.window, row.kind, row.subject_id): Sum(row.points, row.answered, row.received)
        for row in rows
    }


async def replace(session: AsyncSession, league_id: int, sums: Mapping[Key, Sum]) -> None:
    await session.execute(delete(Total).where(Total.league_id == league_id))
    await add(session, league_id, sums)


async def ledger(session: AsyncSession, league_id: int) -> Ledger:
    """Where the league stands, by the cache."""
    rows = (await session.scalars(select(Streak).where(Streak.league_id == league_id))).all()
    return Ledger(
        {row.subject_id: _player(row) for row in rows if row.kind is SubjectKind.PLAYER},
        {row.subject_id: TeamState(_streak(row)) for row in rows if row.kind is SubjectKind.TEAM},
    )


def _streak(row: Streak) -> StreakState:
    return StreakState(row.current, row.best, row.freezes)


def _player(row: Streak) -> PlayerState:
    return PlayerState(
        streak=_streak(row),
        joined=row.joined,
        last_answered=row.last_answered,
        received=row.received,
        answered=row.answered,
    )


async def save(session: AsyncSession, league_id: int, state: Ledger) -> None:
    """Make the cache say what `state` says."""
    await session.execute(delete(Streak).where(Streak.league_id == league_id))
    session.add_all([*_player_rows(league_id, state), *_team_rows(league_id, state)])
    await session.flush()


def _player_rows(league_id: int, state: Ledger) -> Iterable[Streak]:
    for player, one in state.players.items():
        row = _streak_row(league_id, SubjectKind.PLAYER, player, one.streak)
        row.joined, row.last_answered = one.joined, one.last_answered
        row.received, row.answered = one.received, one.answered
        yield row


def _team_rows(league_id: int, state: Ledger) -> Iterable[Streak]:
    for team, one in state.teams.items():
        yield _streak_row(league_id, SubjectKind.TEAM, team, one.streak)


def _streak_row(league_id: int, kind: SubjectKind, subject: int, streak: StreakState) -> Streak:
    return Streak(
        league_id=league_id,
        kind=kind,
        subject_id=subject,
        current=streak.current,
        best=streak.best,
        freezes=streak.freezes,
        joined=0,
        received=0,
        answered=0,
    )


def kind_of(entry: Entry) -> SubjectKind:
    return SubjectKind.PLAYER if entry.kind is Kind.PLAYER else SubjectKind.TEAM


async def top(
    session: AsyncSession, league_id: int, window: str, kind: SubjectKind, limit: int = 25
) -> Sequence[Total]:
    """A window's totals, most points first; without those who hide or have done nothing."""
    best = (
        _shown(league_id, window, kind).order_by(Total.points.desc(), Total.subject_id).limit(limit)
    )
    return (await session.scalars(best)).all()


async def ahead(
    session: AsyncSession, league_id: int, window: str, kind: SubjectKind, points: int
) -> int:
    """How many of those that `top` would show have more points; `points` are not negative.

    Everybody ahead is counted in the index alone, then the few who hide are taken off.
    """
    better = (
        Total.league_id == league_id,
        Total.window == window,
        Total.kind == kind,
        Total.points > points,
    )
    everybody = await session.scalar(select(func.count()).where(*better)) or 0
    if kind is SubjectKind.TEAM:
        return everybody
    hiding = (
        select(func.count())
        .select_from(Player)
        .join(Total, Total.subject_id == Player.id)
        .where(Player.league_id == league_id, Player.hidden, *better)
    )
    return everybody - (await session.scalar(hiding) or 0)


def _shown(league_id: int, window: str, kind: SubjectKind) -> Select[Total]:
    shown = select(Total).where(
        Total.league_id == league_id,
        Total.window == window,
        Total.kind == kind,
        (Total.answered > 0) | (Total.points > 0),
    )
    if kind is SubjectKind.TEAM:
        return shown
    hidden = select(Player.id).where(Player.id == Total.subject_id, Player.hidden)
    return shown.where(~hidden.exists())


async def keep_team_results(session: AsyncSession, results: Sequence[TeamResult]) -> None:
    """Keep what a round was for its teams."""
    session.add_all(results)
    await session.flush()


async def replace_team_results(
    session: AsyncSession, round_id: int, results: Sequence[TeamResult]
) -> None:
    """Keep what a round was for its teams, in place of what was kept before."""
    await session.execute(delete(TeamResult).where(TeamResult.round_id == round_id))
    await keep_team_results(session, results)


async def team_results(session: AsyncSession, round_id: int) -> Sequence[TeamResult]:
    of_round = (
        select(TeamResult).where(TeamResult.round_id == round_id).order_by(TeamResult.team_id)
    )
    return (await session.scalars(of_round)).all()
