"""Whose statement it is."""

import pytest

from bot.grading.index import index_of
from bot.grading.matching import matches
from bot.grading.patterns import pattern_of
from bot.grading.roles import Cast
from bot.grading.text import passage

ROLES = {
    "bagging": ("bagging", "random_forest"),
    "boosting": ("boosting", "adaboost"),
}


def owner(pattern: str, answer: str) -> set[str]:
    index = index_of(passage(answer))
    match = max(matches(pattern_of(pattern), index), key=lambda found: found.strength)
    return set(Cast(ROLES, index).owner(match).roles)


@pytest.mark.parametrize(
    ("answer", "role"),
    [
        ("Bagging reduces variance and boosting reduces bias", "boosting"),
        ("Bagging reduces variance, while boosting reduces bias", "boosting"),
        ("Bias is reduced by boosting, variance by bagging", "boosting"),
        ("Unlike bagging, boosting reduces bias", "boosting"),
        ("Boosting, in contrast to bagging, reduces bias", "boosting"),
        ("Boosting trains one after another. It reduces bias.", "boosting"),
        ("Bagging and boosting differ: the latter reduces bias", "boosting"),
        ("Boosting and bagging differ: the former reduces bias", "boosting"),
        ("Bagging averages; the other reduces bias", "boosting"),
        ("AdaBoost: reduces bias", "boosting"),
        ("Boosting has many forms. Reduces bias.", "boosting"),
        ("Random forests reduce bias", "bagging"),
        ("Bagging and boosting differ: the second reduces bias", "boosting"),
        ("I know boosting and bagging. The first one reduces bias", "boosting"),
        ("Bagging and boosting: one reduces variance, the other reduces bias", "boosting"),
        ("Bagging and boosting: one reduces bias, the other adds it", "bagging"),
        ("Bagging before boosting. The first, boosting, reduces bias", "boosting"),
        ("Boosting and bagging. In the second step boosting reduces bias", "boosting"),
        ("With bagging, variance drops, with boosting, bias is reduced", "boosting"),
        ("1) bagging: less variance 2) boosting: reduces bias", "boosting"),
        ("Unlike boosting, which reduces bias, bagging reduces variance", "boosting"),
        ("Compared to one single bagging, boosting reduces bias", "boosting"),
    ],
)
def test_the_owner_of_a_statement_is_found(answer: str, role: str) -> None:
    assert owner("reduce bias", answer) == {role}


def test_two_roles_joined_own_it_together() -> None:
    assert owner("reduce bias", "Both bagging and boosting reduce bias") == {"bagging", "boosting"}


def test_an_example_owns_nothing() -> None:
    assert owner(
        "reduce bias", "Boosting, unlike methods such as random forests, reduces bias"
    ) == {"boosting"}


def test_nobody_owns_what_is_said_of_nobody() -> None:
    assert owner("reduce bias", "It reduces bias") == set()


def test_without_roles_nobody_is_asked_for() -> None:
    index = index_of(passage("Bagging reduces bias"))
    match = next(matches(pattern_of("reduce bias"), index))
    assert Cast({}, index).owner(match).roles == frozenset()


def test_a_role_that_is_named_only_behind_a_statement_is_no_sure_owner() -> None:
    index = index_of(passage("Reduces bias versus variance, boosting and so on"))
    match = next(matches(pattern_of("reduce bias"), index))
    assert not Cast(ROLES, index).owner(match).is_sure


def test_the_name_of_the_other_role_is_no_contrary() -> None:
    roles = {"up": ("ascent",), "down": ("descent",)}
    index = index_of(passage("Descent is used to minimise a loss"))
    match = next(matches(pattern_of("ascent maximise"), index))
    assert Cast(roles, index).is_named_by(match)
    assert not Cast(ROLES, index).is_named_by(match)


@pytest.mark.parametrize(
    ("answer", "is_confused"),
    [
        ("Random forests (boosting) reduce bias", True),
        ("Random forests (bagging) reduce variance", False),
        ("Bagging, boosting and the rest", False),
        ("Bagging (unlike boosting) reduces variance", False),
    ],
)
def test_one_role_in_brackets_behind_the_other_confuses_them(
    answer: str, is_confused: bool
) -> None:
    assert Cast(ROLES, index_of(passage(answer))).is_confused is is_confused
