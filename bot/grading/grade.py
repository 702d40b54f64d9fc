"""An answer and the key -> a verdict with a score in 0..1, and a sentence on why."""

from itertools import combinations

from bot.grading.reference import by_reference
from bot.grading.result import Grade, Verdict
from bot.grading.rubric import by_rubric
from bot.grading.second import SECOND
from bot.quiz.question import Form, Key, Question


def grade(question: Question, answer: str) -> Grade:
    """The verdict on a canonical answer (see `bot.grading.reading`)."""
    return _GRADERS[question.face.form](question, answer)


def _of_score(score: float, why: str = "") -> Grade:
    if score >= 1:
        return Grade(Verdict.CORRECT, 1.0, why)
    return Grade(Verdict.PARTLY if score > 0 else Verdict.INCORRECT, max(score, 0.0), why)


def _one_letter(question: Question, answer: str) -> Grade:
    place = question.face.letters.index(answer)
    whys = question.key.whys
    return _of_score(question.key.scores[place], whys[place] if whys else "")


def _many_letters(question: Question, answer: str) -> Grade:
    """A share for each hit, less one for each false alarm; choosing all earns 0."""
    chosen, right = set(answer.split()), set(question.key.answer.split())
    if chosen == set(question.face.letters):
        return _of_score(0.0)
    return _of_score((len(chosen & right) - len(chosen - right)) / len(right))


def _number(question: Question, answer: str) -> Grade:
    value, right = float(answer), float(question.key.answer)
    if _is_near(question.key, value, right):
        return _of_score(1.0)
    slips = (slip for slip in question.key.slips if _is_near(question.key, value, slip.value))
    return _of_score(0.0, next((slip.why for slip in slips), ""))


def _is_near(key: Key, value: float, target: float) -> bool:
    rounding = 1e-9 * max(1.0, abs(target))
    tolerance = max(key.absolute_tolerance, key.relative_tolerance * abs(target))
    return abs(value - target) <= tolerance + rounding


def _order(question: Question, answer: str) -> Grade:
    """The share of pairs that stand in the right order."""
    place = {letter: n for n, letter in enumerate(answer.split())}
    pairs = list(combinations(question.key.answer.split(), 2))
    return _of_score(sum(place[first] < place[then] for first, then in pairs) / len(pairs))


def _match(question: Question, answer: str) -> Grade:
    """The share of pairs that are right."""
    given, right = answer.split(), question.key.answer.split()
    return _of_score(sum(a == b for a, b in zip(given, right, strict=True)) / len(right))


def _free_text(question: Question, answer: str) -> Grade:
    """By the rubric; where there is none, by likeness to the model answer, never "correct"."""
    key, second = question.key, SECOND.get()
    if key.rubric is None:
        return by_reference(question.face.stem, (key.answer,), answer, second)
    return by_rubric(key.rubric, question.face.stem, (key.answer,), answer, second)


_GRADERS = {
    Form.SINGLE_CHOICE: _one_letter,
    Form.TRUE_FALSE: _one_letter,
    Form.CODE_OUTPUT: _one_letter,
    Form.IMAGE_BASED: _one_letter,
    Form.MULTI_SELECT: _many_letters,
    Form.NUMERIC: _number,
    Form.ORDER: _order,
    Form.MATCH: _match,
    Form.FREE_TEXT: _free_text,
}
