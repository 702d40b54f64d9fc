"""The same two weeks through discord.py under simcord."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.db.engine import Database
from bot.quiz.question import Bank
from tests.stories import test_week as week
from tests.stories.cast import Cast
from tests.stories.simulated import simulated

Story = Callable[[Cast[Any]], Awaitable[None]]


@pytest.mark.parametrize(
    "story",
    [
        week.test_two_weeks_with_reactions_buttons_threads_and_streaks,
        week.test_an_admin_changes_the_hour_and_everybody_sees_it,
        week.test_a_form_says_what_it_cannot_take,
        week.test_practice_tells_at_once_in_one_message,
    ],
)
async def test_the_same_story_is_told(sqlite_url: str, bank: Bank, story: Story) -> None:
    # No fixture: simcord has to end in the context in which it began.
    async with Database.connect(sqlite_url) as database, simulated(database, bank) as cast:
        await story(cast)
