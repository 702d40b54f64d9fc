"""Fits scores to those that people gave, always on other questions than those it is tried on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from zlib import crc32

from bot.grading.metrics import macro_f1

Row = Sequence[float]
Predict = Callable[[Row], float]

_FREE = 1e-6
"""A penalty so small that it only keeps the equations solvable."""
_CUTS = tuple(share / 40 for share in range(4, 37))


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over rows with their scores, from which a regression follows."""

    count: float
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]


def moments(rows: Sequence[Row], scores: Sequence[float]) -> Moments:
    """Of the rows with their scores as a last column."""
    wide = [(*row, score) for row, score in zip(rows, scores, strict=True)]
    columns = list(zip(*wide, strict=True))
    return Moments(
        len(wide),
        tuple(map(sum, columns)),
        tuple(tuple(sum(map(_product, one, other)) for other in columns) for one in columns),
    )


def ridge(data: Moments, penalty: float, free: int = 0) -> Predict:
    """Linear regression that shrinks standardised coefficients (Hoerl and Kennard 1970).

    The first `free` columns are not shrunk; `penalty` is for each row.
    """
    means = [total / data.count for total in data.sums]
    spread = [
        [product / data.count - means[m] * means[n] for n, product in enumerate(row)]
        for m, row in enumerate(data.products)
    ]
    size = len(means) - 1
    scale = [spread[n][n] ** 0.5 or 1.0 for n in range(size)]
    matrix = [
        [
            spread[m][n] / scale[m] / scale[n]
            + (m == n) * (_FREE if m < free else max(penalty, _FREE))
            for n in range(size)
        ]
        for m in range(size)
    ]
    slopes = solve(matrix, [spread[m][size] / scale[m] for m in range(size)])
    slopes = [slope / scale[n] for n, slope in enumerate(slopes)]
    start = means[size] - sum(map(_product, slopes, means))
    return lambda row: start + sum(map(_product, slopes, row))


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
        known = sum(map(_product, rows[n][n + 1 : -1], found[n + 1 :]))
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


def best_cut(scores: Sequence[float], labels: Sequence[int]) -> float:
    """The cut from which on labels 1 are given with the best macro-F1, among 33 quantiles."""
    ordered = sorted(scores)
    cuts = [ordered[int(share * len(ordered))] for share in _CUTS]
    return max(cuts, key=lambda cut: macro_f1([score >= cut for score in scores], labels))


def predicted(
    rows: Sequence[Row], scores: Sequence[float], questions: Sequence[str], penalty: float
) -> list[float]:
    """Each row's score, 0 to 1, by a ridge that was fitted without any row of its question.

    The first column is not shrunk. With a single question nothing can be fitted: the first column
    itself comes back.
    """
    found = [row[0] for row in rows]
    for learnt, tried in folds(questions, 10):
        data = moments([rows[n] for n in learnt], [scores[n] for n in learnt])
        predict = ridge(data, penalty, free=1)
        for place in tried:
            found[place] = min(1.0, max(0.0, predict(rows[place])))
    return found


def _between(ordered: Sequence[float], place: int) -> float:
    if place == 0:
        return float("-inf")
    if place == len(ordered):
        return float("inf")
    return fmean(ordered[place - 1 : place + 1])


def _product(one: float, other: float) -> float:
    return one * other
