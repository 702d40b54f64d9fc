"""A company for each way in which Slack may reach us."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord import reply as discord_reply
from adapters.slack import reply as slack_reply
from bot.db.engine import Database
from bot.quiz.question import Bank
from questions.loader import PACKS, load_packs
from tests.patience import PATIENCE
from tests.stories.cast import Cast
from tests.stories.company import Company, Way, company
from tests.stories.server import server


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The one that we ship."""
    return load_packs([PACKS / "ml-interview"])


@pytest.fixture(autouse=True)
def all_is_shown_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deed is acknowledged once its answer is shown, however long that takes."""
    monkeypatch.setattr(slack_reply, "PATIENCE", PATIENCE)
    monkeypatch.setattr(discord_reply, "PATIENCE", PATIENCE)


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
async def acme(sqlite_url: str, bank: Bank, way: Way) -> AsyncIterator[Company]:
    async with Database.connect(sqlite_url) as database, company(database, bank, way) as opened:
        yield opened


@pytest.fixture(params=["socket", "http", "discord"])
async def cast(
    sqlite_url: str, bank: Bank, request: pytest.FixtureRequest
) -> AsyncIterator[Cast[Any]]:
    """The same four people on each chat, by each way in which it may reach us."""
    way = request.param
    async with Database.connect(sqlite_url) as database:
        opening = server(database, bank) if way == "discord" else company(database, bank, way)
        async with opening as opened:
            yield opened
