"""How an answer stands to one point, and whether it shows a misconception."""

from dataclasses import replace

import pytest

from bot.grading.evidence import Scene
from bot.grading.index import index_of
from bot.grading.points import judge, shows
from bot.grading.result import State
from bot.grading.roles import Cast
from bot.grading.text import passage
from bot.quiz.rubric import Point, Wrong

ROLES = {"bagging": ("bagging",), "boosting": ("boosting",)}
VARIANCE = Point(
    "var",
    "bagging reduces variance",
    about="bagging",
    say=("reduce|lower variance", "variance goes_down|drops"),
    para=("the ensemble varies less than its members do",),
)
LABELS = Point("labels", "clustering needs no labels", say=("not:labels need|use", "not:labels"))


def scene(answer: str) -> Scene:
    index = index_of(passage(answer))
    return Scene(index, Cast(ROLES, index), frozenset())


def state(point: Point, answer: str) -> State:
    return judge(point, scene(answer)).state


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Bagging reduces the variance.", State.HIT),
        ("With bagging, variance drops.", State.HIT),
        ("Bagging: the ensemble varies less than its members do.", State.HIT),
        ("It reduces variance.", State.HIT),
        ("Bagging does not increase bias but it reduces variance.", State.HIT),
        ("Boosting reduces bias, bagging variance.", State.HIT),
        ("Bagging trains trees in parallel.", State.MISSED),
        ("Bagging does not reduce variance.", State.CONTRADICTED),
        ("Bagging never lowers the variance of anything.", State.CONTRADICTED),
        ("Bagging increases the variance.", State.CONTRADICTED),
        ("Boosting reduces variance.", State.CONTRADICTED),
        ("Bagging reduces bias and increases variance.", State.CONTRADICTED),
    ],
)
def test_a_point_is_hit_missed_or_contradicted(answer: str, expected: State) -> None:
    assert state(VARIANCE, answer) is expected


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("Bagging does not reduce variance.", "negated"),
        ("Bagging increases the variance.", "opposite"),
        ("Boosting reduces variance.", "swapped"),
    ],
)
def test_a_contradiction_says_of_which_kind_it_is(answer: str, why: str) -> None:
    assert judge(VARIANCE, scene(answer)).why == why


def test_what_decided_is_quoted_as_it_was_written() -> None:
    assert judge(VARIANCE, scene("I say: Bagging REDUCES the Variance!")).quote == (
        "REDUCES the Variance"
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("It needs no labels.", State.HIT),
        ("It works without labels.", State.HIT),
        ("It does not use labels.", State.HIT),
        ("It needs labels.", State.CONTRADICTED),
        ("It finds groups.", State.MISSED),
    ],
)
def test_a_negative_slot_must_stand_negated(answer: str, expected: State) -> None:
    assert state(LABELS, answer) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("It does not learn a model.", State.HIT), ("It learns a model.", State.CONTRADICTED)],
)
def test_a_negative_pattern_must_stand_negated(answer: str, expected: State) -> None:
    assert state(Point("lazy", "no model is learnt", say=("not: learn model",)), answer) is expected


def test_where_polarity_is_free_a_negative_wording_is_right() -> None:
    free = Point("trade", "one cannot lower both", say=("lower|decrease both",), strict=False)
    assert state(free, "Bias and variance cannot both be decreased.") is State.HIT


def test_a_contrary_owner_elsewhere_takes_nothing_away() -> None:
    answer = "Bagging reduces variance. Boosting may reduce variance as well."
    assert state(VARIANCE, answer) is State.HIT


def test_two_contraries_agree_again() -> None:
    point = Point("small", "small steps are slow", say=("small|low slow",))
    assert state(point, "A large learning rate is fast.") is State.HIT
    assert state(point, "A large learning rate is slow.") is State.CONTRADICTED


def test_a_denied_contrary_is_not_yet_the_point() -> None:
    assert state(VARIANCE, "Bagging does not increase variance.") is not State.HIT


def test_a_point_without_patterns_is_found_by_its_sentences() -> None:
    point = Point("early", "Training stops when the validation error rises")
    assert state(point, "You stop training when the validation error rises.") is State.HIT
    assert state(point, "Use a validation set.") is State.MISSED


