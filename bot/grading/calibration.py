"""What the measures of likeness count for, as `scripts/fit_calibration.py` found."""

from collections.abc import Sequence

START = 0.0594
SLOPES = (
    0.0692,  # root
    0.0610,  # blend
    -0.0031,  # recall
    0.0536,  # asked recall
    0.1152,  # balance
    0.0282,  # best clause
    0.0615,  # order
    0.1030,  # loose order
    -0.0046,  # neighbours
    0.0363,  # letters
    0.1125,  # new letters
    0.0755,  # all words
    0.0752,  # precision
    0.0833,  # foreign
    0.2864,  # length
    -0.0379,  # negation
)
"""One for each of `bot.grading.similarity.FEATURES`."""
RIGHT = 0.645
"""Scores from here on are right, where answers are only right or wrong."""


def calibrated(features: Sequence[float]) -> float:
    """The score, 0 to 1, that people gave on average to answers measured like this one."""
    found = START + sum(slope * one for slope, one in zip(SLOPES, features, strict=True))
    return min(1.0, max(0.0, found))
