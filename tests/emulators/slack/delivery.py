"""How news and deeds reach the app: through a socket, or signed over HTTP; events again."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.emulators.slack.events import scope_of, seen_by_the_bot
from tests.emulators.slack.state import Channel, Json, Team
from tests.emulators.slack.transcript import Delivery
from tests.emulators.slack.world import World
from tests.patience import PATIENCE

FAREWELLS = frozenset({"tokens_revoked", "app_uninstalled"})


class NotTaken(Exception):
    """The app did not take a deed; says what Slack would tell the person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt; `reason` as in Slack's retry headers, "" when it was taken."""

    reason: str = ""
    answer: Any = None
    again: bool = True
    """May Slack try again?"""


class Carrier(Protocol):
    """One way to the app."""

    async def carry(
        self, kind: str, payload: Json, patience: float, retry: tuple[int, str]
    ) -> Outcome: ...


class Courier:
    """Delivers by the way that is open: HTTP when an address is set, else the sockets."""

    def __init__(self, world: World, sockets: Carrier) -> None:
        self._world = world
        self.sockets = sockets
        self.http: Carrier | None = None
        self.patience: float = PATIENCE
        """Real seconds that the app has; Slack gives it 3, but on a machine of its own."""
        self.retry_pauses: tuple[float, ...] = (0.0, 0.02, 0.1)
        """Real seconds before each further attempt; Slack's are 0, 60 and 300."""
        self.undelivered = 0
        self.twice = False
        """Every event comes two times, as Slack's may."""

    async def event(self, team: Team, event: Json, channel: Channel | None) -> None:
        """Tell the app, if its scopes and memberships let it know; again when it failed."""
        grant = self._world.grant_of(team, last=event["type"] in FAREWELLS)
        if grant is None or not seen_by_the_bot(event, channel):
            return
        scope = scope_of(event, channel)
        if not scope or scope in grant.scopes:
            payload = self._envelope(team, event, channel, org=grant.org)
            await asyncio.gather(*(self._insist(team, payload) for _ in range(1 + self.twice)))

    def _envelope(self, team: Team, event: Json, channel: Channel | None, *, org: bool) -> Json:
        app = self._world.app
        authorization = {
            "enterprise_id": team.enterprise or None,
            "team_id": None if org else team.id,
            "user_id": team.bot.id,
            "is_bot": True,
            "is_enterprise_install": org,
        }
        return {
            "token": app.verification,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise or None,
            "enterprise_id": team.enterprise or None,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.id("Ev"),
            "event_time": int(self._world.clock.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": bool(channel and channel.shared),
            "event_context": self._world.id("4-"),
        }

    async def overflow(self, team: Team) -> None:
        """Tell the app that events of this minute are held back: there were too many."""
        app, now = self._world.app, int(self._world.clock.now().timestamp())
        payload = {
            "token": app.verification,
            "type": "app_rate_limited",
            "team_id": team.id,
            "minute_rate_limited": now - now % 60,
            "api_app_id": app.app_id,
        }
        await self._insist(team, payload)

    async def _insist(self, team: Team, payload: Json) -> None:
        delivery = self._noted("events_api", team.id, payload)
        outcome = await self._attempt(delivery, (0, ""))
        for number, pause in enumerate(self.retry_pauses, 1):
            if not outcome.reason or not outcome.again:
                break
            await asyncio.sleep(pause)
            outcome = await self._attempt(delivery, (number, outcome.reason))
        self.undelivered += bool(outcome.reason)

    def _noted(self, kind: str, team: str, payload: Json) -> Delivery:
        delivery = Delivery(self._world.clock.now(), kind, team, payload)
        self._world.transcript.add(delivery)
        return delivery

    async def _attempt(self, delivery: Delivery, retry: tuple[int, str]) -> Outcome:
        delivery.attempts += 1
        carrier = self.http or self.sockets
        outcome = await carrier.carry(delivery.kind, delivery.payload, self.patience, retry)
        delivery.acknowledged, delivery.answer = not outcome.reason, outcome.answer
        return outcome

    async def ask(self, kind: str, team: Team, payload: Json) -> Any:
        """Bring a person's deed, once; gives the app's answer. Raises NotTaken."""
        if self._world.grant_of(team) is None:
            raise NotTaken("This app is not installed here any more.")
        outcome = await self._attempt(self._noted(kind, team.id, payload), (0, ""))
        if outcome.reason:
            raise NotTaken(_words(kind, outcome.reason))
        return outcome.answer


def _words(kind: str, reason: str) -> str:
    if kind == "slash_commands":
        code = "operation_timeout" if reason == "http_timeout" else "dispatch_failed"
        return f"the command failed because the app did not respond ({code}: {reason})"
    return f"This app responded with an error or not at all ({reason})."


class Http:
    """Signed requests to the app's address."""

    def __init__(self, world: World, session: aiohttp.ClientSession, url: str) -> None:
        self._world = world
        self._session = session
        self._url = url

    async def carry(
        self, kind: str, payload: Json, patience: float, retry: tuple[int, str]
    ) -> Outcome:
        body, content_type = encoded(kind, payload)
        number, reason = retry
        again = {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason} if number else {}
        headers = {"Content-Type": content_type, **self.signed(body), **again}
        try:
            async with asyncio.timeout(patience):
                return await self._send(body, headers)
        except TimeoutError:
            return Outcome("http_timeout")
        except aiohttp.ClientError:
            return Outcome("connection_failed")

    def signed(self, body: str) -> dict[str, str]:
        """The headers that prove that Slack wrote this, at this time of Slack's clock."""
        at = str(int(self._world.clock.now().timestamp()))
        secret = self._world.app.signing_secret.encode()
        digest = hmac.new(secret, f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}

    async def _send(self, body: str, headers: Mapping[str, str]) -> Outcome:
        async with self._session.post(self._url, data=body.encode(), headers=headers) as response:
            text = await response.text()
            if response.status // 100 != 2:
                stop = response.headers.get("X-Slack-No-Retry") == "1"
                return Outcome("http_error", again=not stop)
            return Outcome(answer=_decoded(text, response.content_type))


def encoded(kind: str, payload: Json) -> tuple[str, str]:
    """An HTTP body and its type."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _decoded(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type != "application/json":
        return {"text": text}
    try:
        return json.loads(text)
    except ValueError:
        return text
