"""Answers of Slack that get lost on the way: whatever the call did, it is done once, and seen."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Literal

import pytest

from adapters.slack import calls
from benchmarks.slack_town import CLOSING, NINE, Town, town
from bot.quiz.league import Door, Play
from tests.emulators.slack.blocks import text_of
from tests.emulators.slack.faults import Kind
from tests.steady import leap

KINDS: tuple[Kind, ...] = ("reset", "timeout", 500)
MINUTES = timedelta(minutes=1)
When = Literal["before", "after"]
Many = Callable[[int, int], AbstractAsyncContextManager[Town]]
either = pytest.mark.parametrize("when", ["before", "after"])
"""Whether the call took effect when the connection broke, or not."""
QUIET = 0.3
"""Seconds in which nothing new is asked."""


@pytest.fixture
def many(sqlite_url: str) -> Many:
    """So many workspaces with so many channels each; nobody waits for a call without answer."""

    @asynccontextmanager
    async def many(workspaces: int, channels: int) -> AsyncIterator[Town]:
        play = Play(doors=frozenset({Door.BUTTONS}))
        async with town(sqlite_url, workspaces, channels, play) as place:
            with place.slack.on_silence(Impatience(place)):
                yield place

    return many


class Impatience:
    """Time leaps over the calls that get no answer, once those that get one are through."""

    def __init__(self, place: Town) -> None:
        self._place = place
        self._looks = False

    def __call__(self) -> None:
        if not self._looks:
            self._looks = True
            self._look_again()

    def _look_again(self) -> None:
        asyncio.get_running_loop().call_later(QUIET, self._look, self._asked())

    def _look(self, asked: int) -> None:
        if asked < self._asked():
            self._look_again()
        else:
            self._looks = False
            leap(calls.TIMEOUT + 1)

    def _asked(self) -> int:
        return len(self._place.slack.transcript.calls())


def lose(place: Town, method: str, when: When, times: int) -> None:
    """So many of the next calls fail, in each of three ways in turn."""
    for number in range(times):
        kind = KINDS[number % len(KINDS)]
        if when == "after":
            place.slack.fail(method, after=kind)
        else:
            place.slack.fail(method, before=kind)


def outcomes(place: Town, method: str) -> Counter[str]:
    """How its calls ended: well, or with their answers lost before or after the effect."""
    words = (call.outcome.split()[-1] for call in place.slack.transcript.calls(method))
    return Counter(words)


def standing(place: Town) -> list[list[str]]:
    """The words of every message, channel by channel."""
    return [
        [text_of({"blocks": message.blocks}) for message in room.standing()] for room in place.rooms
    ]


@pytest.mark.parametrize(("when", "workspaces"), [("after", 50), ("before", 10)])
async def test_of_500_questions_none_is_doubled_and_none_is_missing(
    many: Many, when: When, workspaces: int
) -> None:
    count = 10 * workspaces
    async with many(workspaces, 10) as place:
        lose(place, "chat.postMessage", when, count)
        await place.go_to(NINE + 5 * MINUTES)
        asked = standing(place)
        found = outcomes(place, "chat.postMessage")
    assert [len(messages) for messages in asked] == [1] * count
    assert all(messages[0].startswith("Question 1") for messages in asked)
    assert found == ({"after": count} if when == "after" else {"before": count, "ok": count})


@either
async def test_closing_and_revealing_happen_once(many: Many, when: When) -> None:
    async with many(10, 5) as place:
        await place.go_to(NINE + 5 * MINUTES)
        lose(place, "chat.update", when, 50)
        await place.go_to(CLOSING + timedelta(seconds=20))
        closed = standing(place)
        place.slack.heal()
        lose(place, "chat.update", when, 50)  # of those that close again, and of the answers
        lose(place, "chat.postMessage", when, 50)
        await place.go_to(CLOSING + 10 * MINUTES)
        shown = standing(place)
        found = outcomes(place, "chat.postMessage")
    assert [len(messages) for messages in closed] == [1] * 50
    for question, *answers in shown:
        assert question.startswith("Question 1")
        assert "\nAnswer\n" in question, question
        [answer] = answers
        assert answer.startswith("Answer to question 1")
    lost = {"after": 50, "ok": 50} if when == "after" else {"before": 50, "ok": 100}
    assert found == lost
