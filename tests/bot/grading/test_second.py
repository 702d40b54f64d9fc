"""A second opinion may leave a verdict to people; it earns nothing and makes nothing correct."""

import asyncio
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grading.grade import grade
from bot.grading.reference import by_reference
from bot.grading.result import Grade, Verdict
from bot.grading.rubric import by_rubric
from bot.grading.second import SECOND, asking
from bot.quiz.question import Form
from bot.quiz.rubric import Point, Rubric, Wrong
from tests.nine_forms import NineForms

QUESTION = "What does bagging do to the error of a tree, and by what?"
REFERENCE = "It averages trees of bootstrap samples, which reduces the variance and keeps the bias."
RUBRIC = Rubric(
    points=(
        Point("average", "It averages the trees.", "By what?", ("average tree|model",)),
        Point("variance", "The variance goes down.", "Which part?", ("reduce|lower variance",),
              required=True),
        Point("bias", "The bias stays.", "And the other?", ("keep|leave bias", "bias same|stays")),
    ),
    wrong=(Wrong("more", "It does not add bias.", ("increase > bias",)),),
)  # fmt: skip
WORDS = re.findall(
    r"\S+",
    "it averages trees reduces the variance not never keeps bias stays of bootstrap samples , ."
    " because increases spread shrinks models lower",
)
ANSWERS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(WORDS),
        max_size=25,
    ).map(" ".join),
)


class Fixed:
    """Finds everything equally like."""

    def __init__(self, likely: float) -> None:
        self.likely = likely

    def likeness(self, reference: str, answer: str) -> float:
        return self.likely


def of_rubric(answer: str, likely: float | None = None, rubric: Rubric = RUBRIC) -> Grade:
    second = None if likely is None else Fixed(likely)
    return by_rubric(rubric, QUESTION, (REFERENCE,), answer, second)


@given(ANSWERS, st.floats(-1, 1))
def test_by_rubric_it_can_only_leave_the_verdict_to_people(answer: str, likely: float) -> None:
    alone, both = of_rubric(answer), of_rubric(answer, likely)
    assert both.verdict in {alone.verdict, Verdict.UNSURE}
    assert both.score == alone.score
    assert both.findings == alone.findings
    assert both.confidence <= alone.confidence
    assert (both.draft or both.verdict) == (alone.draft or alone.verdict)


@given(ANSWERS, st.floats(-1, 1))
def test_by_reference_it_makes_nothing_correct(answer: str, likely: float) -> None:
    alone = by_reference(QUESTION, (REFERENCE,), answer)
    both = by_reference(QUESTION, (REFERENCE,), answer, Fixed(likely))
    assert (both.verdict is Verdict.CORRECT) == (alone.verdict is Verdict.CORRECT)
    assert 0 <= both.score <= 1
    assert both.gate == alone.gate


MISSED = "It builds many trees on resampled data, so the forest is less jumpy than one tree."


def test_an_answer_much_like_the_model_that_misses_what_is_required_is_for_people() -> None:
    alone = of_rubric(MISSED)
    assert alone.verdict is Verdict.INCORRECT
    opened = of_rubric(MISSED, 0.9)
    assert (opened.verdict, opened.draft) == (Verdict.UNSURE, Verdict.INCORRECT)
    assert opened.why == "It may say in other words what seems to be missing."
    assert opened.confidence < 0.3


def test_where_nothing_is_required_missing_most_of_it_counts() -> None:
    free = replace(RUBRIC, points=tuple(replace(one, required=False) for one in RUBRIC.points))
    assert of_rubric(MISSED, 0.9, free).verdict is Verdict.UNSURE
    half = "It averages trees, and the variance is reduced."
    assert of_rubric(half, 0.9, free).verdict is of_rubric(half, None, free).verdict


def test_an_answer_unlike_the_model_stays_what_it_is() -> None:
    assert of_rubric("I like tea with milk in the morning.", 0.1).verdict is Verdict.INCORRECT


def test_it_joins_the_score_by_reference() -> None:
    scores = [
        by_reference(QUESTION, (REFERENCE,), MISSED, second).score
        for second in (Fixed(0.0), None, Fixed(1.0))
    ]
    assert scores == sorted(scores)
    assert scores[0] < scores[2]


def test_without_a_model_answer_nobody_is_asked() -> None:
    assert by_rubric(RUBRIC, QUESTION, (), MISSED, Fixed(1.0)) == by_rubric(
        RUBRIC, QUESTION, (), MISSED
    )


@pytest.fixture
def free() -> tuple[NineForms, str]:
    bank = NineForms()
    return bank, next(one.id for one in bank.entries() if one.form is Form.FREE_TEXT)


async def test_grades_ask_it_where_it_was_set_and_in_tasks_begun_there(
    free: tuple[NineForms, str],
) -> None:
    bank, name = free
    question = bank.draw(name, "seed")
    question = replace(question, key=replace(question.key, rubric=RUBRIC, answer=REFERENCE))

    async def graded() -> Verdict:
        return grade(question, MISSED).verdict

    with asking(Fixed(0.9)):
        assert grade(question, MISSED).verdict is Verdict.UNSURE
        assert await asyncio.create_task(graded()) is Verdict.UNSURE
    assert SECOND.get() is None
    assert await graded() is Verdict.INCORRECT
