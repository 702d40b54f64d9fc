"""How often an app may ask: Slack's tiers by method and workspace, and posts by channel."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SLOW = frozenset({"conversations.history", "conversations.replies"})
SLOW_PAGE = 15


@dataclass(frozen=True, slots=True)
class Limits:
    """Which limits hold; they run by Slack's clock, or by the machine's if `real`."""

    tiers: bool = False
    posts: float = 0
    """Posts a second in one channel; 0: any number."""
    burst: int = 1
    """Posts that may come at once."""
    workspace_posts: int = 0
    """Posts a minute in a whole workspace; 0: any number."""
    slow_history: bool = False
    """Histories and threads: once a minute, fifteen messages."""
    real: bool = False

    @classmethod
    def realistic(cls, *, slow_history: bool = False, real: bool = False) -> "Limits":
        """What an app in a workspace of its own meets."""
        return cls(
            tiers=True,
            posts=1,
            workspace_posts=600,
            slow_history=slow_history,
            real=real,
        )


class Gate:
    """Counts calls in a sliding window; refused calls do not count."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._passed: dict[tuple[str, ...], deque[float]] = defaultdict(deque)

    def wait(self, limits: Limits, team: str, method: str, tier: int, channel: str) -> int:
        """Whole seconds to wait, or 0 when the call passes."""
        instant = asyncio.get_running_loop().time() if limits.real else self._now().timestamp()
        rules = list(_rules(limits, team, method, tier, channel))
        waits = [self._short(instant, *rule) for rule in rules]
        if any(waits):
            return ceil(max(waits)) or 1
        for key, _, _ in rules:
            self._passed[key].append(instant)
        return 0

    def _short(self, instant: float, key: tuple[str, ...], count: int, window: float) -> float:
        passed = self._passed[key]
        while passed and passed[0] <= instant - window:
            passed.popleft()
        return 0 if len(passed) < count else max(passed[0] + window - instant, 0.001)


Rule = tuple[tuple[str, ...], int, float]


def _rules(limits: Limits, team: str, method: str, tier: int, channel: str) -> list[Rule]:
    rules: list[Rule] = []
    if limits.slow_history and method in SLOW:
        rules.append(((team, method), 1, 60))
    elif limits.tiers and tier:
        rules.append(((team, method), PER_MINUTE[tier], 60))
    if method == "chat.postMessage" and limits.posts:
        # A post that left on time may arrive a few milliseconds early after the one before.
        rules.append(((team, method, channel), limits.burst, limits.burst / limits.posts - 0.05))
    if method == "chat.postMessage" and limits.workspace_posts:
        rules.append(((team, "posts"), limits.workspace_posts, 60))
    return rules
