"""What goes wrong on purpose: before a call takes effect, or after."""

import asyncio
import json
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from tests.emulators.discord.state import Json
from tests.emulators.silence import Silence

Kind = Literal["reset", "timeout", "banned"] | int | Json
"""A cut connection, no answer at all, the edge network's own refusal, a status, or an error body.

An error body may say its `status`, otherwise it is 400.
"""
VIA = {"Via": "1.1 google"}


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    after: bool
    guild: str = ""
    retry_after: float = 1.0

    def __str__(self) -> str:
        when = "after" if self.after else "before"
        kind = self.kind.get("code", "body") if isinstance(self.kind, dict) else self.kind
        return f"{kind} {when}"


class Faults:
    """A queue for each route; "*" stands for any."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)
        self.over = asyncio.Event()
        self.silence = Silence()

    def add(self, route: str, fault: Fault, times: int) -> None:
        self._queues[route].extend([fault] * times)

    def clear(self) -> None:
        self._queues.clear()

    def next(self, route: str, guild: str) -> Fault | None:
        """The fault that this call meets; it is spent."""
        for queue in (self._queues[route], self._queues["*"]):
            for fault in queue:
                if fault.guild in ("", guild):
                    queue.remove(fault)
                    return fault
        return None

    async def strike(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        """What the caller gets instead of an answer."""
        if isinstance(fault.kind, dict):
            body = dict(fault.kind)
            return json_answer(body, int(body.pop("status", 400)), VIA)
        if isinstance(fault.kind, int):
            return _status(fault, fault.kind)
        if fault.kind == "banned":
            return web.Response(status=429, text="error code: 1015")
        if fault.kind == "timeout":
            await self._until_it_hangs_up(request)
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _until_it_hangs_up(self, request: web.Request) -> None:
        """No event tells of the caller's leaving, so that one has to look."""
        self.silence.fall()
        while not self.over.is_set() and request.transport and not request.transport.is_closing():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), 0.02)


def json_answer(body: object, status: int, headers: dict[str, str]) -> web.Response:
    """With nothing but the type itself in its Content-Type, as clients expect."""
    answer = web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
    answer.headers["Content-Type"] = "application/json"
    return answer


def _status(fault: Fault, status: int) -> web.Response:
    if status == 429:
        headers = VIA | {"Retry-After": str(fault.retry_after), "X-RateLimit-Scope": "shared"}
        body = {"message": "The resource is being rate limited.", "global": False}
        return json_answer(body | {"retry_after": fault.retry_after}, 429, headers)
    return web.Response(status=status, text="something went wrong", headers=VIA)
