"""Grades a set of answers that people graded too, and measures how near ours come to theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.grading import metrics
from bot.grading.calibration import RIGHT
from bot.grading.confidence import CORRECT, INCORRECT
from bot.grading.fitting import folds, predicted, shared_cuts
from bot.grading.reference import by_reference
from bot.grading.result import Grade, Verdict
from bot.grading.rubric import by_rubric
from bot.grading.second import Second, nearest
from bot.grading.similarity import features
from bot.grading.text import passage
from bot.quiz.rubric import Rubric

SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""How many of the answers are answered, the surest first."""
_FOLDS = 10
CORRECTION = 30.0
"""So many questions weigh as much as our own weights of the measures do."""
_LEVELS = {Verdict.INCORRECT: 0, Verdict.PARTLY: 1, Verdict.CORRECT: 2}

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """An answer with the score, 0 to 1, that people gave it."""

    question_id: str
    question: str
    references: tuple[str, ...]
    answer: str
    score: float
    is_right: bool | None = None
    """What people said where it is only right or wrong; None where they did not."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A case, our grade, and how long that took."""

    case: Case
    grade: Grade
    measures: tuple[float, ...]
    """Our score, then the features of likeness, and the second opinion where there is one: what
    calibration may use."""
    milliseconds: float

    @property
    def level(self) -> int:
        """0 incorrect, 1 partly, 2 correct: our verdict, or the draft where we are unsure."""
        return _LEVELS[self.grade.draft or self.grade.verdict]

    @property
    def gold(self) -> int:
        """The same of people's score."""
        return level(self.case.score)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures by their names; parts that the answers do not allow are empty."""

    counts: dict[str, int]
    raw: Figures
    calibrated: Figures
    two_way: Figures
    coverage: tuple[Figures, ...]
    unsure: float
    latency_ms: Figures


def level(score: float) -> int:
    """0 below 0.30, 2 from 0.75 on, else 1; marks of 0, 1 and 2 of 2 fall apart by these cuts."""
    return int(score >= INCORRECT) + int(score >= CORRECT)


def evaluate(
    cases: Sequence[Case], rubrics: Mapping[str, Rubric], second: Second | None = None
) -> Evaluation:
    """Grade every case, by its question's rubric where there is one, and compare."""
    graded = [_graded(case, rubrics.get(case.question_id), second) for case in cases]
    fitted = predicted(
        [one.measures for one in graded],
        [case.score for case in cases],
        [case.question_id for case in cases],
        CORRECTION,
    )
    return Evaluation(
        _counts(cases, rubrics),
        _scores(graded, [one.grade.score for one in graded])
        | _levels([one.level for one in graded], [one.gold for one in graded]),
        _scores(graded, fitted) | _calibrated_levels(graded, fitted),
        _two_way(graded),
        tuple(_at(graded, share) for share in SHARES),
        metrics.accuracy(
            [one.grade.verdict is Verdict.UNSURE for one in graded], [True] * len(cases)
        ),
        _latency([one.milliseconds for one in graded]),
    )


def _graded(case: Case, rubric: Rubric | None, second: Second | None) -> Graded:
    start = perf_counter()
    if rubric is not None:
        grade = by_rubric(rubric, case.question, case.references, case.answer, second)
    else:
        grade = by_reference(case.question, case.references, case.answer, second)
    took = (perf_counter() - start) * 1000
    models = tuple(map(passage, case.references))
    found = features(passage(case.question), models, passage(case.answer))
    alike = (nearest(second, case.references, case.answer),) if second is not None else ()
    return Graded(case, grade, (grade.score, *found, *alike), took)


def _counts(cases: Sequence[Case], rubrics: Mapping[str, Rubric]) -> dict[str, int]:
    return {
        "answers": len(cases),
        "questions": len({case.question_id for case in cases}),
        "by_rubric": sum(case.question_id in rubrics for case in cases),
    }


def _scores(graded: Sequence[Graded], scores: Sequence[float]) -> Figures:
    gold = [one.case.score for one in graded]
    return {
        "pearson": metrics.pearson(scores, gold),
        "spearman": metrics.spearman(scores, gold),
        "rmse": metrics.rmse(scores, gold),
    }


def _levels(ours: Sequence[int], gold: Sequence[int]) -> Figures:
    return {
        "kappa": metrics.weighted_kappa(ours, gold, len(_LEVELS)),
        "accuracy": metrics.accuracy(ours, gold),
        "macro_f1": metrics.macro_f1(ours, gold),
        "severe": metrics.severe(ours, gold),
    }


def _calibrated_levels(graded: Sequence[Graded], fitted: Sequence[float]) -> Figures:
    gold = [one.gold for one in graded]
    return _levels(_cut(graded, fitted, gold, len(_LEVELS)), gold)


def _two_way(graded: Sequence[Graded]) -> Figures:
    """Right or wrong by our score: with a cut found on other questions, and with the one we ship.

    Weights are not fitted here: on few questions that loses more than it gains.
    """
    if any(one.case.is_right is None for one in graded):
        return {}
    gold = [int(one.case.is_right is True) for one in graded]
    scores = [one.grade.score for one in graded]
    own = _cut(graded, scores, gold, 2)
    shipped = [int(score >= RIGHT) for score in scores]
    return {
        "macro_f1_fitted": metrics.macro_f1(own, gold),
        "accuracy_fitted": metrics.accuracy(own, gold),
        "macro_f1_shipped": metrics.macro_f1(shipped, gold),
        "accuracy_shipped": metrics.accuracy(shipped, gold),
    }


def _cut(
    graded: Sequence[Graded], scores: Sequence[float], gold: Sequence[int], classes: int
) -> list[int]:
    """Each score's class, by cuts that give other questions' answers the shares they have."""
    found = [min(one.level, classes - 1) for one in graded]
    for learnt, tried in folds([one.case.question_id for one in graded], _FOLDS):
        ours = [scores[place] for place in learnt]
        limits = shared_cuts(ours, [gold[place] for place in learnt], classes)
        for place in tried:
            found[place] = sum(scores[place] >= limit for limit in limits)
    return found


def _at(graded: Sequence[Graded], share: float) -> Figures:
    """What is right among the surest so many."""
    places = metrics.surest([one.grade.confidence for one in graded], share)
    ours, gold = [graded[n].level for n in places], [graded[n].gold for n in places]
    return {
        "share": share,
        "confidence": min((graded[n].grade.confidence for n in places), default=0.0),
        "accuracy": metrics.accuracy(ours, gold),
        "severe": metrics.severe(ours, gold),
    }


def _latency(took: Sequence[float]) -> Figures:
    return {name: metrics.percentile(took, share) for name, share in _percentiles()}


def _percentiles() -> Iterator[tuple[str, float]]:
    yield from (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
