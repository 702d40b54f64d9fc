"""What somebody was told is saved is saved, and one bad answer spoils nobody else's."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.db.engine import Database, DatabaseTrouble
from bot.db.tables import Account, Channel, Given, League, Round, Workspace
from bot.service import intake as intake_module
from bot.service.intake import Deed, Intake, Overloaded, Refused
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]
AT = "2026-11-23T08:00:00+00:00"
DEED = Deed(1, 1, 1, "U1", "Ada", "button", datetime.fromisoformat(AT), "B")


@pytest.fixture(autouse=True)
async def channel(database: Database, now: datetime) -> None:
    """Rounds 1 to 3 of a league with one channel, set up by account 1."""
    async with database.write() as session:
        session.add(Workspace(platform="slack", external_id="T", joined_at=now))
        session.add(League(name="L", code="c", settings={}, created_at=now))
        await session.flush()
        session.add(Account(workspace_id=1, external_id="U0", name="Admin"))
        await session.flush()
        session.add(Channel(workspace_id=1, league_id=1, external_id="C", zone="UTC", admin_id=1))
        days = [{"league_id": 1, "day": now.date(), "slot": slot} for slot in range(3)]
        await session.execute(insert(Round), days)


async def given(database: Database) -> list[Given]:
    async with database.read() as session:
        return list(await session.scalars(select(Given).order_by(Given.account_id, Given.at)))


async def names(database: Database) -> list[tuple[str, str]]:
    async with database.read() as session:
        rows = await session.execute(
            select(Account.external_id, Account.name).where(Account.id > 1).order_by(Account.id)
        )
        return [(external_id, name) for external_id, name in rows]


async def unsettled(database: Database) -> list[int]:
    async with database.read() as session:
        return list(await session.scalars(select(Round.id).where(Round.unsettled)))


async def outcomes(*records: Awaitable[int]) -> list[int | type[BaseException]]:
    found = await asyncio.gather(*records, return_exceptions=True)
    return [type(item) if isinstance(item, BaseException) else item for item in found]


async def test_a_deed_is_stored_as_it_was_given(database: Database) -> None:
    async with Intake(database) as intake:
        account_id = await intake.record(replace(DEED, sure=False))
    (row,) = await given(database)
    assert (row.round_id, row.channel_id, row.account_id) == (1, 1, account_id)
    assert (row.source, row.at, row.text, row.sure) == ("button", DEED.at, "B", False)
    assert await names(database) == [("U1", "Ada")]


async def test_it_is_saved_before_it_is_acknowledged(database: Database) -> None:
    async with Intake(database) as intake:
        for second in range(20):
            await intake.record(replace(DEED, at=DEED.at + timedelta(seconds=second)))
            assert len(await given(database)) == second + 1


async def test_five_hundred_at_once_are_all_stored(database: Database) -> None:
    deeds = [replace(DEED, person=f"U{n}", name=f"N{n}") for n in range(1, 501)]
    async with Intake(database, limit=64) as intake:
        accounts = await asyncio.gather(*(intake.record(deed) for deed in deeds))
    assert sorted(row.account_id for row in await given(database)) == sorted(accounts)
    assert sorted(await names(database)) == sorted((deed.person, deed.name) for deed in deeds)


async def test_leaving_saves_what_still_waits(database: Database) -> None:
    async with Intake(database, limit=2) as intake:
        waiting = [
            asyncio.create_task(intake.record(replace(DEED, person=f"U{n}"))) for n in range(9)
        ]
        await asyncio.sleep(0)
    assert len(await given(database)) == 9
    assert len(set(await asyncio.gather(*waiting))) == 9


async def test_a_repeated_deed_is_one_row(database: Database) -> None:
    async with Intake(database) as intake:
        at_once = await asyncio.gather(*(intake.record(DEED) for _ in range(5)))
        again = await intake.record(DEED)
    assert set(at_once) == {again}
    assert len(await given(database)) == 1


async def test_the_same_instant_in_another_zone_is_the_same_deed(database: Database) -> None:
    elsewhere = datetime.fromisoformat("2026-11-23T13:30:00+05:30")
    async with Intake(database) as intake:
        await intake.record(DEED)
        await intake.record(replace(DEED, at=elsewhere))
    assert len(await given(database)) == 1


async def test_a_new_name_replaces_the_old_and_no_name_does_not(database: Database) -> None:
    async with Intake(database) as intake:
        await intake.record(DEED)
        await intake.record(replace(DEED, name="Ada L."))
        await intake.record(replace(DEED, name=""))
        assert await names(database) == [("U1", "Ada L.")]
    async with Intake(database) as intake:
        await intake.record(replace(DEED, name=""))
    assert await names(database) == [("U1", "Ada L.")]


BAD = {
    "unknown round": replace(DEED, round_id=99),
    "unknown channel": replace(DEED, channel_id=99),
    "unknown workspace": replace(DEED, workspace_id=99),
    "text that is no text": replace(DEED, text="\ud800"),
    "name that is no text": replace(DEED, person="U9", name="\ud800"),
    "instant without a zone": replace(DEED, at=DEED.at.replace(tzinfo=None)),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_a_deed_that_cannot_be_saved_fails_alone(database: Database, bad: Deed) -> None:
    deeds = [replace(DEED, person=f"N{n}") for n in range(30)]
    deeds.insert(7, bad)
    async with Intake(database) as intake:
        found = await outcomes(*(intake.record(deed) for deed in deeds))
    assert [n for n, item in enumerate(found) if item is Refused] == [7]
    assert len(await given(database)) == 30


async def test_who_stops_waiting_stops_nobody_else(database: Database) -> None:
    async with Intake(database) as intake:
        tasks = [
            asyncio.create_task(intake.record(replace(DEED, person=f"U{n}"))) for n in range(10)
        ]
        await asyncio.sleep(0)
        tasks[3].cancel()
        found = await outcomes(*tasks)
    assert found[3] is asyncio.CancelledError
    assert all(isinstance(item, int) for n, item in enumerate(found) if n != 3)
    assert len(await given(database)) == 10


async def test_a_settled_round_is_flagged_by_what_is_new(database: Database, now: datetime) -> None:
    async with Intake(database) as intake:
        await intake.record(DEED)
        await intake.record(replace(DEED, round_id=2))
        async with database.write() as session:
            await session.execute(update(Round).where(Round.id < 3).values(settled_at=now))
        await asyncio.gather(intake.record(DEED), intake.record(replace(DEED, round_id=3)))
        assert await unsettled(database) == []
        others = [replace(DEED, round_id=number, person="U2") for number in (1, 3)]
        await asyncio.gather(*(intake.record(deed) for deed in others))
        assert await unsettled(database) == [1]


async def test_no_answer_slips_past_a_settling(database: Database, now: datetime) -> None:
    counted = asyncio.Event()
    found = 0

    async def settle() -> None:
        nonlocal found
        async with database.write() as session:
            await session.execute(update(Round).where(Round.id == 1).values(settled_at=now))
            found = await session.scalar(select(func.count()).select_from(Given)) or 0
            counted.set()
            # Long enough for the intake to come in between, if it could.
            await asyncio.sleep(0.1)

    async with Intake(database) as intake:
        settling = asyncio.create_task(settle())
        await counted.wait()
        await intake.record(DEED)
        await settling
    assert found == 0
    assert await unsettled(database) == [1]


async def test_a_forgotten_person_who_comes_back_is_somebody_new(database: Database) -> None:
    async with Intake(database) as intake:
        before = await intake.record(DEED)
        async with database.write() as session:
            await session.execute(
                update(Account).where(Account.id == before).values(external_id="gone:2", name="")
            )
        intake.forget(1, "U1")
        assert await intake.record(DEED) != before
    assert await names(database) == [("gone:2", ""), ("U1", "Ada")]


async def test_too_many_waiting_are_turned_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "BOUND", 10)
    async with Intake(database) as intake:
        found = await outcomes(*(intake.record(replace(DEED, person=f"U{n}")) for n in range(12)))
    assert found[10:] == [Overloaded, Overloaded]
    assert len(await given(database)) == 10
    with pytest.raises(Overloaded):
        await intake.record(DEED)


async def test_a_database_at_fault_fails_its_batch_and_not_the_next(database: Database) -> None:
    async with Intake(database) as intake:
        async with database.write() as session:
            await session.execute(text("ALTER TABLE given RENAME TO elsewhere"))
        with pytest.raises(DatabaseTrouble, match="quizstreak migrate"):
            await intake.record(DEED)
        async with database.write() as session:
            await session.execute(text("ALTER TABLE elsewhere RENAME TO given"))
        await intake.record(DEED)
    assert len(await given(database)) == 1


DYING = f"""
import asyncio, os, sys
from datetime import datetime, timedelta
from bot.db.engine import Database
from bot.service.intake import Deed, Intake

