"""The line knows what was heard, and says again what was not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.playground import line
from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from bot.chat.events import CommandGiven, Event, Reconnected
from tests.adapters.ears import Ears, listening
from tests.patience import PATIENCE

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "HEARTBEAT", 0.001)


async def test_reconnected_comes_again_until_it_was_taken(
    quick: None, playground: Playground
) -> None:
    taken = asyncio.Event()

    async def fail_twice(event: Event) -> None:
        if isinstance(event, Reconnected) and len(ears.all(Reconnected)) < 3:
            raise ConnectionError("the database is not up yet")
        taken.set()

    ears = Ears(fail_twice)
    async with listening(playground, ears), asyncio.timeout(PATIENCE):
        await taken.wait()
    first, second, third = ears.all(Reconnected)
    assert first.since == second.since == third.since


async def test_while_idle_the_time_of_the_last_sign_of_life_moves_on(
    quick: None,
) -> None:
    clock = PlaygroundClock(lambda: NOW)
    async with Playground(":memory:", clock) as playground, listening(playground, Ears()):
        clock.advance(timedelta(hours=2))
        async with asyncio.timeout(PATIENCE):
            while (  # noqa: ASYNC110 - a file tells nobody that it changed
                playground.store.fact("alive") != clock.now().isoformat()
            ):
                await asyncio.sleep(0.001)


async def test_what_is_still_under_way_holds_the_time_of_the_last_sign_of_life(
    quick: None,
) -> None:
    clock = PlaygroundClock(lambda: NOW)
    go_on = asyncio.Event()

    async def wait(event: Event) -> None:
        if isinstance(event, CommandGiven) and event.words:
            await go_on.wait()

    ears = Ears(wait)
    async with Playground(":memory:", clock) as playground, listening(playground, ears):
        slow = asyncio.create_task(playground.people.say("ada", "data-team", "/quiz me"))
        await asyncio.sleep(0)
        clock.advance(timedelta(hours=1))
        await playground.people.say("grace", "data-team", "/quiz")
        alive = datetime.fromisoformat(playground.store.fact("alive") or "")
        assert alive == next(e.at for e in ears.all(CommandGiven) if e.words)
        go_on.set()
        await slow
        assert datetime.fromisoformat(playground.store.fact("alive") or "") == clock.now()
