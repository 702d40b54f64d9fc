"""Never faster than Slack allows, in order within a channel, and never a long sleep."""

import asyncio
import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import pacing
from adapters.slack.pacing import MINUTE, PATIENCE, SECOND, Bucket, Pacer
from bot.chat.port import Throttled
from tests.adapters.slack.virtual import VirtualTime

gaps = st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=120)


def taken(bucket: Bucket, gaps: list[float]) -> list[float]:
    """When each goes who asks after such gaps and waits as long as it takes."""
    now, times = 0.0, []
    for gap in gaps:
        now += gap
        at = bucket.earliest(now)
        bucket = bucket.take(at)
        times.append(at)
    return times


@given(st.integers(1, 20), gaps)
def test_no_window_ever_holds_more_than_the_limit(limit: int, gaps: list[float]) -> None:
    times = taken(Bucket(limit), gaps)
    assert times == sorted(times)
    for first in range(len(times) - limit):
        assert times[first + limit] - times[first] >= 60


@given(st.integers(1, 20), gaps)
def test_nobody_waits_while_there_is_room(limit: int, gaps: list[float]) -> None:
    now, bucket = 0.0, Bucket(limit)
    for gap in gaps:
        now += gap
        at = bucket.earliest(now)
        recent = [one for one in bucket.taken if one > now - MINUTE]
        assert (at == now) == (len(recent) < limit)
        bucket = bucket.take(at)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 300))
def test_a_closed_bucket_opens_when_slack_said(first: float, second: float, now: float) -> None:
    bucket = Bucket(5).close(first).close(second)
    assert bucket.earliest(now) == max(first, second, now)


@given(gaps, st.floats(0, 200))
def test_an_idle_bucket_may_be_forgotten(gaps: list[float], later: float) -> None:
    bucket = Bucket(3).close(50)
    for at in taken(bucket, gaps):
        bucket = bucket.take(at)
    now = bucket.taken[-1] + later
    if bucket.is_idle(now):
        assert bucket.earliest(now) == Bucket(3).earliest(now) == now


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.floats(0, 5), st.sampled_from("abc"), st.floats(0, 2)),
        min_size=1,
        max_size=40,
    )
)
async def test_posts_keep_their_order_and_their_second(
    posts: list[tuple[float, str, float]],
) -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)
    sent: dict[str, list[tuple[int, float]]] = {channel: [] for channel in "abc"}
    refused: list[tuple[float, float]] = []

    async def post(number: int, after: float, channel: str, lasts: float) -> None:
        await time.sleep(after)
        asked = time.now
        try:
            async with pacer.turn("T1", "chat.postMessage", channel) as turn:
                await turn.comes()
                sent[channel].append((number, time.now))
                await time.sleep(lasts)
        except Throttled as throttled:
            refused.append((asked, throttled.retry_after))

    starts = [sum(gap for gap, _, _ in posts[: i + 1]) for i in range(len(posts))]
    await time.run(*(post(i, starts[i], c, d) for i, (_, c, d) in enumerate(posts)))
    assert sum(map(len, sent.values())) + len(refused) == len(posts)
    for of_channel in sent.values():
        assert of_channel == sorted(of_channel)
        times = [at for _, at in of_channel]
        assert all(b - a >= 1 for a, b in pairwise(times))
    assert all(after > 0 for _, after in refused)


async def test_a_burst_in_one_channel_is_spread_and_the_rest_told_to_come_again() -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)
    start, sent = time.now, []

    async def post(number: int) -> None:
        async with pacer.turn("T1", "chat.postMessage", "C1") as turn:
            await turn.comes()
            sent.append((number, round(time.now - start, 2)))

    outcomes = await time.run(*map(post, range(6)))
    assert sent == [(0, 0), (1, SECOND), (2, 2 * SECOND)]
    assert [type(outcome) for outcome in outcomes[3:]] == [Throttled] * 3
    assert all(0 < o.retry_after < 4 for o in outcomes if isinstance(o, Throttled))
    assert time.now - start <= PATIENCE


