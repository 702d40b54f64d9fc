"""Tries a rubric on its own reference, its test answers, and attacks: what must it give them?"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.grading.result import Grade, State, Verdict
from bot.grading.rubric import by_rubric, scored
from bot.quiz.rubric import Rubric
from questions.attacks import negated, swapped
from questions.faults import Fault
from questions.loader import Placed
from questions.schema import FreeText

FULL = 0.9
"""What the reference must score."""
UNSURE_CORRECT = 1
"""How many of the right test answers may be left to people."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """A rubric, and what the grader says to its answers."""

    placed: Placed
    item: FreeText
    rubric: Rubric

    def grade(self, answer: str) -> Grade:
        reference = self.item.rubric.reference
        return by_rubric(self.rubric, self.item.stem, (reference,), answer)

    def reading(self, text: str) -> Grade:
        """What the patterns find in a text, be it the reference's own or the question's."""
        return by_rubric(self.rubric, "", (), text)

    def fault(self, says: str, remedy: str, *path: str | int) -> Fault:
        return self.placed.fault(says, remedy, "rubric", *path)


def faults(placed: Placed, item: FreeText) -> Iterator[Fault]:
    """Everything that the grader gets wrong with this rubric."""
    rubric = item.rubric.rubric()
    assert rubric is not None
    trial = _Trial(placed, item, rubric)
    yield from _of_reference(trial)
    yield from _of_question(trial)
    yield from _of_attacks(trial)
    yield from _of_tests(trial)
    yield from _of_idle_points(trial)


def _of_reference(trial: _Trial) -> Iterator[Fault]:
    # A model answer is right whatever the patterns say, and here they are asked.
    grade = trial.reading(trial.item.rubric.reference)
    missed = [finding.point for finding in grade.findings if finding.state is not State.HIT]
    if (score := scored(trial.rubric, grade.findings)) < FULL:
        says = f"the reference scores {score:.2f}, less than {FULL:.2f}{_named(missed)}"
        yield trial.fault(says, "Let it say every point, or widen the patterns", "reference")
    for place, point in enumerate(trial.rubric.points):
        if point.required and point.id in missed:
            says = f"the reference does not hit the required point '{point.id}'"
            yield trial.fault(says, "Say it there, or widen its patterns", "points", place)
    yield from _of_wrongs(trial, grade, "the reference", "reference")


def _of_question(trial: _Trial) -> Iterator[Fault]:
    """Nobody earns a point by repeating what was asked."""
    remedy = "Ask for words in the pattern that the question lacks"
    if (score := trial.grade(trial.item.stem).score) > 0:
        yield trial.fault(f"the question itself scores {score:.2f}", remedy, "points")
    hit = _hit(trial.reading(trial.item.stem))
    for place, point in enumerate(trial.rubric.points):
        if point.id in hit:
            says = f"the question's own words hit the point '{point.id}'"
            yield trial.fault(says, remedy, "points", place)


def _of_attacks(trial: _Trial) -> Iterator[Fault]:
    reference, roles = trial.item.rubric.reference, trial.rubric.roles
    denied = negated(reference)
    if denied != reference and trial.grade(denied).verdict is Verdict.CORRECT:
        says = "the reference with each clause negated is taken for correct"
        remedy = "Put the verb into the patterns, and leave polarity strict"
        yield trial.fault(says, remedy, "reference")
    if not roles:
        return
    turned = swapped(reference, roles)
    if turned == reference:
        says = "the reference names none of the roles"
        yield trial.fault(says, "Name them there, or remove the roles", "reference")
    elif trial.reading(turned).verdict is Verdict.CORRECT:
        says = "the reference with its roles swapped is taken for correct"
        yield trial.fault(says, "Give 'about' to the points that tell the roles apart", "roles")


def _of_tests(trial: _Trial) -> Iterator[Fault]:
    tests = trial.item.rubric.tests
    yield from _of_correct(trial, tests.correct)
    for place, answer in enumerate(tests.partly):
        grade = trial.grade(answer)
        if grade.verdict in {Verdict.CORRECT, Verdict.INCORRECT}:
            says = f"partly right test answer {place + 1} is graded {_told(grade)}"
            yield trial.fault(says, _REMEDY, "tests", "partly", place)
    for place, answer in enumerate(tests.incorrect):
        grade = trial.grade(answer)
        if grade.verdict is Verdict.CORRECT:
            says = f"incorrect test answer {place + 1} is graded {_told(grade)}"
            yield trial.fault(says, _REMEDY, "tests", "incorrect", place)
    if trial.rubric.roles and not any(map(_is_swap, map(trial.grade, tests.incorrect))):
        says = "no incorrect test answer gives one role's part to another"
        yield trial.fault(says, "Write one with the roles swapped", "tests", "incorrect")


_REMEDY = "Mend the patterns, or the answer"


def _of_correct(trial: _Trial, answers: tuple[str, ...]) -> Iterator[Fault]:
    unsure = 0
    for place, answer in enumerate(answers):
        grade, what = trial.grade(answer), f"correct test answer {place + 1}"
        unsure += grade.verdict is Verdict.UNSURE
        is_left = grade.verdict is Verdict.UNSURE and unsure <= UNSURE_CORRECT
        if grade.verdict is not Verdict.CORRECT and not is_left:
            says = f"{what} is graded {_told(grade)}"
            yield trial.fault(says, _REMEDY, "tests", "correct", place)
        yield from _of_wrongs(trial, grade, what, "tests", "correct", place)


def _of_wrongs(trial: _Trial, grade: Grade, what: str, *path: str | int) -> Iterator[Fault]:
    for name in grade.wrongs:
        says = f"'{name}' is found in {what}"
        yield trial.fault(says, "Narrow its patterns: add a slot, or the order with '>'", *path)


def _of_idle_points(trial: _Trial) -> Iterator[Fault]:
    """A point that all answers hit, or none, tells nothing, or has never been tried."""
    tests = trial.item.rubric.tests
    answers = (*tests.correct, *tests.partly, *tests.incorrect)
    hits = [set(_hit(trial.grade(answer))) for answer in answers]
    for place, point in enumerate(trial.rubric.points):
        count = sum(point.id in hit for hit in hits)
        if answers and count in {0, len(answers)}:
            says = f"{'every' if count else 'no'} test answer hits the point '{point.id}'"
            remedy = f"Add one that {'misses' if count else 'says'} it, or mend its patterns"
            yield trial.fault(says, remedy, "points", place)


def _hit(grade: Grade) -> list[str]:
    return [finding.point for finding in grade.findings if finding.state is State.HIT]


def _is_swap(grade: Grade) -> bool:
    return any(finding.why == "swapped" for finding in grade.findings)


def _told(grade: Grade) -> str:
    missed = [finding.point for finding in grade.findings if finding.state is not State.HIT]
    what = _named(missed) if grade.verdict is not Verdict.CORRECT else ""
    return f"{grade.verdict} ({grade.score:.2f}){_because(grade)}{what}"


def _because(grade: Grade) -> str:
    return f" by the gate '{grade.gate}'" if grade.gate else ""


def _named(points: list[str]) -> str:
    return f"; it misses {', '.join(points)}" if points else ""
