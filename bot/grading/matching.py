"""Where in an answer a pattern stands: in a clause, else in a sentence, else in two of them."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import NamedTuple

from bot.grading.index import KIN, Index
from bot.grading.patterns import Lexicon, Pattern, Slot, Term
from bot.grading.polarity import opposites

_WIDER = 0.05
"""A wider window is looked at if it could still be as good as the best match, less so much."""
_MISSING = 0.8
"""What each slot that is not there costs beside its weight."""
_FEWEST = 0.45
"""Matches below this strength are none."""
_OPTIONAL = 0.05
_TRIES = 4
"""How many places of a slot are tried in each window, the best first."""
_LOOSE = 0.06
_STATEMENT = 3
"""One word in so many may be another of the same meaning; shorter sentences want their own."""
_ROOM = 2
"""For each slot so many other content words may stand within a pattern; more weaken it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The words of the answer that fill a slot; `last` is the last of them."""

    slot: int
    first: int
    last: int
    quality: float
    is_opposite: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    first: int
    end: int
    share: float
    is_clause: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern as it was found. Whether it is affirmed is for `bot.grading.points` to say."""

    pattern: Pattern
    spots: tuple[Spot, ...]
    strength: float
    window: Window
    is_unclear: bool = False
    """A word and its contrary are equally near to what they are about."""

    @property
    def weak(self) -> list[Spot]:
        """The words of it that only mean the same as what was asked for."""
        return [spot for spot in self.spots if spot.quality <= KIN]

    @property
    def first(self) -> int:
        return min(spot.first for spot in self.spots)

    @property
    def last(self) -> int:
        return max(spot.last for spot in self.spots)


def matches(pattern: Pattern, index: Index) -> Iterator[Match]:
    """The best match in each clause, and in wider windows while they may be as good."""
    fillers = _fillers(pattern, index)
    if not _is_enough(
        pattern, [filler.direct or filler.contrary or filler.kin for filler in fillers]
    ):
        return
    own = (spot.first for filler in fillers for spot in (*filler.direct, *filler.contrary))
    places = sorted(set(own))
    best = 0.0
    for first, end, share, is_clause in index.windows:
        nearest = bisect_left(places, first)
        if share > best and nearest < len(places) and places[nearest] < end:
            window = Window(first, end, share, is_clause)
            found = _match(pattern, index, fillers, window)
            if found is not None and found.strength >= _FEWEST:
                best = max(best, found.strength - _WIDER)
                yield found


class _Filler(NamedTuple):
    """What may fill a slot, wherever it stands."""

    direct: Sequence[Spot]
    contrary: Sequence[Spot]
    kin: Sequence[Spot]
    """Words that only mean the same."""

    def inside(self, window: Window) -> Sequence[Spot]:
        """The best of it in the window: kin in a clause where nothing else stands."""
        own = _inside(self.direct, window) or _inside(self.contrary, window)
        return own or (_inside(self.kin, window) if window.is_clause else [])


def _fillers(pattern: Pattern, index: Index) -> list[_Filler]:
    """For each slot; none at all if half of the slots have nothing but words that mean the same."""
    direct = [_spots(n, slot.direct, index) for n, slot in enumerate(pattern.slots)]
    lost = [n for n, spots in enumerate(direct) if not spots and pattern.slots[n].is_asked]
    turned = {n: _spots(n, pattern.slots[n].contrary, index, True) for n in lost}
    if 2 * sum(not spots for spots in turned.values()) > len(_needed(pattern.slots)):
        return []
    contrary = [
        turned[n] if n in turned else _spots(n, slot.contrary, index, True)
        for n, slot in enumerate(pattern.slots)
    ]
    return [
        _Filler(direct[n], contrary[n], [Spot(n, *place) for place in index.kin(slot.direct)])
        for n, slot in enumerate(pattern.slots)
    ]


def _spots(slot: int, lexicon: Lexicon, index: Index, is_opposite: bool = False) -> list[Spot]:
    if index.lacks(lexicon):
        return []
    places: dict[tuple[int, int], float] = {}
    for first, last, quality in index.found(lexicon):
        places[first, last] = max(quality, places.get((first, last), 0.0))
    return [Spot(slot, *place, quality, is_opposite) for place, quality in places.items()]


def _match(
    pattern: Pattern, index: Index, fillers: Sequence[_Filler], window: Window
) -> Match | None:
    options = [filler.inside(window) for filler in fillers]
    if not _is_enough(pattern, options):
        return None
    chosen = _arranged(pattern, options)
    if not chosen or _is_vague(chosen, pattern, window, index):
        return None
    contrary = {spot.slot: _inside(fillers[spot.slot].contrary, window) for spot in chosen}
    settled, unclear = _settled(chosen, contrary, index)
    strength = _coverage(pattern, settled) * window.share
    if not pattern.is_sentence or len(settled) > 1:
        strength *= _compactness(pattern, settled, index)
    return Match(pattern, tuple(settled), strength, window, unclear)


def _inside(spots: Sequence[Spot], window: Window) -> list[Spot]:
    if not spots:
        return []
    return [spot for spot in spots if window.first <= spot.first and spot.last < window.end]


