"""Patterns are refused while a pack is read, rather than met by the first answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grading.patterns import pattern_of
from questions.faults import Refused
from questions.patterns import Sound, alternatives_of, checked, is_optional, slots_of

GOOD = [
    "reduce|lower|cut variance",
    "variance goes_down|drops",
    "model > too > simple",
    "trees ?deep|tall",
    "trees deep?",
    "scales not:labels",
    "not: learn labels",
    r"re:p\(y\s*\|\s*x\)",
    "o(n-log-n) sort|sorting",
    "k-means|mini-batch needs k",
]
BAD = [
    ("", "needs a word on each side of '>'"),
    ("> variance", "needs a word on each side of '>'"),
    ("variance >", "needs a word on each side of '>'"),
    ("a > > b", "has '>' twice in a row"),
    ("a>b", "has '>' inside 'a>b'"),
    ("cut||drop variance", "has an empty alternative in 'cut||drop'"),
    ("|cut variance", "has an empty alternative in '|cut'"),
    ("not: ", "has an empty alternative in 'not:'"),
    ("cut not: variance", "has an empty alternative in 'not:'"),
    ("cut? drop?", "has optional slots only"),
    ("cut?|drop variance", "has '?' inside 'cut?|drop'"),
    ("cut|not:raise variance", "has 'not:' inside 'cut|not:raise'"),
    ("say: variance", "has 'say:' inside 'say:'"),
    ("goes_ down", "has no letter or digit in a part of 'goes_'"),
    ("goes__down", "has no letter or digit in a part of 'goes__down'"),
    ("cut - variance", "has no letter or digit in a part of '-'"),
    ("re:", "has no expression"),
    ("re:(a", "is no regular expression"),
]


@pytest.mark.parametrize("pattern", GOOD)
def test_a_pattern_of_the_language_is_taken_as_it_is(pattern: str) -> None:
    assert checked(pattern, Sound()) == pattern


@pytest.mark.parametrize(("pattern", "says"), BAD)
def test_a_pattern_that_cannot_be_read_says_why(pattern: str, says: str) -> None:
    with pytest.raises(Refused) as caught:
        checked(pattern, Sound())
    assert says in caught.value.says
    assert "docs/writing-questions.md" in caught.value.remedy


def test_an_expression_known_to_be_sound_is_not_compiled_again() -> None:
    assert checked("re:(a", Sound({"(a"})) == "re:(a"


def test_slots_are_told_with_their_marks() -> None:
    assert slots_of("not: model > too|very > simple?") == ("model", ">", "too|very", ">", "simple?")
    assert alternatives_of("not:?goes_down|drops") == ("goes_down", "drops")
    assert is_optional("?tall")
    assert is_optional("not:tall?")
    assert not is_optional("not:tall")


PIECES = [
    "cut",
    "²",
    "k-means",
    "l1",
    "o(n)",
    "0.5",
    "€",
    "α",
    "|",
    "_",
    "?",
    ">",
    "not:",
    "re:",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_a_pack_may_hold_the_grader_can_read(pattern: str) -> None:
    try:
        checked(pattern.strip(), Sound())
    except Refused:
        return
    assert pattern_of(pattern.strip()).source == pattern.strip()
