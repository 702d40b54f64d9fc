"""Points, counted in whole tenths of a point, so that sums are exact in any order."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

TENTHS_BY_DIFFICULTY = {1: 80, 2: 90, 3: 100, 4: 120, 5: 150}
"""What a fully correct answer earns: 10 points times 0.8, 0.9, 1.0, 1.2, 1.5."""


def points(difficulty: int, score: float) -> int:
    """Tenths of a point for an answer worth `score` (0 to 1), rounded half up.

    Raises `ValueError` for a difficulty other than 1 to 5 or a score out of range.
    """
    if difficulty not in TENTHS_BY_DIFFICULTY:
        raise ValueError(f"a difficulty is a whole number from 1 to 5, not {difficulty}")
    if not 0 <= score <= 1:
        raise ValueError(f"a score lies between 0 and 1, not at {score}")
    # The decimal that was written, not its binary neighbour: 0.35 of 90 is 31.5 and gives 32.
    exact = Decimal(str(score)) * TENTHS_BY_DIFFICULTY[difficulty]
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def effective_quorum(quorum: int, active: int) -> int:
    """How many answers count for a team that had `active` members before the round; at least 1."""
    return max(1, min(quorum, active))


def team_points(points: Iterable[int], quorum: int) -> int:
    """The mean of the best `quorum` answers in tenths, half up; an absent answer is 0."""
    best = sum(sorted(points, reverse=True)[:quorum])
    return (2 * best + quorum) // (2 * quorum)


def team_kept(answered: int, quorum: int) -> bool:
    """Whether enough members answered to keep the team's day."""
    return answered >= quorum
