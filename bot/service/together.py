"""Doing together what many ask for at the same time: one transaction instead of one for each."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.db.engine import DatabaseTrouble

Wish = TypeVar("Wish")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Wish, Result]):
    wish: Wish
    result: asyncio.Future[Result] = field(default_factory=asyncio.Future)


class Together(Generic[Wish, Result]):
    """Whatever is wished for meanwhile is done as soon as `do` is done with what came before.

    `do` gives a result for each wish, in their order.
    """

    def __init__(self, do: Callable[[Sequence[Wish]], Awaitable[Sequence[Result]]]) -> None:
        self._do = do
        self._waiting: list[_Waiting[Wish, Result]] = []
        self._doing: asyncio.Task[None] | None = None

    async def __call__(self, wish: Wish) -> Result:
        """The result of a wish. Raises what `do` raises for it; another's fault is not its own."""
        waiting: _Waiting[Wish, Result] = _Waiting(wish)
        self._waiting.append(waiting)
        if self._doing is None or self._doing.done():
            # A task of its own: who is cancelled shall take nobody else's wish along.
            self._doing = asyncio.create_task(self._run())
        return await waiting.result

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            await self._settle(group)

    async def _settle(self, group: Sequence[_Waiting[Wish, Result]]) -> None:
        try:
            results = await self._do([one.wish for one in group])
        except Exception as error:  # noqa: BLE001 - those who wait deal with it
            await self._fail(group, error)
        else:
            for one, result in zip(group, results, strict=True):
                if not one.result.done():  # nobody waits for it any more
                    one.result.set_result(result)

    async def _fail(self, group: Sequence[_Waiting[Wish, Result]], error: Exception) -> None:
        if len(group) > 1 and not isinstance(error, DatabaseTrouble):
            for one in group:
                await self._settle([one])
            return
        for one in group:
            if not one.result.done():
                # A copy each, since every raising adds to an exception's traceback.
                one.result.set_exception(copy(error))
