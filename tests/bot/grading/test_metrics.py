"""Figures against values worked out by hand."""

from math import sqrt

import pytest

from bot.grading import metrics


def test_pearson_is_one_on_a_line_and_minus_one_on_a_falling_one() -> None:
    assert metrics.pearson([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert metrics.pearson([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)


def test_pearson_of_four_points_is_as_by_hand() -> None:
    # deviations -1.5 -0.5 0.5 1.5 and -1 1 -1 1: 2 / sqrt(5 * 4)
    assert metrics.pearson([1, 2, 3, 4], [1, 3, 1, 3]) == pytest.approx(2 / sqrt(20))


def test_what_does_not_vary_correlates_with_nothing() -> None:
    assert metrics.pearson([1, 1, 1], [1, 2, 3]) == 0
    assert metrics.pearson([], []) == 0


def test_spearman_sees_only_the_order() -> None:
    assert metrics.spearman([1, 2, 3, 4], [1, 10, 100, 1000]) == pytest.approx(1)


def test_ties_share_their_mean_rank() -> None:
    # ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3
    expected = metrics.pearson([0, 1.5, 1.5, 3], [0, 1, 2, 3])
    assert metrics.spearman([5, 7, 7, 9], [1, 2, 3, 4]) == pytest.approx(expected)


def test_rmse_is_the_root_of_the_mean_square() -> None:
    assert metrics.rmse([0, 0], [3, 4]) == pytest.approx(sqrt(12.5))


def test_macro_f1_weighs_a_rare_class_as_much_as_a_common_one() -> None:
    # class 0: 2*3/(4+3) and class 1: never given
    assert metrics.macro_f1([0, 0, 0, 0], [0, 0, 0, 1]) == pytest.approx((6 / 7 + 0) / 2)


def test_kappa_is_one_for_the_same_and_zero_for_a_constant() -> None:
    assert metrics.weighted_kappa([0, 1, 2], [0, 1, 2], 3) == 1
    assert metrics.weighted_kappa([1, 1, 1], [0, 1, 2], 3) == 0


def test_kappa_punishes_two_classes_four_times_as_much_as_one() -> None:
    gold = [0, 1, 2]
    near = metrics.weighted_kappa([1, 1, 2], gold, 3)
    far = metrics.weighted_kappa([2, 1, 2], gold, 3)
    # observed 1 and 4; expected (1+2+5)/3... by the margins: near 4/3 + 5/3 + 0, far 8/3 + 5/3
    assert near == pytest.approx(1 - 1 / ((2 * (1 + 0 + 1) + (4 + 1 + 0)) / 3))
    assert far == pytest.approx(1 - 4 / ((2 * (4 + 1 + 0) + (1 + 0 + 1)) / 3))


def test_kappa_of_one_single_label_is_full_agreement() -> None:
    assert metrics.weighted_kappa([2, 2], [2, 2], 3) == 1


def test_only_errors_of_two_classes_are_severe() -> None:
    assert metrics.severe([0, 0, 2, 1], [2, 1, 0, 1]) == 0.5


def test_the_surest_come_first_and_equals_in_their_order() -> None:
    assert metrics.surest([0.1, 0.9, 0.5, 0.5], 0.75) == [1, 2, 3]
    assert metrics.surest([0.1, 0.9], 0) == []


def test_a_percentile_is_one_of_the_values() -> None:
    assert metrics.percentile([5, 1, 3, 2, 4], 0.5) == 3
    assert metrics.percentile(list(range(1, 101)), 0.95) == 95
    assert metrics.percentile([7], 0.99) == 7


def test_no_answers_have_figures_too() -> None:
    assert metrics.rmse([], []) == metrics.accuracy([], []) == metrics.macro_f1([], []) == 0
    assert metrics.weighted_kappa([], [], 3) == metrics.severe([], []) == 0
    assert metrics.percentile([], 0.5) == 0
