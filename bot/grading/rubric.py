"""The verdict on a free-text answer by its question's rubric: points, misconceptions, gates."""

from collections.abc import Sequence
from dataclasses import replace

from bot.grading.confidence import Opinion, confidence, doubt, drafted
from bot.grading.denials import Asked, is_denied
from bot.grading.equal import normal_form
from bot.grading.evidence import Scene
from bot.grading.exchanges import is_exchanged
from bot.grading.gates import Gate, gate
from bot.grading.index import index_of
from bot.grading.points import shows, weigh
from bot.grading.polarity import denials
from bot.grading.result import Finding, Grade, State, Verdict
from bot.grading.roles import Cast
from bot.grading.second import Second, nearest, opened
from bot.grading.second import advised as advised_by
from bot.grading.similarity import FEATURES, features
from bot.grading.text import Passage, passage
from bot.grading.traces import traced
from bot.grading.vocabulary import is_known
from bot.quiz.rubric import Point, Rubric, Wrong

_WITHOUT_REQUIRED = 0.6
"""The most that an answer scores which misses a required point."""
_ADVICE = 0.35
"""The second opinion's part in the score."""
_MEASURES = ("root", "loose order", "all words")
"""What that opinion is the mean of: the likeness, and what stuffed and swapped words lack."""
_COMPLETE = 0.8
"""An answer with every point that is asked for scores so much, however it is worded; two or three
points are too few to say so."""
_MANY = 4
_UNLIKE, _ALIKE = 0.22, 0.57
"""The likeness to the model answer that wrong answers and full ones have, in the main."""
_QUARTER, _NOT_FULL = 0.25, 0.74
"""Who misses so much of the points is at most nearly correct, however like the model answer."""
_Texts = tuple[Passage, tuple[Passage, ...], Passage]
"""A question, its model answers and an answer."""
_WRONG = 0.15
"""What a misconception costs, beside its cap."""


def by_rubric(
    rubric: Rubric,
    question: str,
    references: tuple[str, ...],
    answer: str,
    second: Second | None = None,
) -> Grade:
    """What the rubric says to the answer; a model answer is right whatever the rubric says.

    A `second` opinion may leave the verdict to people; the score stays.
    """
    if normal_form(answer) in map(normal_form, references):
        return Grade(Verdict.CORRECT, 1.0, findings=tuple(map(_full, rubric.points)))
    texts = passage(question), tuple(map(passage, references)), passage(answer)
    barrier = gate(*texts)
    if barrier is not None and barrier.verdict is Verdict.INCORRECT:
        return Grade(Verdict.INCORRECT, 0.0, barrier.why, gate=barrier.name)
    scene = _scene(rubric, question, answer)
    opinion = _opinion(rubric, scene, texts)
    wrongs = tuple(wrong for wrong in rubric.wrong if shows(wrong, scene))
    is_full = _is_full(rubric, opinion.findings)
    if barrier is not None and barrier.gives_way and is_full and not wrongs:
        barrier = None
    opinion = replace(opinion, score=capped(opinion.score, wrongs, barrier))
    grade = _graded(opinion, wrongs, barrier)
    if second is None or not references:
        return grade
    likely = nearest(second, references, answer)
    joined = replace(opinion, advice=(opinion.advice + advised_by(likely)) / 2)
    less_sure = min(grade, _graded(joined, wrongs, barrier), key=lambda one: one.confidence)
    return opened(less_sure, rubric, likely)


def _opinion(rubric: Rubric, scene: Scene, texts: _Texts) -> Opinion:
    """What the points and the likeness say, whatever misconceptions and gates make of it."""
    judgements = [weigh(point, scene) for point in rubric.points]
    findings = traced(rubric.points, judgements, scene)
    own = scored(rubric, findings)
    advice = advised(_likeness(*texts)) if texts[1] else own
    most = _NOT_FULL if _missed(rubric, findings) >= _QUARTER else 1.0
    return Opinion(
        score=min(most, _blended(own, advice, _is_full(rubric, findings))),
        findings=findings,
        advice=advice,
        denials=_more_denials(*texts[1:]),
        is_exchanged=is_exchanged(*texts[1:]),
        is_denied=is_denied(Asked(rubric.points, texts[1], scene.given), scene.index, judgements),
        names_others=scene.cast.is_confused
        or (scene.cast.is_unnamed and _speaks_of_strangers(rubric, findings, texts)),
    )


def scored(rubric: Rubric, findings: Sequence[Finding]) -> float:
    """The share of the points, by weight, 0 to 1; of the best `need` of them where that is set."""
    pairs = list(zip(rubric.points, findings, strict=True))
    earned = [point.weight * finding.credit for point, finding in pairs]
    total = sum(_asked(rubric))
    if rubric.need is not None:
        earned = sorted(earned, reverse=True)[: rubric.need]
    score = min(1.0, sum(earned) / total) if total else 0.0
    return min(score, _WITHOUT_REQUIRED) if any(_lacks(*pair) for pair in pairs) else score


