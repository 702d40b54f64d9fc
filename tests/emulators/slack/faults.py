"""What goes wrong on purpose: before a call takes effect, or after."""

import asyncio
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from tests.emulators.silence import Silence
from tests.emulators.slack.state import Json

Kind = Literal["reset", "timeout"] | int | Json
"""A cut connection, no answer at all, an HTTP status, or a body such as an error."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    after: bool
    team: str = ""
    retry_after: int = 1

    def __str__(self) -> str:
        when = "after" if self.after else "before"
        kind = self.kind.get("error", "body") if isinstance(self.kind, dict) else self.kind
        return f"{kind} {when}"


class Faults:
    """A queue for each method; "*" stands for any method."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)
        self.over = asyncio.Event()
        self.silence = Silence()

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._queues[method].extend([fault] * times)

    def clear(self) -> None:
        self._queues.clear()

    def next(self, method: str, team: str) -> Fault | None:
        """The fault that this call meets; it is spent."""
        for queue in (self._queues[method], self._queues["*"]):
            for fault in queue:
                if fault.team in ("", team):
                    queue.remove(fault)
                    return fault
        return None

    async def strike(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        """What the caller gets instead of an answer."""
        if isinstance(fault.kind, dict):
            return web.json_response(fault.kind)
        if isinstance(fault.kind, int):
            return _status(fault)
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


def _status(fault: Fault) -> web.Response:
    if fault.kind == 429:
        headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return web.Response(status=int(str(fault.kind)), text="something went wrong")
