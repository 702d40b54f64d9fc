"""Where in an answer a pattern stands: in a clause, else in a sentence, else in two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from bot.grading.index import Index
from bot.grading.patterns import Lexicon, Pattern, Slot

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
    def first(self) -> int:
        return min(spot.first for spot in self.spots)

    @property
    def last(self) -> int:
        return max(spot.last for spot in self.spots)


def matches(pattern: Pattern, index: Index) -> Iterator[Match]:
    """The best match in each clause, and in wider windows while they may be as good."""
    direct = [_spots(n, slot.direct, index) for n, slot in enumerate(pattern.slots)]
    contrary = [_spots(n, slot.contrary, index, True) for n, slot in enumerate(pattern.slots)]
    if not _is_enough(pattern, [a or b for a, b in zip(direct, contrary, strict=True)]):
        return
    places = {spot.first for spots in (*direct, *contrary) for spot in spots}
    best = 0.0
    for first, end, share, is_clause in index.windows:
        if share > best and any(first <= place < end for place in places):
            window = Window(first, end, share, is_clause)
            found = _match(pattern, index, _Choice(direct, contrary), window)
            if found is not None and found.strength >= _FEWEST:
                best = max(best, found.strength - _WIDER)
                yield found


@dataclass(frozen=True, slots=True)
class _Choice:
    direct: Sequence[Sequence[Spot]]
    contrary: Sequence[Sequence[Spot]]


def _spots(slot: int, lexicon: Lexicon, index: Index, is_opposite: bool = False) -> list[Spot]:
    if index.lacks(lexicon):
        return []
    places: dict[tuple[int, int], float] = {}
    for first, last, quality in index.found(lexicon):
        places[first, last] = max(quality, places.get((first, last), 0.0))
    return [Spot(slot, *place, quality, is_opposite) for place, quality in places.items()]


def _match(pattern: Pattern, index: Index, choice: _Choice, window: Window) -> Match | None:
    direct = [_inside(spots, window) for spots in choice.direct]
    contrary = [_inside(spots, window) for spots in choice.contrary]
    options = [spots or others for spots, others in zip(direct, contrary, strict=True)]
    if not _is_enough(pattern, options):
        return None
    chosen = _arranged(pattern, options)
    if not chosen:
        return None
    settled, unclear = _settled(chosen, contrary, index)
    strength = _coverage(pattern, settled) * window.share
    if not pattern.is_sentence or len(settled) > 1:
        strength *= _compactness(pattern, settled, index)
    return Match(pattern, tuple(settled), strength, window, unclear)


def _inside(spots: Sequence[Spot], window: Window) -> list[Spot]:
    if not spots:
        return []
    return [spot for spot in spots if window.first <= spot.first and spot.last < window.end]


def _is_enough(pattern: Pattern, options: Sequence[Sequence[Spot]]) -> bool:
    """At most one slot in three is missing; a sentence may miss half of its words."""
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
    chosen: Sequence[Spot], contrary: Sequence[Sequence[Spot]], index: Index
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
