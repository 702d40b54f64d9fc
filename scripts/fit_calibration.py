"""Fits bot/grading/calibration.py to graded answers: `fit_calibration.py FILE.jsonl...`.

The files are those that `quizstreak grade eval` reads. What is fitted is how scores vary within a
file: how generous its graders were says nothing about other questions. Prints the module, and on
standard error what it reaches on questions that it has not seen.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.grading.fitting import folds
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
    found = [np.zeros(len(part)) for part in rows]
    splits = [list(folds([one.question_id for one in samples], FOLDS)) for samples in files]
    for fold in range(FOLDS):
        learnt = [split[fold][0] for split in splits]
        _, slopes = fitted(
            [part[places] for part, places in zip(rows, learnt, strict=True)],
            [part[places] for part, places in zip(scores, learnt, strict=True)],
        )
        for place, split in enumerate(splits):
            found[place][split[fold][1]] = rows[place][split[fold][1]] @ slopes
    for name, ours, theirs in zip(names, found, scores, strict=True):
        r = pearson(list(ours), list(theirs))
        print(f"{Path(name).name}: r {r:.3f} on questions not seen", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
