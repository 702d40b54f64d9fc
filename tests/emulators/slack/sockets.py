"""Socket Mode: up to ten sockets of one app, each envelope to one of them."""

import asyncio
import json
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.emulators.slack.delivery import Outcome
from tests.emulators.slack.state import Json
from tests.emulators.slack.world import World

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
MOST = 10


class Socket:
    """One connection, and who waits for which acknowledgement."""

    def __init__(self, stream: web.WebSocketResponse, request: web.Request) -> None:
        self.stream = stream
        self.request = request
        self.waiting: dict[str, asyncio.Future[Any]] = {}
        self.leaving = False
        """Told to reconnect: gets nothing new."""

    def take(self, text: str) -> None:
        """An acknowledgement; one that nobody waits for is ignored, as Slack does."""
        answer = json.loads(text)
        waiter = self.waiting.pop(str(answer.get("envelope_id")), None)
        if waiter and not waiter.done():
            waiter.set_result(answer.get("payload"))

    def lost(self) -> None:
        for waiter in self.waiting.values():
            if not waiter.done():
                waiter.set_exception(ConnectionError("the socket closed"))
        self.waiting.clear()


class Sockets:
    """Those that are open; each in turn gets the next envelope."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._turn = 0
        self.open: list[Socket] = []
        self.refuse = False
        self._changed = asyncio.Condition()
        world.new_ticket = self.ticket

    async def count(self, number: int) -> None:
        """Until exactly so many are open."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.open) == number)

    async def _change(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def ticket(self) -> str:
        """The address of a socket, for one connection."""
        ticket = self._world.id("ticket")
        self._tickets.add(ticket)
        return f"{self._world.base_url.replace('http', 'ws', 1)}/link/{ticket}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it closes."""
        ticket = request.match_info["ticket"]
        if self.refuse or ticket not in self._tickets:
            return web.Response(status=503 if self.refuse else 403)
        self._tickets.remove(ticket)
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        if len(self.open) >= MOST:
            await stream.send_json(self._farewell("too_many_websockets"))
            await stream.close()
            return stream
        return await self._serve(Socket(stream, request))

    async def _serve(self, socket: Socket) -> web.StreamResponse:
        await socket.stream.send_json(self._hello())
        self.open.append(socket)
        await self._change()
        try:
            async for message in socket.stream:
                if message.type is WSMsgType.TEXT:
                    socket.take(message.data)
        finally:
            self._forget(socket)
            await self._change()
        return socket.stream

    def _forget(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        socket.lost()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open) + 1,
            "connection_info": {"app_id": self._world.app.app_id},
            "debug_info": {"host": "applink-1", "build_number": 1, **APPROXIMATE},
        }

    @staticmethod
    def _farewell(reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}

    async def carry(
        self, kind: str, payload: Json, patience: float, retry: tuple[int, str]
    ) -> Outcome:
        ready = [socket for socket in self.open if not socket.leaving]
        if not ready:
            return Outcome("connection_failed")
        self._turn += 1
        socket = ready[self._turn % len(ready)]
        id = self._world.id("envelope-")
        waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        socket.waiting[id] = waiter
        try:
            async with asyncio.timeout(patience):
                await socket.stream.send_json(_envelope(id, kind, payload, retry))
                return Outcome(answer=await waiter)
        except TimeoutError:
            return Outcome("http_timeout")
        except ConnectionError:
            return Outcome("connection_failed")
        finally:
            socket.waiting.pop(id, None)

    def cut(self) -> None:
        """Every connection breaks off without a word."""
        for socket in list(self.open):
            if socket.request.transport:
                socket.request.transport.abort()
            self._forget(socket)

    async def disconnect(self, reason: Reason, linger: float) -> None:
        """Ask every socket to go, and close those that are still there `linger` seconds later."""
        going = list(self.open)
        for socket in going:
            socket.leaving = True
            await socket.stream.send_json(self._farewell(reason))
        await asyncio.sleep(linger)
        await asyncio.gather(*(socket.stream.close() for socket in going))

    async def close(self) -> None:
        await asyncio.gather(*(socket.stream.close() for socket in list(self.open)))


APPROXIMATE = {"approximate_connection_time": 18060}


def _envelope(id: str, kind: str, payload: Json, retry: tuple[int, str]) -> Json:
    envelope: Json = {
        "envelope_id": id,
        "type": kind,
        "payload": payload,
        "accepts_response_payload": _answerable(kind, payload),
    }
    if kind == "events_api":
        number, reason = retry
        reason = "timeout" if reason == "http_timeout" else reason
        envelope |= {"retry_attempt": number, "retry_reason": reason}
    return envelope


def _answerable(kind: str, payload: Json) -> bool:
    return kind == "slash_commands" or payload.get("type") == "view_submission"
