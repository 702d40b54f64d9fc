"""How often a language model may be asked: counted in the database, for all processes."""

import asyncio
from datetime import date, timedelta

from sqlalchemy import select

from bot.db.engine import Database
from bot.db.queries import model_calls
from bot.db.ruling_tables import ModelCalls

TODAY = date(2026, 11, 23)


async def take(database: Database, most: int, day: date = TODAY) -> bool:
    async with database.write() as session:
        return await model_calls.take(session, day, most)


async def test_so_many_calls_a_day_and_no_more(database: Database) -> None:
    assert [await take(database, 3) for _ in range(5)] == [True] * 3 + [False] * 2
    assert await take(database, 3, TODAY + timedelta(days=1))
    async with database.read() as session:
        rows = await session.scalars(select(ModelCalls).order_by(ModelCalls.day))
        assert [one.calls for one in rows] == [3, 1]


async def test_a_smaller_limit_holds_at_once(database: Database) -> None:
    assert [await take(database, 5) for _ in range(3)] == [True] * 3
    assert not await take(database, 2)


async def test_two_processes_never_take_more_than_there_is(database_url: str) -> None:
    async def all_they_get(database: Database) -> int:
        return sum([await take(database, 10) for _ in range(8)])

    async with Database.connect(database_url) as one, Database.connect(database_url) as other:
        assert sum(await asyncio.gather(*map(all_they_get, (one, other, one, other)))) == 10
