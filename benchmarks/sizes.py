"""How much is measured: quickly, or at the size of a large installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of one run of the benchmarks."""

    pairs: int
    """How often each comparison is repeated, after one repetition that does not count."""
    answers: tuple[tuple[int, int], ...]
    """(At once, how many answers in one repetition)."""
    share_naive: int
    """The naive way gets one of so many of these answers."""
    offered_seconds: float
    posts: tuple[int, ...]
    looks: int
    """How many empty looks are one repetition."""
    due: int
    totals: tuple[int, int]
    pages: int
    """How many leaderboards are one repetition."""
    fanout: tuple[int, int]
    """(Slack workspaces, channels in each) that are due at the same instant."""
    crowd: int
    """So many channels of one Slack workspace are."""
    events: tuple[int, int]
    """(At once, how many requests of Slack in one repetition)."""
    servers: int
    """So many servers of Discord are heard, and asked at the same instant."""


QUICK = Sizes(
    pairs=5,
    answers=((1, 100), (100, 4_000), (1_000, 10_000)),
    share_naive=20,
    offered_seconds=0.7,
    posts=(10_000, 100_000),
    looks=30,
    due=10_000,
    totals=(10_000, 1_000_000),
    pages=20,
    fanout=(200, 5),
    crowd=200,
    events=(100, 1_000),
    servers=500,
)
FULL = Sizes(
    pairs=11,
    answers=((1, 1_000), (100, 30_000), (1_000, 100_000)),
    share_naive=20,
    offered_seconds=5.0,
    posts=(10_000, 100_000, 1_000_000),
    looks=200,
    due=10_000,
    totals=(10_000, 5_000_000),
    pages=100,
    fanout=(1_000, 5),
    crowd=1_000,
    events=(100, 5_000),
    servers=10_000,
)
