"""A leaderboard and one's own place in it, in a small and a large database, and bare."""

from collections.abc import Awaitable, Callable
from time import perf_counter

from benchmarks.floors import Floor, floor, found_league
from benchmarks.homes import Home
from benchmarks.pairs import compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure, Target
from bot.db.engine import Database
from bot.db.queries import totals
from bot.db.tables import SubjectKind

SHOWN = 10
SHARE = 10
"""One row in so many is of the league and window that are looked at."""
WINDOW = "all"
MOST_POINTS = 30_000
BARE = f"""
SELECT league_id, "window", kind, subject_id, points, answered, received FROM totals
WHERE league_id = 1 AND "window" = '{WINDOW}' AND kind = 'player' AND (answered > 0 OR points > 0)
AND NOT EXISTS (SELECT id FROM players WHERE id = subject_id AND hidden)
ORDER BY points DESC, subject_id LIMIT {SHOWN}
"""


Show = Callable[[Database], Awaitable[None]]


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    async with home.fresh() as small, home.fresh() as large:
        for url, rows in ((small, sizes.totals[0]), (large, sizes.totals[1])):
            async with floor(url) as bare:
                await _fill(bare, rows)
        async with (
            Database.connect(large) as one,
            Database.connect(small) as other,
            floor(large) as bare,
        ):
            return [
                await _against_small(home, sizes, _show_page, one, other),
                await _against_bare(home, sizes, one, bare),
                await _against_small(home, sizes, _show_place, one, other),
            ]


async def _against_small(
    home: Home, sizes: Sizes, show: Show, large: Database, small: Database
) -> Figure:
    few, many = sizes.totals
    times = sizes.pages if show is _show_page else max(1, sizes.pages // SHARE)
    outcome = await compare(
        lambda: _time(show, large, times),
        lambda: _time(show, small, times),
        sizes.pairs,
    )
    what = f"{NAMES[show]}, {many:,} totals"
    return Figure(what, f"ours at {few:,}", home.name, "ms", outcome, Target(1.5))


async def _against_bare(home: Home, sizes: Sizes, database: Database, bare: Floor) -> Figure:
    outcome = await compare(
        lambda: _time(_show_page, database, sizes.pages),
        lambda: _time_bare(bare, sizes.pages),
        sizes.pairs,
    )
    what = f"leaderboard, {sizes.totals[1]:,} totals"
    return Figure(what, "bare driver", home.name, "ms", outcome)


async def _fill(bare: Floor, rows: int) -> None:
    """So many totals; the players of league 1 have theirs for all time, others other windows."""
    await found_league(bare, 1)
    await bare.run(
        "INSERT INTO accounts (id, workspace_id, external_id, name)"
        f" SELECT n + 1, 1, 'U' || n, 'N' || n FROM {bare.numbers(rows // SHARE)}"
    )
    await bare.run(
        "INSERT INTO players"
        " (id, league_id, person_id, channel_id, hidden, joined_number, ability, rated)"
        f" SELECT n, 1, n + 1, 1, n % 50 = 0, 1, 0, 0 FROM {bare.numbers(rows // SHARE)}"
    )
    # Multiplying by a prime scatters the points; some are equal, as in life.
    await bare.run(
        'INSERT INTO totals (league_id, "window", kind, subject_id, points, answered, received)'
        f" SELECT 1, CASE n % {SHARE} WHEN 0 THEN '{WINDOW}' ELSE 'week:' || (n % {SHARE}) END,"
        f" 'player', n / {SHARE}, n % {MOST_POINTS} * 7919 % {MOST_POINTS}, 100, 120"
        f" FROM {bare.numbers(rows)}"
    )
    await bare.run("ANALYZE")


async def _show_page(database: Database) -> None:
    async with database.read() as session:
        page = await totals.top(session, 1, WINDOW, SubjectKind.PLAYER, SHOWN)
    assert len(page) == SHOWN


async def _show_place(database: Database) -> None:
    """Of somebody in the middle."""
    async with database.read() as session:
        ahead = await totals.ahead(session, 1, WINDOW, SubjectKind.PLAYER, MOST_POINTS // 2)
    assert ahead


NAMES: dict[Show, str] = {_show_page: "leaderboard", _show_place: "own place"}


async def _time(show: Show, database: Database, times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        await show(database)
    return (perf_counter() - start) / times * 1000


async def _time_bare(bare: Floor, times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        assert await bare.look(BARE) == SHOWN
    return (perf_counter() - start) / times * 1000
