"""One websocket, and whatever may come through it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.connection import Connection
from tests.patience import PATIENCE

ODD = '{"type": "events_api", "envelope_id": "9", "payload": [1]}'
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Line:
    """Both ends of a websocket; `dispatch` answers as the payload asks."""

    server: web.WebSocketResponse = field(default_factory=web.WebSocketResponse)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.server = web.WebSocketResponse(autoping=False)
        await self.server.prepare(request)
        self.connected.set()
        await self.over.wait()
        return self.server

    async def dispatch(self, request: SocketModeRequest) -> BoltResponse:
        told: dict[str, Any] = dict(request.payload)
        if "error" in told:
            raise KeyError(told["error"])
        return BoltResponse(status=told.get("status", 200), body=told.get("body", ""))

    async def tell(self, id_: str, **payload: Any) -> None:
        envelope = {"envelope_id": id_, "type": "events_api", "payload": payload}
        await self.server.send_json(envelope)

    async def hears(self) -> Any:
        message = await self.server.receive(timeout=PATIENCE)
        return json.loads(message.data) if message.type is WSMsgType.TEXT else message


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    app = web.Application()
    app.router.add_get("/", line.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    try:
        async with aiohttp.ClientSession() as session:
            stream = await session.ws_connect(f"http://{host}:{port}/", autoping=False)
            connection = Connection(stream, line.dispatch, lambda: NOON)
            await line.connected.wait()
            yield line
            closing = asyncio.create_task(connection.close())
            await line.server.receive()
            await closing
            assert not connection.is_alive
    finally:
        line.over.set()
        await runner.cleanup()


async def test_a_ping_is_answered(line: Line) -> None:
    await line.server.ping(b"are you there?")
    answer = await line.hears()
    assert (answer.type, answer.data) == (WSMsgType.PONG, b"are you there?")


@pytest.mark.parametrize("junk", ["", "hello", "[1]", "7", "{}", '{"type": "news"}', ODD])
async def test_junk_is_left_alone(line: Line, junk: str) -> None:
    await line.server.send_str(junk)
    await line.tell("1")
    assert await line.hears() == {"envelope_id": "1"}


async def test_what_was_not_taken_is_not_acknowledged(line: Line) -> None:
    await line.tell("1", status=500)
    await line.tell("2")
    assert await line.hears() == {"envelope_id": "2"}


async def test_what_nobody_foresaw_ends_only_itself(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    await line.tell("1", error="unforeseen")
    await line.tell("2")
    assert await line.hears() == {"envelope_id": "2"}
    assert "action=slack.socket type=events_api" in caplog.text


async def test_an_answer_goes_with_the_acknowledgement(line: Line) -> None:
    await line.tell("1", body='{"response_action": "clear"}')
    assert await line.hears() == {"envelope_id": "1", "payload": {"response_action": "clear"}}
    await line.tell("2", body="in words")
    assert await line.hears() == {"envelope_id": "2", "payload": {"text": "in words"}}
