"""Likeness rises with what an answer shares with the reference, and sees nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grading.kinship import SAME_MEANING, kinship, nearest
from bot.grading.similarity import FEATURES, features, likeness
from bot.grading.text import passage

QUESTION = "What does dropout do while a network is trained?"
REFERENCE = "It switches off randomly chosen units, which keeps neurons from relying on each other."


def like(answer: str, *references: str) -> float:
    models = tuple(map(passage, references or (REFERENCE,)))
    return likeness(passage(QUESTION), models, passage(answer))


def measured(answer: str, reference: str = REFERENCE) -> dict[str, float]:
    found = features(passage(QUESTION), (passage(reference),), passage(answer))
    return dict(zip(FEATURES, found, strict=True))


def test_the_reference_itself_is_as_like_as_can_be() -> None:
    assert like(REFERENCE) == pytest.approx(1)


def test_a_paraphrase_is_more_like_than_half_of_it_and_that_than_another_subject() -> None:
    whole = like("Random units are switched off so neurons cannot rely on one another.")
    half = like("Random units are switched off.")
    other = like("It makes the learning rate smaller every ten epochs.")
    assert whole > half > other


def test_repeating_the_question_shows_little() -> None:
    assert like("Dropout is what a network does while it is trained.") < 0.3


def test_order_and_form_of_words_matter_less_than_the_words() -> None:
    assert like("Relying on each other: switching off units by random choice keeps neurons.") > 0.7


def test_of_several_references_the_nearest_counts() -> None:
    answer = "It trains a random thinned network in each step."
    assert (
        like(answer, REFERENCE, "Each step trains a random, thinned network.") > like(answer) + 0.3
    )


def test_an_abbreviation_stands_for_its_words_and_they_for_it() -> None:
    assert like("I would use PCA.", "Principal component analysis.") > 0.7
    assert like("I would use principal component analysis.", "PCA.") > 0.7
    assert like("I would use SVM.", "Principal component analysis.") < 0.3


def test_an_empty_answer_is_like_nothing() -> None:
    assert set(measured("").values()) == {0.0}
    assert set(measured("and of the").values()) == {0.0}


def test_no_reference_is_like_nothing() -> None:
    assert features(passage(QUESTION), (), passage("Some answer.")) == (0.0,) * len(FEATURES)


def test_a_negation_on_one_side_only_is_noticed() -> None:
    assert measured("It does not switch off units.")["negation"] == 1
    assert measured("It switches off units.")["negation"] == 0


def test_yes_where_the_reference_says_no_is_noticed() -> None:
    assert measured("Yes, the units stay on.", "No, the units are off.")["other side"] == 1
    assert measured("No, they are off.", "No, the units are off.")["other side"] == 0
    assert measured("The units are off.", "No, the units are off.")["other side"] == 0


def test_a_denial_and_an_answer_far_shorter_than_the_reference_are_noticed() -> None:
    assert measured("It does not switch off units.")["denial"] == 1
    assert measured("It switches off units.")["denial"] == 0
    assert measured("It switches off units.")["short"] == 1
    assert measured(REFERENCE)["short"] == 0


def test_letters_balance_where_neither_side_says_more() -> None:
    assert measured(REFERENCE)["letter balance"] == 1
    longer = measured(f"{REFERENCE} Bananas and quokkas like sassafras.")["letter balance"]
    shorter = measured("It switches off units.")["letter balance"]
    assert 0 < longer < 1
    assert 0 < shorter < 1


def test_shuffled_words_lose_order_and_neighbours() -> None:
    plain = measured(REFERENCE)
    mixed = measured("each units relying other off chosen keeps randomly neurons switches")
    assert mixed["order"] < plain["order"]
    assert mixed["neighbours"] < plain["neighbours"]
    assert mixed["recall"] == pytest.approx(plain["recall"], abs=0.15)


def test_rare_words_of_another_subject_are_foreign() -> None:
    assert measured("Randomly chosen units, quokka, sassafras.")["foreign"] > 0
    assert measured("Randomly chosen units.")["foreign"] == 0


def test_what_is_said_in_one_clause_counts_for_more() -> None:
    together = measured("Randomly chosen units switch off.")
    apart = measured("Randomly. Chosen. Units. Switch off.")
    assert together["best clause"] > apart["best clause"]


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_any_text_has_measures_in_their_range(question: str, reference: str, answer: str) -> None:
    found = features(passage(question), (passage(reference),), passage(answer))
    assert len(found) == len(FEATURES)
    assert all(
        0 <= one <= 1.0001 for name, one in zip(FEATURES, found, strict=True) if name != "length"
    )
    assert all(one >= 0 for one in found)


def test_a_longer_answer_never_has_less_recall() -> None:
    short = "Units are switched off."
    assert measured(f"{short} Neurons cannot rely.")["recall"] >= measured(short)["recall"]


def test_kin_are_forms_misspellings_and_synonyms_in_this_order() -> None:
    same, misspelt = kinship("gradient", "gradient"), kinship("gradient", "gradeint")
    assert same == 1 > misspelt > kinship("fast", "quick") > 0
    assert kinship("bagging", "entropy") == 0


def test_protected_terms_have_no_near_spellings() -> None:
    assert kinship("ascent", "descent") == 0
    assert kinship("covariance", "variance") == 0
    assert kinship("l1", "l2") == 0


def test_the_nearest_word_is_found_by_its_first_letter_or_its_meaning() -> None:
    others = {"g": ("gradient",), "q": ("quick",)}
    assert nearest("gradeint", others)[0] == "gradient"
    assert nearest("fast", others) == ("quick", SAME_MEANING)
    assert nearest("entropy", others) == ("", 0.0)
