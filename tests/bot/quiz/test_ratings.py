from math import isclose

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.question import Form
from bot.quiz.ratings import expected, guess_of, start_of, update

logits = st.floats(-8, 8)
counts = st.integers(0, 10_000)


def test_an_even_match_is_half_won_and_a_guess_adds_to_it() -> None:
    assert expected(0.0, 0.0, 0.0) == 0.5
    assert expected(0.0, 0.0, 0.25) == 0.625
    assert isclose(expected(1.5, 0.0, 0.0), 0.8176, abs_tol=1e-4)


def test_extreme_ratings_do_not_overflow() -> None:
    assert expected(-5000.0, 5000.0, 0.25) == 0.25
    assert expected(5000.0, -5000.0, 0.25) == 1.0


def test_a_question_starts_at_its_authors_difficulty() -> None:
    assert [start_of(difficulty) for difficulty in range(1, 6)] == [-1.5, -0.75, 0, 0.75, 1.5]


@pytest.mark.parametrize(
    ("form", "guess"),
    [
        (Form.SINGLE_CHOICE, 1 / 4),
        (Form.CODE_OUTPUT, 1 / 4),
        (Form.IMAGE_BASED, 1 / 4),
        (Form.TRUE_FALSE, 1 / 2),
        (Form.MULTI_SELECT, 1 / 15),
        (Form.ORDER, 1 / 24),
        (Form.MATCH, 1 / 24),
        (Form.NUMERIC, 0),
        (Form.FREE_TEXT, 0),
    ],
)
def test_a_blind_guess_is_right_as_often_as_the_form_allows(form: Form, guess: float) -> None:
    assert guess_of(form) == guess


def test_more_options_are_harder_to_guess() -> None:
    assert guess_of(Form.SINGLE_CHOICE, 5) == 1 / 5


def test_a_right_answer_lifts_the_player_and_eases_the_question() -> None:
    assert update(0.0, 0.0, 0, 0, 1.0, 0.0) == (0.5, -0.5)
    assert update(0.0, 0.0, 0, 0, 0.0, 0.0) == (-0.5, 0.5)


def test_a_rating_that_rests_on_twenty_answers_moves_half_as_far() -> None:
    theta, b = update(0.0, 0.0, 20, 0, 1.0, 0.0)
    assert (theta, b) == (0.25, -0.5)


@for_all(logits, logits, counts, counts, st.floats(0, 1), st.floats(0, 0.5))
def test_a_rating_moves_towards_the_score_and_never_by_more_than_one(
    theta: float, b: float, n_person: int, n_item: int, score: float, guess: float
) -> None:
    after_theta, after_b = update(theta, b, n_person, n_item, score, guess)
    surprise = score - expected(theta, b, guess)
    assert (after_theta - theta) * surprise >= 0 >= (after_b - b) * surprise
    assert max(abs(after_theta - theta), abs(after_b - b)) <= 1 + 1e-9


@for_all(logits, logits, logits, st.floats(0, 0.5))
def test_a_stronger_player_is_expected_to_score_no_less(
    one: float, other: float, b: float, guess: float
) -> None:
    weak, strong = sorted((one, other))
    assert guess <= expected(weak, b, guess) <= expected(strong, b, guess) <= 1