async def test_channels_do_not_wait_for_each_other() -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)
    start = time.now

    async def post(channel: str) -> float:
        async with pacer.turn("T1", "chat.postMessage", channel) as turn:
            await turn.comes()
            return time.now - start

    outcomes = await time.run(post("C1"), post("C1"), post("C1"), post("C2"))
    assert outcomes == pytest.approx([0, SECOND, 2 * SECOND, 0])


async def test_a_workspace_that_is_full_leaves_others_alone() -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)

    async def call(team: str) -> str:
        async with pacer.turn(team, "chat.update") as turn:
            await turn.comes()
            return team

    outcomes = await time.run(*(call("T1") for _ in range(60)), call("T2"))
    assert outcomes.count("T1") == 50
    assert outcomes[-1] == "T2"
    waits = [one.retry_after for one in outcomes if isinstance(one, Throttled)]
    assert waits == [MINUTE] * 10


async def test_dialogs_of_a_crowd_are_refused_by_slack_alone() -> None:
    """Later they could not open any more."""
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)

    async def open_one() -> bool:
        async with pacer.turn("T1", "views.open") as turn:
            await turn.comes()
            return True

    assert await time.run(*(open_one() for _ in range(500))) == [True] * 500
    async with pacer.turn("T1", "views.open") as turn:
        turn.later(30)
    [refused] = await time.run(open_one())
    assert isinstance(refused, Throttled)


async def test_retry_after_holds_for_those_who_wait_already() -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)
    start = time.now

    async def call(method: str) -> float:
        async with pacer.turn("T1", method) as turn:
            await turn.comes()
            return time.now - start

    async with pacer.turn("T1", "users.info") as turn:
        await turn.comes()
        turn.later(2)
        assert await time.run(call("users.info"), call("views.open")) == [2, 0]
        turn.later(2)
        waiting = asyncio.ensure_future(time.run(call("users.info")))
        await asyncio.sleep(0)
        turn.later(20)
    [outcome] = await waiting
    assert isinstance(outcome, Throttled)
    assert math.isclose(outcome.retry_after, 20, abs_tol=2)


async def test_one_call_a_minute_is_learned_from_a_long_pause_and_forgotten_after_an_hour() -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)

    async def read() -> None:
        async with pacer.turn("T1", "conversations.replies") as turn:
            await turn.comes()

    assert not pacer.is_slow("T1", "conversations.replies")
    async with pacer.turn("T1", "conversations.replies") as turn:
        turn.later(60)
    assert pacer.is_slow("T1", "conversations.replies")
    assert not pacer.is_slow("T1", "conversations.history")
    assert not pacer.is_slow("T2", "conversations.replies")
    time.now += 60
    first, second = await time.run(read(), read())
    assert first is None
    assert isinstance(second, Throttled)
    time.now += 3600
    assert not pacer.is_slow("T1", "conversations.replies")
    assert await time.run(read(), read()) == [None, None]


async def test_a_long_pause_makes_no_other_method_slow() -> None:
    pacer = Pacer()
    async with pacer.turn("T1", "chat.update") as turn:
        turn.later(60)
    assert not pacer.is_slow("T1", "chat.update")


async def test_who_waits_behind_a_call_that_hangs_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pacing, "PATIENCE", 0.1)
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)

    async def hang() -> None:
        async with pacer.turn("T1", "chat.postMessage", "C1") as turn:
            await turn.comes()
            await asyncio.sleep(0.3)

    async def post() -> None:
        async with pacer.turn("T1", "chat.postMessage", "C1"):
            raise AssertionError("its turn never came")

    _, outcome = await asyncio.gather(hang(), post(), return_exceptions=True)
    assert isinstance(outcome, Throttled)


async def test_what_is_idle_is_forgotten_once_there_is_much() -> None:
    time = VirtualTime()
    pacer = Pacer(time.clock, time.sleep)
    for number in range(5000):
        async with pacer.turn(f"T{number}", "chat.postMessage", "C") as turn:
            await turn.comes()
        time.now += 1
    assert len(pacer._buckets) < 5000
    assert len(pacer._lanes) < 5000
