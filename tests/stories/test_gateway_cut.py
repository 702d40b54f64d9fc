"""What people did while the gateway was cut counts as Discord shows it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.db.tables import Account, Answer, Player, Post
from bot.quiz.question import Bank
from tests.emulators.discord.emulator import House, Person
from tests.nine_forms import NineForms
from tests.patience import PATIENCE
from tests.stories.cast import HOUR, MINUTE
from tests.stories.server import Server, server

BEFORE, REMOVED, REACTING, REPLYING = 15, 10, 40, 15
CROWD = BEFORE + REACTING + REPLYING


@dataclass(frozen=True, slots=True)
class Crowd:
    """Acme's server with a question of letters open and many people in its channel."""

    acme: Server
    people: list[Person]
    message: str
    """The question's id."""

    async def react(self, number: int, letter: str) -> None:
        await self.people[number].react(self.acme.room, self.message, self.acme.emoji(letter))

    async def unreact(self, number: int, letter: str) -> None:
        await self.people[number].unreact(self.acme.room, self.message, self.acme.emoji(letter))

    async def answers(self) -> dict[str, str]:
        """Everybody's answer of record, by Discord's id."""
        async with self.acme.engine.database.read() as session:
            rows = await session.execute(
                select(Account.external_id, Answer.text)
                .join(Player, Player.person_id == Account.id)
                .join(Answer, Answer.player_id == Player.id)
            )
            return {row.external_id: row.text for row in rows}

    async def caught_up(self, since: datetime) -> None:
        """Wait until the open question was read back."""
        async with asyncio.timeout(PATIENCE):
            while not await self._was_read(since):  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.02)

    async def _was_read(self, since: datetime) -> bool:
        async with self.acme.engine.database.read() as session:
            read_at = await session.scalar(select(Post.read_at).where(Post.message_id.is_not(None)))
        return read_at is not None and read_at >= since


@pytest.fixture
def bank() -> Bank:
    return NineForms()


@pytest.fixture
async def crowd(
    database_url: str, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Crowd]:
    # Five real seconds lie between two introductions; a new one shall come at once.
    monkeypatch.setattr("adapters.discord.sharding.PAUSE", 0.0)
    async with Database.connect(database_url) as database, server(database, bank) as acme:
        acme.discord.sockets.identify_pause = 0
        house = acme.room.guild
        assert isinstance(house, House)
        people = [house.person(str(1000 + n), f"p{n:02}") for n in range(CROWD)]
        await acme.set_up_letters()
        await acme.ask()
        yield Crowd(acme, people, acme.question(1).id)


async def before(crowd: Crowd) -> dict[str, str]:
    """What is heard as it happens; gives what of it will stand, by people's ids."""
    told = len(crowd.acme.overheard.taken)
    for number in range(BEFORE):
        await crowd.react(number, "C")
    await crowd.acme.overheard.until(told + BEFORE)
    return {crowd.people[number].id: "C" for number in range(REMOVED, BEFORE)}


async def meanwhile(crowd: Crowd) -> dict[str, str]:
    """Removals, reactions and replies, all before the bot can connect again."""
    given: dict[str, str] = {}
    for number in range(REMOVED):
        await crowd.unreact(number, "C")
    for number in range(BEFORE, BEFORE + REACTING):
        given[crowd.people[number].id] = letter = "ABCD"[number % 4]
        await crowd.react(number, letter)
    thread = crowd.acme.discord.channel(crowd.message)
    for number in range(BEFORE + REACTING, CROWD):
        given[crowd.people[number].id] = letter = "DCBA"[number % 4]
        await crowd.people[number].say(thread, letter)
    return given


async def all_count(crowd: Crowd, expected: dict[str, str]) -> None:
    acme = crowd.acme
    assert len(expected) == CROWD - REMOVED
    await acme.go(8 * HOUR)
    assert await crowd.answers() == expected
    key = (await acme.asked(1)).key.answer
    right = sum(letter == key for letter in expected.values())
    assert f"{right} of {len(expected)} got it right" in acme.reveal(1)
    assert await acme.differences() == []


async def test_a_cut_that_is_resumed_loses_nothing(crowd: Crowd) -> None:
    acme, discord = crowd.acme, crowd.acme.discord
    expected = await before(crowd)
    told, cut_at = len(acme.overheard.taken), acme.now
    discord.cut()
    expected |= await meanwhile(crowd)
    acme.wait(2 * MINUTE)
    await acme.overheard.until(told + REMOVED + REACTING + REPLYING)
    await crowd.caught_up(cut_at)
    assert (len(discord.identifies), len(discord.sockets.resumes)) == (1, 1)
    await all_count(crowd, expected)


async def test_a_cut_with_the_session_forgotten_loses_nothing(crowd: Crowd) -> None:
    acme, discord = crowd.acme, crowd.acme.discord
    expected = await before(crowd)
    told = len(acme.overheard.taken)
    acme.wait(MINUTE)
    cut_at = acme.now
    discord.cut(resume=False)
    expected |= await meanwhile(crowd)
    acme.wait(30 * MINUTE)
    await crowd.caught_up(cut_at)
    assert (len(discord.identifies), len(discord.sockets.resumes)) == (2, 1)
    assert len(acme.overheard.taken) == told, "it was read back, not told"
    await all_count(crowd, expected)


async def test_half_an_hour_without_a_gateway_loses_nothing(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.shard.ExponentialBackoff.delay", lambda _: 0.05)
    acme, discord = crowd.acme, crowd.acme.discord
    expected = await before(crowd)
    told = len(acme.overheard.taken)
    discord.sockets.refuse = True
    discord.cut()
    await discord.sockets.refused(3)
    acme.wait(10 * MINUTE)
    expected |= await meanwhile(crowd)
    acme.wait(20 * MINUTE)
    discord.sockets.refuse = False
    await crowd.caught_up(acme.now)
    assert len(acme.overheard.taken) == told, "it was read back, not told"
    await all_count(crowd, expected)