def advised(likely: float) -> float:
    """The score, 0 to 1, that a likeness to the model answer speaks for."""
    return min(1.0, max(0.0, (likely - _UNLIKE) / (_ALIKE - _UNLIKE)))


def _likeness(question: Passage, references: tuple[Passage, ...], answer: Passage) -> float:
    found = dict(zip(FEATURES, features(question, references, answer), strict=True))
    return sum(found[name] for name in _MEASURES) / len(_MEASURES)


def _blended(score: float, advice: float, is_full: bool) -> float:
    """The score, drawn a little towards the second opinion; nothing is earned by that alone."""
    drawn = score + _ADVICE * (advice - score) if score else 0.0
    return max(drawn, min(score, _COMPLETE)) if is_full else drawn


def _is_full(rubric: Rubric, findings: Sequence[Finding]) -> bool:
    """Many points are hit, all that are asked for, and none is denied anywhere."""
    if any(finding.state is State.CONTRADICTED or finding.why for finding in findings):
        return False
    pairs = list(zip(rubric.points, findings, strict=True))
    hits = [point for point, finding in pairs if finding.state is State.HIT]
    if any(point.required and point not in hits for point in rubric.points):
        return False
    asked = [point for point in rubric.points if not point.optional]
    said = sum(point in hits for point in asked)
    return said >= max(_MANY, len(asked) if rubric.need is None else rubric.need)


def _asked(rubric: Rubric) -> list[float]:
    """The weights that make a full answer."""
    weights = [point.weight for point in rubric.points if not point.optional]
    return sorted(weights, reverse=True)[: rubric.need]


def _missed(rubric: Rubric, findings: Sequence[Finding]) -> float:
    """The share of the points, by weight, of which nothing was said."""
    pairs = zip(rubric.points, findings, strict=True)
    said = (point.weight for point, finding in pairs if finding.credit)
    asked = sum(_asked(rubric))
    found = sum(sorted(said, reverse=True)[: rubric.need])
    return max(0.0, 1 - found / asked) if asked else 0.0


def _lacks(point: Point, finding: Finding) -> bool:
    return point.required and finding.state in {State.MISSED, State.CONTRADICTED}


def _more_denials(references: tuple[Passage, ...], answer: Passage) -> int:
    return denials(answer) - max(map(denials, references), default=0)


def capped(score: float, wrongs: Sequence[Wrong], barrier: Gate | None) -> float:
    """What is left of a score beside misconceptions and a gate."""
    caps = [wrong.cap for wrong in wrongs] + ([barrier.cap] if barrier is not None else [])
    return max(0.0, min([score - _WRONG * len(wrongs), *caps]))


def _graded(opinion: Opinion, wrongs: Sequence[Wrong], barrier: Gate | None) -> Grade:
    draft, sureness = drafted(opinion.score, opinion.findings), confidence(opinion)
    barred = barrier is not None and barrier.verdict is Verdict.UNSURE
    reason = doubt(opinion, sureness)
    unsure = barred or bool(reason)
    return Grade(
        verdict=Verdict.UNSURE if unsure else draft,
        score=opinion.score,
        why=_why(wrongs, barrier) or reason,
        findings=tuple(opinion.findings),
        confidence=min(sureness, 0.25) if barred else sureness,
        draft=draft if unsure else None,
        gate=barrier.name if barrier is not None else "",
        wrongs=tuple(wrong.id for wrong in wrongs),
    )


def _why(wrongs: Sequence[Wrong], barrier: Gate | None) -> str:
    said = [wrong.text for wrong in wrongs] + ([barrier.why] if barrier is not None else [])
    return said[0] if said else ""


def _speaks_of_strangers(rubric: Rubric, findings: Sequence[Finding], texts: _Texts) -> bool:
    """It says something of several roles, and has rare words that no given text has: names."""
    pairs = zip(rubric.points, findings, strict=True)
    roles = {point.about for point, found in pairs if point.about and found.state is State.HIT}
    question, references, answer = texts
    given = {token.stem for text in (question, *references) for token in text.tokens}
    others = [token.word for token in answer.tokens if token.stem not in given]
    return len(roles) > 1 and not all(map(is_known, others))


def _full(point: Point) -> Finding:
    return Finding(point.id, point.text, point.hint, State.HIT, credit=1.0)


def _scene(rubric: Rubric, question: str, answer: str) -> Scene:
    index = index_of(passage(answer))
    given = frozenset(token.stem for token in passage(question).tokens)
    return Scene(index, Cast(rubric.roles, index), given)
