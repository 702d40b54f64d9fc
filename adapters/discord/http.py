"""discord.py's way to speak, without its own pauses: those are the pacer's to decide."""

import asyncio
import logging
from types import SimpleNamespace
from typing import Self

import aiohttp
from discord.http import HTTPClient, Ratelimit

from adapters.discord.pacing import Errand, Pacer
from bot.chat.port import ChatDown

_UNCLEAR = frozenset({500, 502, 504, 524})
"""discord.py tries these again for 25 seconds inside one call; we say when, and how often."""
_AT_ONCE = 0.001
"""Seconds that discord.py may sleep after a 429: it tells us instead."""

# The library writes requests into its log; at DEBUG those would hold people's words.
logging.getLogger("discord.http").setLevel(logging.WARNING)


class _Open(Ratelimit):
    """A limit that holds nobody."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    def update(self, response: aiohttp.ClientResponse, *, use_clock: bool = False) -> None:
        return None


class Http(HTTPClient):
    """Calls over HTTP that never sleep and never repeat by themselves."""

    def __init__(self, pacer: Pacer) -> None:
        super().__init__(asyncio.get_running_loop(), http_trace=tracing(pacer))
        self.max_ratelimit_timeout = _AT_ONCE
        self._open = _Open(None)

    def get_ratelimit(self, key: str) -> Ratelimit:
        return self._open


def tracing(pacer: Pacer) -> aiohttp.TraceConfig:
    """For any client of ours: its calls take their share, and the pacer hears every answer.

    Answers to interactions are outside Discord's fifty a second, so they don't wait.
    """

    async def before(
        _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        if not isinstance(context.trace_request_ctx, Errand) and not _is_free(params):
            await pacer.share()

    async def after(
        _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        errand, status = context.trace_request_ctx, params.response.status
        ours = errand if isinstance(errand, Errand) else None
        pacer.heard(ours, status, params.response.headers)
        if ours and status in _UNCLEAR:
            raise ChatDown(f"Discord answered {status}")

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(before)
    trace.on_request_end.append(after)
    return trace


def _is_free(params: aiohttp.TraceRequestStartParams) -> bool:
    path = params.url.path
    return params.url.scheme in {"ws", "wss"} or "/interactions/" in path or "/webhooks/" in path
