"""Whether an answer denies what belongs to a full one, and when a denial is honest."""

import pytest

from bot.grading.denials import Asked, is_denied
from bot.grading.evidence import Scene
from bot.grading.index import index_of
from bot.grading.points import judge, weigh
from bot.grading.result import State
from bot.grading.roles import Cast
from bot.grading.text import passage
from bot.quiz.rubric import Point

ROLES = {"stack": ("stack",), "queue": ("queue",)}
POINTS = (
    Point(
        "order",
        "A stack gives back what came last, and needs no search.",
        about="stack",
        say=("last|newest first|out|return|give", "not:search need|require"),
    ),
    Point(
        "fair", "A queue serves who waited longest.", about="queue", say=("oldest|longest serve",)
    ),
    Point(
        "loss",
        "Nothing gets lost when it is full.",
        strict=False,
        say=("not:lose|lost item|element", "keep|wait full"),
    ),
)
MODEL = passage(
    "A stack returns the item that was pushed last. A queue serves the item that waited longest, "
    "and grows on the heap."
)


def denied(answer: str) -> bool:
    index = index_of(passage(answer))
    scene = Scene(index, Cast(ROLES, index), frozenset({"differ"}))
    asked = Asked(POINTS, (MODEL,), scene.given)
    return is_denied(asked, index, [weigh(point, scene) for point in POINTS])


@pytest.mark.parametrize(
    "answer",
    [
        "A stack does not return the newest item first.",
        "A stack, which doesn't give the last one out, is small.",
        "A stack is a pile and does not return the newest first.",
        "A queue never serves the oldest.",
        "A queue has no end, and it can't serve the oldest one.",
        "When it is full, it does work; but the structure does not keep whoever waits.",
        "A queue does not grow on the heap.",
        "A stack does need a search.",
        "The stack requires searching through it.",
    ],
)
def test_what_a_full_answer_affirms_must_not_be_denied(answer: str) -> None:
    assert denied(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "A stack returns the newest item first.",
        "A stack does not need any search.",
        "If a queue does not serve the oldest, it is broken.",
        "Items that are not served by the oldest queue wait.",
        "What a queue does not serve first, the oldest, is odd.",
        "Don't serve the oldest of the queue.",
        "One should not serve the oldest of the queue.",
        "Either the queue serves the oldest or doesn't.",
        "A queue does not always serve the oldest.",
        "Some queues do not serve the oldest.",
        "Never serve the oldest of the queue.",
        "A queue cannot tell the oldest that it is served.",
        "It does not lose any item.",
        "A queue is not made of marble.",
        "The stack serves, not the oldest queue.",
        "A queue does not serve the oldest of all but the one that waited longest.",
        "Whatever the queue serves, the oldest or not, does not matter.",
        "A queue does need a search.",
    ],
)
def test_honest_denials_are_none_of_it(answer: str) -> None:
    assert not denied(answer)


def test_what_is_denied_of_the_other_role_contradicts_nothing() -> None:
    answer = "A stack does not serve the oldest."
    index = index_of(passage(answer))
    scene = Scene(index, Cast(ROLES, index), frozenset())
    assert judge(POINTS[1], scene).state is State.MISSED


def test_a_no_in_the_text_of_a_point_allows_no_other_denial() -> None:
    answer = "A stack does not return the newest first."
    index = index_of(passage(answer))
    scene = Scene(index, Cast(ROLES, index), frozenset())
    assert judge(POINTS[0], scene).state is State.CONTRADICTED


def test_where_the_phrasings_say_what_may_be_denied_others_must_not_be() -> None:
    index = index_of(passage("It loses an item, as nobody waits when it is full."))
    scene = Scene(index, Cast({}, index), frozenset())
    assert judge(POINTS[2], scene).state is not State.HIT


@pytest.mark.parametrize("joint", [", and ", " and "])
def test_what_another_part_of_a_clause_denies_contradicts_nothing(joint: str) -> None:
    point = Point("gone", "The signal goes to zero.", say=("signal|product zero|vanish",))
    index = index_of(passage(f"It goes to zero{joint}the weights get no signal"))
    scene = Scene(index, Cast({}, index), frozenset())
    assert judge(point, scene).state is not State.CONTRADICTED
