"""The clock of the tests' loop."""

import asyncio
import time

from tests.steady import leap


async def test_no_wait_ends_because_the_machine_stalled() -> None:
    async with asyncio.timeout(0.3):
        time.sleep(0.6)  # noqa: ASYNC251 - the stall
        await asyncio.sleep(0.01)


async def test_a_wait_lasts_as_long_as_it_should() -> None:
    began = time.monotonic()
    await asyncio.sleep(0.3)
    assert time.monotonic() - began >= 0.299


async def test_time_may_leap_over_a_wait() -> None:
    asyncio.get_running_loop().call_soon(leap, 3600)
    await asyncio.sleep(3600)
