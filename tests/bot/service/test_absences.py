"""Days off: which days they can be, and that they never change history."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.engine import Database
from bot.db.queries import members
from bot.handlers import people
from bot.service.absences import LONGEST_AHEAD, Misdated, last_day, merged
from tests.builders import Scene, scene
from tests.limits import faults_of, text_of
from tests.playing import RIGHT, differences, open_post, play, player_of, set_up

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


async def give(stage: Scene, text: str) -> str:
    content = await stage.command(people.COMMANDS, text)
    assert faults_of(content) == []
    return text_of(content)


async def days_off(stage: Scene) -> list[tuple[str, str]]:
    player = await player_of(stage, stage.ada)
    assert player is not None
    async with stage.means.database.read() as session:
        aways = await members.aways(session, player.id)
    return [(str(away.first_day), str(away.last_day)) for away in aways]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1", 0),
        ("5", 4),
        ("5 days", 4),
        ("for 2 days", 1),
        ("3d", 2),
        ("61", 60),
        ("2026-11-23", 0),
        ("until 2026-11-30", 7),
    ],
)
def test_the_end_of_an_absence_is_read_from_words(text: str, days: int) -> None:
    assert last_day(text, TODAY) == TODAY + days * DAY


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("0", "from today on"),
        ("2026-11-22", "from today on"),
        ("62", "60 days ahead at most, until 2027-01-22"),
        ("9999", "60 days ahead"),
        ("2027-02-30", "such as 2027-01-31"),
        ("soon", "such as 5"),
        ("until", "such as 5"),
        ("-3", "such as 5"),
    ],
)
def test_a_date_that_cannot_be_is_answered_with_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(Misdated, match=remedy):
        last_day(text, TODAY)


spans = st.builds(
    lambda start, length: (TODAY + start * DAY, TODAY + (start + length) * DAY),
    st.integers(0, 60),
    st.integers(0, 10),
)


def covered(of: list[tuple[date, date]]) -> set[date]:
    return {first + n * DAY for first, last in of for n in range((last - first).days + 1)}


@given(st.lists(spans, max_size=8))
def test_merging_keeps_exactly_the_days_and_leaves_gaps_between(
    given_spans: list[tuple[date, date]],
) -> None:
    joined = merged(given_spans)
    assert covered(joined) == covered(given_spans)
    assert all(a[1] + DAY < b[0] for a, b in pairwise(joined))


async def test_overlapping_absences_become_one(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await open_post(stage)
    await give(stage, "away 3")
    said = await give(stage, "away until 2026-11-30")
    assert "**Tue 24 Nov 2026** to **Mon 30 Nov 2026**" in said
    assert await days_off(stage) == [("2026-11-24", "2026-11-30")]


async def test_days_off_excuse_and_leave_the_quorum(stage: Scene) -> None:
    both = {stage.ada: RIGHT, stage.grace: RIGHT}
    await play(stage, both, both)
    await open_post(stage)
    await give(stage, "away 2")
    await play(stage, {stage.grace: RIGHT}, {stage.grace: RIGHT}, both)
    said = await give(stage, "streak")
    assert "Your streak: 🔥 **3 days**" in said
    assert "🔥 **5 days**" in said.split("Your team")[1]
    assert await differences(stage) == []


async def test_a_settled_day_can_not_be_excused_afterwards(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT}, {})
    assert "settled already" in await give(stage, "away 1")
    assert await days_off(stage) == []
    await give(stage, "away 2")
    assert await days_off(stage) == [("2026-11-25", "2026-11-25")]
    assert await differences(stage) == []


async def test_back_ends_it_today(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await open_post(stage)
    await give(stage, "away 9")
    await play(stage, {})
    await open_post(stage)
    assert "Welcome back" in await give(stage, "away back")
    assert await days_off(stage) == [("2026-11-24", "2026-11-24")]
    assert "no days off to end" in await give(stage, "away back")
    assert "You have no days off" in await give(stage, "away")


async def test_coming_back_after_the_days_question_keeps_that_day_excused(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await open_post(stage)
    await give(stage, "away 9")
    await play(stage, {})
    await give(stage, "away back")
    assert await days_off(stage) == [("2026-11-24", "2026-11-24")]
    assert await differences(stage) == []


async def test_who_is_back_before_it_began_was_never_away(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await open_post(stage)
    await give(stage, f"away {LONGEST_AHEAD}")
    await give(stage, "away back")
    assert await days_off(stage) == []
