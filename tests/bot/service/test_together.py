"""Wishes that come at the same time are fulfilled together, and each has its own outcome."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.db.engine import DatabaseTrouble
from bot.service.together import Together


class Kitchen:
    """Doubles numbers, a group at a time; opens when told. A 13 spoils, a 99 breaks the stove."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.busy, self.open = asyncio.Event(), asyncio.Event()

    async def cook(self, wishes: Sequence[int]) -> list[int]:
        self.groups.append(list(wishes))
        self.busy.set()
        await self.open.wait()
        if 99 in wishes:
            raise DatabaseTrouble("the stove is broken")
        if 13 in wishes:
            raise ValueError("13 is spoilt")
        return [2 * wish for wish in wishes]


async def served(kitchen: Kitchen, *wishes: int) -> list[int | BaseException]:
    """The outcome of each, when one of 1 is being cooked while they come."""
    together = Together(kitchen.cook)
    first = asyncio.create_task(together(1))
    await kitchen.busy.wait()
    rest = asyncio.gather(*map(together, wishes), return_exceptions=True)
    await asyncio.sleep(0)
    kitchen.open.set()
    assert await first == 2
    return await rest


async def test_what_is_wished_for_meanwhile_is_done_together() -> None:
    kitchen = Kitchen()
    assert await served(kitchen, 2, 3, 4) == [4, 6, 8]
    assert kitchen.groups == [[1], [2, 3, 4]]


async def test_one_that_fails_fails_alone() -> None:
    kitchen = Kitchen()
    good, bad, best = await served(kitchen, 2, 13, 4)
    assert (good, best) == (4, 8)
    assert isinstance(bad, ValueError)


async def test_a_database_in_trouble_is_not_asked_again_for_each() -> None:
    kitchen = Kitchen()
    outcomes = await served(kitchen, 2, 99)
    assert [str(outcome) for outcome in outcomes] == ["the stove is broken"] * 2
    assert outcomes[0] is not outcomes[1]
    assert kitchen.groups == [[1], [2, 99]]


async def test_who_gives_up_takes_nobody_elses_wish_along() -> None:
    kitchen = Kitchen()
    together = Together(kitchen.cook)
    first, second = asyncio.create_task(together(1)), asyncio.create_task(together(2))
    await kitchen.busy.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    kitchen.open.set()
    assert await second == 4
    assert await together(3) == 6
