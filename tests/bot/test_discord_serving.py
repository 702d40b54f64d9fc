"""`quizstreak serve` as processes of its own, in a Discord of ours: killed, begun again, split."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from tests.commands import PATIENCE, ROOT, get, logged, quizstreak, started, stop
from tests.emulators.discord.emulator import DiscordEmulator, Person, Room, Seen

T = TypeVar("T")
RESTS = "step = 'remind' AND lease_until = 0"
"""The open question is posted, and only waits for its time."""
CLOSE = f"UPDATE posts SET closes_at = {{now}}, wake_at = {{now}} WHERE {RESTS}"


@dataclass(frozen=True, slots=True)
class Town:
    discord: DiscordEmulator
    ada: Person
    grace: Person
    room: Room
    settings: dict[str, str]
    """What every process gets."""

    def question(self, reader: Person) -> Seen | None:
        """The newest message with letter buttons that everybody sees."""
        public = [seen for seen in reader.sees(self.room) if not seen.ephemeral]
        asked = [seen for seen in public if "The value of one week ago" in seen.text]
        return asked[-1] if asked else None


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with DiscordEmulator() as discord:
        discord.sockets.identify_pause = 0
        acme = discord.guild("100", "Acme")
        ada = acme.person("1", "ada", "Ada Lovelace", manages=True)
        grace = acme.person("2", "grace", "Grace Hopper")
        room = acme.channel("200", "ml-interviews")
        settings = {
            "DISCORD_TOKEN": discord.token,
            "QUIZSTREAK_DISCORD_API": discord.api,
            "QUIZSTREAK_DISCORD_GATEWAY": discord.gateway,
            "QUIZSTREAK_PACKS": str(one_question(tmp_path)),
            "QUIZSTREAK_HEARTBEAT_SECONDS": "1",
        }
        yield Town(discord, ada, grace, room, settings)


def one_question(folder: Path) -> Path:
    """A pack whose only question has letters; A is right, whatever the day is."""
    pack = folder / "pack"
    shutil.copytree(ROOT / "tests/questions/small_pack", pack)
    (pack / "evaluation/others.yaml").unlink()
    choices = pack / "evaluation/choices.yaml"
    first, *_ = choices.read_text(encoding="utf-8").split("\n- id:")
    kept = first.replace("shuffle: true", "shuffle: false")
    assert kept != first
    choices.write_text(f"{kept}\n", encoding="utf-8")
    return pack


async def until(look: Callable[[], T | None]) -> T:
    """What `look` gives once it gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")


async def ready(port: int) -> None:
    def is_ready() -> bool:
        return get(port, "/readyz")[0] == 200

    end = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(is_ready):
        assert time.monotonic() < end, get(port, "/readyz")
        await asyncio.sleep(0.05)


async def set_up_and_ask(town: Town) -> Seen:
    await until(lambda: town.discord.world.commands.get(""))
    await town.ada.command(town.room, "quiz setup")
    card = await until(lambda: newest(town.ada, town.room, "Set up…"))
    await town.ada.press(town.room, card.id, "Set up…")
    await town.ada.submit()
    await town.ada.command(town.room, "quiz now")
    return await until(lambda: town.question(town.grace))


def newest(reader: Person, room: Room, text: str) -> Seen | None:
    found = [seen for seen in reader.sees(room) if text in seen.text]
    return found[-1] if found else None


def rests(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "quizstreak.sqlite3", timeout=PATIENCE)) as file:
        return bool(file.execute(f"SELECT 1 FROM posts WHERE {RESTS}").fetchone())


def close_now(folder: Path) -> bool:
    """Let the open question have ended, behind the process's back, once it only waits for that."""
    now = f"'{datetime.now(UTC).replace(tzinfo=None)}'"
    with closing(sqlite3.connect(folder / "quizstreak.sqlite3", timeout=PATIENCE)) as file, file:
        return file.execute(CLOSE.format(now=now)).rowcount == 1


