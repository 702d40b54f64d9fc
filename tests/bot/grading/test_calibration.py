"""The shipped coefficients give scores, and better answers better ones."""

from bot.grading.calibration import RIGHT, SLOPES, calibrated
from bot.grading.similarity import FEATURES, features
from bot.grading.text import passage

QUESTION = "Why does a validation set exist?"
REFERENCE = "To choose hyperparameters on data that training has not seen."


def score(answer: str) -> float:
    return calibrated(features(passage(QUESTION), (passage(REFERENCE),), passage(answer)))


def test_every_feature_has_its_slope() -> None:
    assert len(SLOPES) == len(FEATURES)


def test_more_of_the_reference_scores_more() -> None:
    full = score("We choose hyperparameters on data which training did not see.")
    half = score("To choose hyperparameters.")
    assert full > half > score("For fun.")


def test_right_and_wrong_fall_on_their_sides_of_the_cut() -> None:
    assert score("Hyperparameters are chosen on data that training never saw.") > RIGHT
    assert score("It stores the weights.") < RIGHT


def test_a_score_stays_between_nothing_and_everything() -> None:
    assert calibrated((-100.0,) * len(SLOPES)) in {0.0, 1.0}
    assert calibrated((100.0,) * len(SLOPES)) == 1.0
    assert 0 <= calibrated((0.0,) * len(SLOPES)) < 0.3