def _is_vague(spots: Sequence[Spot], pattern: Pattern, window: Window, index: Index) -> bool:
    """Too many words only mean the same as what was asked for, or their contrary is here too."""
    kin = [spot for spot in spots if spot.quality <= KIN]
    if not kin:
        return False
    is_short = pattern.is_sentence and len(spots) < _STATEMENT
    return len(kin) > (0 if is_short else max(1, len(spots) // _STATEMENT)) or any(
        _is_opposed(spot, window, index) for spot in kin
    )


def _is_opposed(spot: Spot, window: Window, index: Index) -> bool:
    """Its contrary stands beside it: of "lower bias, higher variance", neither is sure."""
    said = tuple(token.stem for token in index.passage.tokens[spot.first : spot.last + 1])
    places = (place for phrase in opposites(said) for place in index.places(Term(phrase, ())))
    return any(window.first <= first and last < window.end for first, last, _ in places)


def _is_enough(pattern: Pattern, options: Sequence[Sequence[Spot]]) -> bool:
    """At most one slot in three is missing; a sentence may miss half of its words."""
    if not options:
        return False
    asked = [spots for spots, slot in zip(options, pattern.slots, strict=True) if slot.is_asked]
    missing = asked.count([])
    return missing < len(asked) and missing <= len(asked) // (2 if pattern.is_sentence else 3)


def _arranged(pattern: Pattern, options: Sequence[Sequence[Spot]]) -> list[Spot]:
    """One place for each slot: near together, in order where that is asked, no word twice."""
    filled = [n for n, spots in enumerate(options) if spots]
    if pattern.is_ordered:
        return _in_order(pattern, [options[n] for n in filled])
    rarest = min(filled, key=lambda n: (len(options[n]), -pattern.slots[n].weight))
    rest = sorted((n for n in filled if n != rarest), key=lambda n: len(options[n]))
    tries = (_around(anchor, [options[n] for n in rest]) for anchor in options[rarest][:8])
    return max(tries, key=lambda spots: _fit(pattern, spots))


def _around(anchor: Spot, rest: Sequence[Sequence[Spot]]) -> list[Spot]:
    chosen = [anchor]
    for spots in rest:
        free = [spot for spot in spots if not any(_overlap(spot, other) for other in chosen)]
        if free:
            chosen.append(min(free, key=lambda spot: _distance(spot, anchor) - spot.quality))
    return chosen


def _in_order(pattern: Pattern, options: Sequence[Sequence[Spot]]) -> list[Spot]:
    limited = [sorted(spots, key=lambda spot: -spot.quality)[:_TRIES] for spots in options]
    tries = (list(spots) for spots in product(*limited) if _stand_in_order(pattern, spots))
    return max(tries, key=lambda spots: _fit(pattern, spots), default=[])


def _stand_in_order(pattern: Pattern, spots: Sequence[Spot]) -> bool:
    pairs = list(pairwise(spots))
    return all(
        one.last < other.first if pattern.slots[other.slot].follows else not _overlap(one, other)
        for one, other in pairs
    )


def _fit(pattern: Pattern, spots: Sequence[Spot]) -> float:
    """How much is covered, less a little for being spread out."""
    width = max(spot.last for spot in spots) - min(spot.first for spot in spots)
    return sum(pattern.slots[spot.slot].weight * spot.quality for spot in spots) - 0.02 * width


def _settled(
    chosen: Sequence[Spot], contrary: Mapping[int, Sequence[Spot]], index: Index
) -> tuple[list[Spot], bool]:
    """The spots, each turned where its contrary is nearer to what it is about.

    In "lower bias and higher variance" it is "higher" that speaks of the variance.
    """
    settled, unclear = [], False
    for spot in chosen:
        partners = [other for other in chosen if other is not spot]
        others = [other for other in contrary[spot.slot] if not _is_object(spot, other, index)]
        nearer, is_tie = _nearer(spot, others, partners)
        unclear |= is_tie
        settled.append(nearer or spot)
    return settled, unclear


def _is_object(spot: Spot, other: Spot, index: Index) -> bool:
    """What directly follows belongs to it: "reduces the high variance"."""
    return spot.last < other.first and not index.content(spot.last + 1, other.first)


def _nearer(
    spot: Spot, contrary: Sequence[Spot], partners: Sequence[Spot]
) -> tuple[Spot | None, bool]:
    is_tie = False
    if spot.is_opposite:
        return None, False
    for other in contrary:
        if any(_overlap(other, partner) for partner in partners):
            continue
        for partner in partners:
            far, near = _distance(spot, partner), _distance(other, partner)
            if near < far:
                return replace(other, quality=spot.quality), False
            is_tie |= near == far
    return None, is_tie


def _distance(one: Spot, other: Spot) -> int:
    return max(one.first - other.last, other.first - one.last)


def _overlap(one: Spot, other: Spot) -> bool:
    return one.first <= other.last and other.first <= one.last


def _coverage(pattern: Pattern, spots: Sequence[Spot]) -> float:
    asked = [slot for slot in pattern.slots if not slot.is_optional]
    total = sum(slot.weight for slot in asked)
    found = {spot.slot: spot.quality for spot in spots}
    share, missing = 0.0, 0
    for n, slot in enumerate(pattern.slots):
        if n in found:
            share += _OPTIONAL if slot.is_optional else slot.weight * found[n] / total
        elif not slot.is_optional:
            missing += 1
    return min(1.0, share) * (1.0 if pattern.is_sentence else _MISSING**missing)


def _compactness(pattern: Pattern, spots: Sequence[Spot], index: Index) -> float:
    """Less than 1 where many other content words stand between the slots."""
    first, last = min(spot.first for spot in spots), max(spot.last for spot in spots)
    inside = index.content(first, last + 1)
    taken = sum(index.content(spot.first, spot.last + 1) for spot in spots)
    room = _ROOM * len(_needed(pattern.slots))
    return max(0.5, 1.0 - _LOOSE * max(0, inside - taken - room))


def _needed(slots: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in slots if not slot.is_optional]
