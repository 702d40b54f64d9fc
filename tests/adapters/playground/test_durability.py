"""What the playground was told survives the end of its process, however it ends."""

import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from adapters.playground.store import Store
from bot.chat.content import Content, Picture, Text
from bot.chat.events import Reconnected, WorkspaceJoined
from bot.chat.places import MessageRef, Place
from tests.adapters.ears import Ears, listening
from tests.commands import PATIENCE

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[3]

KILLED_WHILE_TELLING = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.playground.chat import Playground
from bot.chat.content import Content, Text
from bot.chat.events import ReactionChanged
from adapters.playground.records import Spot

async def die(event):
    if isinstance(event, ReactionChanged):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with Playground(Path(sys.argv[1])) as playground:
        message = await playground.post(Spot("ml-interviews").place, Content("?", Text("?")), "k")
        asyncio.create_task(playground.listen(die))
        await asyncio.sleep(0)
        await playground.people.react("grace", message.id, "🇧")

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "playground.sqlite3"


def clock(now: datetime = NOW) -> PlaygroundClock:
    return PlaygroundClock(lambda: now)


async def test_everything_is_there_after_reopening(path: Path, channel: Place) -> None:
    async with Playground(path, clock()) as before, listening(before, Ears()):
        message = await before.post(channel, Content("Q", Picture(b"png", "a plot")), "k")
        await before.react(message, ["🇦"])
        await before.people.react("grace", message.id, "🇦")
        await before.people.say("grace", channel.id, "A", message.id)
        person = before.people.add("Margaret")
        await before.people.archive("ada", "data-team")
        seen = before.people.messages("ada", channel.id)
    async with Playground(path, clock()) as after:
        assert after.people.messages("ada", channel.id) == seen
        assert after.people.everybody()[-1].id == person
        assert [c["lost"] for c in after.people.channels("ada")] == [False, True, False]
        assert await after.find(channel, "k") == message
        assert await after.post(channel, Content("Q"), "k") == message
        assert after.store.picture(seen[0]["blocks"][0]["url"][-68:-4]) == b"png"  # type: ignore[typeddict-item]  # it is the picture


async def test_the_moved_clock_is_still_moved_after_reopening(path: Path) -> None:
    async with Playground(path, clock()) as before:
        before.clock.advance(timedelta(days=3, microseconds=1))
    async with Playground(path, clock()) as after:
        assert after.clock.now() == NOW + timedelta(days=3, microseconds=1)


async def test_a_clock_shared_with_real_platforms_stays_real(path: Path) -> None:
    async with Playground(path, clock()) as before:
        before.clock.advance(timedelta(days=3))
    async with Playground(path, clock(), moves_time=False) as after:
        assert after.clock.now() == NOW


async def test_reconnected_tells_since_when_nobody_listened(path: Path) -> None:
    async with Playground(path, clock()) as first, listening(first, Ears()) as ears:
        assert ears.only(Reconnected).since == NOW
        await first.people.say("grace", "direct-grace", "/quiz")
    later = NOW + timedelta(hours=5)
    async with Playground(path, clock(later)) as second, listening(second, Ears()) as ears:
        assert ears.only(Reconnected).since == NOW
        assert ears.only(Reconnected).at >= later


async def test_the_workspace_is_joined_once_in_its_life(path: Path) -> None:
    joined = []
    for _ in range(2):
        async with Playground(path, clock()) as opened, listening(opened, Ears()) as ears:
            # The reply to a command comes after all that the connection itself had to tell.
            await opened.people.say("grace", "direct-grace", "/quiz")
            joined.append(len(ears.all(WorkspaceJoined)))
    assert joined == [1, 0]


@pytest.fixture
def killed(path: Path) -> None:
    """A playground whose process was killed after a reaction was stored, before it was heard."""
    run = [sys.executable, "-c", KILLED_WHILE_TELLING, str(path)]
    ended = subprocess.run(run, cwd=ROOT, check=False, timeout=PATIENCE)
    assert ended.returncode == -signal.SIGKILL


async def test_a_kill_between_storing_and_telling_is_healed_by_reading_back(
    killed: None, path: Path, channel: Place
) -> None:
    async with Playground(path) as after, listening(after, Ears()) as ears:
        message = await after.find(channel, "k")
        assert message is not None
        [reaction] = await after.read_reactions(message)
        assert (reaction.person.id, reaction.emoji) == ("grace", "🇧")
        assert ears.only(Reconnected).since < ears.only(Reconnected).at


def test_a_file_of_another_version_is_refused_in_a_sentence(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(ValueError, match="version 99, not 1; remove it"):
        Store(path)


def test_what_is_stored_is_flushed_to_the_disk(path: Path) -> None:
    store = Store(path)
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    store.close()


async def test_two_deeds_never_share_an_instant(
    path: Path, channel: Place, question: Content
) -> None:
    async with Playground(path, clock()) as playground, listening(playground, Ears()) as ears:
        message: MessageRef = await playground.post(channel, Content("?", Text("?")), "k")
        for emoji in "🇦🇧🇨":
            await playground.people.react("grace", message.id, emoji)
        instants = [event.at for event in ears.heard]
    assert instants == sorted(set(instants))
