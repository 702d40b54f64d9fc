"""Elo-style ratings in logits: how hard a question is, how strong a player, updated per answer.

The chance of success is c + (1 - c)·σ(θ - b), after Pelánek 2016 ("Applications of the Elo rating
system in adaptive educational systems"), with c for the share of lucky guesses.
"""

from math import exp, factorial

from bot.quiz.question import Form

_START = {1: -1.5, 2: -0.75, 3: 0.0, 4: 0.75, 5: 1.5}
_STEP = 1.0
_SLOWING = 0.05


def start_of(difficulty: int) -> float:
    """The rating b (logits) of a question that nobody has answered; `difficulty` is 1 to 5."""
    return _START[difficulty]


def guess_of(form: Form, options: int = 4) -> float:
    """The chance that a blind guess is fully right; 0 where the answer is typed."""
    if form is Form.TRUE_FALSE:
        return 1 / 2
    if form.takes_one_letter:
        return 1 / options
    if form is Form.MULTI_SELECT:
        return 1 / (2.0**options - 1)
    if form in (Form.ORDER, Form.MATCH):
        return 1 / factorial(options)
    return 0.0


def expected(theta: float, b: float, guess: float) -> float:
    """The score to expect, 0 to 1, of a player at `theta` on a question at `b` (logits)."""
    return guess + (1 - guess) * _sigmoid(theta - b)


def update(
    theta: float, b: float, n_person: int, n_item: int, score: float, guess: float
) -> tuple[float, float]:
    """Both ratings after one answer; the n count the answers that each rating rests on already."""
    surprise = score - expected(theta, b, guess)
    return theta + _pace(n_person) * surprise, b - _pace(n_item) * surprise


def _pace(n: int) -> float:
    return _STEP / (1 + _SLOWING * n)


def _sigmoid(x: float) -> float:
    # Two forms, so that the exponential never overflows.
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
