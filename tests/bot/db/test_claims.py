"""Whoever claims a row has it alone, until the lease ends by the database's clock."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from bot.db.claims import ClaimLost, Epoch, claim, next_wake, release, renew, take_over
from bot.db.engine import Database
from bot.db.queries import posts
from bot.db.tables import Account, Channel, Digest, League, Post, Round, Workspace


async def add_posts(database: Database, wakes: list[datetime | None], now: datetime) -> None:
    """One post a round in channel 1, with ids from 1 up."""
    async with database.write() as session:
        session.add(Workspace(platform="slack", external_id="T", joined_at=now))
        session.add(League(name="L", code="c", settings={}, created_at=now))
        await session.flush()
        session.add(Account(workspace_id=1, external_id="U", name="Ada"))
        await session.flush()
        session.add(Channel(workspace_id=1, league_id=1, external_id="C", zone="UTC", admin_id=1))
        numbers = range(1, len(wakes) + 1)
        rounds = [{"league_id": 1, "day": now.date(), "slot": number} for number in numbers]
        if not wakes:
            return
        await session.execute(insert(Round), rounds)
        planned = [
            {"round_id": n, "channel_id": 1, "due_at": now, "closes_at": now, "wake_at": wake}
            for n, wake in zip(numbers, wakes, strict=True)
        ]
        await session.execute(insert(Post), planned)


async def claim_ids(database: Database, now: datetime, limit: int = 10) -> list[int]:
    async with database.write() as session:
        return [post.id for post in await claim(session, Post, now, limit, 60)]


async def test_the_longest_due_comes_first(database: Database, now: datetime) -> None:
    hour = timedelta(hours=1)
    await add_posts(database, [now, now - 2 * hour, now - hour, now + hour, None], now)
    assert await claim_ids(database, now, limit=2) == [2, 3]
    assert await claim_ids(database, now) == [1]
    assert await claim_ids(database, now) == []


async def test_a_claim_leases_and_counts(database: Database, now: datetime) -> None:
    await add_posts(database, [now], now)
    async with database.write() as session:
        (post,) = await claim(session, Post, now, 10, 60)
        epoch = await session.scalar(select(Epoch()))
    assert post.attempts == 1
    assert epoch is not None
    assert post.lease_until in {epoch + 59, epoch + 60}


async def test_the_lease_follows_the_database_s_clock(database: Database, now: datetime) -> None:
    async with database.read() as session:
        epoch = await session.scalar(select(Epoch()))
    assert epoch is not None
    assert abs(epoch - (await database.now()).timestamp()) < 2


async def test_a_row_whose_lease_ended_is_claimed_again(database: Database, now: datetime) -> None:
    await add_posts(database, [now], now)
    assert await claim_ids(database, now) == [1]
    async with database.write() as session:
        await session.execute(update(Post).values(lease_until=Epoch()))
    async with database.write() as session:
        (post,) = await claim(session, Post, now, 10, 60)
    assert post.attempts == 2


async def test_a_released_row_is_claimed_again(database: Database, now: datetime) -> None:
    await add_posts(database, [now], now)
    assert await claim_ids(database, now) == [1]
    async with database.write() as session:
        await release(session, Post, 1)
    assert await claim_ids(database, now) == [1]


async def test_a_claim_undone_by_an_error_is_free_again(database: Database, now: datetime) -> None:
    await add_posts(database, [now], now)

    async def fail() -> None:
        async with database.write() as session:
            assert await claim(session, Post, now, 10, 60)
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await fail()
    assert await claim_ids(database, now) == [1]


async def test_four_workers_never_claim_the_same_row(database_url: str, now: datetime) -> None:
    claimed: list[int] = []

    async def work(database: Database) -> None:
        while ids := await claim_ids(database, now, limit=7):
            claimed.extend(ids)

    async with Database.connect(database_url) as one, Database.connect(database_url) as two:
        await add_posts(one, [now] * 300, now)
        await asyncio.gather(work(one), work(one), work(two), work(two))
        # A worker may stop early when others hold all the rows it looked at.
        await work(one)
        async with one.read() as session:
            assert await session.scalar(select(func.sum(Post.attempts))) == 300
    assert sorted(claimed) == list(range(1, 301))


async def test_what_somebody_took_over_is_theirs_to_record(
    database: Database, now: datetime
) -> None:
    await add_posts(database, [now], now)
    async with database.write() as session:
        (mine,) = await claim(session, Post, now, 1, 60)
    async with database.write() as session:
        await release(session, Post, mine.id)
        (theirs,) = await claim(session, Post, now, 1, 90)
    with pytest.raises(ClaimLost):
        async with database.write() as session:
            await posts.put(session, mine, wake_at=None)
    with pytest.raises(ClaimLost):
        async with database.write() as session:
            await posts.retry(session, mine, now + timedelta(hours=1))
    async with database.write() as session:
        assert not await renew(session, mine, 60)
        assert await renew(session, theirs, 120)
        await posts.put(session, theirs, wake_at=None)
    assert await claim_ids(database, now) == []


async def test_only_the_platform_taken_over_is_free_at_once(
    database: Database, now: datetime
) -> None:
    await add_posts(database, [now], now)
    assert await claim_ids(database, now) == [1]
    async with database.write() as session:
        await take_over(session, "playground")
    assert await claim_ids(database, now) == []
    async with database.write() as session:
        await take_over(session, "slack")
        (post,) = await claim(session, Post, now, 1, 60)
    assert post.attempts == 2, "who comes next has to look first"


async def test_digests_are_claimed_alike(database: Database, now: datetime) -> None:
    await add_posts(database, [], now)
    async with database.write() as session:
        session.add(Digest(channel_id=1, period="week:2026-W47", wake_at=now))
    async with database.write() as session:
        (digest,) = await claim(session, Digest, now, 10, 60)
        assert await claim(session, Digest, now, 10, 60) == []
    assert digest.period == "week:2026-W47"


async def test_the_next_wake_is_the_earliest_of_both_tables(
    database: Database, now: datetime
) -> None:
    hour = timedelta(hours=1)
    await add_posts(database, [now + 3 * hour, now + 2 * hour, None], now)
    async with database.read() as session:
        assert await next_wake(session) == now + 2 * hour
    async with database.write() as session:
        session.add(Digest(channel_id=1, period="week:2026-W47", wake_at=now + hour))
    async with database.read() as session:
        assert await next_wake(session) == now + hour


async def test_what_is_being_worked_on_wakes_nobody(database: Database, now: datetime) -> None:
    await add_posts(database, [now, now + timedelta(hours=1)], now)
    await claim_ids(database, now)
    async with database.read() as session:
        assert await next_wake(session) == now + timedelta(hours=1)


async def test_nothing_waits_in_an_empty_database(database: Database) -> None:
    async with database.read() as session:
        assert await next_wake(session) is None
