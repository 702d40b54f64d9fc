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


@pytest.mark.parametrize(
    "answer",
    [
        MODEL.original.replace("ignores", "does not ignore"),
        MODEL.original.replace("suits", "never suits"),
        "Squared error doesn't aim at the conditional mean. It suits normal noise.",
    ],
)
def test_a_sentence_of_the_model_answer_that_is_denied_is_noticed(answer: str) -> None:
    assert is_exchanged((MODEL,), passage(answer))


def test_a_denial_that_the_model_answer_has_too_is_none() -> None:
    model = passage("LDA uses the labels. PCA does not use the labels, it only keeps the variance.")
    assert not is_exchanged((model,), passage("PCA does not use the labels. LDA uses the labels."))
    assert is_exchanged((model,), passage("PCA keeps variance. LDA does not use the labels."))


def test_a_model_answer_among_as_much_of_something_else_is_noticed() -> None:
    claims = (
        "Huber's function is a neural network with many hidden layers.",
        "Quantiles were invented to make gradients larger during training.",
        "Trees always prefer the loss whose derivative has most zeros.",
    )
    assert is_exchanged((MODEL,), passage(" ".join((*claims, MODEL.original))))
    assert not is_exchanged((MODEL,), passage(f"{claims[0]} {MODEL.original}"))
