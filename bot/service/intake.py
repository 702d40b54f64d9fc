"""The one writer of what people give: many answers, few commits, none acknowledged too early."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.db import arrivals
from bot.db.arrivals import Arrival, Who
from bot.db.engine import Database, DatabaseBusy, DatabaseTrouble
from bot.metrics import ANSWERS

BOUND = 20_000
"""Deeds that may wait; beyond it the platform had better deliver again."""
REMEMBERED = 100_000
"""Accounts kept in memory."""
SECONDS_REMEMBERED = 60.0
"""For so long, an account forgotten by another process may still be used here."""
PAUSES = (0.02, 0.1, 0.4)
"""Seconds before each repetition of a commit that came at a bad moment."""


class Overloaded(Exception):
    """So many answers wait to be saved that no more are taken: try again in a moment."""

    def __str__(self) -> str:
        return str(self.__doc__)


class Refused(Exception):
    """The answer cannot be saved: its round, channel or workspace is unknown, or it is unfit."""

    def __str__(self) -> str:
        return str(self.__doc__)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to answer a round, as it comes in."""

    round_id: int
    channel_id: int
    workspace_id: int
    """Its id in our table."""
    person: str
    """Their id on the platform."""
    name: str
    """Empty: not told this time."""
    source: str
    at: datetime
    """When, by the platform's clock; aware."""
    text: str
    """Empty: taken back."""
    sure: bool = True

    @property
    def who(self) -> Who:
        return self.workspace_id, self.person


@dataclass(frozen=True, slots=True)
class _Waiting:
    deed: Deed
    account: asyncio.Future[int]


class Intake:
    """Group commit: whatever has arrived is committed as soon as the previous commit ended.

    Use it as `async with Intake(database) as intake`; leaving saves all that still waits.
    """

    def __init__(self, database: Database, limit: int = 2_000) -> None:
        self._database = database
        self._limit = limit
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._closing = False
        self._known = _Accounts()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="intake")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._arrived.set()
        await self._task

    async def record(self, deed: Deed) -> int:
        """Save the deed and return its account's id: when this returns, it is committed.

        A deed repeated changes nothing. Overloaded, DatabaseTrouble and Refused say that it was
        not saved. Who stops waiting (is cancelled) does not stop the saving.
        """
        if self._closing or self._task.done() or len(self._waiting) >= BOUND:
            raise Overloaded
        if deed.at.tzinfo is None:
            raise Refused
        waiting = _Waiting(deed, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._arrived.set()
        return await waiting.account

    def forget(self, workspace_id: int, person: str) -> None:
        """Drop what is remembered of a person: call it when their forgetting is committed."""
        self._known.forget((workspace_id, person))

    async def _run(self) -> None:
        try:
            while self._waiting or not self._closing:
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting:
                    size = min(self._limit, len(self._waiting))
                    await self._settle([self._waiting.popleft() for _ in range(size)])
        finally:
            _give_up(self._waiting)

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        """Give each waiter of the batch its outcome; one that cannot be saved fails alone."""
        try:
            found = await self._persist([waiting.deed for waiting in batch])
        except DatabaseTrouble as trouble:
            _fail(batch, trouble)
        except Exception as error:  # noqa: BLE001 - the writer outlives any single deed
            await self._split(batch, error)
        else:
            for waiting in batch:
                if not waiting.account.done():
                    waiting.account.set_result(found[waiting.deed.who])
        finally:
            _give_up(batch)

    async def _split(self, batch: Sequence[_Waiting], error: Exception) -> None:
        if len(batch) == 1:
            refused = Refused()
            refused.__cause__ = error
            _fail(batch, refused)
            return
        middle = len(batch) // 2
        await self._settle(batch[:middle])
        await self._settle(batch[middle:])

    async def _persist(self, deeds: Sequence[Deed]) -> dict[Who, int]:
        for pause in PAUSES:
            try:
                return await self._commit(deeds)
            except DatabaseBusy:
                await asyncio.sleep(pause)
        return await self._commit(deeds)

    async def _commit(self, deeds: Sequence[Deed]) -> dict[Who, int]:
        ids, news = self._known.sort(deeds)
        async with self._database.write() as session:
            if news:
                ids |= await arrivals.accounts(session, news)
            await arrivals.store(session, [_arrival(deed, ids[deed.who]) for deed in deeds])
        self._known.learn(ids, news)
        for deed in deeds:
            ANSWERS.labels(door=deed.source.partition(":")[0]).inc()
        return ids


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.account.done():
            # A copy each, since every raising adds to an exception's traceback.
            own = copy(error)
            own.__cause__ = error.__cause__
            waiting.account.set_exception(own)


def _give_up(left: Iterable[_Waiting]) -> None:
    """Nobody shall wait for a writer that is gone."""
    for waiting in left:
        waiting.account.cancel()


def _arrival(deed: Deed, account_id: int) -> Arrival:
    return Arrival(
        deed.round_id, account_id, deed.source, deed.at, deed.text, deed.sure, deed.channel_id
    )


class _Accounts:
    """The accounts seen lately, with the names that the database has."""

    def __init__(self) -> None:
        self._accounts: dict[Who, tuple[int, str]] = {}
        self._forgotten: set[Who] = set()
        self._since = 0.0

    def sort(self, deeds: Sequence[Deed]) -> tuple[dict[Who, int], dict[Who, str]]:
        """The ids of those known, and the names of those to be looked up or renamed."""
        self._age()
        self._forgotten.clear()
        ids: dict[Who, int] = {}
        news: dict[Who, str] = {}
        for deed in deeds:
            who = deed.who
            known = self._accounts.get(who)
            if known is None:
                news[who] = deed.name or news.get(who, "")
            else:
                ids[who] = known[0]
                if deed.name and deed.name != known[1]:
                    news[who] = deed.name
        return ids, news

    def learn(self, ids: dict[Who, int], names: dict[Who, str]) -> None:
        """Remember what was committed, unless it was forgotten meanwhile."""
        for who, name in names.items():
            self._accounts.pop(who, None)
            if who not in self._forgotten:
                self._accounts[who] = ids[who], name
        while len(self._accounts) > REMEMBERED:
            del self._accounts[next(iter(self._accounts))]

    def forget(self, who: Who) -> None:
        self._accounts.pop(who, None)
        self._forgotten.add(who)

    def _age(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._since > SECONDS_REMEMBERED:
            self._accounts.clear()
            self._since = now
