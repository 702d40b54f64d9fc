"""Points that no phrasing was found of, and the words that speak for them all the same."""

from dataclasses import replace

import pytest

from bot.grading.evidence import Scene
from bot.grading.index import index_of
from bot.grading.points import weigh
from bot.grading.result import Finding, State
from bot.grading.roles import Cast
from bot.grading.text import passage
from bot.grading.traces import traced
from bot.quiz.rubric import Point

ROLES = {"skip": ("skip-gram",), "cbow": ("cbow",)}
RARE = Point(
    "rare",
    "Skip-gram suits rare words",
    about="skip",
    say=("good|better rare|infrequent",),
    para=("Odd vocabulary such as dialect gets accurate embeddings",),
)
FAST = Point("fast", "CBOW trains quickly", about="cbow", say=("fast|quick train|training",))
SAID = "CBOW is fast to train."
TRACE = "Skip-gram embeddings cope with dialect."


def both(
    answer: str, *points: Point, given: frozenset[str] = frozenset({"compare"})
) -> tuple[Finding, Finding]:
    """The finding of the first point before and after."""
    index = index_of(passage(answer))
    scene = Scene(index, Cast(ROLES, index), given)
    asked = points or (RARE, FAST)
    judgements = [weigh(point, scene) for point in asked]
    return judgements[0].finding, traced(asked, judgements, scene)[0]


def test_some_words_of_a_point_in_one_clause_make_it() -> None:
    before, after = both(f"{SAID} {TRACE}")
    assert before.state is not State.HIT
    assert after.state is State.HIT
    assert after.quote == "embeddings cope with dialect"
    assert before.credit < after.credit < 1


@pytest.mark.parametrize(
    "answer",
    [
        "Skip-gram has no embeddings for dialect.",
        "CBOW embeddings cope with dialect.",
        "Skip-gram has bad embeddings for dialect.",
    ],
)
def test_what_is_denied_or_another_ones_makes_none(answer: str) -> None:
    before, after = both(f"{SAID} {answer}")
    assert after == before


def test_one_word_makes_half_a_point_at_most() -> None:
    before, after = both(f"{SAID} Skip-gram has embeddings.")
    assert before.state is State.MISSED
    assert after.state is State.NEAR


def test_words_that_every_point_has_tell_of_none() -> None:
    others = [replace(RARE, id=name) for name in ("two", "three", "four", "five", "six")]
    before, after = both(f"{SAID} {TRACE}", RARE, *others, FAST)
    assert after == before


def test_nothing_is_traced_where_no_point_was_found() -> None:
    before, after = both(TRACE)
    assert after == before


def test_a_point_with_very_many_words_is_not_traced() -> None:
    letters = [f"{first}{second}foo" for first in "abcdefgh" for second in "abcdef"]
    before, after = both(f"{SAID} {TRACE}", replace(RARE, accept=("|".join(letters),)), FAST)
    assert after == before


def test_nothing_is_traced_where_the_question_is_not_known() -> None:
    before, after = both(f"{SAID} {TRACE}", given=frozenset())
    assert after == before
