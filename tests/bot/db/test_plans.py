"""Every statement of the daily path finds its rows through an index, however big the tables are."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.db import arrivals
from bot.db.claims import claiming, waking
from bot.db.engine import Database
from bot.db.tables import Digest, Given, Post, Round, Ruling
from tests.bot.db.plans import scans


async def test_reading_a_whole_table_is_noticed(database: Database) -> None:
    assert await scans(database, select(Post).where(Post.attempts == 3)) != []
    assert await scans(database, select(func.count()).select_from(Given)) != []


async def test_following_an_index_is_no_scan(database: Database) -> None:
    assert await scans(database, select(Post).where(Post.id == 3)) == []
    assert await scans(database, select(Round).where(Round.unsettled)) == []


async def test_claiming_goes_by_what_is_due(database: Database, now: datetime) -> None:
    assert await scans(database, claiming(Post, now, 100, 60)) == []
    assert await scans(database, claiming(Digest, now, 100, 60)) == []
    assert await scans(database, claiming(Ruling, now, 100, 60)) == []


async def test_the_next_wake_is_the_head_of_an_index(database: Database) -> None:
    assert await scans(database, waking()) == []


IN_SQLITE = {
    "accounts": (arrivals.SQLITE_ACCOUNTS, ('[[1, "U1", "Ada"]]',)),
    "settled": (arrivals.SQLITE_SETTLED, ("[1, 2]",)),
    "given": (arrivals.SQLITE_GIVEN, (1, 1, "button", "2026-11-23 08:00:00.000000", "B", True, 1)),
    "unsettle": (arrivals.SQLITE_UNSETTLE, ("[1, 2]",)),
}
IN_POSTGRES = {
    "accounts": (arrivals.POSTGRES_ACCOUNTS, ([1], ["U1"], ["Ada"])),
    "settled": (arrivals.POSTGRES_SETTLED, ([1, 2],)),
    "unsettle": (arrivals.POSTGRES_UNSETTLE, ([1, 2],)),
}


@pytest.mark.parametrize("name", IN_SQLITE)
async def test_intake_reads_no_table_whole_in_sqlite(sqlite_url: str, name: str) -> None:
    async with Database.connect(sqlite_url) as database:
        assert await scans(database, *IN_SQLITE[name]) == []


@pytest.mark.parametrize("name", IN_POSTGRES)
async def test_intake_reads_no_table_whole_in_postgresql(postgres_url: str, name: str) -> None:
    async with Database.connect(postgres_url) as database:
        assert await scans(database, *IN_POSTGRES[name]) == []


async def test_storing_reads_no_table_whole_in_postgresql(postgres_url: str, now: datetime) -> None:
    columns = ([1], [1], ["button"], [now], ["B"], [True], [1])
    async with Database.connect(postgres_url) as database:
        assert await scans(database, arrivals.POSTGRES_GIVEN, columns) == []
