"""When the grader is sure, and when it leaves the verdict to people."""

import pytest

from bot.grading.confidence import LEAST, Opinion, confidence, doubt, drafted, is_open
from bot.grading.result import Finding, State, Verdict


def findings(*states: State, why: str = "") -> tuple[Finding, ...]:
    return tuple(Finding(str(n), "text", "hint", state, "", why) for n, state in enumerate(states))


HITS = findings(*[State.HIT] * 4)


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        (1.0, Verdict.CORRECT),
        (0.75, Verdict.CORRECT),
        (0.74, Verdict.PARTLY),
        (0.3, Verdict.PARTLY),
        (0.29, Verdict.INCORRECT),
        (0.0, Verdict.INCORRECT),
    ],
)
def test_the_cuts_are_kept(score: float, verdict: Verdict) -> None:
    assert drafted(score, HITS) is verdict


def test_a_contradiction_bars_correct() -> None:
    mixed = findings(State.HIT, State.HIT, State.HIT, State.CONTRADICTED)
    assert drafted(0.9, mixed) is Verdict.PARTLY


def test_a_full_answer_is_surer_than_one_at_a_cut() -> None:
    assert confidence(Opinion(1.0, HITS, 1.0)) > 0.9
    assert confidence(Opinion(0.76, HITS, 0.8)) < 0.5


def test_an_answer_between_the_cuts_is_never_as_sure_as_a_full_or_an_empty_one() -> None:
    between = confidence(Opinion(0.52, HITS, 0.52))
    assert LEAST < between < confidence(Opinion(0.9, HITS, 0.9))
    assert between < confidence(Opinion(0.1, HITS, 0.1))


def test_half_said_points_and_contradictions_lower_confidence() -> None:
    sure = confidence(Opinion(0.5, findings(State.HIT, State.MISSED), 0.5))
    near = confidence(Opinion(0.5, findings(State.HIT, State.NEAR), 0.5))
    denied = confidence(Opinion(0.5, findings(State.HIT, State.CONTRADICTED), 0.5))
    assert near < sure
    assert denied < sure


def test_a_second_opinion_that_differs_lowers_confidence() -> None:
    assert confidence(Opinion(1.0, HITS, 0.1)) < confidence(Opinion(1.0, HITS, 0.9))


def test_confidence_stays_within_its_bounds() -> None:
    worst = findings(*[State.CONTRADICTED] * 4)
    assert confidence(Opinion(0.75, worst, 0.0)) == 0.0


def test_a_low_confidence_is_for_people() -> None:
    assert is_open(Opinion(0.5, HITS, 0.5), LEAST - 0.01)
    assert not is_open(Opinion(0.5, HITS, 0.5), LEAST)


def test_a_contradiction_in_a_full_answer_is_for_people() -> None:
    torn = findings(State.HIT, State.HIT, State.HIT, State.CONTRADICTED)
    assert is_open(Opinion(0.75, torn, 0.8), 0.9)
    assert not is_open(Opinion(0.4, torn, 0.4), 0.9)


def test_half_said_points_at_a_cut_are_for_people() -> None:
    near = findings(State.HIT, State.NEAR, State.HIT)
    assert is_open(Opinion(0.77, near, 0.8), 0.9)
    assert not is_open(Opinion(0.77, HITS, 0.8), 0.9)


def test_saying_and_denying_the_same_is_for_people() -> None:
    both = findings(State.HIT, State.HIT, why="mixed")
    assert is_open(Opinion(1.0, both, 1.0), 0.9)
    once = (*findings(State.HIT), *findings(State.HIT, why="mixed"))
    assert not is_open(Opinion(1.0, once, 1.0), 0.9)
    assert not is_open(Opinion(1.0, once, 1.0, denials=2), 0.9)
    assert is_open(Opinion(1.0, once, 1.0, denials=3), 0.9)


def test_a_model_answer_with_its_words_exchanged_is_for_people() -> None:
    assert is_open(Opinion(1.0, HITS, 1.0, is_exchanged=True), 0.9)
    assert not is_open(Opinion(0.5, HITS, 0.5, is_exchanged=True), 0.9)


def test_whatever_is_left_to_people_says_why() -> None:
    exchanged = Opinion(1.0, HITS, 1.0, is_exchanged=True)
    both = Opinion(1.0, findings(State.HIT, State.HIT, why="mixed"), 1.0)
    close = Opinion(0.77, findings(State.HIT, State.NEAR), 0.8)
    reasons = {doubt(exchanged, 0.9), doubt(both, 0.9), doubt(close, 0.9), doubt(close, 0.1)}
    assert len(reasons) == 4
    assert all(reason.endswith(".") for reason in reasons)
    assert doubt(Opinion(1.0, HITS, 1.0), 0.9) == ""
