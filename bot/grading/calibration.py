"""What the measures of likeness count for, as `scripts/fit_calibration.py` found."""

from collections.abc import Sequence

START = 0.0597
SLOPES = (
    0.0818,  # root
    0.0660,  # blend
    0.0255,  # recall
    0.0604,  # asked recall
    0.1238,  # balance
    0.0358,  # best clause
    0.0492,  # order
    0.0970,  # loose order
    -0.0065,  # neighbours
    0.0327,  # letters
    0.0822,  # new letters
    0.0713,  # all words
    0.0628,  # precision
    0.0790,  # foreign
    0.2903,  # length
    -0.0335,  # negation
)
"""One for each of `bot.grading.similarity.FEATURES`."""
RIGHT = 0.636
"""Scores from here on are right, where answers are only right or wrong."""


def calibrated(features: Sequence[float]) -> float:
    """The score, 0 to 1, that people gave on average to answers measured like this one."""
    found = START + sum(slope * one for slope, one in zip(SLOPES, features, strict=True))
    return min(1.0, max(0.0, found))
