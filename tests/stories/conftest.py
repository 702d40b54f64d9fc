"""A company for each way in which Slack may reach us."""

from collections.abc import AsyncIterator

import pytest

from bot.db.engine import Database
from bot.quiz.question import Bank
from questions.loader import PACKS, load_packs
from tests.stories.company import Company, Way, company


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The one that we ship."""
    return load_packs([PACKS / "ml-interview"])


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
async def acme(sqlite_url: str, bank: Bank, way: Way) -> AsyncIterator[Company]:
    async with Database.connect(sqlite_url) as database, company(database, bank, way) as opened:
        yield opened


@pytest.fixture
def cast(acme: Company) -> Company:
    return acme
