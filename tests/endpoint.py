"""A language model's endpoint on this machine that answers as a test wants it to, also badly."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.jurors.language_model import Endpoint

KEY = "hush-hush"
Serve = Callable[[web.Request], web.StreamResponse]


@dataclass(slots=True)
class Stub:
    """What it was asked, and what it answers; `content` of the first choice, or all by `serve`."""

    content: object = ""
    serve: Serve | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def asked(self) -> str:
        """The newest question in full."""
        return "\n".join(one["content"] for one in self.bodies[-1]["messages"])

    def endpoint(self, calls_a_day: int = 200, seconds: float = 5) -> Endpoint:
        return Endpoint(self.url, "small", KEY, calls_a_day, seconds)

    def judge(self, *points: tuple[str, str, str], misconceptions: tuple[str, ...] = ()) -> None:
        """Say (number, verdict, quote) of each of these points from now on."""
        said = [dict(zip(("id", "verdict", "quote"), one, strict=True)) for one in points]
        self.content = json.dumps({"points": said, "misconceptions": misconceptions})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        if self.serve is not None:
            return self.serve(request)
        message = {"role": "assistant", "content": self.content}
        return web.json_response({"choices": [{"message": message}]})


@asynccontextmanager
async def listening() -> AsyncIterator[Stub]:
    """It is served until the block ends."""
    stub = Stub()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", stub.handle)
    async with TestServer(app) as server:
        stub.url = str(server.make_url("/v1"))
        yield stub
