"""How often the grader is fooled, and how often it knows a right answer in new words.

The written cases (see `tests.attacks`) are our own: for each of 44 questions five right answers
that no rubric was written from, one partial answer, and nine wrong ones that use the words of the
topic. Others are made from them by a seed. Rates, not single cases, are what is promised.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pytest

from bot.grading.grade import grade
from bot.grading.result import Verdict
from bot.quiz.question import Form
from questions.loader import load_packs
from tests.attacks import Case, Kind, Made, made, written

FOOLED = {
    Kind.NEGATED: 0.02,
    Kind.SWAPPED: 0.02,
    Kind.REVERSED: 0.02,
    Kind.STUFFED: 0.02,
    Kind.COPIED: 0.02,
    Kind.DENIED: 0.02,
    Kind.MISCONCEPTION: 0.02,
    Kind.INJECTED: 0.02,
    Kind.PARTIAL: 0.2,
    Made.DUMPED: 0.02,
    Made.OVERLONG: 0.02,
    Made.OTHER: 0.02,
    Made.EMPTY: 0.0,
    Made.SHUFFLED: 0.1,
}
"""The largest share of each kind that may be called correct."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A case and the verdict on it."""

    case: Case
    verdict: Verdict


@pytest.fixture(scope="module")
def graded() -> tuple[Graded, ...]:
    bank = load_packs()
    ids = [entry.id for entry in bank.entries() if entry.form is Form.FREE_TEXT]
    asked = {id_: bank.draw(id_, "any") for id_ in ids}
    cases = written()
    cases += made(cases, {id_: question.key.answer for id_, question in asked.items()})
    return tuple(Graded(case, grade(asked[case.question], case.answer).verdict) for case in cases)


@pytest.mark.parametrize(("kind", "most"), FOOLED.items())
def test_a_wrong_answer_is_hardly_ever_called_correct(
    graded: tuple[Graded, ...], kind: Kind | Made, most: float
) -> None:
    assert_share(of_kind(graded, kind), {Verdict.CORRECT}, at_most=most)


def test_most_right_answers_in_new_words_are_called_correct(graded: tuple[Graded, ...]) -> None:
    others = set(Verdict) - {Verdict.CORRECT}
    assert_share(of_kind(graded, Kind.PARAPHRASE), others, at_most=0.2)


def test_a_right_answer_is_hardly_ever_called_incorrect(graded: tuple[Graded, ...]) -> None:
    assert_share(of_kind(graded, Kind.PARAPHRASE), {Verdict.INCORRECT}, at_most=0.01)


def test_a_partial_answer_is_seldom_called_incorrect(graded: tuple[Graded, ...]) -> None:
    assert_share(of_kind(graded, Kind.PARTIAL), {Verdict.INCORRECT}, at_most=0.3)


def test_most_accepted_answers_fall_once_their_verbs_are_negated(
    graded: tuple[Graded, ...],
) -> None:
    right = {each.case.answer for each in graded if each.verdict is Verdict.CORRECT}
    turned = [each for each in of_kind(graded, Made.RULE_NEGATED) if each.case.source in right]
    assert_share(turned, {Verdict.CORRECT}, at_most=0.2)


def of_kind(graded: tuple[Graded, ...], kind: Kind | Made) -> list[Graded]:
    return [each for each in graded if each.case.kind is kind]


def assert_share(graded: list[Graded], verdicts: Collection[Verdict], at_most: float) -> None:
    """At most this share has one of the verdicts; otherwise the message lists those that have."""
    assert graded, "nothing to judge by"
    hits = [each for each in graded if each.verdict in verdicts]
    lines = [f"{hit.verdict} | {hit.case.question} | {hit.case.answer[:300]}" for hit in hits]
    share = len(hits) / len(graded)
    assert share <= at_most, "\n".join([f"{share:.1%} of {len(graded)}:", *lines])
