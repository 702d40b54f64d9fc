"""Words are completed from what there is: topics of the bank, teams of the league."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.chat.content import CHOICES_LIMIT, Choice
from bot.chat.events import OptionTyped
from bot.db.engine import Database
from tests.games import HERE, Game, game


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def offered(
    here: Game, command: str, option: str, text: str, room: str = HERE
) -> list[Choice]:
    found: list[Choice] = []

    async def offer(choices: Sequence[Choice]) -> None:
        found.extend(choices)

    place = here.open_room(room) if room != HERE else (await here.question()).place
    person = here.person("grace")
    event = OptionTyped(here.now, person, place, command, option, text, offer)
    await here.handlers.receive(event)
    return found


async def test_topics_are_offered_as_they_read(here: Game) -> None:
    await here.start()
    await here.ask()
    everything = await offered(here, "practice", "topic", "")
    assert Choice("single-choice", "Single choice") in everything
    assert len(everything) <= CHOICES_LIMIT
    assert (await offered(here, "practice", "topic", "num"))[0].value == "numeric"
    assert await offered(here, "practice", "topic", "zebra") == []


async def test_teams_are_those_of_the_league_that_runs_there(here: Game) -> None:
    await here.start()
    await here.ask()
    assert [one.value for one in await offered(here, "team", "name", "home")] == ["Home team"]
    assert await offered(here, "team", "name", "x") == []
    assert await offered(here, "team", "name", "", "elsewhere") == []


async def test_other_options_are_completed_by_nobody(here: Game) -> None:
    await here.start()
    await here.ask()
    assert await offered(here, "link", "code", "K") == []
