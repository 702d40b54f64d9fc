"""Which workspaces we are in, as far as the database knows."""

from datetime import datetime, timedelta

from bot.chat.places import Workspace
from bot.db.engine import Database
from bot.db.queries import leagues
from bot.db.queries.workspaces import present


async def test_those_that_we_are_in_are_told_by_platform(database: Database, now: datetime) -> None:
    async with database.write() as session:
        for platform, id in (("discord", "1"), ("discord", "2"), ("slack", "T1")):
            await leagues.join_workspace(session, Workspace(platform, id), now)
    async with database.read() as session:
        assert await present(session, "discord") == {"1", "2"}
        assert await present(session, "slack") == {"T1"}
        assert await present(session, "playground") == set()


async def test_one_that_left_is_not_told_until_it_comes_back(
    database: Database, now: datetime
) -> None:
    server = Workspace("discord", "1")
    async with database.write() as session:
        await leagues.join_workspace(session, server, now)
        await leagues.leave_workspace(session, server, now + timedelta(days=1))
        assert await present(session, "discord") == set()
        await leagues.join_workspace(session, server, now + timedelta(days=2))
        assert await present(session, "discord") == {"1"}


async def test_what_is_left_of_a_purged_one_is_not_told(database: Database, now: datetime) -> None:
    async with database.write() as session:
        row = await leagues.join_workspace(session, Workspace("discord", "1"), now)
        row.external_id = leagues.GONE + "abc"
        await session.flush()
        assert await present(session, "discord") == set()
