"""What people did while nobody listened counts as Slack shows it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.db.tables import Account, Answer, Player, Post
from bot.quiz.question import Bank
from tests.emulators.slack.emulator import Person
from tests.nine_forms import NineForms
from tests.patience import PATIENCE
from tests.stories.cast import HOUR, MINUTE
from tests.stories.company import Company, company

CROWD = 75


@pytest.fixture
def bank() -> Bank:
    return NineForms()


@pytest.fixture
async def crowd(database_url: str, bank: Bank) -> AsyncIterator[Company]:
    """Acme by sockets, with a question of letters open and many people in its channel."""
    async with (
        Database.connect(database_url) as database,
        company(database, bank, "socket") as acme,
    ):
        for number in range(CROWD):
            person = acme.team.person(f"U{100 + number}", f"p{number:02}", f"P{number:02}")
            acme.room.members[person.id] = person
        await acme.set_up_letters()
        await acme.ask()
        yield acme


def member(acme: Company, number: int) -> Person:
    found = acme.room.members[f"U{100 + number}"]
    assert isinstance(found, Person)
    return found


async def answers(acme: Company) -> dict[str, str]:
    """Everybody's answer of record, by Slack id."""
    async with acme.engine.database.read() as session:
        rows = await session.execute(
            select(Account.external_id, Answer.text)
            .join(Player, Player.person_id == Account.id)
            .join(Answer, Answer.player_id == Player.id)
        )
        return {row.external_id: row.text for row in rows}


async def caught_up(acme: Company, since: datetime) -> None:
    """Wait until the open question was read back."""
    async with asyncio.timeout(PATIENCE):
        while not await _was_read(acme, since):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)


async def _was_read(acme: Company, since: datetime) -> bool:
    async with acme.engine.database.read() as session:
        read_at = await session.scalar(select(Post.read_at).where(Post.message_id.is_not(None)))
    return read_at is not None and read_at >= since


async def test_half_an_hour_without_sockets_loses_nothing(crowd: Company) -> None:
    acme, slack = crowd, crowd.slack
    ts = acme.question(1).id
    expected: dict[str, str] = {}
    for number in range(15):  # heard before the cut; ten of them are taken off during it
        person = member(acme, number)
        await person.react(acme.room, ts, acme.emoji("C"))
        if number >= 10:
            expected[person.id] = "C"
    slack.refuse_sockets = True
    slack.cut_sockets()
    await slack.connected(0)
    slack.retry_pauses = ()
    acme.wait(10 * MINUTE)
    for number in range(10):
        await member(acme, number).unreact(acme.room, ts, acme.emoji("C"))
    for number in range(15, 55):
        letter = "ABCD"[number % 4]
        await member(acme, number).react(acme.room, ts, acme.emoji(letter))
        expected[member(acme, number).id] = letter
    for number in range(55, 70):
        letter = "DCBA"[number % 4]
        await member(acme, number).say(acme.room, f"{letter}", thread=ts)
        expected[member(acme, number).id] = letter
    assert slack.undelivered == 65
    acme.wait(20 * MINUTE)
    slack.refuse_sockets = False
    await caught_up(acme, acme.now)
    await acme.go(8 * HOUR)
    assert await answers(acme) == expected
    key = (await acme.asked(1)).key.answer
    right = sum(letter == key for letter in expected.values())
    assert f"{right} of {len(expected)} got it right" in acme.reveal(1)
    assert await acme.differences() == []
