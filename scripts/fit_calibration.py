"""Fits bot/grading/calibration.py to graded answers: `fit_calibration.py FILE.jsonl...`.

The files are those that `quizstreak grade eval` reads. What is fitted is how scores vary within a
file: how generous its graders were says nothing about other questions. Prints the module, and on
standard error what it reaches on questions that it has not seen.
"""

import sys
from collections.abc import Sequence
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.grading.evaluation import CORRECTION
from bot.grading.fitting import Predict, Row, folds, moments, ridge, shared_cuts
from bot.grading.metrics import macro_f1, pearson
from bot.grading.similarity import FEATURES, features
from bot.grading.text import passage
from bot.samples import Sample, read_samples

PENALTY = 0.2
FOLDS = 8

Matrix = NDArray[np.float64]
MODULE = '''"""What the measures of likeness count for, as `scripts/fit_calibration.py` found."""

from collections.abc import Sequence

START = {start:.4f}
SLOPES = (
{slopes}
)
"""One for each of `bot.grading.similarity.FEATURES`."""
RIGHT = {right:.3f}
"""Scores from here on are right, where answers are only right or wrong."""


def calibrated(features: Sequence[float]) -> float:
    """The score, 0 to 1, that people gave on average to answers measured like this one."""
    found = START + sum(slope * one for slope, one in zip(SLOPES, features, strict=True))
    return min(1.0, max(0.0, found))
'''


def main(names: Sequence[str]) -> None:
    """Reads, fits and prints."""
    if not names:
        sys.exit("Name one or more files of graded answers, as `quizstreak grade eval` takes them.")
    files = [read_samples(Path(name)) for name in names]
    rows = [measured(samples) for samples in files]
    scores = [np.array([sample.score for sample in samples]) for samples in files]
    report(names, files, rows, scores)
    start, slopes = fitted(rows, scores)
    right = float(np.mean(cuts(files, rows, start, slopes) or [0.5]))
    lines = [f"    {slope:.4f},  # {name}" for name, slope in zip(FEATURES, slopes, strict=True)]
    print(MODULE.format(start=start, slopes="\n".join(lines), right=right), end="")


def measured(samples: Sequence[Sample]) -> Matrix:
    """A row of features for each answer."""
    return np.array(
        [
            features(
                passage(sample.question),
                tuple(map(passage, sample.references)),
                passage(sample.answer),
            )
            for sample in samples
        ]
    )


def fitted(rows: Sequence[Matrix], scores: Sequence[Matrix]) -> tuple[float, Matrix]:
    """Start and slopes of a ridge within files, each file counting the same."""
    scale = np.sqrt(np.mean([part.var(axis=0) for part in rows], axis=0)) + 1e-9
    centred = [(part - part.mean(axis=0)) / scale for part in rows]
    wanted = [(part - part.mean()) / part.std() for part in scores]
    square = np.mean([part.T @ part / len(part) for part in centred], axis=0)
    pairs = zip(centred, wanted, strict=True)
    right = np.mean([part.T @ want / len(want) for part, want in pairs], axis=0)
    slopes = np.linalg.solve(square + PENALTY * np.eye(len(right)), right)
    slopes *= np.mean([part.std() for part in scores]) / scale
    middle = np.mean([part.mean(axis=0) for part in rows], axis=0)
    return float(np.mean([part.mean() for part in scores]) - middle @ slopes), slopes


def cuts(
    files: Sequence[Sequence[Sample]], rows: Sequence[Matrix], start: float, slopes: Matrix
) -> list[float]:
    """For each file whose answers are right or wrong, where that is told best."""
    found = []
    for samples, part in zip(files, rows, strict=True):
        if all(sample.is_right is not None for sample in samples):
            predicted = start + part @ slopes
            labels = [int(bool(sample.is_right)) for sample in samples]
            tried = np.quantile(predicted, np.linspace(0.1, 0.9, 81))
            found.append(max(tried, key=lambda cut: macro_f1(list(predicted >= cut), labels)))
    return found


def report(
    names: Sequence[str],
    files: Sequence[Sequence[Sample]],
    rows: Sequence[Matrix],
    scores: Sequence[Matrix],
) -> None:
    """What questions score that were left out of every fit."""
    found = [Unseen(samples) for samples in files]
    splits = [list(folds([one.question_id for one in samples], FOLDS)) for samples in files]
    for fold in range(FOLDS):
        learnt = [split[fold][0] for split in splits]
        start, slopes = fitted(
            [part[places] for part, places in zip(rows, learnt, strict=True)],
            [part[places] for part, places in zip(scores, learnt, strict=True)],
        )
        for one, part, split in zip(found, rows, splits, strict=True):
            one.tell(start + part @ slopes, part, *split[fold])
    for name, one in zip(names, found, strict=True):
        print(f"{Path(name).name}: {one.told()}", file=sys.stderr)


class Unseen:
    """Scores of a file's answers by weights, corrections and cuts found on other questions."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._samples = samples
        self._raw = [0.0] * len(samples)
        self._calibrated = [0.0] * len(samples)
        self._right = [0] * len(samples)

    def tell(self, ours: Matrix, rows: Matrix, learnt: list[int], tried: list[int]) -> None:
        """Take the scores `ours` of the answers at `tried`, and learn how to set them right."""
        given = [min(1.0, max(0.0, float(score))) for score in ours]
        measures = [(score, *map(float, row)) for score, row in zip(given, rows, strict=True)]
        lack = self._lack(measures, learnt)
        rights = [int(bool(self._samples[place].is_right)) for place in learnt]
        cut = shared_cuts([given[place] for place in learnt], rights, 2)[0]
        for place in tried:
            self._raw[place] = given[place]
            self._calibrated[place] = given[place] + lack(measures[place])
            self._right[place] = int(given[place] >= cut)

    def _lack(self, measures: Sequence[Row], learnt: Sequence[int]) -> Predict:
        asked: dict[str, list[int]] = {}
        for place in learnt:
            asked.setdefault(self._samples[place].question_id, []).append(place)
        parts = [
            moments(
                [measures[place] for place in places],
                [self._samples[place].score - measures[place][0] for place in places],
            )
            for places in asked.values()
        ]
        return ridge(reduce(add, parts), CORRECTION / len(parts))

    def told(self) -> str:
        """The figures, for people."""
        scores = [sample.score for sample in self._samples]
        raw, calibrated = pearson(self._raw, scores), pearson(self._calibrated, scores)
        figures = f"r {raw:.3f}, calibrated r {calibrated:.3f}"
        if all(sample.is_right is not None for sample in self._samples):
            labels = [int(bool(sample.is_right)) for sample in self._samples]
            figures += f", right or wrong macro-F1 {macro_f1(self._right, labels):.3f}"
        return f"{figures} on questions not seen"


if __name__ == "__main__":
    main(sys.argv[1:])
