"""What the measures of likeness count for, as `scripts/fit_calibration.py` found."""

from collections.abc import Sequence

START = 0.0589
SLOPES = (
    0.0833,  # root
    0.0662,  # blend
    0.0256,  # recall
    0.0611,  # asked recall
    0.1228,  # balance
    0.0352,  # best clause
    0.0492,  # order
    0.0969,  # loose order
    -0.0060,  # neighbours
    0.0323,  # letters
    0.0815,  # new letters
    0.0711,  # all words
    0.0624,  # precision
    0.0779,  # foreign
    0.2908,  # length
    -0.0332,  # negation
)
"""One for each of `bot.grading.similarity.FEATURES`."""
RIGHT = 0.635
"""Scores from here on are right, where answers are only right or wrong."""


def calibrated(features: Sequence[float]) -> float:
    """The score, 0 to 1, that people gave on average to answers measured like this one."""
    found = START + sum(slope * one for slope, one in zip(SLOPES, features, strict=True))
    return min(1.0, max(0.0, found))
