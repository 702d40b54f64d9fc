"""The dispatcher while something hangs: everybody else goes on, and their own order is kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.chat.content import Content
from bot.chat.places import MessageRef, Place, Workspace
from bot.chat.port import Throttled
from bot.db.engine import Database, DatabaseTrouble
from bot.service.underway import AT_ONCE
from tests.builders import MONDAY
from tests.patience import PATIENCE
from tests.slack_like import FAR, GLOBEX, LOBBY, ROOM, Office, office

NINE = MONDAY + timedelta(hours=1)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


class Hanging:
    """Calls of one workspace or place do not return before `let_go` is set."""

    def __init__(self, call: Callable[..., Awaitable[object]], of: Workspace | Place) -> None:
        self._call = call
        self._of = of
        self.begun = 0
        self.let_go = asyncio.Event()

    async def post(self, place: Place, content: Content, key: str) -> object:
        return await self._when_free(place, place, content, key)

    async def edit(self, message: MessageRef, content: Content) -> object:
        return await self._when_free(message.place, message, content)

    async def _when_free(self, place: Place, *arguments: object) -> object:
        if self._of in (place, place.workspace):
            self.begun += 1
            await self.let_go.wait()
        return await self._call(*arguments)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)


def summaries(here: Office, place: Place) -> list[str]:
    return [one.content.summary.partition("·")[0].strip() for one in here.slack.in_(place)]


async def test_a_workspace_whose_calls_hang_holds_up_nobody_else(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(AT_ONCE + 6):
        await here.set_up(Place(GLOBEX, f"C{number}"))
    await here.set_up(ROOM)
    await here.set_up(LOBBY, at="09:05")
    hanging = Hanging(here.slack.post, GLOBEX)
    monkeypatch.setattr(here.slack, "post", hanging.post)
    here.clock.instant = NINE
    run = asyncio.create_task(here.dispatcher.run_due())
    await until(lambda: bool(here.slack.in_(ROOM)))
    here.clock.instant = NINE + 5 * MINUTE
    await until(lambda: bool(here.slack.in_(LOBBY)))
    assert 0 < hanging.begun < AT_ONCE / 2
    hanging.let_go.set()
    await run
    assert hanging.begun == AT_ONCE + 6
    assert len(here.slack.said) == AT_ONCE + 8


async def test_what_comes_next_in_a_channel_waits_for_what_hangs_there(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.set_up(ROOM)
    await here.set_up(FAR)
    await here.wait_until(NINE + MINUTE)
    hanging = Hanging(here.slack.edit, ROOM)
    monkeypatch.setattr(here.slack, "edit", hanging.edit)
    here.clock.instant = NINE + 8 * 60 * MINUTE + MINUTE
    run = asyncio.create_task(here.dispatcher.run_due())
    await until(lambda: hanging.begun == 1)
    here.clock.instant = NINE + DAY + 10 * MINUTE
    # By the time that the other channel has its second question, this one's was due, too.
    await until(lambda: "Question 2" in summaries(here, FAR))
    hanging.let_go.set()
    await run
    assert summaries(here, ROOM) == ["Question 1", "Answer to question 1: B", "Question 2"]


async def test_a_pause_that_is_asked_for_begins_then(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.set_up(ROOM)
    asked_at = NINE + 5 * MINUTE

    async def post(place: Place, content: Content, key: str) -> MessageRef:
        here.clock.instant = asked_at  # it took so long to get an answer
        raise Throttled(60)

    monkeypatch.setattr(here.slack, "post", post)
    here.clock.instant = NINE
    await here.dispatcher.run_due()
    assert await here.dispatcher.next_wake() == asked_at + MINUTE


async def test_a_database_in_trouble_is_told_after_what_is_under_way(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.set_up(ROOM)
    hanging = Hanging(here.slack.post, ROOM)
    monkeypatch.setattr(here.slack, "post", hanging.post)
    here.clock.instant = NINE
    run = asyncio.create_task(here.dispatcher.run_due())
    await until(lambda: hanging.begun == 1)

    async def in_trouble() -> datetime | None:
        hanging.let_go.set()
        raise DatabaseTrouble("the disk is full")

    monkeypatch.setattr(here.dispatcher, "next_wake", in_trouble)
    with pytest.raises(DatabaseTrouble, match="the disk is full"):
        await run
    assert summaries(here, ROOM) == ["Question 1"]
