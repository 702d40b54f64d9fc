"""What a session promises, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.db.engine import Database
from bot.db.tables import Team, Workspace


def workspace(name: str) -> Workspace:
    return Workspace(
        platform="slack", external_id=name, joined_at=datetime(2026, 11, 23, tzinfo=UTC)
    )


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(Workspace.external_id).order_by(Workspace.id)))


async def test_what_was_written_is_there_for_readers(database: Database) -> None:
    async with database.write() as session:
        session.add(workspace("T1"))
    assert await names(database) == ["T1"]


async def test_a_written_row_stays_readable_after_the_commit(database: Database) -> None:
    row = workspace("T1")
    async with database.write() as session:
        session.add(row)
    assert row.id == 1
    assert row.joined_at == datetime(2026, 11, 23, tzinfo=UTC)


async def test_an_instant_comes_back_aware(database: Database) -> None:
    async with database.write() as session:
        session.add(workspace("T1"))
    async with database.read() as session:
        joined = await session.scalar(select(Workspace.joined_at))
    assert joined == datetime(2026, 11, 23, tzinfo=UTC)


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    async def half() -> None:
        async with database.write() as session:
            session.add(workspace("T1"))
            await session.flush()
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await half()
    assert await names(database) == []


async def test_a_cancelled_write_leaves_nothing_and_blocks_nobody(database: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.write() as session:
            session.add(workspace("T1"))
            await session.flush()
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as session:
        session.add(workspace("T2"))
    assert await names(database) == ["T2"]


async def test_many_writers_wait_their_turn(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.write() as session:
            session.add(workspace(f"T{number}"))

    await asyncio.gather(*(add(number) for number in range(50)))
    assert sorted(await names(database)) == sorted(f"T{number}" for number in range(50))


async def test_readers_see_one_snapshot(database: Database) -> None:
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM workspaces")) == 0
        async with database.write() as other:
            other.add(workspace("T1"))
        assert await session.scalar(text("SELECT count(*) FROM workspaces")) == 0
    assert await names(database) == ["T1"]


async def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Team(league_id=99, name="Otters"))


async def test_the_clock_is_aware_and_right(database: Database) -> None:
    found = await database.now()
    assert found.tzinfo is UTC
    assert abs(found - datetime.now(UTC)) < timedelta(minutes=1)