async def play(intake, player):
    for n in range(1_000_000):
        at = datetime.fromisoformat({AT!r}) + timedelta(seconds=n)
        await intake.record(Deed(1, 1, 1, f"P{{player}}", "Bo", sys.argv[2], at, "A"))
        os.write(1, f"P{{player}} {{at.timestamp():.0f}}\\n".encode())

async def main():
    async with Database.connect(sys.argv[1]) as database, Intake(database) as intake:
        await asyncio.gather(*(play(intake, player) for player in range(40)))

asyncio.run(main())
"""


def acknowledged_before_dying(url: str, source: str) -> set[tuple[str, int]]:
    """Run a process that records, kill it in the midst; what was it told is saved?"""
    command = [sys.executable, "-c", DYING, url, source]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(200)]
        process.kill()
        lines += process.stdout.readlines()
    pairs = [line.split() for line in lines if line.endswith("\n")]
    return {(person, int(second)) for person, second in pairs}


@pytest.mark.parametrize("kill", range(4))
async def test_kill_9_loses_nothing_acknowledged(
    database: Database, database_url: str, kill: int
) -> None:
    source = f"kill:{kill}"
    acknowledged = await asyncio.to_thread(acknowledged_before_dying, database_url, source)
    async with database.read() as session:
        rows = await session.execute(
            select(Account.external_id, Given.at)
            .join(Given, Given.account_id == Account.id)
            .where(Given.source == source)
        )
        stored = {(person, int(at.timestamp())) for person, at in rows}
    assert len(acknowledged) >= 200
    assert acknowledged <= stored


async def test_a_writer_that_was_stopped_leaves_nobody_hanging(database: Database) -> None:
    with suppress(asyncio.CancelledError):
        async with Intake(database, limit=7) as intake:
            deeds = [replace(DEED, person=f"U{n}") for n in range(50)]
            tasks = [asyncio.create_task(intake.record(deed)) for deed in deeds]
            await asyncio.sleep(0)
            intake._task.cancel()
    found = await asyncio.wait_for(outcomes(*tasks), PATIENCE)
    assert asyncio.CancelledError in found
    assert len(await given(database)) >= sum(isinstance(item, int) for item in found)
    with pytest.raises(Overloaded):
        await intake.record(DEED)