async def close_now_on(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    end = time.monotonic() + PATIENCE
    while await connection.execute(CLOSE.format(now="clock_timestamp()")) == "UPDATE 0":
        assert time.monotonic() < end, "it is never ready to be closed"
    await connection.close()


def counted(port: int, line: str) -> None:
    """Wait until the process says so."""
    end = time.monotonic() + PATIENCE
    while line not in (metrics := get(port, "/metrics")[1]):
        assert time.monotonic() < end, metrics
        time.sleep(0.05)


async def cut_off(town: Town) -> None:
    """Until Discord has noticed that nobody listens any more."""
    async with asyncio.timeout(PATIENCE):
        await town.discord.sockets.count(0)


async def test_killed_in_an_open_round_it_goes_on_and_old_buttons_work(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    with started(tmp_path, "serve", **town.settings) as (process, port):
        await ready(port)
        question = await set_up_and_ask(town)
        await town.ada.press(town.room, question.id, "B")
        await until(lambda: rests(tmp_path))
        process.kill()
        await asyncio.to_thread(process.wait)
    await cut_off(town)
    await town.grace.react(town.room, question.id, "🇦")
    with started(tmp_path, "serve", **town.settings) as (process, port):
        await ready(port)
        await town.ada.press(town.room, question.id, "A")
        noted = await until(lambda: newest(town.ada, town.room, "**A** noted"))
        await until(lambda: close_now(tmp_path))
        told = await until(lambda: newest(town.grace, town.room, "got it right."))
        assert await asyncio.to_thread(stop, process) == 0
    assert noted.ephemeral
    assert "**2 of 2** got it right." in told.text
    assert "I was away for a while: 1 reaction that I found afterwards counted." in told.text
    public = [seen for seen in town.grace.sees(town.room) if not (seen.ephemeral or seen.thread)]
    assert len([seen for seen in public if seen.author == town.discord.bot_user.id]) == 2
    assert [line for line in logged(tmp_path) if line["level"] in {"warning", "error"}] == []


async def test_where_it_is_wanted_everybody_has_one_letter_and_it_counts(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    def letters() -> list[str]:
        return [one for one, who in town.room.messages[asked.id].reactions.items() if "2" in who]

    town.room.allow("manage_messages")
    settings = town.settings | {"QUIZSTREAK_DISCORD_TIDY_REACTIONS": "true"}
    with started(tmp_path, "serve", **settings) as (process, port):
        await ready(port)
        asked = await set_up_and_ask(town)
        for letter in "🇧🇩🇦":
            await town.grace.react(town.room, asked.id, letter)
            await until(lambda: letters() == [letter])  # noqa: B023 - it is awaited here
        await asyncio.to_thread(counted, port, 'quizstreak_answers_total{door="reaction"} 5.0')
        await until(lambda: rests(tmp_path))
        process.kill()
        await asyncio.to_thread(process.wait)
    await cut_off(town)
    with started(tmp_path, "serve", **settings) as (process, port):
        await ready(port)
        await until(lambda: close_now(tmp_path))
        told = await until(lambda: newest(town.ada, town.room, "got it right."))
        assert await asyncio.to_thread(stop, process) == 0
    assert "**1 of 1** got it right." in told.text
    assert letters() == ["🇦"]
    assert [line for line in logged(tmp_path) if line["level"] in {"warning", "error"}] == []


async def test_nothing_privileged_is_asked_for_and_commands_are_told_once(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    for _ in range(2):
        with started(tmp_path, "serve", **town.settings) as (process, port):
            await ready(port)
            await until(lambda: town.discord.world.commands.get(""))
            assert await asyncio.to_thread(stop, process) == 0
        await cut_off(town)
    privileged = 1 << 1 | 1 << 8 | 1 << 15
    assert [one["intents"] & privileged for one in town.discord.identifies] == [0, 0]
    assert len(town.discord.transcript.calls("PUT /applications/{}/commands")) == 1


async def test_a_refused_token_is_a_sentence(town: Town, sqlite_url: str, tmp_path: Path) -> None:
    settings = town.settings | {"DISCORD_TOKEN": "wrong.wrong.wrong"}
    done = await asyncio.to_thread(quizstreak, tmp_path, "serve", **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("quizstreak: Discord refuses QUIZSTREAK_DISCORD_TOKEN: copy a")
    assert done.stderr.count("\n") == 1
    assert "wrong.wrong" not in done.stderr


async def test_while_discord_is_out_of_reach_it_waits_and_can_be_stopped(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    town.discord.fail("GET /users/@me", before=503, times=1000)
    with started(tmp_path, "serve", **town.settings) as (process, _):
        await until(lambda: waiting(tmp_path))
        assert await asyncio.to_thread(stop, process) == 0
    with started(tmp_path, "serve", **town.settings) as (process, port):
        await until(lambda: waiting(tmp_path))
        town.discord.heal()
        await ready(port)
        assert await asyncio.to_thread(stop, process) == 0


def waiting(folder: Path) -> bool:
    lines = (folder / "log.jsonl").read_text(encoding="utf-8")
    return '"chat_waiting"' in lines


async def test_one_process_hears_what_another_asks_and_closes_without_a_gateway(
    town: Town, postgres_url: str, tmp_path: Path
) -> None:
    settings = town.settings | {"DATABASE_URL": postgres_url}
    hearing, working = tmp_path / "hearing", tmp_path / "clock"
    hearing.mkdir()
    working.mkdir()
    with (
        started(hearing, "serve", "--only", "discord,web", **settings) as (ears, port),
        started(working, "serve", "--only", "clock", **settings) as (clock, _),
    ):
        await ready(port)
        question = await set_up_and_ask(town)
        await town.ada.press(town.room, question.id, "A")
        await town.grace.react(town.room, question.id, "🇧")
        await asyncio.to_thread(counted, port, 'quizstreak_answers_total{door="reaction"} 1.0')
        await close_now_on(postgres_url)
        told = await until(lambda: newest(town.grace, town.room, "got it right."))
        for process in (ears, clock):
            assert await asyncio.to_thread(stop, process) == 0
    assert "**1 of 2** got it right." in told.text
    assert len(town.discord.identifies) == 1
    for folder in (hearing, working):
        assert [line for line in logged(folder) if line["level"] == "error"] == []


async def test_two_processes_share_the_shards(
    town: Town, postgres_url: str, tmp_path: Path
) -> None:
    settings = town.settings | {"DATABASE_URL": postgres_url, "DISCORD_SHARD_COUNT": "3"}
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        folder.mkdir()
    with (
        started(folders[0], "serve", "--only", "discord,web", DISCORD_SHARD_IDS="0,1", **settings),
        started(folders[1], "serve", DISCORD_SHARD_IDS="2", **settings) as (_, port),
    ):
        await ready(port)
        async with asyncio.timeout(PATIENCE):
            await town.discord.sockets.count(3)
        await set_up_and_ask(town)
    assert sorted(one["shard"] for one in town.discord.identifies) == [[0, 3], [1, 3], [2, 3]]
