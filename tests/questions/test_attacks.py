"""Right answers are turned into wrong ones."""

import pytest

from questions.attacks import negated, swapped

ROLES = {
    "bagging": ("bagging", "random_forest"),
    "boosting": ("boosting", "gradient_boosting"),
}


@pytest.mark.parametrize(
    ("text", "contrary"),
    [
        ("Noise is averaged out.", "Noise is not averaged out."),
        ("Averages cut variance.", "It is not true that averages cut variance."),
        ("It doesn't need labels. Rows can repeat.", "It does need labels. Rows can not repeat."),
        ("Trees never see it.", "Trees see it."),
        ("PCA turns axes: they are new.", "It is not true that PCA turns axes: they are not new."),
        ("Who asks?", "Who asks?"),
    ],
)
def test_each_clause_is_turned_into_its_contrary(text: str, contrary: str) -> None:
    assert negated(text) == contrary


def test_each_role_takes_the_place_of_the_next() -> None:
    text = "Bagging, as a random forest does, averages; gradient boosting adds."
    assert swapped(text, ROLES) == "boosting, as a boosting does, averages; bagging adds."


def test_three_roles_go_round() -> None:
    roles = {"a": ("l1",), "b": ("l2",), "c": ("dropout",)}
    assert swapped("L1, L2 and dropout", roles) == "l2, dropout and l1"


def test_part_of_a_word_is_no_role() -> None:
    roles = {"batch": ("batch",), "row": ("single_row",)}
    assert swapped("mini-batch, batches, single-row", roles) == "mini-batch, batches, batch"
