"""Questions that are nearly the same are found; listings and figures make others differ."""

import time

import pytest

from questions import targets
from questions.likeness import near_duplicates, same_keys, text_of, uses
from questions.loader import Pack, PackBank, load_packs
from questions.schema import CodeOutput, Item, SingleChoice
from questions.words import lemmas, runs


@pytest.fixture
def items(small: Pack) -> list[Item]:
    return [placed.item for placed in small.questions]


def one_of(items: list[Item]) -> SingleChoice:
    return next(item for item in items if isinstance(item, SingleChoice))


def test_a_copy_is_blocked_and_a_reworded_one_is_found(items: list[Item]) -> None:
    item = one_of(items)
    copy = item.model_copy(update={"id": "evaluation.baseline.900"})
    (pair,) = near_duplicates([*items, copy])
    assert (pair.one, pair.other, pair.is_blocked) == (item.id, copy.id, True)
    assert pair.runs == pytest.approx(1)
    assert pair.cosine == pytest.approx(1)
    shuffled = " ".join(sorted(item.stem.rstrip("?").split()))
    reworded = copy.model_copy(update={"stem": shuffled})
    (pair,) = near_duplicates([*items, reworded])
    assert pair.runs < 0.4
    assert pair.cosine > 0.9


def test_different_questions_are_no_pair(items: list[Item]) -> None:
    assert near_duplicates(items) == ()


def test_the_same_words_over_another_listing_are_no_duplicate(items: list[Item]) -> None:
    item = next(item for item in items if isinstance(item, CodeOutput))
    other = item.code.model_copy(
        update={"source": "values = [n * n for n in range(4)]\nsum(values)"}
    )
    copy = item.model_copy(update={"id": "evaluation.rounding.900", "code": other})
    assert not any(pair.is_blocked for pair in near_duplicates([item, copy]))


def test_one_key_twice_in_a_concept_is_found(items: list[Item]) -> None:
    item = one_of(items)
    copy = item.model_copy(update={"id": "evaluation.baseline.900", "stem": "Which is best?"})
    assert same_keys([*items, copy]) == ((item.id, copy.id),)
    elsewhere = copy.model_copy(update={"concept": "another"})
    assert same_keys([*items, elsewhere]) == ()


def test_a_misconception_counts_once_for_each_question(items: list[Item]) -> None:
    item = one_of(items)
    names = {option.misconception for option in item.options if option.misconception}
    assert set(uses([item])) == names
    assert set(uses([item]).values()) == {1}
    assert set(uses([item, item]).values()) == {2}


def test_a_text_has_the_key_and_not_the_other_options(items: list[Item]) -> None:
    item = one_of(items)
    for option in item.options:
        assert (option.text in text_of(item)) == option.correct


def test_words_are_cut_to_their_stems_and_common_ones_left_out() -> None:
    assert lemmas("The models are trained") == lemmas("A model trained")
    assert runs("One two three", 2) == {("one", "two"), ("two", "three")}
    assert runs("One", 5) == {("one",)}


@pytest.fixture(scope="module")
def shipped() -> PackBank:
    return load_packs()


def test_the_shipped_pack_has_no_duplicate_and_is_compared_quickly(shipped: PackBank) -> None:
    items = [placed.item for pack in shipped.packs for placed in pack.questions]
    start = time.process_time()
    found = near_duplicates(items)
    assert time.process_time() - start < 5
    assert [pair for pair in found if pair.is_blocked] == []
    assert same_keys(items) == ()


def test_most_misconceptions_of_the_shipped_pack_are_met_more_than_once(shipped: PackBank) -> None:
    items = [placed.item for pack in shipped.packs for placed in pack.questions]
    counts = uses(item for item in items if item.is_played).values()
    reused = sum(count > 1 for count in counts)
    assert reused >= len(counts) * targets.MISCONCEPTIONS_REUSED / 100
