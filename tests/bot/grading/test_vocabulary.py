"""How much a word tells, and whether it is one."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.grading.stems import stem_of
from bot.grading.vocabulary import FUNCTION_WORDS, is_known, weight


def of(word: str) -> float:
    return weight(stem_of(word))


def test_the_rarer_a_word_the_more_it_tells() -> None:
    words = ["the", "make", "sample", "variance", "covariance"]
    assert [of(word) for word in words] == sorted(of(word) for word in words)
    assert of("the") < 0.1
    assert 0.4 < of("sample") < 0.7
    assert of("covariance") > 0.9


def test_what_nobody_has_heard_of_tells_most() -> None:
    assert weight("xyzzy") == weight("") == 1.0


@pytest.mark.parametrize(
    "word", ["reduces", "models", "averaging", "predictions", "was", "classes"]
)
def test_the_forms_of_a_word_weigh_the_same_and_are_known(word: str) -> None:
    assert is_known(word)
    assert of(word) < 0.8


@pytest.mark.parametrize("word", ["regularisation", "heteroscedastic", "backpropagation", "lstm"])
def test_terms_of_the_trade_are_known_and_heavy(word: str) -> None:
    assert is_known(word)
    assert of(word) > 0.9


@pytest.mark.parametrize("word", ["varience", "gradiant", "classifcation", "recieve", "indepedent"])
def test_misspelt_words_are_unknown(word: str) -> None:
    assert not is_known(word)


def test_words_that_only_hold_a_sentence_together_are_light() -> None:
    assert all(of(word) < 0.5 for word in ("and", "of", "which", "because", "while", "the"))
    assert {"and", "of", "not", "because"} <= FUNCTION_WORDS
    assert not {"reduce", "variance", "model"} & FUNCTION_WORDS


@for_all(st.text(max_size=20))
def test_a_weight_is_always_between_its_bounds(stem: str) -> None:
    assert 0.05 <= weight(stem) <= 1.0
