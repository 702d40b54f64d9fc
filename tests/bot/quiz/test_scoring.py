from fractions import Fraction

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.scoring import effective_quorum, points, team_kept, team_points


@pytest.mark.parametrize(
    ("difficulty", "score", "tenths"),
    [
        *((1, 1.0, 80), (2, 1.0, 90), (3, 1.0, 100), (4, 1.0, 120), (5, 1.0, 150)),
        *((3, 0.0, 0), (3, 0.5, 50), (5, 1 / 3, 50), (4, 2 / 3, 80), (1, 0.123, 10)),
        (2, 0.35, 32),  # 31.5 exactly, though 90 * 0.35 is a little less in binary
        (3, 0.005, 1),
        (3, 1e-9, 0),
    ],
)
def test_points_are_tenths_rounded_half_up(difficulty: int, score: float, tenths: int) -> None:
    assert points(difficulty, score) == tenths


@pytest.mark.parametrize("difficulty", [0, 6, -1])
def test_an_unknown_difficulty_is_refused(difficulty: int) -> None:
    with pytest.raises(ValueError, match="difficulty is a whole number from 1 to 5"):
        points(difficulty, 1.0)


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_score_out_of_range_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        points(3, score)


def test_a_small_team_needs_no_more_answers_than_it_has_active_members() -> None:
    assert [effective_quorum(3, active) for active in range(6)] == [1, 1, 2, 3, 3, 3]


def test_the_best_answers_count_and_an_absent_one_is_zero() -> None:
    assert team_points([100, 50, 80, 0], 3) == 77
    assert team_points([100], 3) == 33
    assert team_points([], 3) == 0


def test_a_team_score_is_rounded_half_up() -> None:
    assert team_points([1, 0], 2) == 1
    assert team_points([100, 51], 2) == 76


def test_a_team_keeps_its_day_when_its_quorum_answered() -> None:
    assert not team_kept(2, 3)
    assert team_kept(3, 3)
    assert team_kept(4, 3)


many_points = st.lists(st.integers(0, 150), max_size=12)


@for_all(many_points, st.integers(0, 150), st.integers(1, 6))
def test_a_player_never_lowers_the_teams_score_by_answering(
    others: list[int], own: int, quorum: int
) -> None:
    assert team_points([*others, own], quorum) >= team_points(others, quorum)


@for_all(many_points, st.integers(1, 6))
def test_a_team_score_is_the_mean_to_half_a_tenth(answers: list[int], quorum: int) -> None:
    exact = Fraction(sum(sorted(answers)[-quorum:]), quorum)
    assert abs(team_points(answers, quorum) - exact) <= Fraction(1, 2)


@for_all(st.integers(1, 5), st.floats(0, 1), st.floats(0, 1))
def test_a_better_answer_never_earns_less(difficulty: int, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert points(difficulty, low) <= points(difficulty, high)
