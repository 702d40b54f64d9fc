"""The dispatcher: everything due is done once, by however many, and no trouble spreads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import text, update
from structlog.testing import capture_logs

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from bot.chat.content import Content
from bot.chat.places import MessageRef, Place
from bot.db import claims
from bot.db.engine import Database, DatabaseTrouble
from bot.db.tables import Digest, Post, Round, Step
from bot.service import dispatch
from bot.service.dispatch import Dispatcher
from bot.service.intake import Intake
from tests.fakes import FlakyChat, down_before
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, assembled, game
from tests.nine_forms import NineForms
from tests.patience import PATIENCE

T = TypeVar("T")
NINE, DAY = MONDAY + HOUR, timedelta(days=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


class Killed(BaseException):
    """The process died."""


class MortalChat(FlakyChat):
    """Dies once, right before or after the nth call."""

    def __init__(self, playground: Playground, *, dies_at: int, before: bool) -> None:
        super().__init__(playground)
        self._left = dies_at
        self._before = before

    async def _do(self, operation: str, call: Callable[[], Awaitable[T]]) -> T:
        self._left -= 1
        if self._left == 0 and self._before:
            raise Killed
        result = await super()._do(operation, call)
        if self._left == 0:
            raise Killed
        return result


async def survive_until(here: Game, instant: datetime) -> None:
    """Go on through every crash: the dead are replaced, and what they had claimed lapses."""
    while here.now < instant:
        try:
            await here.go_to(instant)
        except BaseExceptionGroup as group:
            if group.subgroup(Killed) is None:
                raise
            here.dispatcher = Dispatcher(here.means, here.intake)
            await here.free_leases()


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
async def test_a_crash_at_any_step_doubles_and_loses_nothing(
    database: Database, before: bool
) -> None:
    async with game(database) as here:
        await here.start()
        await here.ask()
        await here.press("grace", "B")
        await here.finish()
        for day in range(1, 13):
            chat = MortalChat(here.playground, dies_at=day, before=before)
            here.means.chats[chat.platform] = chat  # type: ignore[index]  # a dict, in truth
            seen, nine = len(here.public()), NINE + day * DAY
            await survive_until(here, nine + 6.5 * HOUR)
            await here.press("grace", "B")
            await survive_until(here, nine + 9 * HOUR)
            new = [one["summary"] for one in here.public()[seen:]]
            assert [one for one in new if not one.startswith("Week")] == [
                f"Question {day + 1} · Single choice with its answer.",
                "There is still time to answer.",
                f"Answer to question {day + 1}: B",
            ], f"died at call {day} of {chat.calls}"
        assert len(chat.calls) == 11, "no call was left to die at"
        assert await here.differences() == []


async def test_channels_go_side_by_side_and_within_one_in_order_of_time(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    # A night without us, up to and over the next question.
    here.sleep_until(NINE + DAY + HOUR)
    await here.dispatcher.run_due()
    assert here.summaries() == [
        "Question 1 · Single choice with its answer.",
        "Answer to question 1: B",
        "Question 2 · Single choice: Which is it, in single-choice?",
    ]


async def test_what_falls_due_while_a_slow_database_is_looked_at_is_done_too(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    here.sleep_until(NINE + DAY + HOUR)
    edit, next_wake = here.playground.edit, here.dispatcher.next_wake
    seen = asyncio.Event()

    async def edit_after_a_look(message: MessageRef, content: Content) -> None:
        await seen.wait()
        await edit(message, content)

    async def look_slowly() -> datetime | None:
        wake = await next_wake()
        if not (seen.is_set() or is_due(wake)):
            seen.set()
            async with asyncio.timeout(PATIENCE):
                while not is_due(await next_wake()):  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(0.01)
        return wake

    def is_due(wake: datetime | None) -> bool:
        return wake is not None and wake <= here.now

    here.playground.edit = edit_after_a_look  # type: ignore[method-assign]  # a slow platform
    here.dispatcher.next_wake = look_slowly  # type: ignore[method-assign]  # a slow database
    await here.dispatcher.run_due()
    assert here.summaries()[1:] == [
        "Answer to question 1: B",
        "Question 2 · Single choice: Which is it, in single-choice?",
    ]


async def test_a_slow_channel_keeps_no_other_waiting(here: Game) -> None:
    await here.start()
    await here.start(channel=THERE)
    real, other_is_posted = here.playground.post, asyncio.Event()

    async def post(place: Place, content: Content, key: str) -> MessageRef:
        if place.id == HERE:
            await asyncio.wait_for(other_is_posted.wait(), PATIENCE)
        message = await real(place, content, key)
        if place.id == THERE:
            other_is_posted.set()
        return message

    here.playground.post = post  # type: ignore[method-assign]  # a slow platform
    await here.ask()
    assert len(here.summaries(HERE)) == len(here.summaries(THERE)) == 1


async def test_one_failing_channel_does_not_stop_the_others(here: Game) -> None:
    rooms = [here.open_room(f"room-{n}").id for n in range(6)]
    for room in rooms:
        await here.start(channel=room)
    here.chat.fail("post", down_before(), None, down_before())
    await here.go_to(NINE)
    assert sorted(len(here.summaries(room)) for room in rooms) == [0, 0, 1, 1, 1, 1]
    await here.go(MINUTE)
    assert [len(here.summaries(room)) for room in rooms] == [1] * 6


async def test_an_unexpected_error_stops_no_other_post_and_is_tried_again(here: Game) -> None:
    await here.start()
    await here.start(channel=THERE)
    real, surprises = here.playground.post, [RuntimeError("a bug")]

    async def post(place: Place, content: Content, key: str) -> MessageRef:
        if place.id == HERE and surprises:
            raise surprises.pop()
        return await real(place, content, key)

    here.playground.post = post  # type: ignore[method-assign]  # a platform with a bug
    await here.go_to(NINE)
    assert (len(here.summaries(HERE)), len(here.summaries(THERE))) == (0, 1)
    await here.go(MINUTE)
    assert (len(here.summaries(HERE)), len(here.summaries(THERE))) == (1, 1)


async def test_pauses_between_tries_grow_and_end_at_ten_minutes(here: Game) -> None:
    await here.start()
    here.chat.fail("post", *[down_before()] * 9)
    await here.go_to(NINE)
    pauses = []
    for _ in range(8):
        wake = await here.dispatcher.next_wake()
        assert wake is not None
        pauses.append((wake - here.now).total_seconds())
        await here.go_to(wake)
    assert pauses == [30, 60, 120, 240, 480, 600, 600, 600]


async def test_a_call_that_hangs_is_given_up_before_somebody_else_takes_over(here: Game) -> None:
    await here.start()
    await here.start(channel=THERE)
    real = here.playground.post

    async def hang(place: Place, content: Content, key: str) -> MessageRef:
        if place.id == HERE:
            await asyncio.Event().wait()
        return await real(place, content, key)

    here.playground.post = hang  # type: ignore[method-assign]  # a platform that never answers
    here.dispatcher = Dispatcher(here.means, here.intake, lease_seconds=3)
    await asyncio.wait_for(here.go_to(NINE), PATIENCE)
    assert (len(here.summaries(HERE)), len(here.summaries(THERE))) == (0, 1)
    here.playground.post = real  # type: ignore[method-assign]  # it is well again
    await here.go(MINUTE)
    assert len(here.summaries(HERE)) == 1


async def test_a_call_that_hangs_is_told_with_its_reason(here: Game) -> None:
    await here.start()

    async def hang(place: Place, content: Content, key: str) -> MessageRef:
        return await asyncio.Event().wait()  # type: ignore[return-value]  # it never does

    here.playground.post = hang  # type: ignore[method-assign]  # a platform that never answers
    here.dispatcher = Dispatcher(here.means, here.intake, lease_seconds=1)
    with capture_logs() as lines:
        await asyncio.wait_for(here.go_to(NINE), PATIENCE)
    [told] = [line for line in lines if line["action"] == "dispatch_retry"]
    assert told["reason"] == "it took longer than its lease"


async def test_who_waited_too_long_holds_its_claim_anew_or_leaves_it(here: Game) -> None:
    await here.start()
    here.sleep_until(NINE)
    async with here.database.write() as session:
        [post] = await claims.claim(session, Post, here.now, 10, 60)
    late = dispatch._Batch(here.now, half=0.0, ends=0.0)
    await here.dispatcher._act(post, late)
    assert len(here.summaries()) == 1
    # Now somebody else has it.
    before = here.chat.calls.copy()
    await here.dispatcher._act(post, late)
    assert here.chat.calls == before


async def test_what_vanished_meanwhile_is_nothing_to_do(here: Game) -> None:
    batch = dispatch._Batch(here.now, half=float("inf"), ends=float("inf"))
    with pytest.raises(claims.ClaimLost):
        await here.dispatcher._post(Post(id=99, lease_until=7), batch)
    with pytest.raises(claims.ClaimLost):
        await here.dispatcher._summarise(Digest(id=99, lease_until=7))
    assert here.chat.calls == []


async def test_a_database_in_trouble_while_recording_is_left_to_the_lease(here: Game) -> None:
    async def fail(_: object) -> None:
        raise DatabaseTrouble("the disk is full")

    await here.dispatcher._record(fail)


async def test_a_league_that_cannot_be_judged_again_stops_no_other(here: Game) -> None:
    for channel in (HERE, THERE):
        await here.start(channel=channel)
    await here.ask()
    await here.press("grace", "B", THERE)
    await here.finish()
    async with here.database.write() as session:
        closed = [post.round_id for post in await here.posts(Post.closed_at.is_not(None))]
        await session.execute(update(Round).where(Round.id.in_(closed)).values(unsettled=True))
        await session.execute(
            update(Round).where(Round.id == min(closed)).values(snapshot="what is this")
        )
        await session.execute(
            text(
                "INSERT INTO given SELECT :broken, account_id, source, at, text, sure, 1 FROM given"
            ),
            {"broken": min(closed)},
        )
    await here.dispatcher.run_due()
    flagged = [one.id for one in await here.rounds() if one.unsettled]
    assert flagged == [min(closed)]


async def test_a_platform_without_a_line_waits_for_one(here: Game) -> None:
    await here.start()
    here.means.chats.clear()  # type: ignore[attr-defined]  # a dict, in truth
    await here.go_to(NINE)
    [post] = await here.posts()
    assert (post.step, post.wake_at) == (Step.POST, NINE + MINUTE / 2)


async def test_two_dispatchers_on_one_database_post_each_question_once(
    postgres_url: str,
) -> None:
    clock = PlaygroundClock(lambda: MONDAY)
    async with (
        Database.connect(postgres_url) as first,
        Database.connect(postgres_url) as second,
        Intake(first) as intake,
        Playground(":memory:", clock) as playground,
    ):
        one = assembled(first, playground, intake, NineForms())
        two = assembled(second, playground, intake, NineForms())
        rooms = [one.open_room(f"room-{n}").id for n in range(50)]
        for room in rooms:
            await one.start(channel=room)
        one.sleep_until(NINE)
        await asyncio.gather(one.dispatcher.run_due(), two.dispatcher.run_due())
        await asyncio.gather(one.dispatcher.run_due(), two.dispatcher.run_due())
        assert [len(one.summaries(room)) for room in rooms] == [1] * 50
        assert one.chat.calls.count("post") + two.chat.calls.count("post") == 50
        assert len(await one.posts(Post.step == Step.REMIND)) == 50
        assert len(await one.posts(Post.step == Step.POST)) == 50
