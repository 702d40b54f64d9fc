"""Streaks as a pure function of history: day outcomes in, streak and freezes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce

FREEZE_EVERY = 7
MOST_FREEZES = 2


class Outcome(StrEnum):
    """What a quiz day was for a player or a team."""

    KEPT = "kept"
    MISSED = "missed"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Streak:
    """Consecutive quiz days kept; `freezes` are held to save the streak on days missed."""

    current: int = 0
    best: int = 0
    freezes: int = 0


NO_STREAK = Streak()


@dataclass(frozen=True, slots=True)
class Day:
    """One line of the history that explains a streak."""

    day: date
    outcome: Outcome
    streak: Streak
    """As it was after the day."""
    froze: bool
    """A freeze saved the streak on this missed day."""
    earned: bool
    """This kept day earned a freeze."""


def step(streak: Streak, outcome: Outcome) -> Streak:
    """The streak after one more quiz day."""
    if outcome is Outcome.KEPT:
        return _kept(streak)
    if outcome is Outcome.MISSED:
        return _missed(streak)
    return streak


def fold(outcomes: Iterable[Outcome], start: Streak = NO_STREAK) -> Streak:
    """The streak after all these quiz days, given in order."""
    return reduce(step, outcomes, start)


def replay(days: Iterable[tuple[date, Outcome]], start: Streak = NO_STREAK) -> tuple[Day, ...]:
    """The same walk as `fold`, with a line for every day."""
    lines = []
    streak = start
    for day, outcome in days:
        before, streak = streak, step(streak, outcome)
        froze, earned = streak.freezes < before.freezes, streak.freezes > before.freezes
        lines.append(Day(day, outcome, streak, froze, earned))
    return tuple(lines)


def _kept(streak: Streak) -> Streak:
    current = streak.current + 1
    earned = current % FREEZE_EVERY == 0
    freezes = min(MOST_FREEZES, streak.freezes + earned)
    return Streak(current, max(streak.best, current), freezes)


def _missed(streak: Streak) -> Streak:
    if streak.current and streak.freezes:
        return Streak(streak.current, streak.best, streak.freezes - 1)
    return Streak(0, streak.best, streak.freezes)