def test_a_denial_that_the_author_lists_does_not_count_against_the_point() -> None:
    say = ("not|never worse latency", "latency watch|worse")
    finding = judge(
        Point("guard", "watch latency", say=say), scene("It must not get worse in latency.")
    )
    assert (finding.state, finding.why) == (State.HIT, "")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("It never looks at labels.", State.HIT),
        ("At labels it also never looks.", State.HIT),
        ("It always looks at labels.", State.CONTRADICTED),
    ],
)
def test_a_sentence_that_denies_asks_for_a_denial(answer: str, expected: State) -> None:
    point = Point("blind", "never looks at labels", say=("It never looks at labels.",))
    assert state(point, answer) is expected


def test_what_people_ruled_right_counts() -> None:
    point = Point("var", "it cuts variance", say=("cut variance",), accept=("steadier result",))
    assert state(point, "The result is steadier.") is State.HIT


def test_a_formula_is_found_in_the_plain_line() -> None:
    point = Point("sig", "the sigmoid", say=(r"re: 1\s*/\s*\(1\s*\+\s*e\^?",))
    assert state(point, "It is 1 / (1 + e^-x)") is State.HIT
    assert state(point, "It is 1 / (2 + e^-x)") is State.MISSED


def test_a_pattern_that_cannot_be_read_is_passed_over() -> None:
    point = Point("odd", "bagging reduces variance", say=("a >", "reduce variance"))
    assert state(point, "Bagging reduces variance") is State.HIT


def test_one_phrasing_earns_a_little_less_than_two() -> None:
    point = replace(VARIANCE, para=(*VARIANCE.para, "it is steadier", "averages vary less"))
    one = judge(point, scene("In bagging the ensemble varies less than its members do."))
    two = judge(point, scene("Bagging reduces variance: the variance goes down."))
    assert one.credit < two.credit == 1.0


UNDERFIT = Wrong("underfit", "That is underfitting.", ("model > too > simple",))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The model is too simple.", True),
        ("It does not mean that the model is too simple.", False),
        ("The model isn't too simple.", False),
        ("Too simple a model underfits.", False),
        ("The model is too complex.", False),
        ("The model is good. It is too early, simple as that.", False),
    ],
)
def test_a_misconception_is_found_only_where_it_is_stated(answer: str, expected: bool) -> None:
    assert shows(UNDERFIT, scene(answer)) is expected


@pytest.mark.parametrize(
    "answer",
    [
        "Boosting reduces variance, bagging reduces bias.",
        "Boosting reduces variance and bagging reduces bias.",
        "The first method, boosting, reduces variance, while the second, bagging, reduces bias.",
        "Of bagging and boosting, the first reduces bias, the second reduces variance.",
    ],
)
def test_side_by_side_statements_keep_their_owners(answer: str) -> None:
    assert judge(VARIANCE, scene(answer)).why == "swapped"


def test_the_name_of_boosting_boosts_nothing() -> None:
    assert state(VARIANCE, "Bagging reduces variance, boosting reduces bias.") is State.HIT
    assert state(VARIANCE, "Bagging boosts the variance.") is State.CONTRADICTED


def test_one_phrasing_earns_less_only_where_the_rubric_has_many() -> None:
    few = Point("lr", "step size", say=("learning_rate scales step", "step|update size"))
    more = ("far|long step", "eta|alpha step", "multiplies gradient")
    many = replace(few, say=few.say + more)
    said = scene("The learning rate sets the size of each update.")
    assert judge(few, said).credit == 1.0
    assert 0.5 < judge(many, said).credit < 1.0


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("Momentum damps zigzags, v = 0.9 v + g.", ""),
        ("Momentum does not damp zigzags, v = 0.9 v + g.", "mixed"),
    ],
)
def test_a_formula_hides_no_denial_elsewhere(answer: str, why: str) -> None:
    point = Point("damp", "momentum damps zigzags", say=("damp|smooth zigzag", r"re:v\s*=\s*0?\.9"))
    found = judge(point, scene(answer))
    assert (found.state, found.why) == (State.HIT, why)
