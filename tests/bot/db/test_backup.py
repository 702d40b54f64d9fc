"""A backup is a whole database of its own, or it is not there."""

import sqlite3
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.db.backup import back_up
from bot.db.engine import Database, DatabaseTrouble
from bot.db.migrate import check
from bot.db.tables import Workspace


async def test_it_holds_what_is_still_in_the_log_of_a_database_in_use(
    sqlite_url: str, tmp_path: Path, now: datetime
) -> None:
    target = tmp_path / "copy.sqlite3"
    async with Database.connect(sqlite_url) as database:
        async with database.write() as session:
            session.add(Workspace(platform="slack", external_id="T1", joined_at=now))
        back_up(sqlite_url, target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT external_id FROM workspaces").fetchall() == [("T1",)]
    await check(f"sqlite:///{target}")


async def test_a_writer_is_not_held_up_and_a_half_change_is_not_copied(
    sqlite_url: str, tmp_path: Path, now: datetime
) -> None:
    target = tmp_path / "copy.sqlite3"
    async with Database.connect(sqlite_url) as database, database.write() as session:
        session.add(Workspace(platform="slack", external_id="T1", joined_at=now))
        await session.flush()
        back_up(sqlite_url, target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM workspaces").fetchone() == (0,)


def test_only_its_owner_may_read_it_and_nothing_lies_beside_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(sqlite_url, folder / "copy")
    assert [path.name for path in folder.iterdir()] == ["copy"]
    assert stat.S_IMODE((folder / "copy").stat().st_mode) == 0o600


def test_it_overwrites_nothing(sqlite_url: str, tmp_path: Path) -> None:
    target = tmp_path / "notes"
    target.write_text("mine")
    with pytest.raises(DatabaseTrouble, match="is there already: name another file"):
        back_up(sqlite_url, target)
    assert target.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="name a file in a folder that exists"):
        back_up(sqlite_url, tmp_path / "nowhere" / "copy")


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="There is no database"):
        back_up(f"sqlite:///{tmp_path}/none", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_kept_as_a_backup(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "quizstreak.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 20] = b"\xff" * (4096 * 18)
    path.write_bytes(content)
    with pytest.raises(DatabaseTrouble, match="is damaged"):
        back_up(sqlite_url, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_postgresql_gets_the_line_to_run_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble) as trouble:
        back_up("postgres://u:hush@h:5/d?sslmode=require", Path("copy file"))
    assert str(trouble.value).splitlines()[-1] == (
        "pg_dump --format=custom '--file=copy file' 'postgresql://u@h:5/d?sslmode=require'"
    )
