"""Grading many answers at once, and what the figures say about it."""

import pytest

from bot.grading.evaluation import SHARES, Case, evaluate, level
from bot.quiz.rubric import Rubric, rubric_of

FACTS = {
    "dropout": ("What does dropout do?", "It switches off random units during training."),
    "epoch": ("What is an epoch?", "One pass over the whole training data."),
    "recall": ("What is recall?", "The share of actual positives that were found."),
    "kernel": ("What is a kernel?", "A function that gives inner products in a feature space."),
}


def cases(*, two_way: bool = False) -> list[Case]:
    """Full, half and empty-handed answers to each question."""
    found = []
    for name, (question, reference) in FACTS.items():
        words = reference.rstrip(".").split()
        answers = {
            f"I would say this: {reference}": 1.0,
            " ".join(words[: len(words) // 2]): 0.5,
            "Bananas, I guess.": 0.0,
        }
        for answer, score in answers.items():
            is_right = score == 1 if two_way else None
            found.append(Case(name, question, (reference,), answer, score, is_right))
    return found


def rubrics() -> dict[str, Rubric]:
    point = {"id": "off", "text": "units are switched off", "say": ["switch|turn off unit|neuron"]}
    return {"dropout": rubric_of({"points": [point]})}


def test_scores_follow_those_of_people() -> None:
    found = evaluate(cases(), {})
    assert found.raw["pearson"] > 0.8
    assert found.calibrated["rmse"] < 0.35
    assert found.counts == {"answers": 12, "questions": 4, "by_rubric": 0}


def test_a_question_with_a_rubric_is_graded_by_it() -> None:
    assert evaluate(cases(), rubrics()).counts["by_rubric"] == 3


def test_the_same_answers_give_the_same_figures_in_any_order() -> None:
    one, other = evaluate(cases(), {}), evaluate(cases()[::-1], {})
    assert one.raw == pytest.approx(other.raw)
    assert one.calibrated == pytest.approx(other.calibrated)


def test_right_or_wrong_is_measured_only_where_people_said_so() -> None:
    assert evaluate(cases(), {}).two_way == {}
    figures = evaluate(cases(two_way=True), {}).two_way
    assert set(figures) == {
        *("macro_f1_fitted", "accuracy_fitted", "macro_f1_shipped", "accuracy_shipped")
    }
    assert figures["macro_f1_shipped"] > 0.6


def test_coverage_falls_and_confidence_rises() -> None:
    rows = evaluate(cases(), {}).coverage
    assert tuple(row["share"] for row in rows) == SHARES
    confidences = [row["confidence"] for row in rows]
    assert confidences == sorted(confidences)


def test_latency_has_its_percentiles_in_order() -> None:
    latency = evaluate(cases(), {}).latency_ms
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"]


def test_the_share_of_unsure_verdicts_is_told() -> None:
    assert evaluate(cases(), {}).unsure >= 4 / 12


def test_marks_of_nothing_half_and_all_are_the_three_verdicts() -> None:
    assert [level(score) for score in (0, 0.29, 0.3, 0.5, 0.74, 0.75, 1)] == [0, 0, 1, 1, 1, 2, 2]


def test_answers_to_one_question_alone_are_measured_uncalibrated() -> None:
    found = evaluate(cases()[:3], {})
    assert found.calibrated["pearson"] == pytest.approx(found.raw["pearson"])
