"""Without a rubric nobody is told "correct", and contrary answers go to people."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grading.reference import by_reference, is_contrary
from bot.grading.result import Grade, Verdict
from bot.grading.text import passage

QUESTION = "What does bagging do to the error of a model?"
REFERENCES = ("Averaging many models that were trained on resampled data reduces the variance.",)


def graded(answer: str) -> Grade:
    return by_reference(QUESTION, REFERENCES, answer)


def test_a_good_paraphrase_goes_to_people_with_correct_as_draft() -> None:
    grade = graded("The variance is reduced by averaging many models trained on resampled data.")
    assert (grade.verdict, grade.draft) == (Verdict.UNSURE, Verdict.CORRECT)
    assert grade.score >= 0.75


def test_half_of_it_is_partly_right() -> None:
    grade = graded("It averages several models on resampled data.")
    assert Verdict.PARTLY in {grade.verdict, grade.draft}
    assert 0.3 <= grade.score < 0.75


def test_another_subject_scores_low() -> None:
    grade = graded("Coffee.")
    assert Verdict.INCORRECT in {grade.verdict, grade.draft}
    assert grade.score < 0.3


def test_no_answer_is_incorrect() -> None:
    for answer in ("", "  ", "🤷", "idk"):
        assert (graded(answer).verdict, graded(answer).score) == (Verdict.INCORRECT, 0.0), answer


@pytest.mark.parametrize(
    "answer",
    [
        "Averaging many models that were trained on resampled data does not reduce the variance.",
        "Averaging many models that were trained on resampled data increases the variance.",
    ],
)
def test_the_contrary_goes_to_people_with_little_confidence(answer: str) -> None:
    grade = graded(answer)
    assert grade.verdict is Verdict.UNSURE
    assert grade.confidence < 0.3
    assert "contrary" in grade.why


def test_the_contrary_of_one_model_answer_may_agree_with_another() -> None:
    references = (*REFERENCES, "It never increases the variance.")
    answer = "It does not increase the variance."
    assert by_reference(QUESTION, references, answer).confidence > 0.2


def test_negated_on_both_sides_is_no_contradiction() -> None:
    one, other = passage("It does not need labels."), passage("Labels are not needed.")
    assert not is_contrary(one, other)
    assert is_contrary(passage("It needs labels."), other)


def test_a_gate_sends_to_people_under_its_name() -> None:
    grade = graded(f"{REFERENCES[0]} None of this is true.")
    assert grade.verdict is Verdict.UNSURE
    assert grade.gate
    assert grade.why


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_text_is_ever_graded_correct(answer: str) -> None:
    grade = graded(answer)
    assert grade.verdict is not Verdict.CORRECT
    assert 0 <= grade.score <= 1
    assert 0 <= grade.confidence <= 0.6 or grade.gate


def test_grading_twice_gives_the_same() -> None:
    answer = "Variance goes down, bias stays."
    assert graded(answer) == graded(answer)
