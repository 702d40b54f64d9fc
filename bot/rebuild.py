"""`quizstreak rebuild`: compare what is kept of every league with its history, and mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.db import migrate
from bot.db.engine import Database
from bot.db.queries import leagues
from bot.db.queries.totals import Sum
from bot.quiz.ledger import PlayerState, TeamState
from bot.quiz.streaks import Streak
from bot.service import settling
from bot.service.settling import Difference


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a look at every league found."""

    leagues: int
    differences: tuple[str, ...]
    """In words, league by league."""

    def summary(self, *, dry_run: bool) -> str:
        where = "1 league" if self.leagues == 1 else f"{self.leagues} leagues"
        number = len(self.differences)
        if not number:
            return f"no difference in {where}"
        what = "1 difference" if number == 1 else f"{number} differences"
        return f"{what} in {where}, {'nothing was changed' if dry_run else 'mended'}"


async def rebuild(url: str, *, dry_run: bool) -> Rebuilt:
    """Compute every league's totals and streaks from its history; a dry run changes nothing.

    Raises `DatabaseTrouble`.
    """
    await migrate.check(url)
    async with Database.connect(url) as database:
        async with database.read() as session:
            ids = [league.id for league in await leagues.all_leagues(session)]
        found = [line for id_ in ids for line in await _league(database, id_, dry_run)]
    return Rebuilt(len(ids), tuple(found))


async def _league(database: Database, league_id: int, dry_run: bool) -> list[str]:
    async with database.write() as session:
        league = await leagues.locked(session, league_id)
        where = f"league {league.id} ({league.name})"
        found = await settling.rebuild(session, league)
        if dry_run:
            await session.rollback()
    return [f"{where}: {sentence}" for sentence in map(words, found)]


def words(difference: Difference) -> str:
    """A difference as a sentence's inside: what, what was kept, what history says."""
    kept, history = _value(difference.kept), _value(difference.history)
    return f"{difference.what} was kept as {kept}, history says {history}"


def _value(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case TeamState(streak):
            return _streak(streak)
        case PlayerState():
            return "; ".join(_player(value))
        case Sum(points, answered, received):
            return f"{points / 10:g} points, {answered} of {received} answered"
        case _:
            return str(value)


def _player(state: PlayerState) -> Iterator[str]:
    yield _streak(state.streak)
    yield f"{state.answered} of {state.received} answered"
    yield f"playing since question {state.joined}"
    yield f"last answered {state.last_answered or 'none'}"


def _streak(streak: Streak) -> str:
    return f"a streak of {streak.current} (best {streak.best}, freezes {streak.freezes})"
