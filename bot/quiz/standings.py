"""Standings: the windows that points are kept for, ranks with ties, and the page one sees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

KINDS = ("day", "week", "month", "season", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """The kept totals of a player or team in one window; `points` are tenths of a point."""

    subject: int
    name: str
    points: int
    answered: int
    received: int


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    row: Row


def windows_of(day: date) -> tuple[str, ...]:
    """The names of all windows that a quiz day belongs to, the shortest first."""
    return tuple(window_name(kind, day) for kind in KINDS)


def window_name(kind: str, day: date) -> str:
    """For instance "day:2026-11-20", "week:2026-W47", "month:2026-11", "season:2026-Q4", "all".

    Weeks are ISO weeks, in the ISO year; a season is a quarter of the calendar year.
    Raises `ValueError` for a kind that is none of `KINDS`.
    """
    iso = day.isocalendar()
    names = {
        "day": f"day:{day.isoformat()}",
        "week": f"week:{iso.year:04}-W{iso.week:02}",
        "month": f"month:{day:%Y-%m}",
        "season": f"season:{day.year:04}-Q{(day.month + 2) // 3}",
        "all": "all",
    }
    if kind not in names:
        raise ValueError(f"standings are kept by {', '.join(KINDS)}, not by {kind!r}")
    return names[kind]


def rank(rows: Iterable[Row]) -> tuple[Ranked, ...]:
    """By points, the most first, then by name; equal points share a rank (1, 1, 3)."""
    ordered = sorted(rows, key=lambda row: (-row.points, row.name.casefold(), row.subject))
    ranked: list[Ranked] = []
    for position, row in enumerate(ordered, start=1):
        tied = bool(ranked) and ranked[-1].row.points == row.points
        ranked.append(Ranked(ranked[-1].rank if tied else position, row))
    return tuple(ranked)


def around(ranked: Sequence[Ranked], subject: int | None, size: int) -> tuple[Ranked, ...]:
    """The first `size` lines, and below them the subject's own line if it is not among them."""
    own = (line for line in ranked[size:] if line.row.subject == subject)
    return (*ranked[:size], *own)
