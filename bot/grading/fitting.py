"""Fits scores to those that people gave, always on other questions than those it is tried on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, mul
from statistics import fmean
from zlib import crc32

Row = Sequence[float]
Predict = Callable[[Row], float]

_FREE = 1e-6
"""A penalty so small that it only keeps the equations solvable."""
_WITHIN = 0.9
"""How far each question's own level is taken out before slopes are fitted, 0 to 1.

How well people did on a question says little about which of its answers are better.
"""


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the answers to some questions, from which a regression follows."""

    count: float
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]
    """Of each pair of columns, less what their question's level makes of it."""

    def __add__(self, other: "Moments") -> "Moments":
        return self._with(other, 1)

    def __sub__(self, other: "Moments") -> "Moments":
        return self._with(other, -1)

    def _with(self, other: "Moments", sign: int) -> "Moments":
        rows = zip(self.products, other.products, strict=True)
        return Moments(
            self.count + sign * other.count,
            _summed(self.sums, other.sums, sign),
            tuple(_summed(*pair, sign) for pair in rows),
        )


def moments(rows: Sequence[Row], scores: Sequence[float]) -> Moments:
    """Of the answers to one question, with their scores as a last column."""
    columns = list(
        zip(*((*row, score) for row, score in zip(rows, scores, strict=True)), strict=True)
    )
    sums = tuple(map(sum, columns))
    level = (1 - (1 - _WITHIN) ** 2) / len(rows)
    return Moments(
        len(rows),
        sums,
        tuple(
            tuple(
                sum(map(mul, one, other)) - level * a * b
                for other, b in zip(columns, sums, strict=True)
            )
            for one, a in zip(columns, sums, strict=True)
        ),
    )


def ridge(data: Moments, penalty: float) -> Predict:
    """Linear regression that shrinks standardised coefficients (Hoerl and Kennard 1970).

    `penalty` is for each row.
    """
    means = [total / data.count for total in data.sums]
    between = (1 - _WITHIN) ** 2
    spread = [
        [product / data.count - between * means[m] * means[n] for n, product in enumerate(row)]
        for m, row in enumerate(data.products)
    ]
    size = len(means) - 1
    scale = [max(spread[n][n], 0.0) ** 0.5 or 1.0 for n in range(size)]
    matrix = [[spread[m][n] / scale[m] / scale[n] for n in range(size)] for m in range(size)]
    for n in range(size):
        matrix[n][n] += max(penalty, _FREE)
    found = solve(matrix, [spread[n][size] / scale[n] for n in range(size)])
    slopes = [slope / scale[n] for n, slope in enumerate(found)]
    start = means[size] - sum(map(mul, slopes, means))
    return lambda row: start + sum(map(mul, slopes, row))


def solve(matrix: Sequence[Row], right: Row) -> list[float]:
    """The x for which matrix · x = right, by Gaussian elimination with the largest pivots."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for n in range(len(rows)):
        best = max(range(n, len(rows)), key=lambda m: abs(rows[m][n]))
        rows[n], rows[best] = rows[best], rows[n]
        for m in range(n + 1, len(rows)):
            factor = rows[m][n] / rows[n][n]
            rows[m] = [one - factor * other for one, other in zip(rows[m], rows[n], strict=True)]
    found = [0.0] * len(rows)
    for n in reversed(range(len(rows))):
        known = sum(map(mul, rows[n][n + 1 : -1], found[n + 1 :]))
        found[n] = (rows[n][-1] - known) / rows[n][n]
    return found


def folds(questions: Sequence[str], count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Places to learn from and places to try on, so that no question is in both.

    Always the same for the same questions; with fewer than `count`, each is left out once.
    """
    unique = sorted(set(questions), key=lambda name: (crc32(name.encode()), name))
    for fold in range(min(count, len(unique)) if len(unique) > 1 else 0):
        tried = set(unique[fold::count])
        places = range(len(questions))
        yield (
            [place for place in places if questions[place] not in tried],
            [place for place in places if questions[place] in tried],
        )


def shared_cuts(scores: Sequence[float], labels: Sequence[int], classes: int) -> list[float]:
    """Cuts that give the classes, lowest first, the shares that they have among `labels`."""
    ordered = sorted(scores)
    below = [sum(label < limit for label in labels) for limit in range(1, classes)]
    return [_between(ordered, place) for place in below]


def predicted(
    rows: Sequence[Row], scores: Sequence[float], questions: Sequence[str], penalty: float
) -> list[float]:
    """Each row's score, 0 to 1: its first column, set right as the other questions ask for.

    What sets it right is a ridge over all columns. The fewer the other questions, the more it
    shrinks: by `penalty` divided by their number. With a single question nothing can be fitted.
    """
    places = _places(questions)
    given = [row[0] for row in rows]
    if len(places) < 2:
        return given
    lacks = [score - ours for score, ours in zip(scores, given, strict=True)]
    parts = {name: _of(places[name], rows, lacks) for name in sorted(places)}
    whole = reduce(add, parts.values())
    found = [0.0] * len(rows)
    for name, part in parts.items():
        lack = ridge(whole - part, penalty / (len(parts) - 1))
        for place in places[name]:
            found[place] = min(1.0, max(0.0, given[place] + lack(rows[place])))
    return found


def _places(questions: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, name in enumerate(questions):
        found.setdefault(name, []).append(place)
    return found


def _of(places: Sequence[int], rows: Sequence[Row], scores: Sequence[float]) -> Moments:
    return moments([rows[place] for place in places], [scores[place] for place in places])


def _summed(ones: Sequence[float], others: Sequence[float], sign: int) -> tuple[float, ...]:
    return tuple(one + sign * other for one, other in zip(ones, others, strict=True))


def _between(ordered: Sequence[float], place: int) -> float:
    if place == 0:
        return float("-inf")
    if place == len(ordered):
        return float("inf")
    return fmean(ordered[place - 1 : place + 1])
