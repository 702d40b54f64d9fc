"""Words that look alike and mean something else must never be taken for one another."""

import pytest

from bot.grading.evidence import Scene
from bot.grading.index import index_of
from bot.grading.matching import matches
from bot.grading.patterns import pattern_of
from bot.grading.points import judge
from bot.grading.polarity import scopes
from bot.grading.result import State
from bot.grading.roles import Cast
from bot.grading.text import passage
from bot.quiz.rubric import Point


def strength(pattern: str, answer: str) -> float:
    found = matches(pattern_of(pattern), index_of(passage(answer)))
    return max((match.strength for match in found if not is_contrary(match.spots)), default=0.0)


def is_contrary(spots: tuple[object, ...]) -> bool:
    return any(getattr(spot, "is_opposite", False) for spot in spots)


LOOK_ALIKES = [
    ("type-2 error", "a Type I error"),
    ("type_II error", "a type 1 error"),
    ("l1 penalty", "the L2 penalty"),
    ("l2 penalty", "the L1 penalty"),
    ("gradient_ascent climbs", "gradient descent climbs"),
    ("gradient descent", "gradient ascent"),
    ("o(n-log-n) time", "it takes O(log n) time"),
    ("variance high", "the covariance is high"),
    ("covariance high", "the variance is high"),
    ("adamw decay", "Adam has decay"),
    ("adam momentum", "AdamW has momentum"),
    ("precision high", "prediction is high"),
    ("supervised labels", "unsupervised, labels"),
    ("parametric model", "a nonparametric model"),
    ("inductive bias", "deductive bias"),
    ("minimise loss", "maximise loss"),
    ("maximum value", "minimum value"),
    ("overfitting model", "underfitting model"),
    ("convex loss", "a nonconvex loss"),
    ("prior belief", "the posterior belief"),
    ("encoder output", "decoder output"),
    ("k-means groups", "k-medoids groups"),
    ("knn neighbours", "k-means neighbours"),
    ("p(y|x) model", "models p(x|y)"),
    ("micro average", "macro average"),
    ("batch step", "mini-batch step"),
    ("dependent variables", "independent variables"),
    ("explicit model", "implicit model"),
    ("linear boundary", "nonlinear boundary"),
    ("false_positive rate", "false negative rate"),
    ("test error", "train error"),
]


@pytest.mark.parametrize(("pattern", "answer"), LOOK_ALIKES)
def test_look_alikes_are_not_confused(pattern: str, answer: str) -> None:
    assert strength(pattern, answer) < 0.75


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("type-2 error", "a Type II error"),
        ("l1 penalty", "an L1-penalty"),
        ("o(n-log-n) time", "it takes O(n log(n)) time"),
        ("adamw decay", "AdamW has decay"),
        ("variance high", "the variаnce is high"),
        ("дисперсия", "дисперсия"),
    ],
)
def test_the_same_in_another_spelling_is_found(pattern: str, answer: str) -> None:
    assert strength(pattern, answer) >= 0.75


def test_text_in_another_script_earns_nothing_by_accident() -> None:
    assert strength("reduce variance", "Бэггинг уменьшает дисперсию") == 0.0


def state(say: str, answer: str) -> State:
    index = index_of(passage(answer))
    point = Point("p", "the point", say=(say,))
    return judge(point, Scene(index, Cast({}, index), frozenset())).state


@pytest.mark.parametrize(
    ("say", "answer"),
    [
        ("reduce variance", "lower bias, higher variance"),
        ("high variance", "high bias and low variance"),
        ("low bias", "high bias and low variance"),
        ("reduce variance", "it reduces bias and increases variance"),
        ("data labelled", "the data is unlabelled"),
        ("converge", "it diverges"),
        ("biased estimate", "an unbiased estimate"),
        ("need labels", "no labels are needed"),
        ("reduce variance", "reduces bias instead of variance"),
        ("reduce variance", "it reduces bias rather than variance"),
        ("reduce variance", "it hardly reduces variance"),
        ("reduce variance", "it fails to reduce variance"),
        ("reduce variance", "I don't think that it reduces variance"),
        ("reduce variance", "it is wrong that it reduces variance"),
    ],
)
def test_the_contrary_is_no_hit(say: str, answer: str) -> None:
    assert state(say, answer) is not State.HIT


@pytest.mark.parametrize(
    ("say", "answer"),
    [
        ("reduce variance", "it not only reduces variance"),
        ("reduce variance", "no matter what, it reduces variance"),
        ("reduce variance", "it doesn't touch bias, but reduces variance"),
        ("reduce variance", "No: it reduces variance"),
        ("reduce variance", "it reduces variance, not bias"),
        ("reduce variance", "without touching bias, it reduces variance"),
    ],
)
def test_a_negation_of_something_else_is_harmless(say: str, answer: str) -> None:
    assert state(say, answer) is State.HIT


def test_no_negation_crosses_a_sentence() -> None:
    text = passage("It does not. Variance drops.")
    assert all(3 not in scope for _, scope in scopes(text))
