"""Which part of all servers a process hears, and when each part may introduce itself. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from adapters.discord.options import Options

PAUSE = 5.0
"""Seconds between two introductions of one group of shards."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards of a process among those of all processes together."""

    ids: tuple[int, ...]
    count: int

    def hear(self, guild: str) -> bool:
        """Is a server one of ours? An id that is no number is no server."""
        return guild.isascii() and guild.isdigit() and shard_of(int(guild), self.count) in self.ids


def shards(options: Options, recommended: int) -> Shards:
    """What the operator wants, or else all that Discord recommends."""
    count = options.shard_count or recommended
    return Shards(options.shard_ids or tuple(range(count)), count)


def shard_of(guild: int | None, count: int) -> int:
    """The shard that tells of a server (None: of direct conversations), as Discord defines it."""
    return ((guild or 0) >> 22) % count


class Turns:
    """Discord lets one shard of each group introduce itself every five seconds.

    There are as many groups as may come at the same time (`max_concurrency`).
    """

    def __init__(self, groups: int, clock: Callable[[], float]) -> None:
        self._groups = max(groups, 1)
        self._clock = clock
        self._free_at: dict[int, float] = {}

    def take(self, shard: int) -> float:
        """Seconds until this shard may; that turn is then taken."""
        group, now = shard % self._groups, self._clock()
        at = max(self._free_at.get(group, now), now)
        self._free_at[group] = at + PAUSE
        return at - now


def settled(ready: Collection[int], ids: Sequence[int]) -> bool:
    """Do we hear all that we shall?"""
    return bool(ids) and set(ids) <= set(ready)
