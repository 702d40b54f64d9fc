"""How near two words are: of one stem, one spelling, one family or one meaning.

For comparing an answer with a reference only: kin words earn a part of the likeness, and no
verdict of a rubric rests on them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.grading.index import likeness as spelling
from bot.grading.meanings import synonyms
from bot.grading.text import is_protected

SAME_FAMILY = 0.8
"""iterate, iterative: a long common beginning."""
_DISTANT = 0.6
"""A shorter one."""
MISSPELT = 0.85
SAME_MEANING = 0.4
"""Groups of one meaning are wide: another word of the group says a part of the same."""

_HEAD = 4
"""Words of one family begin with so many equal letters."""
_LEAST_SPELLING = 0.79


@lru_cache(maxsize=8192)
def kinship(one: str, other: str) -> float:
    """0 for strangers to 1 for the same stem; protected terms are kin by meaning only."""
    if one == other:
        return 1.0
    meaning = SAME_MEANING if other in synonyms(one) else 0.0
    if is_protected(one) or is_protected(other):
        return meaning
    return max(meaning, _family(one, other), _misspelt(one, other))


def _family(one: str, other: str) -> float:
    common, longer = _common(one, other), max(len(one), len(other))
    if common < _HEAD or common < 0.6 * min(len(one), len(other)):
        return 0.0
    if common >= 0.75 * longer:
        return SAME_FAMILY
    return _DISTANT if common > _HEAD or common >= 0.6 * longer else 0.0


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _misspelt(one: str, other: str) -> float:
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 2:
        return 0.0
    if len(set(one) ^ set(other)) > 4:
        return 0.0
    return MISSPELT if spelling(one, other) >= _LEAST_SPELLING else 0.0


def nearest(stem: str, others: Mapping[str, Sequence[str]]) -> tuple[str, float]:
    """The nearest of the others, which come by their first letters, and how near it is.

    ("", 0) if all of them are strangers.
    """
    alike = others.get(stem[0], ())
    if stem in alike:
        return stem, 1.0
    near = {*alike, *(other for other in synonyms(stem) if other in others.get(other[0], ()))}
    found = max(((kinship(stem, other), other) for other in near), default=(0.0, ""))
    return (found[1], found[0]) if found[0] else ("", 0.0)
