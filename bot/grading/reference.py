"""The verdict on a free-text answer where there is no rubric: by its likeness to the references.

Likeness cannot tell a statement from its contrary, so nothing here is ever "correct".
"""

from bot.grading.calibration import calibrated
from bot.grading.confidence import CORRECT, INCORRECT, LEAST
from bot.grading.equal import normal_form
from bot.grading.gates import gate
from bot.grading.polarity import opposites, scopes
from bot.grading.result import Grade, Verdict
from bot.grading.second import Second, joined
from bot.grading.similarity import features
from bot.grading.text import Passage, passage
from bot.grading.vocabulary import FUNCTION_WORDS

_MOST = 0.6
"""No likeness is surer than this."""
_EDGE = 0.03
"""So near to a cut it is for people to say."""
_FULL = 0.2
"""A score so far from the next cut is as sure as likeness can be."""
_DOUBT = 0.2
"""How sure we are of an answer that may say the contrary, or that a gate doubts."""
_MUCH = 0.5
"""The least likeness of an answer that says the contrary, and not just something else."""
_CONTRARY = "It may say the contrary of the model answer."
_LIKE = "It is much like the model answer, but only people can say whether it is right."


def by_reference(
    question: str, references: tuple[str, ...], answer: str, second: Second | None = None
) -> Grade:
    """Partly, incorrect or unsure, with the score that such answers had on average.

    A model answer itself is correct; nothing else is. A `second` opinion joins the score.
    """
    if normal_form(answer) in map(normal_form, references):
        return Grade(Verdict.CORRECT, 1.0)
    asked, models, given = passage(question), tuple(map(passage, references)), passage(answer)
    barrier = gate(asked, models, given)
    if barrier is not None and barrier.verdict is Verdict.INCORRECT:
        return Grade(Verdict.INCORRECT, 0.0, barrier.why, gate=barrier.name)
    measures = features(asked, models, given)
    score = calibrated(measures)
    if second is not None:
        score = joined(score, second, references, answer)
    if barrier is not None and barrier.verdict is Verdict.UNSURE:
        return _doubted(score, _drafted(min(score, barrier.cap)), barrier.why, barrier.name)
    if measures[0] >= _MUCH and all(is_contrary(given, model) for model in models):
        return _doubted(score, _drafted(score), _CONTRARY)
    return _graded(score if barrier is None else min(score, barrier.cap))


def is_contrary(answer: Passage, reference: Passage) -> bool:
    """Whether a shared word is negated in one text only, or stands against its opposite.

    Where both negate a word of the other, the scopes may differ and the meaning not.
    """
    denied, affirmed = _polar(answer)
    wanted_denied, wanted = _polar(reference)
    if not denied & wanted_denied and (denied & wanted or affirmed & wanted_denied):
        return True
    said, meant = affirmed - wanted - wanted_denied, wanted - affirmed - denied
    return any((stem,) in opposites((other,)) for stem in said for other in meant)


def _polar(text: Passage) -> tuple[set[str], set[str]]:
    """The content stems that only stand negated, and the rest; what is denied twice is not."""
    counts = [0] * len(text.tokens)
    for _, scope in scopes(text):
        for place in scope:
            counts[place] += 1
    content = [
        (token.stem, count % 2)
        for token, count in zip(text.tokens, counts, strict=True)
        if token.word not in FUNCTION_WORDS
    ]
    affirmed = {stem for stem, is_denied in content if not is_denied}
    return {stem for stem, is_denied in content if is_denied} - affirmed, affirmed


def _graded(score: float) -> Grade:
    draft = _drafted(score)
    margin = min(abs(score - CORRECT), abs(score - INCORRECT))
    sureness = min(_MOST, _MOST * (0.4 + 0.6 * margin / _FULL))
    if draft is Verdict.CORRECT:
        return Grade(Verdict.UNSURE, score, _LIKE, confidence=sureness, draft=draft)
    if margin < _EDGE or sureness < LEAST:
        return Grade(Verdict.UNSURE, score, confidence=min(sureness, LEAST), draft=draft)
    return Grade(draft, score, confidence=sureness)


def _doubted(score: float, draft: Verdict, why: str, name: str = "") -> Grade:
    """For people to judge; the score stays what such answers had on average."""
    return Grade(Verdict.UNSURE, score, why, confidence=_DOUBT, draft=draft, gate=name)


def _drafted(score: float) -> Verdict:
    if score < INCORRECT:
        return Verdict.INCORRECT
    return Verdict.CORRECT if score >= CORRECT else Verdict.PARTLY
