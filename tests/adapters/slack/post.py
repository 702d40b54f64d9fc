"""Somebody who writes to the adapter's address: Slack, or who pretends to be it."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from tests.adapters.ears import Ears
from tests.emulators.slack.emulator import SlackEmulator


@dataclass(frozen=True, slots=True)
class Post:
    """Our address, and whoever writes to it."""

    slack: SlackEmulator
    ears: Ears
    session: aiohttp.ClientSession
    url: str

    async def send(
        self,
        body: str,
        *,
        age: timedelta = timedelta(),
        secret: str = "",
        more: Mapping[str, str] | None = None,
    ) -> int:
        """The status of the answer to a request that is so old."""
        at = str(int((self.slack.clock.now() - age).timestamp()))
        key = (secret or self.slack.app.signing_secret).encode()
        digest = hmac.new(key, f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        signed = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
        kind = {"Content-Type": "application/json"}
        async with self.session.post(
            self.url, data=body.encode(), headers={**kind, **signed, **(more or {})}
        ) as response:
            return response.status
