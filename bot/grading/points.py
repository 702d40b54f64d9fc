"""How an answer stands to each point of a rubric, and which misconceptions it shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from bot.grading.evidence import HIT, SUSPECTED, TURNED, Evidence, Scene, evidence_of, readable
from bot.grading.index import Index
from bot.grading.matching import matches
from bot.grading.patterns import Pattern
from bot.grading.result import Finding, State
from bot.grading.turns import is_turned
from bot.quiz.rubric import Point, Wrong

NEAR = 0.5
ONE_PHRASING = 0.9
"""What a point earns that was found in one of its phrasings only: it may be an accident."""
_SEVERAL = 5
"""Of fewer phrasings that the rubric has of a point, one is all that can be expected."""
HALF_SAID = 0.4
_MARGIN = 0.15
"""A contradiction so much stronger than what speaks for a point outweighs it."""
_STRICT = 0.93
"""How sure a misconception must be."""
_AGAINST = frozenset({"negated", "opposite", "swapped"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an answer stands to a point, and which of its denials are about that point."""

    finding: Finding
    said: range
    """Where the words stand that decided it; nowhere for a formula."""
    meant: frozenset[int]
    """Words that deny what a full answer denies too."""
    denied: frozenset[int]
    """Words that deny what a full answer affirms."""
    is_turned: bool
    """Something is affirmed that a full answer denies."""


def judge(point: Point, scene: Scene) -> Finding:
    """How the answer stands to the point, with the words that decided it."""
    return weigh(point, scene).finding


def weigh(point: Point, scene: Scene) -> Judgement:
    """The same, with the words of the answer that deny something of the point."""
    found = list(evidence_of(point, scene))
    meant = _negators(e for e in found if not e.why and e.strength >= NEAR)
    finding, decisive = _finding(point, scene, found)
    return Judgement(
        finding=finding,
        said=_places(decisive),
        meant=meant,
        denied=_negators(e for e in found if e.why in {"negated", SUSPECTED, TURNED}),
        is_turned=not meant and any(e.why in {"negated", TURNED} and not e.negators for e in found),
    )


def _places(decisive: Evidence | None) -> range:
    if decisive is None or decisive.is_formula:
        return range(0)
    return range(decisive.first, decisive.last + 1)


def _negators(found: Iterable[Evidence]) -> frozenset[int]:
    return frozenset[int]().union(*(evidence.negators for evidence in found if evidence.negators))


def _finding(point: Point, scene: Scene, found: list[Evidence]) -> tuple[Finding, Evidence | None]:
    speaks = max((e for e in found if not e.why), key=_strength, default=None)
    denies = max((e for e in found if e.why in _AGAINST), key=_strength, default=None)
    state, decisive = _state(speaks, denies)
    if denies is not None and state is State.HIT and _is_part(denies, found):
        decisive = speaks
    bare = Finding(point.id, point.text, point.hint, state)
    if decisive is None:
        return bare, None
    quote = quoted(scene.index, decisive.first, decisive.last)
    credit = _credit(state, point, found)
    return replace(bare, quote=quote, why=decisive.why, credit=credit), decisive


def _is_part(denies: Evidence, found: list[Evidence]) -> bool:
    """What is denied is part of words that speak for the point, denial and all."""
    speaking = [e for e in found if not e.why and not e.is_formula and e.strength >= HIT]
    return any(e.first <= denies.first and denies.last <= e.last for e in speaking)


def _credit(state: State, point: Point, found: list[Evidence]) -> float:
    if state is not State.HIT:
        return HALF_SAID if state is State.NEAR else 0.0
    phrasings = {e.source for e in found if not e.why and e.strength >= HIT}
    known = len(point.say) + len(point.para) + len(point.accept)
    return 1.0 if len(phrasings) > 1 or known < _SEVERAL else ONE_PHRASING


def _strength(evidence: Evidence) -> float:
    return evidence.strength


def _state(speaks: Evidence | None, denies: Evidence | None) -> tuple[State, Evidence | None]:
    """Words against a point count where words for it are clearly weaker."""
    enough = HIT if denies is None else max(HIT, denies.strength - _MARGIN)
    if speaks is not None and speaks.strength >= enough:
        is_mixed = denies is not None and denies.why == "negated"
        return State.HIT, replace(speaks, why="mixed") if is_mixed else speaks
    if denies is not None:
        return State.CONTRADICTED, denies
    if speaks is None or speaks.strength < NEAR:
        return State.MISSED, None
    return State.NEAR, speaks


def shows(wrong: Wrong, scene: Scene) -> bool:
    """The answer states the misconception: in one clause, in full, and not to deny it."""
    patterns = chain.from_iterable(map(readable, wrong.say))
    return any(_states(pattern, scene.index) for pattern in patterns)


def _states(pattern: Pattern, index: Index) -> bool:
    if pattern.formula is not None:
        return pattern.formula.search(index.passage.plain) is not None
    return any(
        match.window.is_clause
        and match.strength >= _STRICT
        and not match.is_unclear
        and not is_turned(match, index)
        for match in matches(pattern, index)
    )


def quoted(index: Index, first: int, last: int) -> str:
    """The answer's own words from one token to another, as they were written."""
    tokens = index.passage.tokens
    return index.passage.original[tokens[first].start : tokens[last].end] if tokens else ""
