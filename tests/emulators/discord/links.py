"""One connection of the gateway: frames in order, compressed if asked for, and a heartbeat."""

import asyncio
import json
import zlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from tests.emulators.discord.state import Json

MOST_BYTES = 4096
"""Of one frame that an app sends."""
MOST_FRAMES = (120, 60.0)
"""So many in so many seconds."""


class Link:
    """Frames leave as they were sent, in order; it ends after `patience` seconds without a beat."""

    def __init__(
        self, stream: web.WebSocketResponse, request: web.Request, patience: float
    ) -> None:
        self.stream = stream
        self.ended_with = 0
        """The code with which we hung up."""
        self.greeted = False
        """A session began or went on here."""
        self._transport = request.transport
        self._squeeze = zlib.compressobj(1) if _asks_for_zlib(request) else None
        self._patience = patience
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()
        self._mute = False
        self._gone = False
        self._heart: asyncio.TimerHandle | None = None
        self._came: deque[float] = deque()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Frames pass while the block lasts, if the app's heart beats."""
        writing = asyncio.create_task(self._write())
        self.beat()
        try:
            yield
        finally:
            self._stop_heart()
            self._gone = True
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing

    def beat(self) -> None:
        """The app lives."""
        self._stop_heart()
        loop = asyncio.get_running_loop()
        self._heart = loop.call_later(self._patience, self.end, 4009)

    def _stop_heart(self) -> None:
        if self._heart:
            self._heart.cancel()

    def fault_of(self, text: str) -> int:
        """The code that this frame's size, or that of so many frames, is punished with; or 0."""
        most, seconds = MOST_FRAMES
        now = asyncio.get_running_loop().time()
        self._came.append(now)
        while self._came[0] <= now - seconds:
            self._came.popleft()
        if len(text.encode()) > MOST_BYTES:
            return 4002
        return 4008 if len(self._came) > most else 0

    def send(self, frame: Json) -> None:
        self.send_text(json.dumps(frame, separators=(",", ":")))

    def send_text(self, text: str) -> None:
        if not (self._gone or self.ended_with):
            self._queue.put_nowait(text)

    def end(self, code: int) -> None:
        """Hang up after what was sent so far."""
        if not (self._gone or self.ended_with):
            self.ended_with = code
            self._queue.put_nowait(code)

    def silence(self) -> None:
        """Nothing passes any more, and no side has noticed."""
        self._mute = True
        self._stop_heart()
        if self._transport:
            self._transport.pause_reading()

    def abort(self) -> None:
        """Break off without a word."""
        if self._transport:
            self._transport.abort()

    async def stop(self) -> None:
        """Hang up, or break off if nothing passes; until that is done."""
        if self._mute:
            self.abort()
        else:
            self.end(1001)
            await self.drained()

    async def drained(self) -> None:
        """Until all that was sent has left, or never will."""
        await self._queue.join()

    async def _write(self) -> None:
        try:
            while True:
                await self._pass(await self._queue.get())
                self._queue.task_done()
        except ConnectionError:
            self._queue.task_done()
        finally:
            self._gone = True
            self._drop()

    def _drop(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()
            self._queue.task_done()

    async def _pass(self, frame: str | int) -> None:
        if isinstance(frame, int):
            await self.stream.close(code=frame)
        elif self._mute:
            return
        elif self._squeeze:
            data = self._squeeze.compress(frame.encode())
            await self.stream.send_bytes(data + self._squeeze.flush(zlib.Z_SYNC_FLUSH))
        else:
            await self.stream.send_str(frame)


def _asks_for_zlib(request: web.Request) -> bool:
    return request.query.get("compress") == "zlib-stream"
