"""The model answer's words in another order are no answer of one's own."""

import pytest

from bot.grading.exchanges import is_exchanged
from bot.grading.text import passage

MODEL = passage(
    "Squared error aims at the conditional mean and suits normal noise of equal variance. "
    "With heavy tails absolute error aims at the median and ignores single outliers."
)


@pytest.mark.parametrize(
    "answer",
    [
        (
            "Absolute error aims at the conditional mean and suits normal noise of equal variance. "
            "With heavy tails squared error aims at the median and ignores single outliers."
        ),
        "Squared error aims at the conditional mean and suits normal noise of unequal variance.",
        "Normal noise of equal mean suits the conditional variance and aims at squared error.",
        "With heavy tails, absolute error targets outliers and only ignores the single median.",
    ],
)
def test_exchanged_words_are_noticed(answer: str) -> None:
    assert is_exchanged((MODEL,), passage(answer))


@pytest.mark.parametrize(
    "answer",
    [
        MODEL.original,
        "Squared error aims at the conditional mean.",
        (
            "Take squares if noise is Gaussian, as the minimiser is the mean; take absolute values "
            "if there are outliers, as a median hardly moves."
        ),
        (
            "It depends on what you plan. If big misses hurt most, squaring them is sensible, and "
            "for bell-shaped residuals squared error suits: the fitted constant is an average. "
            "Skewed delays call for absolute error, single outliers it ignores."
        ),
        "",
        "idk",
    ],
)
def test_an_honest_answer_is_not_suspected(answer: str) -> None:
    assert not is_exchanged((MODEL,), passage(answer))


def test_without_a_model_nothing_can_be_exchanged() -> None:
    assert not is_exchanged((), passage("Squared error aims at the conditional mean."))
