"""The optional second opinion: an outside measure of likeness, and what it may do to a grade.

It can leave a verdict to people, and nothing else: it earns nothing and makes nothing correct.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Protocol

from bot.grading.result import Finding, Grade, State, Verdict
from bot.quiz.rubric import Rubric

_UNLIKE, _ALIKE = 0.25, 0.80
"""The likeness that wrong answers and full ones have, in the main, by small sentence models."""
_HIGH = 0.72
"""So like a model answer, what is missed may only be said in words that no pattern has."""
_DOUBT = 0.25
_PART = 0.2
"""Its part in a score by likeness alone; chosen on the sets that docs/grading.md names."""
_PHRASING = "It may say in other words what seems to be missing."


class Second(Protocol):
    """Measures likeness of meaning, in this process; deterministic."""

    def likeness(self, reference: str, answer: str) -> float:
        """About 0 (nothing in common) to 1 (the same)."""
        ...


SECOND: ContextVar[Second | None] = ContextVar("second", default=None)
"""What `bot.grading.grade.grade` asks; None, by default: nothing."""


@contextmanager
def asking(second: Second | None) -> Iterator[None]:
    """Inside, and in the tasks begun inside, grades have this second opinion."""
    before = SECOND.get()
    SECOND.set(second)
    try:
        yield
    finally:
        SECOND.set(before)  # not by token: a block may end in another context than it began


def nearest(second: Second, references: tuple[str, ...], answer: str) -> float:
    """The likeness to the model answer that is most like it, 0 to 1."""
    found = max((second.likeness(one, answer) for one in references), default=0.0)
    return min(1.0, max(0.0, found))


def advised(likely: float) -> float:
    """The score, 0 to 1, that a likeness speaks for."""
    return min(1.0, max(0.0, (likely - _UNLIKE) / (_ALIKE - _UNLIKE)))


def joined(score: float, second: Second, references: tuple[str, ...], answer: str) -> float:
    """A score by likeness, with the second opinion's part in it."""
    return score + _PART * (advised(nearest(second, references, answer)) - score)


def opened(grade: Grade, rubric: Rubric, likely: float) -> Grade:
    """The grade, left to people where an answer so like the model answer lacks what is needed."""
    if grade.verdict in {Verdict.UNSURE, Verdict.CORRECT} or likely < _HIGH:
        return grade
    if not _lacks(grade, rubric):
        return grade
    why, sureness = grade.why or _PHRASING, min(grade.confidence, _DOUBT)
    return replace(grade, verdict=Verdict.UNSURE, draft=grade.verdict, confidence=sureness, why=why)


def _lacks(grade: Grade, rubric: Rubric) -> bool:
    """A required point is missed; where none is required, most of what is asked."""
    missed = {one.point for one in grade.findings if one.state is State.MISSED}
    required = [point.id for point in rubric.points if point.required]
    if required:
        return any(id_ in missed for id_ in required)
    return _share_missed(grade.findings, rubric) > 0.5


def _share_missed(findings: tuple[Finding, ...], rubric: Rubric) -> float:
    asked = {point.id for point in rubric.points if not point.optional}
    missed = sum(one.point in asked and one.state is State.MISSED for one in findings)
    return missed / len(asked) if asked else 0.0
