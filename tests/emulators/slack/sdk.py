"""An app made of the real SDK alone: it hears everything, and answers what a test tells it to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack.emulator import SlackEmulator
from tests.emulators.slack.state import Json


@dataclass
class Ears:
    """What came; and the statuses and bodies of the next answers, 200 and nothing if none."""

    bodies: list[Json] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
    answers: list[BoltResponse] = field(default_factory=list)

    def events(self, *kinds: str) -> list[Json]:
        """The events that came, of these types or all."""
        found = [body["event"] for body in self.bodies if "event" in body]
        return [event for event in found if not kinds or event["type"] in kinds]

    def deeds(self, kind: str) -> list[Json]:
        """The interactive payloads of a type."""
        return [body for body in self.bodies if body.get("type") == kind]

    async def hear(self, req: AsyncBoltRequest, resp: BoltResponse) -> BoltResponse:
        """What Bolt calls; nothing goes on from here."""
        self.bodies.append(req.body)
        self.headers.append(dict(req.headers))
        return self.answers.pop(0) if self.answers else BoltResponse(status=200)


@asynccontextmanager
async def client_of(slack: SlackEmulator, token: str) -> AsyncIterator[AsyncWebClient]:
    """A client that repeats nothing by itself."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token, base_url=slack.base_url, session=session, retry_handlers=[])


def bolt(slack: SlackEmulator, token: str, ears: Ears, client: AsyncWebClient) -> AsyncApp:
    app = AsyncApp(
        token=token,
        client=client,
        signing_secret=slack.app.signing_secret,
        process_before_response=True,
        ignoring_self_events_enabled=False,
    )
    app.use(ears.hear)
    return app


@asynccontextmanager
async def by_socket(
    slack: SlackEmulator, token: str, sockets: int = 1, *, ping_interval: float = 10
) -> AsyncIterator[Ears]:
    """Heard through sockets; one that is silent for four of these seconds is given up."""
    ears = Ears()
    async with client_of(slack, token) as client:
        app = bolt(slack, token, ears, client)
        handlers = [
            AsyncSocketModeHandler(app, slack.app.app_token, ping_interval=ping_interval)
            for _ in range(sockets)
        ]
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield ears
        finally:
            for handler in handlers:
                await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def by_http(slack: SlackEmulator, token: str) -> AsyncIterator[Ears]:
    """Heard through signed requests."""
    ears = Ears()
    async with client_of(slack, token) as client:
        routes = bolt(slack, token, ears, client).web_app("/slack/events")
        runner = web.AppRunner(routes, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.events_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        try:
            yield ears
        finally:
            slack.events_to("")
            await runner.cleanup()


async def post(client: AsyncWebClient, text: str = "hello", **more: Any) -> str:
    """Say something in C1; gives the ts."""
    return str((await client.chat_postMessage(channel="C1", text=text, **more))["ts"])
