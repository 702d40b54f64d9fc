"""Socket Mode: several connections at once, each replaced as soon as it breaks or has to go.

The library's own client takes a full ping to notice a broken connection, closes the old one before
it opens the new, and tries an address that works once over and over; so these are ours. What comes
in goes to Bolt as the library would bring it.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection import SWITCHED_OFF, Connection, Dispatch, parsed
from adapters.slack.options import Options

PING = 3.0
"""Seconds between pings; after half as many more without an answer a connection is broken."""
PAUSES = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds before trying to connect, again and again; the last one over and over."""
SETTLED = 1.0
"""A connection that stood so many seconds was no failure."""
PATIENCE = 10.0
"""Seconds that Slack has for its address, its door and its greeting."""
LINGER = 10.0
"""Seconds that we still listen where Slack has asked us to go."""

_REMEDIES = {
    "account_inactive": "the app-level token (xapp-…) is revoked: make a new one.",
    "invalid_auth": "the app-level token (xapp-…) is not valid: copy it again, or make a new one, "
    "at api.slack.com/apps, under Basic Information, App-Level Tokens.",
    "link_disabled": SWITCHED_OFF,
    "missing_scope": "the app-level token lacks connections:write: make one that has it.",
    "not_allowed_token_type": "the app-level token must be one that begins with xapp-.",
}
_silent = logging.getLogger(f"{__name__}.library")
_silent.setLevel(logging.INFO)
_log = logging.getLogger(__name__)


class NoConnection(Exception):
    """Slack let us not in; says why, and what to do where something can be done."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(_REMEDIES.get(reason, reason))
        self.pause = pause
        """Seconds that Slack wants us to wait."""


class Sockets:
    """So many connections that one may break unnoticed."""

    def __init__(
        self,
        options: Options,
        dispatch: Dispatch,
        missed: Callable[[datetime], None],
        now: Callable[[], datetime],
    ) -> None:
        self._options = options
        self._dispatch = dispatch
        self._missed = missed
        self._now = now
        self._standing: set[Connection] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._deaf_since: datetime | None = None

    @property
    def alive(self) -> int:
        """How many connections stand."""
        return sum(connection.is_alive for connection in self._standing)

    async def run(self, since: datetime) -> None:
        """Hold the connections until cancelled; until `since` all was heard."""
        self._deaf_since = since
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._options.connections):
                        group.create_task(self._hold(session))
            finally:
                await self._close()

    async def _hold(self, session: aiohttp.ClientSession) -> None:
        """One connection after the other; the new one stands before the old one goes."""
        failures = 0
        old: Connection | None = None
        while True:
            if old and not old.may_linger:
                self._retire(old)
                old = None
            new = await self._try(session, failures)
            failures += 1
            if new is None:
                continue
            if old:
                self._retire(old)
            began, old = time.monotonic(), new
            await new.over.wait()
            failures = failures if time.monotonic() < began + SETTLED else 0

    async def _try(self, session: aiohttp.ClientSession, failures: int) -> Connection | None:
        await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
        try:
            connection = await self._connect(session)
        except NoConnection as trouble:
            _log.warning("action=slack.connect failures=%d %s", failures + 1, trouble)
            await asyncio.sleep(trouble.pause)
            return None
        except Exception:  # noqa: BLE001
            # Whatever it was, we must hear again.
            _log.exception("action=slack.connect failures=%d", failures + 1)
            return None
        self._standing.add(connection)
        connection.reader.add_done_callback(lambda _: self._ended(connection))
        self._hear()
        return connection

    async def _connect(self, session: aiohttp.ClientSession) -> Connection:
        """Raises `NoConnection`."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._greeted(session)
        except SlackApiError as refused:
            # Neither the library's error nor what caused it is passed on: they hold the token.
            raise _refusal(refused) from None
        except (aiohttp.ClientError, SlackClientError, OSError, ValueError, TypeError) as error:
            # The last two are how the library fails on an answer that is no JSON object.
            raise NoConnection(f"No connection to Slack ({type(error).__name__})") from None

    async def _greeted(self, session: aiohttp.ClientSession) -> Connection:
        client = AsyncWebClient(
            base_url=self._options.api, session=session, retry_handlers=[], logger=_silent
        )
        answer = await client.apps_connections_open(app_token=self._options.app_token)
        stream = await session.ws_connect(
            str(answer["url"]),
            autoping=False,  # so that a pong is a sign of life
            heartbeat=PING,
            proxy=client.proxy,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
        )
        try:
            await _greeting(stream)
        except BaseException:
            await stream.close()
            raise
        return Connection(stream, self._dispatch, self._now)

    def _hear(self) -> None:
        """We hear again; what was missed is told."""
        if self._deaf_since is not None:
            since, self._deaf_since = self._deaf_since, None
            self._missed(since)

    def _ended(self, connection: Connection) -> None:
        """Slack may have told this one what we did not hear, or nobody was there to hear."""
        if not connection.reason or not self.alive:
            heard = connection.heard_at
            self._deaf_since = min(self._deaf_since or heard, heard)

    def _retire(self, connection: Connection) -> None:
        """Let it end by itself."""
        task = asyncio.create_task(self._bury(connection))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _bury(self, connection: Connection) -> None:
        await connection.close(LINGER if connection.may_linger else 0.0)
        self._standing.discard(connection)

    async def _close(self) -> None:
        for task in self._closing:
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)
        await asyncio.gather(*(connection.close() for connection in self._standing))
        self._standing.clear()


async def _greeting(stream: aiohttp.ClientWebSocketResponse) -> None:
    told = parsed(await stream.receive_str())
    if told.get("type") != "hello":
        raise NoConnection(str(told.get("reason") or "Slack did not greet us"))


def _refusal(error: SlackApiError) -> NoConnection:
    told, headers = error.response.data, error.response.headers
    code = told.get("error") if isinstance(told, dict) else None
    pause = headers.get("Retry-After", "")
    reason = str(code or f"Slack answered {error.response.status_code}")
    return NoConnection(reason, float(pause) if pause.isdigit() else 0.0)
