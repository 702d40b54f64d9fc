"""Health and metrics over real HTTP."""

import asyncio
import json

import pytest

from bot import web
from tests.commands import free_port, get, get_once


async def fetch(port: int, path: str) -> tuple[int, str]:
    return await asyncio.to_thread(get, port, path)


def says(sentence: str | None) -> web.Check:
    async def check() -> str | None:
        return sentence

    return check


async def test_alive_says_only_that_it_runs() -> None:
    port = free_port()
    async with web.served(web.application({"clock": says("late")}), "127.0.0.1", port):
        assert await fetch(port, "/healthz") == (200, json.dumps(web.ALIVE))


@pytest.mark.parametrize(("trouble", "status"), [(None, 200), ("it is gone", 503)])
async def test_ready_names_what_is_wrong(trouble: str | None, status: int) -> None:
    port, checks = free_port(), {"clock": says(None), "database": says(trouble)}
    async with web.served(web.application(checks), "127.0.0.1", port):
        found, text = await fetch(port, "/readyz")
    assert (found, json.loads(text)) == (status, {"clock": "ok", "database": trouble or "ok"})


async def test_metrics_are_in_prometheus_s_format() -> None:
    port = free_port()
    async with web.served(web.application({}), "127.0.0.1", port):
        status, text = await fetch(port, "/metrics")
    assert status == 200
    assert "# TYPE quizstreak_answers_total counter" in text.splitlines()


async def test_a_taken_port_is_told_with_its_remedy_and_by_a_look_beforehand() -> None:
    port = free_port()
    assert web.refusal("127.0.0.1", port) is None
    async with web.served(web.application({}), "127.0.0.1", port):
        with pytest.raises(web.PortTaken, match="is taken: stop the program") as taken:
            async with web.served(web.application({}), "127.0.0.1", port):
                pass
        assert web.refusal("127.0.0.1", port) == str(taken.value)
        assert await fetch(port, "/healthz") == (200, json.dumps(web.ALIVE))


async def test_after_its_end_nobody_listens() -> None:
    port = free_port()
    async with web.served(web.application({}), "127.0.0.1", port):
        pass
    with pytest.raises(ConnectionRefusedError):
        await asyncio.to_thread(get_once, port, "/healthz")


def test_a_host_of_another_machine_is_told() -> None:
    refusal = web.refusal("192.0.2.1", free_port())
    assert refusal is not None
    assert "is no address of this machine: write 127.0.0.1" in refusal
