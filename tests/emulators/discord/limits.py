"""How often an app may ask: buckets by route and place, and one bucket for everything."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5

Rule = tuple[int, float]
"""So many calls in so many seconds."""
PLENTY: Rule = (1000, 1.0)
SEND = "POST /channels/{}/messages"
REACT = "PUT /channels/{}/messages/{}/reactions/{}/@me"
_SHARED = {
    "DELETE /channels/{}/messages/{}/reactions/{}/@me": REACT,
    "DELETE /channels/{}/messages/{}/reactions/{}/{}": REACT,
}
"""Routes that count in the bucket of another."""
_MAJOR = ("/channels/{}", "/guilds/{}", "/webhooks/{}")
EXEMPT = ("/interactions/", "/webhooks/")
"""What is answered to a deed does not count towards the bucket for everything."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which limits hold; they run by the machine's clock, as clients sleep by it."""

    buckets: Mapping[str, Rule] = field(default_factory=dict)
    per_second: int = 0
    """Calls of any kind; 0: any number."""
    silent: frozenset[str] = frozenset()
    """Routes whose headers promise plenty, though their bucket holds."""
    invalid: int = 0
    """Refused calls in ten minutes until the edge network refuses all; 0: any number."""
    late_edits: int | None = None
    """Edits of one message that is older than an hour; None: any number."""

    @classmethod
    def off(cls) -> "Limits":
        return cls()

    @classmethod
    def realistic(cls) -> "Limits":
        """About what a bot meets; Discord does not publish the numbers of routes."""
        return cls(
            buckets={
                SEND: (5, 5.0),
                "PATCH /channels/{}/messages/{}": (5, 5.0),
                "DELETE /channels/{}/messages/{}": (5, 1.0),
                "POST /channels/{}/messages/{}/threads": (5, 5.0),
                "PATCH /channels/{}": (5, 15.0),
                "GET /channels/{}/messages": (5, 5.0),
                "POST /users/@me/channels": (10, 10.0),
                REACT: (1, 0.25),
            },
            per_second=50,
            silent=frozenset({REACT}),
            invalid=10_000,
            late_edits=10,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the headers say; `wait` is 0 when the call passes."""

    bucket: str
    limit: int
    remaining: int
    reset_after: float
    wait: float = 0
    everywhere: bool = False
    banned: bool = False

    def headers(self) -> dict[str, str]:
        told = {
            "X-RateLimit-Bucket": self.bucket,
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{time.time() + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
        }
        if not self.wait:
            return told
        scope = {"X-RateLimit-Scope": "global" if self.everywhere else "user"}
        told = {"X-RateLimit-Global": "true"} if self.everywhere else told
        return told | scope | {"Retry-After": f"{self.wait:.3f}"}


class Gate:
    """Counts calls in windows that begin with their first call; refused calls do not count."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._everything: deque[float] = deque()
        self._invalid: deque[float] = deque()

    def pass_(self, limits: Limits, route: str, major: str) -> Verdict:
        """Count the call, or tell it to wait."""
        now = _instant()
        name = _SHARED.get(route, route)
        bucket = md5(name.encode(), usedforsecurity=False).hexdigest()
        if limits.invalid and self.invalid >= limits.invalid:
            return Verdict(bucket, 0, 0, 600, wait=600, banned=True)
        counted = not any(part in route for part in EXEMPT)
        if limits.per_second and counted:
            wait = _wait(self._everything, (limits.per_second, 1.0), now)
            if wait:
                return Verdict(bucket, 0, 0, wait, wait, everywhere=True)
        verdict = self._route(limits, name, bucket, major, now)
        if counted and not verdict.wait:
            self._everything.append(now)
        return verdict

    def _route(self, limits: Limits, name: str, bucket: str, major: str, now: float) -> Verdict:
        rule = limits.buckets.get(name)
        if rule is None:
            return Verdict(bucket, PLENTY[0], PLENTY[0] - 1, PLENTY[1])
        passed = self._windows[name, major]
        wait = _wait(passed, rule, now)
        if wait:
            return Verdict(bucket, rule[0], 0, wait, wait)
        passed.append(now)
        if name in limits.silent:
            return Verdict(bucket, 200, 199, 1.0)
        return Verdict(bucket, rule[0], rule[0] - len(passed), passed[0] + rule[1] - now)

    def refused(self) -> None:
        """A call was answered by 401, 403 or 429."""
        self._invalid.append(_instant())

    @property
    def invalid(self) -> int:
        """How many were, within ten minutes."""
        while self._invalid and self._invalid[0] <= _instant() - 600:
            self._invalid.popleft()
        return len(self._invalid)


def _instant() -> float:
    """Seconds as those count them who are made to wait."""
    return asyncio.get_running_loop().time()


def _wait(passed: deque[float], rule: Rule, now: float) -> float:
    """Seconds until one more is allowed."""
    count, window = rule
    if passed and passed[0] <= now - window:
        passed.clear()
    return 0 if len(passed) < count else max(passed[0] + window - now, 0.001)


def major_of(route: str, parameters: tuple[str, ...]) -> str:
    """What a bucket is kept for apart: the channel, the guild or the webhook with its token."""
    path = route.partition(" ")[2]
    if not path.startswith(_MAJOR):
        return ""
    return "+".join(parameters[: 2 if path.startswith("/webhooks/") else 1])
