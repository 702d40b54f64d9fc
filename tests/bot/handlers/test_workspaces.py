"""Coming and going, of workspaces, of channels, and of our own line."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.chat.events import PlaceLost, Reconnected, WorkspaceJoined, WorkspaceLeft
from bot.chat.places import Place, Workspace
from bot.chat.port import ChatDown
from bot.db.engine import Database
from bot.db.tables import Channel, Post
from bot.db.tables import Workspace as Row
from tests.fakes import down_before
from tests.games import HERE, HOUR, MONDAY, THERE, Game, game

PLAYGROUND = Workspace("playground", "playground")


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def lost(here: Game) -> list[bool]:
    async with here.database.read() as session:
        rows = await session.scalars(select(Channel).order_by(Channel.id))
        return [row.lost_at is not None for row in rows]


async def test_a_workspace_that_joins_is_known_and_known_once(here: Game) -> None:
    elsewhere = Workspace("playground", "elsewhere")
    for _ in range(2):
        await here.handlers.receive(WorkspaceJoined(here.now, elsewhere))
    async with here.database.read() as session:
        names = list(await session.scalars(select(Row.external_id).order_by(Row.id)))
    assert names == ["playground", "elsewhere"]


async def test_a_workspace_that_leaves_is_posted_to_no_more(here: Game) -> None:
    await here.start()
    await here.start(channel=THERE)
    await here.handlers.receive(WorkspaceLeft(here.now, PLAYGROUND))
    await here.go(10 * HOUR)
    assert here.summaries() == here.summaries(THERE) == []
    assert await lost(here) == [True, True]
    assert await here.posts() == []
    await here.handlers.receive(WorkspaceLeft(here.now, Workspace("playground", "unknown")))


async def test_a_lost_channel_is_posted_to_no_more_and_its_league_goes_on(here: Game) -> None:
    await here.join(await here.start())
    await here.playground.people.archive("ada", THERE)
    assert await lost(here) == [False, True]
    await here.ask()
    await here.finish()
    assert len(here.summaries()) == 2
    assert here.told() == []


async def test_a_lost_channel_lets_the_others_see_their_answer(here: Game) -> None:
    await here.join(await here.start(), zone="America/Los_Angeles")
    await here.ask()
    await here.press("grace", "B")
    # The line breaks over the closing, and the other channel is gone when we are back.
    await here.go_to(MONDAY + 8.9 * HOUR)
    await here.go(0.2 * HOUR)
    assert "Answer to question 1: B" not in here.summaries()
    [waiting] = [post for post in await here.posts(Post.closed_at.is_(None)) if post.message_id]
    assert waiting.due_at == MONDAY + 9 * HOUR
    await here.playground.people.archive("ada", THERE)
    await here.go(9 * HOUR)
    assert "Answer to question 1: B" in here.summaries()


async def test_a_channel_lost_before_its_turn_lets_the_others_see_their_answer(
    here: Game,
) -> None:
    await here.join(await here.start(), zone="Pacific/Honolulu")
    await here.ask()
    await here.press("grace", "B")
    await here.finish()
    assert "Answer to question 1: B" not in here.summaries()
    await here.playground.people.archive("ada", THERE)
    await here.dispatcher.run_due()
    assert "Answer to question 1: B" in here.summaries()
    assert await here.differences() == []


async def test_the_loss_of_a_thread_or_of_a_strange_place_is_nothing(here: Game) -> None:
    await here.start()
    for place in (Place(PLAYGROUND, "thread-1", HERE), Place(PLAYGROUND, "nowhere")):
        await here.handlers.receive(PlaceLost(here.now, place))
    assert await lost(here) == [False]


async def test_a_read_back_that_fails_is_asked_for_again(here: Game) -> None:
    await here.start()
    await here.ask()
    here.chat.fail("read_replies", down_before())
    back = Reconnected(here.now, "playground", here.now - HOUR)
    with pytest.raises(ChatDown):
        await here.handlers.receive(back)
    await here.handlers.receive(back)


async def test_another_platform_s_return_reads_nothing_here(here: Game) -> None:
    await here.start()
    await here.ask()
    before = len(here.chat.calls)
    await here.handlers.receive(Reconnected(here.now, "slack", here.now - HOUR))
    assert len(here.chat.calls) == before
