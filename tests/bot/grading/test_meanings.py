"""Words of one meaning, and what they are worth in a pattern."""

from pathlib import Path

import pytest

from bot.grading import meanings as module
from bot.grading.aliases import stems
from bot.grading.index import index_of
from bot.grading.matching import matches
from bot.grading.meanings import beginning, meanings
from bot.grading.patterns import pattern_of, sentence_of
from bot.grading.text import passage


def strength(pattern: str, answer: str) -> float:
    found = matches(pattern_of(pattern), index_of(passage(answer)))
    return max((match.strength for match in found), default=0.0)


def test_phrases_of_one_meaning_share_a_group() -> None:
    assert meanings(stems("throw out")) & meanings(stems("discard"))
    assert not meanings(stems("throw out")) & meanings(stems("predict"))


def test_phrases_are_found_by_the_word_that_they_begin_with() -> None:
    assert stems("throw out") in [phrase for phrase, _ in beginning("throw")]


def test_no_group_has_a_word_twice_and_all_stand_in_order() -> None:
    text = Path(module.__file__).with_name("meanings.txt").read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", "").splitlines() if not line.startswith("#")]
    assert lines == sorted(set(lines))
    assert all(line.split() == sorted(set(line.split())) for line in lines)


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("drop feature", "it throws out a feature"),
        ("need labels", "it calls for labels"),
        ("error vanish", "the error dies out"),
        ("give median", "outliers -> median"),
        ("divide deviation", "covariance / deviation"),
    ],
)
def test_a_word_of_the_same_meaning_fills_a_slot(pattern: str, answer: str) -> None:
    assert 0.75 <= strength(pattern, answer) < 1


def test_two_such_words_are_too_few() -> None:
    assert strength("drop feature", "it throws out a column") < 0.75


def test_its_contrary_beside_it_makes_such_a_word_worthless() -> None:
    assert strength("reduce variance", "low bias, high variance") < 0.75


def test_a_slot_with_words_of_many_meanings_means_none_of_them() -> None:
    many = "drop|learn|cost|sort|merge|vote feature"
    assert strength(many, "it throws out a feature") < 0.75


def test_a_short_sentence_wants_its_own_words() -> None:
    pattern = sentence_of("Features are dropped.")
    found = matches(pattern, index_of(passage("Features are thrown out.")))
    assert all(match.strength < 0.75 for match in found)
