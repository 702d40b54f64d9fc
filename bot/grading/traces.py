"""What speaks for a point that none of its phrasings was found of: a few of its words in a clause.

Only words count that nothing else explains. They stand where no other point was found, few of the
rubric's points have them, no role is named by them, and the question has not given them away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.grading.evidence import Scene, patterns
from bot.grading.matching import Match, Spot, Window
from bot.grading.meanings import meanings
from bot.grading.patterns import GIVEN, Pattern
from bot.grading.points import HALF_SAID, ONE_PHRASING, Judgement, quoted
from bot.grading.result import Finding, State
from bot.grading.text import Token
from bot.grading.vocabulary import FUNCTION_WORDS, weight
from bot.quiz.rubric import Point

_SAID = 0.6
"""The weight of words that make a point, where that of a rare word is 1."""
_HALF_SAID = 0.3
"""The weight that makes half of one, and a whole one where half a phrasing was found."""
_KIN = 0.6
"""What a word counts that only means the same as one of the point's."""
_FEWEST = 2
"""One word alone makes half of a point at most."""
_MANY = 40
"""Phrasings of so many words have met many answers: what they lack is hardly there."""
_UNOWNED, _ELSEWHERE = 0.85, 0.7
"""Shares of a clause that speaks of nobody, and of one that may speak of another."""


@dataclass(frozen=True, slots=True)
class _Words:
    stems: frozenset[str]
    meanings: frozenset[int]
    contraries: frozenset[str]

    def share(self, token: Token) -> float:
        """How far the token is one of these words, 0 to 1."""
        if token.stem in self.stems:
            return 1.0
        return 0.0 if self.meanings.isdisjoint(meanings((token.stem,))) else _KIN


@dataclass(frozen=True, slots=True)
class _Trace:
    weight: float
    words: int
    first: int
    last: int


_NOTHING = _Trace(0.0, 0, 0, 0)


def traced(
    points: Sequence[Point], judgements: Sequence[Judgement], scene: Scene
) -> tuple[Finding, ...]:
    """The findings, those of points mended that are missed or half said beside others' hits."""
    findings = tuple(judgement.finding for judgement in judgements)
    if not scene.given or all(finding.state is not State.HIT for finding in findings):
        return findings
    known = [judgement.said for judgement in judgements if judgement.finding.state is State.HIT]
    search = _Search(scene, [_words(point) for point in points], frozenset().union(*known))
    return tuple(
        _mended(finding, search.best(point), scene) if _is_lost(finding, point) else finding
        for point, finding in zip(points, findings, strict=True)
    )


def _is_lost(finding: Finding, point: Point) -> bool:
    is_open = finding.state in {State.MISSED, State.NEAR}
    return is_open and len(_words(point).stems) <= _MANY


def _mended(finding: Finding, trace: _Trace, scene: Scene) -> Finding:
    is_near = finding.state is State.NEAR
    if trace.weight < _HALF_SAID:
        return finding
    quote = quoted(scene.index, trace.first, trace.last)
    if trace.words >= _FEWEST and (is_near or trace.weight >= _SAID):
        return replace(finding, state=State.HIT, quote=quote, credit=ONE_PHRASING)
    return replace(finding, state=State.NEAR, quote=quote, credit=HALF_SAID)


@lru_cache(maxsize=1024)
def _words(point: Point) -> _Words:
    slots = [slot for pattern in patterns(point) for slot in pattern.slots]
    stems = frozenset(stem for slot in slots for term in slot.terms for stem in term.phrase)
    contraries = (stem for slot in slots for term in slot.contrary.terms for stem in term.phrase)
    kin = frozenset().union(*(slot.direct.meanings for slot in slots))
    return _Words(stems, kin, frozenset(contraries) - stems)


@dataclass(frozen=True, slots=True)
class _Search:
    scene: Scene
    words: Sequence[_Words]
    """Those of each point of the rubric."""
    known: frozenset[int]
    """Tokens that another point was found in."""

    def best(self, point: Point) -> _Trace:
        """The weightiest words of the point in one clause that denies nothing."""
        own = _words(point)
        traces = (self._in(window, own, point) for window in self._clauses(own))
        return max(traces, key=lambda trace: trace.weight, default=_NOTHING)

    def _clauses(self, own: _Words) -> Iterator[Window]:
        index = self.scene.index
        for first, end, _, is_clause in index.windows:
            is_denied = any(first <= place < end for place, _ in index.scopes)
            here = {token.stem for token in index.passage.tokens[first:end]}
            if is_clause and not is_denied and own.contraries.isdisjoint(here):
                yield Window(first, end, 1.0, True)

    def _in(self, window: Window, own: _Words, point: Point) -> _Trace:
        found: dict[str, tuple[int, float]] = {}
        for place in range(window.first, window.end):
            token = self.scene.index.passage.tokens[place]
            if place not in self.known and self._tells(token):
                share = own.share(token)
                if share:
                    found.setdefault(token.stem, (place, share * self._weight(token)))
        if not found:
            return _NOTHING
        places = [place for place, _ in found.values()]
        total = sum(value for _, value in found.values())
        return _Trace(
            total * self._owned(point, places, window), len(places), places[0], places[-1]
        )

    def _tells(self, token: Token) -> bool:
        return token.word not in FUNCTION_WORDS and token.stem not in self.scene.cast.names

    def _weight(self, token: Token) -> float:
        """How much it tells of one point and of no other."""
        given = GIVEN if token.stem in self.scene.given else 1.0
        return given * weight(token.stem) / sum(words.share(token) > 0 for words in self.words)

    def _owned(self, point: Point, places: Sequence[int], window: Window) -> float:
        if not point.about:
            return 1.0
        spots = tuple(Spot(n, place, place, 1.0) for n, place in enumerate(places))
        owner = self.scene.cast.owner(Match(Pattern("", ()), spots, 1.0, window))
        if point.about in owner.roles:
            return 1.0
        if not owner.roles:
            return _UNOWNED
        return 0.0 if owner.is_sure else _ELSEWHERE
