"""What single places of an answer say for a point of a rubric, or against it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from bot.grading.index import Index, index_of
from bot.grading.matching import Match, matches
from bot.grading.patterns import BadPatternError, Pattern, is_sentence, pattern_of, sentence_of
from bot.grading.polarity import has_comma, turned
from bot.grading.roles import Cast
from bot.grading.text import passage
from bot.grading.turns import Turns, asks_negation, turns_of
from bot.quiz.rubric import Point

HIT = 0.75
"""The strength of what makes a point."""
_CONTRADICTION = 0.8
"""How sure a match must be before its contrary counts against the answer."""
_TWICE = 0.9
"""Two contraries in one statement agree again: small and slow, large and fast."""
_LITOTES = 0.7
""""Does not increase" is not yet "reduces"."""
_UNCLEAR = 0.7
_UNOWNED = 0.85
_ELSEWHERE = 0.7
_SENTENCE_HIT = 0.8
_SENTENCE_SHARE = 0.95
SUSPECTED = "suspected"
"""Why a statement speaks neither for a point nor against it: denied, but not surely."""
TURNED = "turned"
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
class Scene:
    """An answer under one rubric: its index, who is spoken of, and what the question gave away."""

    index: Index
    cast: Cast
    given: frozenset[str]
    """The stems of the question; without any, only the rubric's own words count."""


def evidence_of(point: Point, scene: Scene) -> Iterator[Evidence]:
    """Every place that says something of the point."""
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
    turns = turns_of(match, scene.index)
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


def _agreement(match: Match, turns: Turns) -> float:
    share = _UNCLEAR if match.is_unclear else 1.0
    if turns.contraries and turns.negators:
        return share * _LITOTES
    if turns.negators > 1:
        return share * _LITOTES
    if turns.contraries > 1:
        return share * _TWICE
    return share


def _against(
    match: Match, turns: Turns, point: Point, scene: Scene, strength: float
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
    return replace(found, why=TURNED if is_turned else SUSPECTED)


def _is_parted(match: Match, index: Index) -> bool:
    """A comma or "and" stands within, so that what is denied may be another statement's."""
    inside = range(match.first + 1, match.last + 1)
    words = (index.passage.tokens[place].word for place in inside)
    return "and" in words or any(has_comma(index.passage, place) for place in inside)


def _may_be_denied(point: Point, pattern: Pattern) -> bool:
    """A full answer may deny what the phrasing affirms."""
    if asks_negation(pattern):
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
    found = [turns_of(match, index) for match in matches(pattern, index) if match.strength >= HIT]
    return any(turns.places for turns in found) if found else turned(index.passage)


def _for(match: Match, strength: float) -> Evidence:
    return Evidence(strength, "", match.first, match.last, match.pattern.source)


def _owned(
    match: Match, turns: Turns, point: Point, scene: Scene, strength: float
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
