"""A bot that is refused too often is shut out; so we fall silent long before."""

from collections import deque

import structlog

log = structlog.get_logger()

WINDOW = 600.0
"""Seconds."""
LIMIT = 2000
"""Refusals of one process in a window; Discord bans an address for ten minutes at 10,000."""


def counts(status: int, scope: str) -> bool:
    """Is it one of the answers that Discord counts? (Its page on rate limits.)"""
    return status in {401, 403} or (status == 429 and scope != "shared")


class Guard:
    """How often we were refused lately. Times are seconds of one clock."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._refused: deque[float] = deque(maxlen=limit)

    def refused(self, now: float) -> None:
        """Note a refusal; says so once when it is one too many."""
        was_open = self.opens_at(now) <= now
        self._refused.append(now)
        if was_open and (until := self.opens_at(now)) > now:
            log.error(
                "Discord refused too many calls; sending rests, or it would shut us out",
                action="discord_refused",
                refusals=self._refused.maxlen,
                seconds=round(until - now),
            )

    def opens_at(self, now: float) -> float:
        """When we may speak again; not after `now` if we may."""
        is_full = len(self._refused) == self._refused.maxlen
        return self._refused[0] + WINDOW if is_full else now
