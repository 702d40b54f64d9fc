"""What is done though nobody asks for it: tokens move under the first key, and are renewed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from adapters.slack import upkeep
from adapters.slack.chat import Slack
from adapters.slack.encryption import TokenLocked
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options
from bot.db.engine import Database
from tests.adapters.slack.installed import KEY, OLDER_KEY, installation
from tests.patience import PATIENCE


def now() -> datetime:
    return datetime.now(UTC)


def many(database: Database, *keys: str) -> ManyWorkspaces:
    return ManyWorkspaces(database.engine, Options(client_id="1.2", token_keys=keys))


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.002)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When was looked for tokens to renew; another look comes at once."""
    found: list[datetime] = []

    async def look(*_: object) -> int:
        found.append(now())
        return 0

    monkeypatch.setattr(upkeep, "rotate_due", look)
    monkeypatch.setattr(upkeep, "PAUSE", 0.01)
    return found


async def kept_up(installed: ManyWorkspaces, is_so: Callable[[], bool]) -> None:
    async with Slack(installed.options, installed, now) as slack, upkeep.kept_up(slack, now):
        await until(is_so)


async def test_after_a_start_the_older_key_is_needed_no_more(
    database: Database, looks: list[datetime]
) -> None:
    await many(database, OLDER_KEY).keep(installation("T1"))
    with pytest.raises(TokenLocked):
        await many(database, KEY).bot("T1")
    await kept_up(many(database, KEY, OLDER_KEY), lambda: bool(looks))
    assert (await many(database, KEY).bot("T1")).token == "xoxb-T1-first"


async def test_tokens_are_renewed_though_they_cannot_be_stored_anew(
    database: Database, looks: list[datetime]
) -> None:
    async with database.write() as session:
        await session.execute(text("ALTER TABLE slack_installations RENAME TO elsewhere"))
    await kept_up(many(database, KEY), lambda: len(looks) > 2)
