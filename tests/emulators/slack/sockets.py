"""Socket Mode: up to ten sockets of one app, each envelope to one of them."""

import asyncio
import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from aiohttp import WSMsgType, web

from tests.emulators.slack.calls import Refusal
from tests.emulators.slack.delivery import Outcome
from tests.emulators.slack.state import Json
from tests.emulators.slack.world import World

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
MOST = 10
TICKET_LIFE = timedelta(seconds=30)


class Socket:
    """One connection, and who waits for which acknowledgement."""

    def __init__(self, stream: web.WebSocketResponse, request: web.Request) -> None:
        self.stream = stream
        self.request = request
        self.waiting: dict[str, asyncio.Future[Any]] = {}
        self.leaving = False
        """Told to reconnect: gets nothing new."""
        self.mute = False
        """Nothing passes any more, and no side has noticed."""

    def take(self, text: str) -> None:
        """An acknowledgement; one that nobody waits for is ignored, as Slack does."""
        answer = json.loads(text)
        waiter = self.waiting.pop(str(answer.get("envelope_id")), None)
        if waiter and not waiter.done():
            waiter.set_result(answer.get("payload"))

    def silence(self) -> None:
        self.mute = True
        if self.request.transport:
            cast(asyncio.ReadTransport, self.request.transport).pause_reading()

    def abort(self) -> None:
        if self.request.transport:
            self.request.transport.abort()

    def lost(self) -> None:
        for waiter in self.waiting.values():
            if not waiter.done():
                waiter.set_exception(ConnectionError("the socket closed"))
        self.waiting.clear()


class Sockets:
    """Those that are open; each in turn gets the next envelope."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: dict[str, datetime] = {}
        self._turn = 0
        self.open: list[Socket] = []
        self.refuse = False
        self.disabled = False
        """Socket Mode is switched off on the app's page."""
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
        """The address of a socket: for one connection, soon."""
        if self.disabled:
            raise Refusal("link_disabled")
        ticket = self._world.id("ticket")
        self._tickets[ticket] = self._world.clock.now() + TICKET_LIFE
        return f"{self._world.base_url.replace('http', 'ws', 1)}/link/{ticket}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it closes."""
        if self.refuse:
            return web.Response(status=503)
        expires = self._tickets.pop(request.match_info["ticket"], None)
        if expires is None or self._world.clock.now() > expires:
            return web.Response(status=408)
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
                if not socket.mute:
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
            socket.abort()
            self._forget(socket)

    def silence(self) -> None:
        """Every connection stays open, but nothing passes any more."""
        for socket in self.open:
            socket.silence()

    async def disconnect(self, reason: Reason, linger: float) -> None:
        """Ask every socket to go, and close those that are still there `linger` seconds later."""
        going, self.disabled = list(self.open), self.disabled or reason == "link_disabled"
        for socket in going:
            socket.leaving = True
            with suppress(ConnectionError):
                await socket.stream.send_json(self._farewell(reason))
        await asyncio.sleep(linger)
        await asyncio.gather(*(socket.stream.close() for socket in going))

    async def close(self) -> None:
        for socket in list(self.open):
            if socket.mute:
                socket.abort()
        going = [socket for socket in self.open if not socket.mute]
        await asyncio.gather(*(socket.stream.close() for socket in going))


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
