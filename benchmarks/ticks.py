"""Looking for what is due: when nothing is, however much is planned, and when much is."""

from time import perf_counter

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from benchmarks.floors import START, Floor, floor, found_league, plan_rounds
from benchmarks.homes import Home
from benchmarks.pairs import compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure, Target
from bot.db.claims import claim, claiming, next_wake, waking
from bot.db.engine import Database
from bot.db.tables import Digest, Post
from bot.service.dispatch import BATCH, LEASE_SECONDS

CHANNELS = 100


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    found = [await _measure_empty(home, sizes, count) for count in sizes.posts]
    return [*found, await _measure_growth(home, sizes), await _measure_due(home, sizes)]


async def _measure_empty(home: Home, sizes: Sizes, posts: int) -> Figure:
    async with home.fresh() as url, floor(url) as bare, Database.connect(url) as database:
        await _plan(bare, posts, first_second=1)
        statement = _sql(database, waking())
        outcome = await compare(
            lambda: _time_looks(database, sizes.looks),
            lambda: _time_bare_looks(bare, statement, sizes.looks),
            sizes.pairs,
        )
    what = f"empty look, {posts:,} posts planned"
    return Figure(what, "bare driver", home.name, "ms", outcome, Target(2))


async def _measure_growth(home: Home, sizes: Sizes) -> Figure:
    few, many = sizes.posts[0], sizes.posts[-1]
    async with home.fresh() as small, home.fresh() as large:
        for url, count in ((small, few), (large, many)):
            async with floor(url) as bare:
                await _plan(bare, count, first_second=1)
        async with Database.connect(large) as one, Database.connect(small) as other:
            outcome = await compare(
                lambda: _time_looks(one, sizes.looks),
                lambda: _time_looks(other, sizes.looks),
                sizes.pairs,
            )
    what = f"empty look, {many:,} posts planned"
    return Figure(what, f"ours at {few:,}", home.name, "ms", outcome, Target(2))


async def _measure_due(home: Home, sizes: Sizes) -> Figure:
    async with home.fresh() as url, floor(url) as bare, Database.connect(url) as database:
        await _plan(bare, sizes.due, first_second=-sizes.due)
        statements = _statements(database)
        outcome = await compare(
            lambda: _time_claims(bare, database),
            lambda: _time_bare_claims(bare, statements),
            max(1, sizes.pairs // 2),
        )
    what = f"claim {sizes.due:,} due posts, {BATCH} at a time"
    return Figure(what, "bare driver", home.name, "ms", outcome)


async def _plan(bare: Floor, posts: int, first_second: int) -> None:
    """So many posts, a second apart, the first so long after START."""
    await found_league(bare, CHANNELS)
    await plan_rounds(bare, posts // CHANNELS + 1)
    at = bare.instant(f"{first_second - 1} + n")
    await bare.run(
        "INSERT INTO posts"
        " (id, round_id, channel_id, due_at, closes_at, step, wake_at, lease_until, attempts)"
        f" SELECT n, n / {CHANNELS} + 1, n % {CHANNELS} + 1, {at}, {at}, 'post', {at}, 0, 0"
        f" FROM {bare.numbers(posts)}"
    )
    await bare.run("ANALYZE")


def _statements(database: Database) -> list[str]:
    return [
        _sql(database, claiming(Post, START, BATCH, LEASE_SECONDS)),
        _sql(database, claiming(Digest, START, BATCH, LEASE_SECONDS)),
    ]


def _sql(database: Database, statement: ClauseElement) -> str:
    """The statement's text for the database, its parameters written out."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[database.dialect].dialect()
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


async def _look(database: Database) -> None:
    """What the dispatcher does at every look: only when something is due does it claim."""
    async with database.read() as session:
        await next_wake(session)


async def _claim(database: Database) -> int:
    """What the dispatcher does when something is due."""
    async with database.write() as session:
        posts = await claim(session, Post, START, BATCH, LEASE_SECONDS)
        digests = await claim(session, Digest, START, BATCH, LEASE_SECONDS)
    return len(posts) + len(digests)


async def _time_looks(database: Database, looks: int) -> float:
    start = perf_counter()
    for _ in range(looks):
        await _look(database)
    return (perf_counter() - start) / looks * 1000


async def _time_bare_looks(bare: Floor, statement: str, looks: int) -> float:
    start = perf_counter()
    for _ in range(looks):
        await bare.fetch(statement)
    return (perf_counter() - start) / looks * 1000


async def _time_claims(bare: Floor, database: Database) -> float:
    await _release(bare)
    start = perf_counter()
    while await _claim(database):
        pass
    return (perf_counter() - start) * 1000


async def _time_bare_claims(bare: Floor, statements: list[str]) -> float:
    await _release(bare)
    start = perf_counter()
    while await bare.fetch(*statements):
        pass
    return (perf_counter() - start) * 1000


async def _release(bare: Floor) -> None:
    await bare.run("UPDATE posts SET lease_until = 0, attempts = 0")
    await bare.run("ANALYZE posts")
