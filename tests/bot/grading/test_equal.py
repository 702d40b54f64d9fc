"""Which answers are the same text, so that one ruling holds for both."""

import pytest

from bot.grading.equal import normal_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bagging reduces variance.", "bagging  reduces\nvariance"),
        ("It doesn't, it can't", "it does not it cannot"),
        ("“Variance” drops!", '"variance" drops'),
        ("- averages\n- votes", "averages votes"),
        ("It's the `mean`; they're equal.", "it is the mean they are equal"),
        ("don’t", "do not"),
    ],
)
def test_the_same_words_are_equal(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it reduces variance", "it does not reduce variance"),
        ("x = 1.5", "x = 15"),
        ("(a + b) * c", "a + b * c"),
        ("x > y", "x < y"),
        ("L1", "L2"),
        ("-1", "1"),
        ("bagging, then boosting", "boosting, then bagging"),
        ("it is?", "it is"),
        ("x^2", "x2"),
    ],
)
def test_what_changes_the_meaning_is_kept(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_the_normal_form_is_its_own() -> None:
    form = normal_form("It's NOT  “that”: 1.5 (a*b), won't!")
    assert normal_form(form) == form
