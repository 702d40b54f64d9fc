"""How often a statement is turned into its contrary: by words that deny, and by contraries."""

from dataclasses import dataclass

from bot.grading.index import Index
from bot.grading.matching import Match, Spot
from bot.grading.patterns import Pattern
from bot.grading.polarity import is_contrast, is_phrasal

_NOUN = 2
"""A "no" reaches a noun before which fewer content words stand: not "no bad local minima"."""


@dataclass(frozen=True, slots=True)
class Turns:
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


def turns_of(match: Match, index: Index) -> Turns:
    """What the answer denies or turns round of what was matched."""
    first, last = match.first, match.last
    near = [one for one in index.scopes if _touches(one, first, last)]
    if not near and not asks_negation(match.pattern):
        return Turns(frozenset(), 0, sum(spot.is_opposite for spot in match.spots), 0, False)
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
    return Turns(places, len(negators), contraries, unmet, is_main or is_asked)


def is_turned(match: Match, index: Index) -> bool:
    """Anything of what was matched is denied, or its contrary is said."""
    turns = turns_of(match, index)
    return turns.contraries > 0 or turns.is_wrong(match.pattern.is_negated)


def asks_negation(pattern: Pattern) -> bool:
    """The pattern wants something denied."""
    return pattern.is_negated or any(slot.is_negated for slot in pattern.slots)


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
