"""How an answer stands to each point of a rubric, and which misconceptions it shows."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from bot.grading.index import Index, index_of
from bot.grading.matching import Match, Spot, matches
from bot.grading.patterns import BadPatternError, Pattern, is_sentence, pattern_of, sentence_of
from bot.grading.polarity import has_comma, is_contrast, is_phrasal, turned
from bot.grading.result import Finding, State
from bot.grading.roles import Cast
from bot.grading.text import passage
from bot.quiz.rubric import Point, Wrong

HIT = 0.75
NEAR = 0.5
_CONTRADICTION = 0.8
"""How sure a match must be before its contrary counts against the answer."""
ONE_PHRASING = 0.9
"""What a point earns that was found in one of its phrasings only: it may be an accident."""
_SEVERAL = 5
"""Of fewer phrasings that the rubric has of a point, one is all that can be expected."""
HALF_SAID = 0.4
_MARGIN = 0.15
"""A contradiction so much stronger than what speaks for a point outweighs it."""
_STRICT = 0.93
"""How sure a misconception must be."""
_TWICE = 0.9
"""Two contraries in one statement agree again: small and slow, large and fast."""
_LITOTES = 0.7
""""Does not increase" is not yet "reduces"."""
_UNCLEAR = 0.7
_NOUN = 2
"""A "no" reaches a noun before which fewer content words stand: not "no bad local minima"."""
_UNOWNED = 0.85
_ELSEWHERE = 0.7
_SENTENCE_HIT = 0.8
_SENTENCE_SHARE = 0.95
_AGAINST = frozenset({"negated", "opposite", "swapped"})
_NOWHERE = frozenset[int]()
_SUSPECTED = "suspected"
"""Why a statement speaks neither for a point nor against it: denied, but not surely."""
_TURNED = "turned"
"""The same: it affirms what may well be affirmed, though phrasings have it denied."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that speaks for a point (`why` is empty) or against it."""

    strength: float
    why: str
    first: int
    last: int
    source: str = ""
    """The phrasing that was found."""
    is_formula: bool = False
    """It stands somewhere in the answer; `first` and `last` are those of the whole."""
    negators: frozenset[int] = frozenset()
    """The words that deny something of it."""


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


@dataclass(frozen=True, slots=True)
class Scene:
    """An answer under one rubric: its index, who is spoken of, and what the question gave away."""

    index: Index
    cast: Cast
    given: frozenset[str]
    """The stems of the question; without any, only the rubric's own words count."""


def judge(point: Point, scene: Scene) -> Finding:
    """How the answer stands to the point, with the words that decided it."""
    return weigh(point, scene).finding


def weigh(point: Point, scene: Scene) -> Judgement:
    """The same, with the words of the answer that deny something of the point."""
    found = list(_evidence(point, scene))
    meant = _negators(e for e in found if not e.why and e.strength >= NEAR)
    finding, decisive = _finding(point, scene, found)
    return Judgement(
        finding=finding,
        said=_places(decisive),
        meant=meant,
        denied=_negators(e for e in found if e.why in {"negated", _SUSPECTED, _TURNED}),
        is_turned=not meant
        and any(e.why in {"negated", _TURNED} and not e.negators for e in found),
    )


def _places(decisive: Evidence | None) -> range:
    if decisive is None or decisive.is_formula:
        return range(0)
    return range(decisive.first, decisive.last + 1)


def _negators(found: Iterable[Evidence]) -> frozenset[int]:
    return _NOWHERE.union(*(evidence.negators for evidence in found if evidence.negators))


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


def _evidence(point: Point, scene: Scene) -> Iterator[Evidence]:
    for pattern in patterns(point, scene.given):
        if pattern.formula is not None:
            yield from _formulas(pattern, scene)
            continue
        for match in matches(pattern, scene.index):
            evidence = _weighed(match, point, scene)
            if evidence is not None:
                yield evidence


@lru_cache(maxsize=1024)
def patterns(point: Point, given: frozenset[str] = frozenset()) -> tuple[Pattern, ...]:
    """All phrasings of the point; the words of a sentence that are `given` weigh less."""
    found: list[Pattern] = []
    for source in chain(point.say, point.accept):
        found += [sentence_of(source, given)] if is_sentence(source) else readable(source)
    return (*found, *(sentence_of(source, given) for source in (*point.para, point.text)))


