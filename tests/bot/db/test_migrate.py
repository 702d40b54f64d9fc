"""The tables come to be whole or not at all, and fit what the code believes."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.db.address import parse
from bot.db.engine import Database, DatabaseTrouble, migrating
from bot.db.migrate import _config, check, upgrade
from bot.db.tables import Table

ROOT = Path(__file__).parents[3]


def is_of_an_adapter(kind: str, name: str | None) -> bool:
    """An adapter knows these tables by itself; its tests look at them."""
    return kind == "table" and str(name).startswith(("discord_", "slack_"))


async def test_the_migrated_tables_are_those_of_the_code(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"include_name": lambda name, kind, _: not is_of_an_adapter(kind, name)}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Table.metadata))

    async with database.read() as session:
        assert await (await session.connection()).run_sync(differences) == []


async def test_a_partial_index_is_partial_after_migrating(database: Database) -> None:
    def conditions(connection: Connection) -> list[object]:
        return [
            index["dialect_options"][f"{connection.dialect.name}_where"]
            for table, name in (("posts", "ix_posts_wake_at"), ("digests", "ix_digests_wake_at"))
            for index in inspect(connection).get_indexes(table)
            if index["name"] == name
        ]

    async with database.read() as session:
        found = await (await session.connection()).run_sync(conditions)
    assert [str(condition).strip("()") for condition in found] == ["wake_at IS NOT NULL"] * 2


async def test_a_migrated_database_passes_the_check(database_url: str) -> None:
    await check(database_url)


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await upgrade(database_url)
    await check(database_url)


async def test_an_empty_database_says_how_to_make_the_tables(empty_url: str) -> None:
    with pytest.raises(DatabaseTrouble, match="run `quizstreak migrate`"):
        await check(empty_url)


async def test_checking_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="run `quizstreak migrate`"):
        await check(f"sqlite:///{tmp_path}/none.sqlite3")
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


async def test_using_a_database_without_tables_says_how_to_make_them(empty_url: str) -> None:
    async with Database.connect(empty_url) as database:
        with pytest.raises(DatabaseTrouble, match="run `quizstreak migrate`"):
            async with database.write() as session:
                await session.execute(text("DELETE FROM leagues"))


async def test_a_newer_database_is_refused_and_left_alone(database_url: str) -> None:
    async with Database.connect(database_url) as database, database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (check, upgrade):
        with pytest.raises(DatabaseTrouble, match="newer version \\(9999\\)"):
            await use(database_url)


async def test_processes_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    await asyncio.gather(*(upgrade(empty_url) for _ in range(4)))
    await check(empty_url)


async def test_what_is_in_older_tables_stays(empty_url: str) -> None:
    def first_tables(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    engine = migrating(parse(empty_url))
    async with engine.begin() as connection:
        await connection.run_sync(first_tables)
        added = "INSERT INTO workspaces (platform, external_id, joined_at) VALUES ('slack', 'T1', "
        await connection.execute(text(f"{added} '2026-11-02 08:00:00')"))
    await engine.dispose()
    with pytest.raises(DatabaseTrouble, match="run `quizstreak migrate`"):
        await check(empty_url)

    await upgrade(empty_url)

    await check(empty_url)
    async with Database.connect(empty_url) as database, database.read() as session:
        found = await session.execute(text("SELECT platform, external_id FROM workspaces"))
        assert found.all() == [("slack", "T1")]


DYING = """
import asyncio, os, signal, sys
from sqlalchemy import Engine, event
from bot.db.migrate import upgrade

statements = 0

@event.listens_for(Engine, "after_cursor_execute")
def die(*_):
    global statements
    statements += 1
    if statements == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(upgrade(sys.argv[1]))
"""


@pytest.mark.parametrize("statements", [6, 20, 36])
async def test_a_killed_migration_leaves_nothing_behind(empty_url: str, statements: int) -> None:
    killed = [sys.executable, "-c", DYING, empty_url, str(statements)]
    died = await asyncio.to_thread(subprocess.run, killed, cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL

    async with Database.connect(empty_url) as database, database.read() as session:
        connection = await session.connection()
        assert await connection.run_sync(lambda c: inspect(c).get_table_names()) == []

    await upgrade(empty_url)
    await check(empty_url)
