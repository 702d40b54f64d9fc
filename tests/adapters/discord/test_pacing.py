"""Never faster than Discord allows, in order within a channel, and never a long sleep."""

import asyncio
from collections.abc import Coroutine
from itertools import pairwise
from typing import Any

import pytest

from adapters.discord import pacing
from adapters.discord.guard import WINDOW, Guard, counts
from adapters.discord.pacing import PATIENCE, REACTION, REMOVAL, Errand, Pacer
from bot.chat.port import Throttled
from tests.adapters.discord.virtual import Loop, run

POST = "POST /channels/{channel_id}/messages"
VIA = {"Via": "1.1 google"}


async def call(pacer: Pacer, errand: Errand, lasts: float = 0.0) -> float:
    """When it went out."""
    async with pacer.turn(errand) as turn:
        await turn.comes()
        went = pacer.clock()
        await asyncio.sleep(lasts)
        return went


async def outcomes(*calls: Coroutine[Any, Any, float]) -> list[object]:
    return list(await asyncio.gather(*calls, return_exceptions=True))


def test_the_bot_keeps_to_its_share_of_a_second() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer(10)
        times = await asyncio.gather(*(call(pacer, Errand(POST, f"{n}")) for n in range(25)))
        assert times == sorted(times)
        assert all(b - a == pytest.approx(0.1) for a, b in pairwise(times))

    run(main)


def test_a_stall_of_the_process_is_not_made_up_for_by_a_burst() -> None:
    async def main(loop: Loop) -> None:
        pacer = Pacer(10)
        calls = [asyncio.create_task(call(pacer, Errand(POST, f"{n}"))) for n in range(20)]
        await asyncio.sleep(0.35)
        loop.stall(1.0)
        calls += [asyncio.create_task(call(pacer, Errand(POST, f"{n}"))) for n in range(20, 25)]
        times = sorted(await asyncio.gather(*calls))
        assert all(b - a >= 0.1 - 1e-9 for a, b in pairwise(times))
        assert times[-1] - times[0] < 25 * 0.1 + 1.0

    run(main)


def test_who_would_wait_long_is_told_to_come_again() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer(8)
        start = pacer.clock()
        went = await outcomes(*(call(pacer, Errand(POST, f"{n}")) for n in range(50)))
        refused = [one for one in went if isinstance(one, Throttled)]
        assert len(refused) == 50 - 25
        assert all(0 < one.retry_after <= PATIENCE + 0.2 for one in refused)
        assert pacer.clock() - start <= PATIENCE + 0.13

    run(main)


def test_calls_of_a_channel_keep_their_order_whatever_they_take() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer(100)
        took = [0.4, 0.0, 0.3, 0.1]
        times = await asyncio.gather(*(call(pacer, Errand(POST, "1"), lasts) for lasts in took))
        assert times == sorted(times)
        gaps = [later - sooner for sooner, later in pairwise(times)]
        assert all(gap >= lasts - 1e-9 for gap, lasts in zip(gaps, took, strict=False))
        other = await call(pacer, Errand(POST, "2"))
        assert other == pytest.approx(pacer.clock())

    run(main)


def test_an_empty_bucket_is_waited_for_and_shared_by_its_routes() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer()
        edit = Errand("PATCH /channels/{channel_id}/messages/{message_id}", "1")
        empty = {
            "X-RateLimit-Bucket": "b",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": "2",
        }
        pacer.heard(edit, 200, {**empty, "X-RateLimit-Remaining": "1"})
        start = pacer.clock()
        pacer.heard(Errand(POST, "1"), 200, empty)
        assert await call(pacer, edit) - start == pytest.approx(2)
        assert await call(pacer, Errand(POST, "2")) - start < 2.1
        pacer.heard(edit, 200, {**empty, "X-RateLimit-Reset-After": "9"})
        with pytest.raises(Throttled) as throttled:
            await call(pacer, edit)
        assert 8 < throttled.value.retry_after <= 9

    run(main)


def test_a_global_limit_holds_everybody() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer()
        start = pacer.clock()
        headers = {**VIA, "X-RateLimit-Scope": "global", "Retry-After": "2"}
        pacer.heard(Errand(POST, "1"), 429, headers)
        went = await asyncio.gather(*(call(pacer, Errand(POST, f"{n}")) for n in range(3)))
        assert all(at - start >= 2 for at in went)
        await pacer.share()
        assert pacer.clock() - start >= 2

    run(main)


def test_the_network_before_discord_holds_everybody_too() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer()
        pacer.heard(None, 429, {"Retry-After": "60"})
        with pytest.raises(Throttled):
            await call(pacer, Errand(POST, "1"))

    run(main)


def test_reactions_are_spread_whatever_the_headers_promise() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer()
        times = await asyncio.gather(*(call(pacer, Errand(REACTION, "1")) for _ in range(4)))
        assert all(b - a >= 0.25 for a, b in pairwise(times))
        went = await outcomes(*(call(pacer, Errand(REACTION, "2")) for _ in range(30)))
        assert sum(isinstance(one, Throttled) for one in went) >= 15

    run(main)


def test_reactions_put_on_and_taken_off_share_a_lane() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer(100)
        routes = [REACTION, REMOVAL, REMOVAL, REACTION]
        times = await asyncio.gather(*(call(pacer, Errand(route, "1")) for route in routes))
        assert times == sorted(times)
        assert all(b - a >= 0.25 for a, b in pairwise(times))

    run(main)


def test_who_waits_behind_a_call_that_hangs_is_told_to_come_again() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer()
        hanging = asyncio.create_task(call(pacer, Errand(POST, "1"), 30))
        await asyncio.sleep(0.1)
        with pytest.raises(Throttled):
            await call(pacer, Errand(POST, "1"))
        hanging.cancel()

    run(main)


def test_what_is_idle_is_forgotten_once_there_is_much() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer(1000)
        for number in range(3000):
            errand = Errand(POST, f"{number}")
            await call(pacer, errand)
            pacer.close(errand, 0.001)
        assert len(pacer._lanes) <= pacing._MANY
        assert len(pacer._closed) <= pacing._MANY

    run(main)


# Refusals


@pytest.mark.parametrize(
    ("status", "scope", "counted"),
    [
        (401, "", True),
        (403, "", True),
        (404, "", False),
        (200, "", False),
        (429, "user", True),
        (429, "global", True),
        (429, "shared", False),
    ],
)
def test_discord_counts_refusals(status: int, scope: str, counted: bool) -> None:
    assert counts(status, scope) is counted


def test_after_many_refusals_we_fall_silent_until_discord_has_forgotten() -> None:
    async def main(_: Loop) -> None:
        pacer = Pacer(guard=Guard(5))
        start = pacer.clock()
        for _number in range(5):
            pacer.heard(Errand(POST, "1"), 403, VIA)
            await asyncio.sleep(1)
        with pytest.raises(Throttled) as throttled:
            await call(pacer, Errand(POST, "2"))
        assert throttled.value.retry_after == pytest.approx(WINDOW - 5, abs=0.2)
        await asyncio.sleep(throttled.value.retry_after)
        assert await call(pacer, Errand(POST, "2")) - start >= WINDOW

    run(main)