def readable(source: str) -> Iterator[Pattern]:
    """The pattern; none if it cannot be read: packs are checked, old snapshots are forgiven."""
    with suppress(BadPatternError):
        yield pattern_of(source)


def _formulas(pattern: Pattern, scene: Scene) -> Iterator[Evidence]:
    if pattern.formula is not None and pattern.formula.search(scene.index.passage.plain):
        last = len(scene.index.passage.tokens) - 1
        yield Evidence(1.0, "", 0, last, pattern.source, is_formula=True)


def _weighed(match: Match, point: Point, scene: Scene) -> Evidence | None:
    turns = _turns(match, scene.index)
    if match.weak and (turns.contraries or turns.unmet or _is_given(match, scene)):
        return None
    strength = match.strength * _agreement(match, turns)
    if turns.contraries and scene.cast.is_named_by(match):
        return None
    side = _against if turns.is_wrong(match.pattern.is_negated) else _owned
    found = side(match, turns, point, scene, strength)
    return replace(found, negators=turns.places) if found and turns.places else found


def _is_given(match: Match, scene: Scene) -> bool:
    """A word that only means the same may be one of the question's: it tells nothing."""
    tokens = scene.index.passage.tokens
    weak = (tokens[spot.first : spot.last + 1] for spot in match.weak)
    is_given = any(words and all(word.stem in scene.given for word in words) for words in weak)
    return is_given or not scene.given


@dataclass(frozen=True, slots=True)
class _Turns:
    """How often a statement is turned into its contrary."""

    places: frozenset[int]
    """The words that deny any of it, be that asked or not."""
    negators: int
    contraries: int
    unmet: int
    """Slots that should stand negated and don't."""
    is_main: bool
    """What is negated is half of the statement at least, and not only set against another."""

    def is_wrong(self, is_negated: bool) -> bool:
        return (self.negators + self.contraries + self.unmet) % 2 != is_negated


def _turns(match: Match, index: Index) -> _Turns:
    first, last = match.first, match.last
    near = [one for one in index.scopes if _touches(one, first, last)]
    if not near and not _asks_negation(match.pattern):
        return _Turns(_NOWHERE, 0, sum(spot.is_opposite for spot in match.spots), 0, False)
    taken = {place for spot in match.spots for place in range(spot.first, spot.last + 1)}
    asked = [spot for spot in match.spots if match.pattern.slots[spot.slot].is_negated]
    covering = [(place, scope) for place, scope in near if place not in taken]
    spent: set[int] = set()
    unmet = contraries = 0
    for spot in match.spots:
        if spot not in asked:
            contraries += spot.is_opposite
            continue
        over = {place for place, scope in covering if _is_under(spot, scope)}
        spent |= over
        unmet += (len(over) + spot.is_opposite) % 2 == 0
    others = [spot for spot in match.spots if spot not in asked]
    over_others = [(place, scope) for place, scope in covering if place not in spent]
    reach = {place: _reached(place, scope, others, index) for place, scope in over_others}
    negators = {place for place, spots in reach.items() if spots}
    is_main = any(_is_main(place, reach[place], others, index) for place in negators)
    is_asked = unmet > 0 or match.pattern.is_negated
    places = frozenset(negators | spent | {place for place, _ in near if place in taken})
    return _Turns(places, len(negators), contraries, unmet, is_main or is_asked)


def _touches(negator: tuple[int, range], first: int, last: int) -> bool:
    """It stands, or reaches, between the two words."""
    place, scope = negator
    return first <= place <= last or (scope.start <= last and first < scope.stop)


def _reached(place: int, scope: range, spots: list[Spot], index: Index) -> list[Spot]:
    """The spots that a negator denies; a "no" denies only a noun that soon follows."""
    under = [spot for spot in spots if _is_under(spot, scope)]
    if not under or not is_phrasal(index.passage, place):
        return under
    gap = index.content(scope.start, min(spot.first for spot in under))
    return under if gap < _NOUN else []


def _is_main(place: int, under: list[Spot], spots: list[Spot], index: Index) -> bool:
    """The negator denies most of the statement, or half of it to the end."""
    if is_contrast(index.passage, place):
        return False
    last = max(spots, key=lambda spot: spot.last)
    return 2 * len(under) > len(spots) or (2 * len(under) == len(spots) and last in under)


def _is_under(spot: Spot, scope: range) -> bool:
    return spot.first in scope or spot.last in scope


