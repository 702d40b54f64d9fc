"""Calls to Discord's REST API: each in its turn, each error in the port's words.

Every call may be repeated: what is made once only carries a nonce, the rest is done or undone
already the second time.
"""

import asyncio
import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.discord.errors import BadToken, reaching
from adapters.discord.pacing import Errand, Pacer, Turn
from bot.chat.port import ChatDown, Throttled

TIMEOUT = aiohttp.ClientTimeout(total=8.0)
"""For one try; the whole call may take `LONGEST` seconds."""
LONGEST = 14.0
PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before trying again what got no answer."""

File = tuple[str, bytes, str]
"""Its name, what is in it, and what it shows."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call: a path with `{}` for its `ids`, which the library needs to know apart."""

    method: str
    path: str
    ids: Mapping[str, str]
    body: Mapping[str, object] | None = None
    query: Mapping[str, str | int] = field(default_factory=dict)
    files: Sequence[File] = ()
    patient: bool = True
    """Wait when Discord says so, if it is not long; else raise `Limited` at once."""
    gives: type = dict
    """What Discord answers, as JSON; anything else is not Discord's. `object`: no matter what."""


@dataclass(slots=True)
class _Edit:
    """An edit that waits for its turn; a newer one of the same message replaces it."""

    request: Request
    task: asyncio.Task[Any] | None = None


class Calls:
    """Every call that is not an answer to an interaction."""

    def __init__(self, http: HTTPClient, pacer: Pacer) -> None:
        self.pacer = pacer
        self._http = http
        self._edits: dict[Hashable, _Edit] = {}
        self._editing: set[asyncio.Task[Any]] = set()

    async def get(self, path: str, /, **ids: str) -> dict[str, Any]:
        """What Discord has there. Raises the port's errors, or `Refused` with Discord's code."""
        found: dict[str, Any] = await self.call(Request("GET", path, ids))
        return found

    async def page(
        self, path: str, query: Mapping[str, str | int], /, **ids: str
    ) -> list[dict[str, Any]]:
        """Some of what Discord has there. Raises as `get`."""
        found: list[dict[str, Any]] = await self.call(
            Request("GET", path, ids, query=query, gives=list)
        )
        return found

    async def call(self, request: Request) -> Any:
        """What Discord answers. Raises the port's errors, or `Refused` with Discord's code."""
        return await self._call(_route(request), lambda: request)

    async def edit(self, request: Request) -> Any:
        """The same, but edits of one message that wait become one: the newest is what is sent."""
        key = (request.path, *request.ids.values())
        edit = self._edits.get(key)
        if edit is None:
            edit = self._edits[key] = _Edit(request)
            edit.task = asyncio.create_task(self._edit(key, edit))
            edit.task.add_done_callback(self._edited)
            self._editing.add(edit.task)
        edit.request = request
        assert edit.task is not None
        return await asyncio.shield(edit.task)

    async def aclose(self) -> None:
        """Let go of edits that are under way."""
        for task in tuple(self._editing):
            task.cancel()
        await asyncio.gather(*self._editing, return_exceptions=True)

    def _edited(self, task: asyncio.Task[Any]) -> None:
        """An edit whose callers have gone fails in silence."""
        self._editing.discard(task)
        if not task.cancelled():
            task.exception()

    async def _edit(self, key: Hashable, edit: _Edit) -> Any:
        try:
            return await self._call(_route(edit.request), lambda: self._newest(key, edit))
        finally:
            self._newest(key, edit)

    def _newest(self, key: Hashable, edit: _Edit) -> Request:
        """What the edit says now; from here on a newer one is one of its own."""
        if self._edits.get(key) is edit:
            del self._edits[key]
        return edit.request

    async def _call(self, route: Route, newest: Callable[[], Request]) -> Any:
        errand = Errand(route.key, route.major_parameters)
        async with self.pacer.turn(errand) as turn:
            try:
                async with asyncio.timeout(LONGEST):
                    return await self._in_turn(turn, route, newest)
            except TimeoutError:
                raise ChatDown("No answer from Discord in time") from None

    async def _in_turn(self, turn: Turn, route: Route, newest: Callable[[], Request]) -> Any:
        """Call, and again if that is worth waiting for.

        Once an answer got lost, nothing but a clear one ends the doubt.
        """
        pauses, lost = list(PAUSES), None
        while True:
            try:
                await turn.comes()
            except Throttled as throttled:
                raise lost or throttled from None
            try:
                request = newest()
                return await reaching(self._send(turn, route, request))
            except BadToken:
                raise
            except Throttled as throttled:
                if not request.patient:
                    raise
                turn.later(throttled.retry_after)
            except ChatDown as down:
                lost = down
                if not pauses:
                    raise
                await self.pacer.sleep(pauses.pop(0))

    async def _send(self, turn: Turn, route: Route, request: Request) -> Any:
        given: dict[str, Any] = {"trace_request_ctx": turn.errand, "timeout": TIMEOUT}
        if request.query:
            given["params"] = dict(request.query)
        if request.files:
            # Read to its end by a try, so each has its own.
            files = [
                discord.File(BytesIO(content), name, description=alt)
                for name, content, alt in request.files
            ]
            given |= {"files": files, "form": list(_form(request, files))}
        elif request.body is not None:
            given["json"] = dict(request.body)
        answer = await self._http.request(route, **given)
        if not isinstance(answer, request.gives):
            raise ChatDown("Somebody answered who is not Discord")
        return answer


def _route(request: Request) -> Route:
    return Route(request.method, request.path, **request.ids)


def _form(request: Request, files: Sequence[discord.File]) -> Iterator[dict[str, Any]]:
    """The fields of a request with files."""
    yield {"name": "payload_json", "value": json.dumps(request.body)}
    for number, file in enumerate(files):
        yield {
            "name": f"files[{number}]",
            "value": file.fp,
            "filename": file.filename,
            "content_type": "image/png",
        }
