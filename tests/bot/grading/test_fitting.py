"""Regression and cuts, and that no question helps to grade itself."""

import random

import pytest

from bot.grading.fitting import (
    folds,
    moments,
    predicted,
    ridge,
    shared_cuts,
    solve,
)


def test_a_system_of_equations_is_solved_also_where_it_begins_with_zero() -> None:
    assert solve([[0, 2], [4, 1]], [6, 11]) == pytest.approx([2, 3])


def test_without_a_penalty_a_line_is_found_again() -> None:
    rows = [(x, y) for x in range(5) for y in range(3)]
    predict = ridge(moments(rows, [1 + 2 * x - 3 * y for x, y in rows]), 0)
    assert predict((10, 1)) == pytest.approx(18, abs=0.01)


def test_a_penalty_shrinks_towards_the_mean() -> None:
    rows = [(float(x),) for x in range(20)]
    data = moments(rows, [float(x) for x in range(20)])
    free, shrunk = ridge(data, 0.0), ridge(data, 1.0)
    assert free((19,)) == pytest.approx(19, abs=0.1)
    assert shrunk((19,)) == pytest.approx(9.5 + 9.5 / 2, abs=0.1)


def test_a_column_that_never_varies_does_no_harm() -> None:
    rows = [(float(x), 1.0) for x in range(6)]
    predict = ridge(moments(rows, [float(x) for x in range(6)]), 0)
    assert predict((3.0, 1.0)) == pytest.approx(3, abs=0.01)


def test_what_is_taken_away_was_never_there() -> None:
    rows, scores = [(1.0, 2.0), (3.0, 5.0), (4.0, 4.0)], [0.1, 0.5, 0.9]
    one, other = moments(rows, scores), moments([(7.0, 1.0), (2.0, 0.5)], [0.3, 0.8])
    left, bare = ridge(one + other - other, 0.1), ridge(one, 0.1)
    assert left((2.0, 2.0)) == pytest.approx(bare((2.0, 2.0)))


def test_no_question_is_in_both_parts_of_a_fold_and_each_is_tried_once() -> None:
    questions = [f"q{n % 13}" for n in range(100)]
    tried_once = []
    for learnt, tried in folds(questions, 10):
        assert not {questions[n] for n in learnt} & {questions[n] for n in tried}
        tried_once += tried
    assert sorted(tried_once) == list(range(100))


def test_folds_do_not_depend_on_the_order_of_the_answers() -> None:
    questions = [f"q{n % 5}" for n in range(30)]
    shuffled = random.Random(1).sample(questions, 30)

    def groups(names: list[str]) -> list[set[str]]:
        return [{names[n] for n in tried} for _, tried in folds(names, 3)]

    assert groups(questions) == groups(shuffled)


def test_a_question_of_its_own_kind_gains_nothing_from_its_own_scores() -> None:
    rows = [(n / 10,) for n in range(10)] * 2
    one, other = [n / 10 for n in range(10)], [1 - n / 10 for n in range(10)]
    found = predicted(rows, one + other, ["up"] * 10 + ["down"] * 10, 0.0)
    assert found[:10] == pytest.approx(other, abs=0.01)
    assert found[10:] == pytest.approx(one, abs=0.01)


def test_a_single_question_is_left_as_it_is() -> None:
    assert predicted([(0.2, 1.0), (0.7, 0.0)], [1, 0], ["q", "q"], 0.1) == [0.2, 0.7]


def test_the_fewer_the_questions_the_more_their_own_scores_are_left_as_they_are() -> None:
    def told(count: int) -> float:
        rows = [(n / 10,) for n in range(10)] * count
        names = [f"q{n // 10}" for n in range(10 * count)]
        return predicted(rows, [row[0] / 2 for row in rows], names, 10.0)[9]

    assert 0.9 > told(3) > told(9) > told(81) > 0.45


def test_a_level_of_its_own_is_found_from_two_questions_on() -> None:
    rows = [(n / 10,) for n in range(10)] * 2
    scores = [row[0] / 2 + 0.25 for row in rows]
    found = predicted(rows, scores, ["one"] * 10 + ["other"] * 10, 1e9)
    assert sum(found) == pytest.approx(sum(scores), abs=0.01)


def test_predictions_stay_scores() -> None:
    rows = [(float(n),) for n in range(20)]
    questions = ["low"] * 10 + ["high"] * 10
    found = predicted(rows, [n / 20 for n in range(20)], questions, 0.0)
    assert all(0 <= one <= 1 for one in found)


def test_shared_cuts_give_every_class_its_share() -> None:
    scores, labels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0, 1, 1, 2, 2, 2]
    low, high = shared_cuts(scores, labels, 3)
    assert [(score >= low) + (score >= high) for score in scores] == labels


def test_a_class_that_nobody_has_gets_no_room() -> None:
    low, high = shared_cuts([0.1, 0.9], [1, 1], 3)
    assert low < 0.1
    assert high > 0.9