def _agreement(match: Match, turns: _Turns) -> float:
    share = _UNCLEAR if match.is_unclear else 1.0
    if turns.contraries and turns.negators:
        return share * _LITOTES
    if turns.negators > 1:
        return share * _LITOTES
    if turns.contraries > 1:
        return share * _TWICE
    return share


def _against(
    match: Match, turns: _Turns, point: Point, scene: Scene, strength: float
) -> Evidence | None:
    """A contradiction, where the match is sure, within one clause and denied for the most part.

    What is denied of one role may well be true of the other.
    """
    owner = scene.cast.owner(match) if point.about else None
    if owner is not None and owner.roles and point.about not in owner.roles:
        return None
    why = "opposite" if turns.contraries and not turns.negators else "negated"
    found = _for(match, strength)
    if _may_be_denied(point, match.pattern):
        return found if why == "negated" else None
    sure = match.window.is_clause and not match.is_unclear and strength >= _CONTRADICTION
    is_whole = turns.is_main and not _is_parted(match, scene.index)
    is_known = owner is None or bool(owner.roles)
    if sure and point.strict and (why == "opposite" or (is_whole and is_known)):
        return replace(found, why=why)
    if why == "opposite" or not match.window.is_clause:
        return None
    is_turned = sure and is_whole and (owner is None or owner.is_sure)
    return replace(found, why=_TURNED if is_turned else _SUSPECTED)


def _is_parted(match: Match, index: Index) -> bool:
    """A comma or "and" stands within, so that what is denied may be another statement's."""
    inside = range(match.first + 1, match.last + 1)
    words = (index.passage.tokens[place].word for place in inside)
    return "and" in words or any(has_comma(index.passage, place) for place in inside)


def _may_be_denied(point: Point, pattern: Pattern) -> bool:
    """A full answer may deny what the phrasing affirms."""
    if _asks_negation(pattern):
        return False
    if not point.strict:
        return not _spells_denials(point)
    return _is_said_denied(pattern.source, pattern.is_sentence, point.text)


@lru_cache(maxsize=1024)
def _spells_denials(point: Point) -> bool:
    """Phrasings of its own say what may be denied, so that the others may not."""
    return any("not:" in source for source in (*point.say, *point.accept))


@lru_cache(maxsize=4096)
def _is_said_denied(source: str, is_sentence: bool, text: str) -> bool:
    """The rubric's own text denies what the phrasing says, or without it denies anything."""
    pattern = sentence_of(source) if is_sentence else pattern_of(source)
    index = index_of(passage(text))
    found = [_turns(match, index) for match in matches(pattern, index) if match.strength >= HIT]
    return any(turns.places for turns in found) if found else turned(index.passage)


def _for(match: Match, strength: float) -> Evidence:
    return Evidence(strength, "", match.first, match.last, match.pattern.source)


def _asks_negation(pattern: Pattern) -> bool:
    return pattern.is_negated or any(slot.is_negated for slot in pattern.slots)


def _owned(
    match: Match, turns: _Turns, point: Point, scene: Scene, strength: float
) -> Evidence | None:
    if not match.window.is_clause and turns.negators:
        strength *= _UNCLEAR
    if match.pattern.is_sentence and strength < _SENTENCE_HIT:
        strength *= _SENTENCE_SHARE * HIT / _SENTENCE_HIT
    if not point.about:
        return _for(match, strength)
    owner = scene.cast.owner(match)
    if point.about in owner.roles:
        return _for(match, strength)
    if not owner.roles:
        return Evidence(strength * _UNOWNED, "", match.first, match.last, match.pattern.source)
    if owner.is_sure and match.window.is_clause and strength >= _CONTRADICTION:
        return Evidence(strength, "swapped", match.first, match.last, match.pattern.source)
    if owner.is_sure:
        return None
    return Evidence(strength * _ELSEWHERE, "", match.first, match.last, match.pattern.source)


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
        and not _is_turned(match, index)
        for match in matches(pattern, index)
    )


def _is_turned(match: Match, index: Index) -> bool:
    turns = _turns(match, index)
    return turns.contraries > 0 or turns.is_wrong(match.pattern.is_negated)


def quoted(index: Index, first: int, last: int) -> str:
    """The answer's own words from one token to another, as they were written."""
    tokens = index.passage.tokens
    return index.passage.original[tokens[first].start : tokens[last].end] if tokens else ""
