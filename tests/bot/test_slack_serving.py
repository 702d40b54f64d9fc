"""`quizstreak serve` as processes of its own, in a Slack of ours: killed, started again, split."""

import asyncio
import re
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TypeVar

import aiohttp
import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from cryptography.fernet import Fernet

from adapters.slack.manifest import scopes
from tests.commands import PATIENCE, ROOT, free_port, get, logged, quizstreak, started, stop
from tests.emulators.slack.emulator import Person, Room, Seen, SlackEmulator

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Town:
    slack: SlackEmulator
    ada: Person
    grace: Person
    room: Room
    settings: dict[str, str]
    """What every process gets, without a way for Slack to reach it."""

    def question(self, reader: Person) -> Seen | None:
        """The newest message with letter buttons that everybody sees."""
        public = [seen for seen in reader.sees(self.room) if not seen.ephemeral]
        asked = [seen for seen in public if "The value of one week ago" in seen.text]
        return asked[-1] if asked else None


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with SlackEmulator() as slack:
        acme = slack.workspace("T1", "Acme")
        ada = acme.person("U1", "ada", "Ada Lovelace", admin=True, zone="Europe/London")
        grace = acme.person("U2", "grace", "Grace Hopper", zone="America/New_York")
        room = acme.channel("C1", "ml-interviews", [ada, grace], creator=ada)
        settings = {
            "QUIZSTREAK_SLACK_API": slack.base_url,
            "QUIZSTREAK_PACKS": str(one_question(tmp_path)),
            "QUIZSTREAK_HEARTBEAT_SECONDS": "1",
            "SLACK_BOT_TOKEN": acme.install(scopes()),
        }
        yield Town(slack, ada, grace, room, settings)


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
    await town.ada.command(town.room, "/quiz setup")
    card = await until(lambda: newest(town.ada, town.room, "Set up…"))
    await town.ada.press(town.room, card.ts, "Set up…")
    await until(lambda: town.ada.dialog)
    await town.ada.submit()
    await town.ada.command(town.room, "/quiz now")
    return await until(lambda: town.question(town.grace))


def newest(reader: Person, room: Room, text: str) -> Seen | None:
    found = [seen for seen in reader.sees(room) if text in seen.text]
    return found[-1] if found else None


def close_now(folder: Path) -> bool:
    """Let the open question have ended, behind the process's back, once it only waits for that."""
    now = str(datetime.now(UTC).replace(tzinfo=None))
    with closing(sqlite3.connect(folder / "quizstreak.sqlite3", timeout=PATIENCE)) as file, file:
        changed = file.execute(
            "UPDATE posts SET closes_at = ?, wake_at = ? WHERE step = 'remind' AND lease_until = 0",
            (now, now),
        )
        return changed.rowcount == 1


