"""The doctor finds what is wrong, names the remedy, and changes nothing."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import _sqlite, examine
from bot.settings import load
from bot.web import application, served
from tests.commands import free_port, quizstreak
from tests.due import make_due


@pytest.fixture(autouse=True)
def port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    monkeypatch.chdir(tmp_path)
    found = free_port()
    monkeypatch.setenv("QUIZSTREAK_PORT", str(found))
    return found


async def found() -> list[str]:
    return [str(finding) for finding in await examine(lambda: load(None))]


async def wrong() -> list[str]:
    return [line for line in await found() if line.startswith("✗")]


async def test_all_is_well_with_a_migrated_database(sqlite_url: str) -> None:
    lines = await found()
    assert all(line.startswith("✓ ") for line in lines), lines
    kinds = ("settings", "packs", "time zones", "database", "SQLite", "disk", "chats", "port")
    assert [line[2 : 2 + len(kind)] for line, kind in zip(lines, kinds, strict=True)] == [*kinds]


async def test_without_tables_it_says_how_to_make_them_and_makes_no_file(tmp_path: Path) -> None:
    [line] = await wrong()
    assert line.endswith("run `quizstreak migrate`.")
    assert not await asyncio.to_thread(lambda: list(tmp_path.iterdir()))


async def test_a_wrong_setting_is_told_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZSTREAK_PORT", "many")
    assert await found() == [
        "✗ settings: QUIZSTREAK_PORT is “many”: write a whole number from 1 to 65535."
    ]


async def test_a_taken_port_is_wrong_unless_it_is_ours(sqlite_url: str, port: int) -> None:
    async with served(application({}), "127.0.0.1", port):
        lines = await found_elsewhere()
    assert lines[-1] == f"✓ port: Quizstreak itself serves 127.0.0.1:{port}"


async def found_elsewhere() -> list[str]:
    """Looked at by another process, since ours must go on serving meanwhile."""
    settings = {"QUIZSTREAK_PORT": os.environ["QUIZSTREAK_PORT"]}
    done = await asyncio.to_thread(quizstreak, Path.cwd(), "doctor", **settings)
    assert done.returncode == 0
    return done.stdout.splitlines()


async def test_every_channel_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUIZSTREAK_PLAYGROUND", "true")
    await make_due(tmp_path)
    where = "channel ml-interviews of playground playground"
    assert f"✓ {where}: we may post there" in await found()
    with closing(sqlite3.connect("playground.sqlite3")) as chat, chat:
        chat.execute("UPDATE channels SET lost = 1 WHERE id = 'ml-interviews'")
    with closing(sqlite3.connect("quizstreak.sqlite3")) as database, database:
        database.execute("UPDATE channels SET zone = 'Mars/Base'")
    assert await wrong() == [
        f"✗ {where}: The channel #ml-interviews is archived.",
        f"✗ {where}: “Mars/Base” is no time zone: choose one with /quiz settings",
    ]


async def test_too_little_room_is_told(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    monkeypatch.setattr(doctor, "ROOM", 2**80)
    [line] = await wrong()
    assert line.startswith("✗ disk: only ")
    assert line.endswith(": make room")


def test_an_older_sqlite_is_fine_for_one_writer() -> None:
    assert _sqlite((3, 40, 1)).is_fine
    assert "only one process writes" in str(_sqlite((3, 51, 2)))
    assert str(_sqlite((3, 51, 3))) == "✓ SQLite 3.51.3"


def test_the_command_ends_by_what_was_found(tmp_path: Path) -> None:
    done = quizstreak(tmp_path, "doctor")
    assert done.returncode == 1
    assert all(line[0] in "✓✗" for line in done.stdout.splitlines())
