"""Kept numbers are compared with history: told in words, mended unless only told."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.db.engine import Database
from bot.rebuild import rebuild
from tests.builders import Scene, scene
from tests.playing import RIGHT, play, set_up


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        await play(opened, {opened.ada: RIGHT}, {opened.ada: RIGHT})
        yield opened


async def spoil(stage: Scene) -> None:
    async with stage.means.database.write() as session:
        await session.execute(text("UPDATE streaks SET current = 40 WHERE kind = 'player'"))
        await session.execute(text("DELETE FROM totals WHERE \"window\" = 'all'"))


async def test_nothing_differs_after_ordinary_play(stage: Scene, database_url: str) -> None:
    found = await rebuild(database_url, dry_run=True)
    assert found.differences == ()
    assert found.summary(dry_run=True) == "no difference in 1 league"


async def test_a_dry_run_tells_and_changes_nothing(stage: Scene, database_url: str) -> None:
    await spoil(stage)
    first = await rebuild(database_url, dry_run=True)
    assert await rebuild(database_url, dry_run=True) == first
    assert any(
        "was kept as a streak of 40 (best 2, freezes 0)" in line
        and "history says a streak of 2 (best 2, freezes 0)" in line
        for line in first.differences
    )
    assert any(
        "player 1's total of all was kept as nothing, history says 20 points" in line
        for line in first.differences
    )
    assert first.summary(dry_run=True).endswith("in 1 league, nothing was changed")


async def test_what_differed_is_mended(stage: Scene, database_url: str) -> None:
    await spoil(stage)
    found = await rebuild(database_url, dry_run=False)
    assert found.summary(dry_run=False).endswith("in 1 league, mended")
    assert (await rebuild(database_url, dry_run=True)).differences == ()