async def test_killed_in_an_open_round_it_goes_on_where_it_was(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    settings = town.settings | {"SLACK_APP_TOKEN": town.slack.app.app_token}
    with started(tmp_path, "serve", **settings) as (process, port):
        await ready(port)
        question = await set_up_and_ask(town)
        await town.ada.press(town.room, question.ts, "A")
        process.kill()
        await asyncio.to_thread(process.wait)
    await until(lambda: town.slack.sockets == 0)
    town.slack.patience = 0.1  # nobody is there to acknowledge it
    town.slack.retry_pauses = ()
    await town.grace.react(town.room, question.ts, "two")
    town.slack.patience = PATIENCE
    with started(tmp_path, "serve", **settings) as (process, port):
        await ready(port)
        await until(lambda: close_now(tmp_path))
        told = await until(lambda: newest(town.grace, town.room, "1 of 2 got it right."))
        assert await asyncio.to_thread(stop, process) == 0
    assert "I was away for a while: 1 reaction that I found afterwards counted." in told.text
    assert len(town.slack.transcript.calls("chat.postMessage")) == 2
    assert [line for line in logged(tmp_path) if line["level"] == "error"] == []


async def test_a_refused_token_is_a_sentence(town: Town, sqlite_url: str, tmp_path: Path) -> None:
    settings = town.settings | {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-1"}
    done = await asyncio.to_thread(quizstreak, tmp_path, "serve", **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("quizstreak: Slack refuses QUIZSTREAK_SLACK_BOT_TOKEN (")
    assert done.stderr.count("\n") == 1
    assert "xoxb-wrong" not in done.stderr


async def test_while_slack_is_out_of_reach_it_waits_and_can_be_stopped(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    town.slack.fail("auth.test", before=500, times=1000)
    settings = town.settings | {"SLACK_APP_TOKEN": town.slack.app.app_token}
    with started(tmp_path, "serve", **settings) as (process, _):
        await until(lambda: waiting(tmp_path))
        assert await asyncio.to_thread(stop, process) == 0
    with started(tmp_path, "serve", **settings) as (process, port):
        await until(lambda: waiting(tmp_path))
        town.slack.heal()
        await ready(port)
        assert await asyncio.to_thread(stop, process) == 0


def waiting(folder: Path) -> bool:
    lines = (folder / "log.jsonl").read_text(encoding="utf-8")
    return '"chat_waiting"' in lines


async def close_now_on(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    end = time.monotonic() + PATIENCE
    closed = "UPDATE 0"
    while closed == "UPDATE 0":
        assert time.monotonic() < end, "it is never ready to be closed"
        closed = await connection.execute(
            "UPDATE posts SET closes_at = clock_timestamp(), wake_at = clock_timestamp()"
            " WHERE step = 'remind' AND lease_until = 0"
        )
    await connection.close()


async def test_the_web_hears_by_http_what_another_process_asks_and_closes(
    town: Town, postgres_url: str, tmp_path: Path
) -> None:
    settings = town.settings | {
        "DATABASE_URL": postgres_url,
        "SLACK_SIGNING_SECRET": town.slack.app.signing_secret,
    }
    hearing, working = tmp_path / "web", tmp_path / "worker"
    hearing.mkdir()
    working.mkdir()
    with (
        started(hearing, "serve", "--only", "web", **settings) as (web, port),
        started(working, "serve", "--only", "clock,slack", **settings) as (worker, _),
    ):
        await ready(port)
        town.slack.events_to(f"http://127.0.0.1:{port}/slack/events")
        question = await set_up_and_ask(town)
        await town.ada.press(town.room, question.ts, "A")
        await town.grace.react(town.room, question.ts, "two")
        await close_now_on(postgres_url)
        told = await until(lambda: newest(town.grace, town.room, "1 of 2 got it right."))
        for process in (web, worker):
            assert await asyncio.to_thread(stop, process) == 0
    assert "I was away" not in told.text
    for folder in (hearing, working):
        assert [line for line in logged(folder) if line["level"] == "error"] == []


async def install(town: Town, port: int) -> str:
    """Ada adds the app to her workspace in a browser; the page that she sees in the end."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"http://127.0.0.1:{port}/slack/install") as page:
            found = re.search(r'href="([^"]+/oauth/[^"]+)"', await page.text())
            state = page.headers["Set-Cookie"].partition(";")[0]
        assert found
        back = town.slack.accept(unescape(found[1]), town.ada)
        # The cookie is for https alone, which a browser would have come by.
        async with browser.get(back, headers={"Cookie": state}) as page:
            return await page.text()


async def test_a_workspace_installs_the_app_by_itself_and_asks(
    town: Town, sqlite_url: str, tmp_path: Path
) -> None:
    port, app = free_port(), town.slack.app
    settings = {
        **{name: value for name, value in town.settings.items() if name != "SLACK_BOT_TOKEN"},
        "QUIZSTREAK_PORT": str(port),
        "QUIZSTREAK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "QUIZSTREAK_TOKEN_KEYS": Fernet.generate_key().decode(),
        "SLACK_CLIENT_ID": app.client_id,
        "SLACK_CLIENT_SECRET": app.client_secret,
        "SLACK_SIGNING_SECRET": app.signing_secret,
    }
    with started(tmp_path, "serve", **settings) as (process, _):
        await ready(port)
        town.slack.events_to(f"http://127.0.0.1:{port}/slack/events")
        assert "Quizstreak is in Acme" in await install(town, port)
        await set_up_and_ask(town)
        examined = await asyncio.to_thread(quizstreak, tmp_path, "doctor", **settings)
        assert await asyncio.to_thread(stop, process) == 0
    assert examined.returncode == 0, examined.stdout
    assert "✓ channel C1 of slack T1: we may post there" in examined.stdout
    kept = (tmp_path / "quizstreak.sqlite3").read_bytes()
    assert b"xoxb-" not in kept
