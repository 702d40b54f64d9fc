"""One websocket of Socket Mode: what comes in is taken, and acknowledged once it was taken."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, WSMsgType
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

FAREWELL = 3.0
"""Seconds for what is under way when a connection ends: Slack waits no longer either."""
SWITCHED_OFF = (
    "Socket Mode is switched off for this app: switch it on at api.slack.com/apps, "
    "under Settings, Socket Mode."
)
_ENDS = frozenset({WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR})
_AT_ONCE = frozenset({"link_disabled", "too_many_websockets"})

_log = logging.getLogger(__name__)

Dispatch = Callable[[SocketModeRequest], Awaitable[BoltResponse]]


class Connection:
    """A websocket that has been greeted; it reads from the beginning on."""

    def __init__(
        self, stream: ClientWebSocketResponse, dispatch: Dispatch, now: Callable[[], datetime]
    ) -> None:
        self._stream = stream
        self._dispatch = dispatch
        self._now = now
        self._under_way: set[asyncio.Task[None]] = set()
        self.over = asyncio.Event()
        """Set when another should take its place."""
        self.heard_at = now()
        """When there was last a sign of life."""
        self.reason = ""
        """Why Slack asked us to go; "" if it did not."""
        self.reader = asyncio.create_task(self._read())

    @property
    def is_alive(self) -> bool:
        return not self.reader.done()

    @property
    def may_linger(self) -> bool:
        """May more come through it, though Slack has asked us to go?"""
        return self.is_alive and bool(self.reason) and self.reason not in _AT_ONCE

    async def close(self, linger: float = 0.0) -> None:
        """Take what comes for `linger` seconds, finish what is under way, and end."""
        if linger:
            await asyncio.wait({self.reader}, timeout=linger)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FAREWELL)
        late = list(self._under_way)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        await self._stream.close()
        await self.reader

    async def _read(self) -> None:
        try:
            while (message := await self._stream.receive()).type not in _ENDS:
                self.heard_at = self._now()
                if message.type is WSMsgType.PING:
                    await self._stream.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._take(parsed(message.data))
        except (aiohttp.ClientError, OSError) as error:
            _log.info("action=slack.socket error=%s", type(error).__name__)
        finally:
            self.over.set()

    def _take(self, told: Mapping[str, Any]) -> None:
        if told.get("type") == "disconnect":
            self._leave(str(told.get("reason")))
        elif request := _request(told):
            task = asyncio.create_task(self._answer(request))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _leave(self, reason: str) -> None:
        self.reason = reason
        if reason == "link_disabled":
            _log.error("action=slack.socket reason=%s %s", reason, SWITCHED_OFF)
        else:
            _log.info("action=slack.socket reason=%s", reason)
        self.over.set()

    async def _answer(self, request: SocketModeRequest) -> None:
        """Acknowledge what was taken; Slack brings the rest again, or tells who did it."""
        try:
            response = await self._dispatch(request)
        except Exception:  # noqa: BLE001
            # One request that nobody foresaw must not end the connection for all others.
            _log.exception("action=slack.socket type=%s", request.type)
            return
        if response.status == 200:
            with suppress(aiohttp.ClientError, OSError):
                await self._stream.send_str(json.dumps(_acknowledged(request, response)))


def _request(told: Mapping[str, Any]) -> SocketModeRequest | None:
    try:
        return SocketModeRequest.from_dict(dict(told))
    except (ValueError, TypeError):
        return None  # the library's two ways to fail on a payload that is none


def parsed(text: str) -> Mapping[str, Any]:
    """The JSON object; empty if it is none."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _acknowledged(request: SocketModeRequest, response: BoltResponse) -> dict[str, object]:
    answer: dict[str, object] = {"envelope_id": request.envelope_id}
    if response.body:
        answer["payload"] = parsed(response.body) or {"text": response.body}
    return answer
