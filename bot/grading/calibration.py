"""What the measures of likeness count for, as `scripts/fit_calibration.py` found."""

from collections.abc import Sequence

START = 0.0776
SLOPES = (
    0.0781,  # root
    0.0582,  # blend
    0.0332,  # recall
    0.0592,  # asked recall
    0.0984,  # balance
    0.0332,  # best clause
    0.0511,  # order
    0.0881,  # loose order
    -0.0103,  # neighbours
    0.0209,  # letters
    0.0560,  # new letters
    0.0627,  # all words
    0.0537,  # precision
    0.0870,  # foreign
    0.2783,  # length
    -0.0382,  # negation
    0.0996,  # letter balance
    -0.2030,  # other side
    0.0303,  # denial
    -0.0361,  # short
)
"""One for each of `bot.grading.similarity.FEATURES`."""
RIGHT = 0.642
"""Scores from here on are right, where answers are only right or wrong."""


def calibrated(features: Sequence[float]) -> float:
    """The score, 0 to 1, that people gave on average to answers measured like this one."""
    found = START + sum(slope * one for slope, one in zip(SLOPES, features, strict=True))
    return min(1.0, max(0.0, found))
