"""What members are told: hints while the round is open, everything afterwards."""

from bot.grading.feedback import feedback
from bot.grading.result import Finding, Grade, State, Verdict

GRADE = Grade(
    Verdict.PARTLY,
    0.5,
    why="That is underfitting.",
    findings=(
        Finding("var", "Bagging reduces variance", "", State.HIT, "variance  goes\ndown"),
        Finding("bias", "Boosting reduces bias", "Which error does boosting cut?", State.MISSED),
        Finding("seq", "Boosting is sequential", "In what order?", State.CONTRADICTED, "parallel"),
        Finding("vote", "The members vote", "", State.NEAR, "some vote"),
    ),
    wrongs=("underfit",),
)


def test_before_closing_only_hints_and_own_words_are_given() -> None:
    assert feedback(GRADE, closed=False) == (
        "You have a point with “variance goes down”.",
        "Think about this: Which error does boosting cut?",
        "Think about this: In what order?",
        "There is one more thing to say.",
    )


def test_before_closing_nothing_of_the_key_is_told() -> None:
    told = " ".join(feedback(GRADE, closed=False))
    for secret in (*(finding.text for finding in GRADE.findings), GRADE.why, "parallel"):
        assert secret not in told


def test_after_closing_every_point_is_told() -> None:
    assert feedback(GRADE, closed=True) == (
        "You said it: Bagging reduces variance.",
        "Missing: Boosting reduces bias.",
        "It is the other way round: Boosting is sequential. You wrote “parallel”.",
        "You nearly said it: The members vote.",
        "That is underfitting.",
    )


def test_a_long_quote_is_cut() -> None:
    long = Finding("a", "A point.", "", State.HIT, "word " * 100)
    (told,) = feedback(Grade(Verdict.CORRECT, 1.0, findings=(long,)), closed=False)
    assert len(told) < 160
    assert told.endswith("…”.")


def test_several_points_without_a_hint_are_counted() -> None:
    missed = tuple(Finding(str(n), "text", "", State.MISSED) for n in range(3))
    grade = Grade(Verdict.INCORRECT, 0.0, findings=missed)
    assert feedback(grade, closed=False) == ("There are 3 more things to say.",)
