"""Whatever is wrong with the database is said in one sentence with its remedy."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db.engine import Database, DatabaseBusy, DatabaseTrouble
from bot.db.migrate import upgrade
from bot.db.trouble import translated

ROOT = Path(__file__).parents[3]


async def connect(url: str) -> None:
    async with Database.connect(url):
        pass


WRONG = {
    "": "cannot be read: write sqlite:///quizstreak.sqlite3 or",
    "quizstreak.sqlite3": "cannot be read: write sqlite:///quizstreak.sqlite3 or",
    "mysql://root@localhost/quiz": "“mysql” is not supported: write sqlite:///",
    "sqlite://": "names no file: write sqlite:///quizstreak.sqlite3",
    "sqlite:///:memory:": "names no file: write sqlite:///quizstreak.sqlite3",
    "postgresql://localhost": "names no database: write",
    "postgresql://localhost/quiz?colour=red": "unknown parameter “colour”: remove it",
    "postgresql://localhost/quiz?connect_timeout=soon": "must be whole seconds",
    "postgresql://u:hush@127.0.0.1:1/quiz": "No database server answers for 127.0.0.1/quiz: start",
    "sqlite:////nowhere/at/all/quiz.sqlite3": "/nowhere/at/all/quiz.sqlite3 cannot be opened: make",
}


@pytest.mark.parametrize("url", WRONG)
@pytest.mark.parametrize("use", [connect, upgrade])
async def test_a_wrong_url_says_what_to_write(url: str, use: object) -> None:
    act = connect if use is connect else upgrade
    with pytest.raises(DatabaseTrouble) as trouble:
        await act(url)
    assert WRONG[url] in str(trouble.value)
    assert str(trouble.value).endswith(".")
    assert "hush" not in str(trouble.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
async def test_every_spelling_of_postgresql_connects(postgres_url: str, scheme: str) -> None:
    rest = postgres_url.removeprefix("postgresql")
    async with Database.connect(f"{scheme}{rest}&sslmode=disable&channel_binding=prefer") as found:
        assert found.dialect == "postgresql"


async def test_a_missing_database_is_named(postgres_url: str) -> None:
    missing = postgres_url.replace("/test", "/nothing")
    with pytest.raises(DatabaseTrouble, match=r"There is no database .*nothing.*: create it"):
        await connect(missing)


async def test_an_unknown_user_is_refused_in_words(postgres_url: str) -> None:
    with pytest.raises(DatabaseTrouble, match=r"refuses the user or password for .*: correct"):
        await connect(postgres_url.replace("postgres@", "nobody:hush@"))


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "quiz.sqlite3").write_text("Dear diary, " * 200)
    with pytest.raises(DatabaseTrouble, match="is not an SQLite database: name another file"):
        await connect(f"sqlite:///{tmp_path}/quiz.sqlite3")


HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def test_a_database_held_by_another_process_is_busy(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    command = [sys.executable, "-c", HOLDING, path]
    pipe = subprocess.PIPE
    async with Database.connect(sqlite_url) as database:
        with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:  # noqa: ASYNC220 - brief
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"
            with pytest.raises(DatabaseBusy, match="locked by another process: stop the other"):
                async with database.write():
                    pass
            other.kill()
        async with database.write() as session:
            await session.execute(text("DELETE FROM leagues"))


async def test_a_full_disk_says_to_make_room(sqlite_url: str) -> None:
    async with Database.connect(sqlite_url) as database:
        async with database.write() as session:
            pages = await session.scalar(text("PRAGMA page_count"))
            await session.execute(text(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(DatabaseTrouble, match="is full: make room"):
            async with database.write() as session:
                await session.execute(text("CREATE TABLE hoard AS SELECT zeroblob(1000000)"))


async def test_writing_through_a_reader_is_an_error(database: Database) -> None:
    with pytest.raises(DatabaseTrouble, match="may not be written"):
        async with database.read() as session:
            await session.execute(text("DELETE FROM leagues"))


def test_a_file_that_may_not_be_written_is_named(sqlite_url: str) -> None:
    # Root may write everything, so the file is opened the way others would get it.
    path = sqlite_url.removeprefix("sqlite:///")

    def write() -> None:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        with closing(connection), translated(path):
            connection.execute("DELETE FROM leagues")

    with pytest.raises(DatabaseTrouble, match="may not be written: give the file"):
        write()


async def test_a_lost_connection_is_said_and_the_next_works(postgres_url: str) -> None:
    async with Database.connect(postgres_url) as database:

        async def be_cut_off() -> None:
            async with database.write() as session:
                pid = await session.scalar(text("SELECT pg_backend_pid()"))
                async with database.write() as other:
                    await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
                await session.execute(text("SELECT 1"))

        with pytest.raises(DatabaseBusy):
            await be_cut_off()
        async with database.read() as session:
            assert await session.scalar(text("SELECT 1")) == 1


async def test_what_is_not_known_stays_what_it_was(database: Database) -> None:
    with pytest.raises(DBAPIError, match="syntax"):
        async with database.read() as session:
            await session.execute(text("SELEKT 1"))


async def test_somebody_else_s_network_trouble_stays_theirs(database: Database) -> None:
    with pytest.raises(ConnectionRefusedError):
        async with database.write():
            raise ConnectionRefusedError
