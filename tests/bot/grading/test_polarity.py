"""What stands negated, and what is the contrary of what."""

import pytest

from bot.grading.aliases import stems
from bot.grading.polarity import denials, opposites, scopes, turned
from bot.grading.text import passage


def denied(answer: str) -> set[str]:
    """The words that an odd number of negators reach."""
    text = passage(answer)
    places: set[int] = set()
    for _, scope in scopes(text):
        places ^= set(scope)
    return {text.tokens[place].word for place in places}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("Bagging does not reduce variance", {"reduce", "variance"}),
        ("It never needs labels", {"needs", "labels"}),
        ("learning without labels", {"labels"}),
        ("no labels are needed", {"labels", "needed"}),
        ("Reducing variance is not the goal", {"reducing", "variance"}),
        ("variance reduction is not guaranteed", {"variance", "reduction"}),
        ("It is a myth that bagging reduces bias", {"bagging", "reduces", "bias"}),
        ("it lacks labels", {"labels"}),
        ("Strong weights are not necessarily causes", {"causes"}),
    ],
)
def test_a_negation_reaches_what_it_denies(answer: str, words: set[str]) -> None:
    assert words <= denied(answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("It does not change bias but it reduces variance", {"reduces", "variance"}),
        ("It cannot rank it (cold start)", {"cold", "start"}),
        ("Errors are averaged so outliers do not matter", {"errors", "averaged"}),
        ("It does not need labels, and it finds groups", {"finds", "groups"}),
        ("No, bagging reduces variance", {"reduces", "variance"}),
        ("It not only reduces variance", {"reduces", "variance"}),
        ("Without labels, the model finds groups", {"finds", "groups"}),
        ("It reduces variance. It does not reduce bias.", {"variance", "reduces"}),
        ("It reduces variance, not bias", {"variance", "reduces"}),
        ("Regardless of bias, it is good", {"good"}),
        ("What must not suffer, such as recall", {"recall"}),
        ("The choice does not matter, lowering the rate helps", {"lowering", "rate"}),
        ("Boosting chases the rows which it does not get right", {"boosting", "chases"}),
        ('Those who pressed "not today" come back', {"today", "come"}),
    ],
)
def test_a_negation_reaches_no_further(answer: str, words: set[str]) -> None:
    assert not words & denied(answer)


def test_a_second_denied_verb_ends_the_reach_of_the_first() -> None:
    assert "outputs" in denied("It is not a unit that does not have outputs")


def test_nothing_denies_what_is_denied_right_behind_it() -> None:
    assert "zero" not in denied("but nothing does not become zero")


def test_denied_verbs_are_counted() -> None:
    assert denials(passage("It is not right. It does not learn, and it can't stop.")) == 3
    assert denials(passage("It learns without labels.")) == 0


def test_a_negative_statement_is_told() -> None:
    assert turned(passage("no labels are needed"))
    assert not turned(passage("labels are needed"))


@pytest.mark.parametrize(
    ("word", "contrary"),
    [
        ("increase", "reduce"),
        ("low", "high"),
        ("overfitting", "underfitting"),
        ("go down", "raise"),
    ],
)
def test_contraries_go_both_ways(word: str, contrary: str) -> None:
    assert stems(contrary) in opposites(stems(word))
    assert stems(word) in opposites(stems(contrary))


def test_bias_and_variance_are_no_contraries() -> None:
    assert stems("variance") not in opposites(stems("bias"))
