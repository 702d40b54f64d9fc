"""What an adapter must tell is told until it was taken."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import news
from bot.chat.events import Event, Reconnected, WorkspaceJoined
from bot.chat.news import News
from bot.chat.places import Workspace

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Ears:
    """Takes what it is told, once it is open; `refusals` times it fails."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Event] = asyncio.Queue()
        self.open = asyncio.Event()
        self.refusals = 0

    async def receive(self, event: Event) -> None:
        await self.open.wait()
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("the database is not up yet")
        self.heard.put_nowait(event)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
async def telling(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[News]:
    monkeypatch.setattr(news, "PAUSES", (0.0,))
    telling = News("slack", ears.receive, lambda: NOON)
    yield telling
    await telling.aclose()


def joined(number: int) -> WorkspaceJoined:
    return WorkspaceJoined(NOON + timedelta(seconds=number), Workspace("slack", f"T{number}"))


async def heard(ears: Ears, times: int) -> list[Event]:
    ears.open.set()
    return [await ears.heard.get() for _ in range(times)]


async def test_what_was_not_taken_is_told_again(ears: Ears, telling: News) -> None:
    ears.refusals = 3
    telling.tell(joined(1))
    assert await heard(ears, 1) == [joined(1)]


async def test_what_was_missed_while_telling_so_comes_next_as_one(
    ears: Ears, telling: News
) -> None:
    telling.missed(NOON - timedelta(hours=1))
    await asyncio.sleep(0)
    telling.missed(NOON - timedelta(minutes=1))
    telling.missed(NOON - timedelta(minutes=5))
    first, second = await heard(ears, 2)
    assert first == Reconnected(NOON, "slack", NOON - timedelta(hours=1))
    assert second == Reconnected(NOON, "slack", NOON - timedelta(minutes=5))


async def test_when_too_much_waits_the_rest_is_read_back_later(
    ears: Ears, telling: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "MOST", 2)
    for number in range(1, 6):
        telling.tell(joined(number))
    found = await heard(ears, 3)
    assert found[:2] == [joined(1), joined(2)]
    assert found[2:] == [Reconnected(NOON, "slack", joined(3).at)]


async def test_a_deed_is_done_until_it_succeeds(ears: Ears, telling: News) -> None:
    async def deed() -> None:
        await ears.receive(joined(1))

    ears.refusals = 2
    telling.insist(deed)
    assert await heard(ears, 1) == [joined(1)]


async def test_who_leaves_tells_no_more(ears: Ears, telling: News) -> None:
    telling.tell(joined(1))
    await telling.aclose()
    ears.open.set()
    await asyncio.sleep(0)
    assert ears.heard.empty()
