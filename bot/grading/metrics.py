"""What grades are worth beside those that people gave: the usual figures, each by its formula."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

Labels = Sequence[int]
"""Classes in order, from 0 (the worst) up."""


def pearson(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Correlation of the values, -1 to 1 (Pearson 1895); 0 where one side does not vary."""
    mine, yours = _centred(ours), _centred(theirs)
    spread = sqrt(_dot(mine, mine) * _dot(yours, yours))
    return _dot(mine, yours) / spread if spread else 0.0


def spearman(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Pearson's correlation of the ranks, ties sharing their mean rank (Spearman 1904)."""
    return pearson(_ranks(ours), _ranks(theirs))


def rmse(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Root of the mean squared error, in units of the score; 0 for nothing at all."""
    pairs = zip(ours, theirs, strict=True)
    return sqrt(fmean((one - other) ** 2 for one, other in pairs)) if ours else 0.0


def accuracy(ours: Labels, theirs: Labels) -> float:
    """The share of equal labels; 0 for nothing at all."""
    pairs = zip(ours, theirs, strict=True)
    return fmean(one == other for one, other in pairs) if ours else 0.0


def macro_f1(ours: Labels, theirs: Labels) -> float:
    """The mean over all classes met of 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979)."""
    classes = sorted({*ours, *theirs})
    return fmean(_f1(ours, theirs, label) for label in classes) if classes else 0.0


def weighted_kappa(ours: Labels, theirs: Labels, classes: int) -> float:
    """Agreement beyond chance with quadratic weights (Cohen 1968): 1 less observed by expected.

    1 where both sides give everything the same single label, for then nothing can disagree.
    """
    pairs = list(zip(ours, theirs, strict=True))
    if not pairs:
        return 0.0
    observed = sum((one - other) ** 2 for one, other in pairs)
    counts, others = _counts(ours, classes), _counts(theirs, classes)
    expected = sum(
        counts[one] * others[other] * (one - other) ** 2
        for one in range(classes)
        for other in range(classes)
    ) / len(pairs)
    return 1 - observed / expected if expected else 1.0


def severe(ours: Labels, theirs: Labels) -> float:
    """The share of three-way labels that are two classes off: wrong for right, right for wrong."""
    pairs = zip(ours, theirs, strict=True)
    return fmean(abs(one - other) > 1 for one, other in pairs) if ours else 0.0


def surest(confidences: Sequence[float], share: float) -> list[int]:
    """The places of the surest `share` of answers; equally sure ones in their given order.

    Accuracy over these, for falling shares, is the coverage-accuracy curve (El-Yaniv and Wiener
    2010).
    """
    order = sorted(range(len(confidences)), key=lambda place: -confidences[place])
    return order[: round(share * len(order))]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    place = -int(-share * len(ordered) // 1)
    return ordered[min(max(place, 1), len(ordered)) - 1] if ordered else 0.0


def _centred(values: Sequence[float]) -> list[float]:
    mean = fmean(values) if values else 0.0
    return [value - mean for value in values]


def _dot(ones: Sequence[float], others: Sequence[float]) -> float:
    return sum(one * other for one, other in zip(ones, others, strict=True))


def _ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = {}
    for rank, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(rank)
    return [(places[value][0] + places[value][-1]) / 2 for value in values]


def _f1(ours: Labels, theirs: Labels, label: int) -> float:
    both = sum(one == other == label for one, other in zip(ours, theirs, strict=True))
    return 2 * both / (list(ours).count(label) + list(theirs).count(label))


def _counts(labels: Labels, classes: int) -> list[int]:
    return [list(labels).count(label) for label in range(classes)]
