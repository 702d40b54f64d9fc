"""Two ways measured in turns, A B A B, so that a busy machine is busy for both."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

Measured = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians of both ways, and the median of the ratios of the pairs."""

    ours: float
    other: float
    ratio: float


async def compare(ours: Measured, other: Measured, pairs: int) -> Outcome:
    """Measure both `pairs` times, after one pair that only warms up."""
    await ours()
    await other()
    found = [(await ours(), await other()) for _ in range(pairs)]
    return Outcome(
        median(one for one, _ in found),
        median(two for _, two in found),
        median(one / two for one, two in found),
    )
