"""Which words of an answer deny something."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.grading.negation import negators
from bot.grading.text import passage


def deniers(text: str) -> list[str]:
    read = passage(text)
    return [read.original[read.tokens[n].start : read.tokens[n].end] for n in negators(read)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bagging does not reduce bias.", ["not"]),
        ("Bagging doesn't reduce bias.", ["doesn't"]),
        ("Bagging doesnt reduce bias.", ["doesnt"]),
        ("It can’t, won't and cannot learn.", ["can’t", "won't", "cannot"]),
        ("There is no bias.", ["no"]),
        ("It never learns w/o labels.", ["never", "w/o"]),
        ("It hardly learns, neither slowly nor fast.", ["hardly", "neither", "nor"]),
        ("It fails to generalise and lacks data.", ["fails", "lacks"]),
        ("It reduces variance instead of bias.", ["instead"]),
        ("It reduces variance rather than bias.", ["rather"]),
        ("variance, as opposed to bias", ["opposed"]),
        ("bias ≠ variance", ["≠"]),
        ("It is unable to learn.", ["unable"]),
        ("Not without labels.", ["Not", "without"]),
    ],
)
def test_what_denies_is_found(text: str, found: list[str]) -> None:
    assert deniers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bagging reduces variance.",
        "It reduces not only variance but also bias.",
        "It works, no matter how deep the trees are.",
        "No, bagging reduces variance.",
        "It checks whether the loss falls or not.",
        "The gradients of deep nets fail often.",
        "Instead, it averages.",
        "It is rather slow.",
        "nothing but an average",
        "A knot in a notable notation.",
    ],
)
def test_what_denies_nothing_is_left_alone(text: str) -> None:
    assert deniers(text) == []


@for_all(st.text(max_size=200))
def test_every_denier_is_a_token(text: str) -> None:
    read = passage(text)
    assert set(negators(read)) <= set(range(len(read.tokens)))
