"""The clock's buttons over HTTP, where the clock may be moved."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.playground.chat import Playground
from adapters.playground.routes import mount
from adapters.playground.time_machine import TimeMachine
from tests.adapters.ears import Ears, listening
from tests.adapters.playground.engine import NOW, DailyEngine, standing_clock
from tests.patience import PATIENCE

API = "/playground/api"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def live() -> AsyncIterator[Playground]:
    async with Playground(":memory:", standing_clock()) as playground:
        yield playground


@pytest.fixture
async def client(live: Playground) -> AsyncIterator[Client]:
    engine = DailyEngine(live)
    app = web.Application()
    mount(app, live, TimeMachine(live, engine))
    async with listening(live, Ears(engine.receive)), TestClient(TestServer(app)) as client:
        yield client


async def post(client: Client, path: str, body: dict[str, object]) -> int:
    return (await client.post(f"{API}/{path}", json=body)).status


async def test_the_clock_is_moved(client: Client, live: Playground) -> None:
    assert await post(client, "clock", {"move": "hour"}) == 200
    state = await (await client.get(f"{API}/state")).json()
    assert state["live"] is True
    assert state["clock"] == (NOW + timedelta(hours=1)).isoformat()
    assert [m["summary"] for m in state["messages"]] == ["Which?"]


async def test_an_unknown_move_names_the_known_ones(client: Client) -> None:
    response = await client.post(f"{API}/clock", json={"move": "yesterday"})
    assert response.status == 400
    assert "hour, closing, quiz-day" in (await response.json())["error"]


async def test_a_run_starts_once_and_reports_on_the_stream(client: Client) -> None:
    async with client.get(f"{API}/stream?as=ada") as stream:
        both = await asyncio.gather(
            post(client, "clock/run", {"weeks": 12, "as": "ada"}),
            post(client, "clock/run", {"weeks": 12}),
        )
        assert sorted(both) == [202, 409]
        assert (await (await client.get(f"{API}/state")).json())["running"] is True
        assert await post(client, "clock/stop", {}) == 200
        told = ""
        async with asyncio.timeout(PATIENCE):
            while '"running": false' not in told:
                told += (await stream.content.readline()).decode()
    assert "event: progress" in told


async def test_a_late_watcher_learns_of_the_run_and_it_ends_with_the_server(
    client: Client, live: Playground
) -> None:
    assert await post(client, "clock/run", {"weeks": 12}) == 202
    async with client.get(f"{API}/stream?as=ada") as stream:
        beginning = [(await stream.content.readline()).decode() for _ in range(4)]
        assert "event: clock\n" in beginning
    async with asyncio.timeout(PATIENCE):
        await client.server.close()
    assert live.clock.now() < NOW + timedelta(weeks=12)
