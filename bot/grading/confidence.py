"""How sure a graded score is, and from there the verdict: it may also be that we don't know."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.grading.result import Finding, State, Verdict

CORRECT = 0.75
INCORRECT = 0.30
"""Scores from the first on are correct, scores below the second incorrect."""
LEAST = 0.3
"""Below this confidence the verdict is unsure."""
_EDGE = 0.05
_DENIALS = 2
"""So many verbs may be denied beside a point that is said and also denied."""
_FULL = 0.2
"""A score so far from the next cut is as sure as distance makes it."""
_SPAN, _BETWEEN = 0.65, 0.35
"""What that distance makes it surer; less between the cuts, where people agree least."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What speaks for and against a score."""

    score: float
    findings: Sequence[Finding]
    advice: float
    """The score that the likeness to the model answer speaks for."""
    denials: int = 0
    """How many more verbs the answer denies than the model answer does."""
    is_exchanged: bool = False
    """It has the model answer's words in another order."""
    is_denied: bool = False
    """A statement of it denies what belongs to a full answer."""
    names_others: bool = False
    """Where several things are asked about, it names only others, or takes one for another."""


def drafted(score: float, findings: Sequence[Finding]) -> Verdict:
    """The verdict if one must be given; a contradicted point bars "correct"."""
    if score < INCORRECT:
        return Verdict.INCORRECT
    if score < CORRECT or any(f.state is State.CONTRADICTED for f in findings):
        return Verdict.PARTLY
    return Verdict.CORRECT


def confidence(opinion: Opinion) -> float:
    """0 to 1, from the nearest cut, half-said points, contradictions and the second opinion."""
    span = _BETWEEN if INCORRECT <= opinion.score < CORRECT else _SPAN
    sure = 0.35 + span * min(1.0, _margin(opinion.score) / _FULL)
    share = 1 / max(1, len(opinion.findings))
    sure -= 0.5 * share * _count(opinion, State.NEAR)
    sure -= 0.5 * share * _count(opinion, State.CONTRADICTED)
    sure -= 0.4 * max(0.0, _disagreement(opinion) - 0.3)
    return min(1.0, max(0.0, sure))


def is_open(opinion: Opinion, sureness: float) -> bool:
    """It is for people to judge: too unsure, torn, or half-said points decide a close call."""
    return bool(doubt(opinion, sureness))


def doubt(opinion: Opinion, sureness: float) -> str:
    """Why it is for people to judge, in a sentence for whoever gave the answer; "" if it is not."""
    if opinion.is_exchanged and opinion.score >= CORRECT:
        return "This has words of the model answer in other places than there."
    if opinion.names_others and opinion.score >= CORRECT:
        return "This names other things than those that were asked about."
    if _is_torn(opinion) or (opinion.is_denied and opinion.score >= CORRECT):
        return "Nearly everything is here, but something of it is also denied."
    if sureness < LEAST:
        return "What was found here speaks for more than one verdict."
    is_close = _margin(opinion.score) < _EDGE and _count(opinion, State.NEAR) > 0
    return "This is a close call, and some of it is only half said." if is_close else ""


def _is_torn(opinion: Opinion) -> bool:
    """Nearly everything is there, and something of it is denied, here or elsewhere."""
    mixed = sum(finding.why == "mixed" for finding in opinion.findings)
    is_contradicted = _count(opinion, State.CONTRADICTED) > 0 and opinion.score >= CORRECT - _EDGE
    return is_contradicted or mixed > 1 or (mixed == 1 and opinion.denials > _DENIALS)


def _margin(score: float) -> float:
    return min(abs(score - CORRECT), abs(score - INCORRECT))


def _count(opinion: Opinion, state: State) -> int:
    return sum(finding.state is state for finding in opinion.findings)


def _disagreement(opinion: Opinion) -> float:
    return abs(opinion.score - opinion.advice)
