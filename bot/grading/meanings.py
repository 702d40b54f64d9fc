"""Words of one meaning: wider than `bot.grading.aliases`, and so no more than half a proof."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.grading.aliases import Phrase, stems

_GROUPS = Path(__file__).with_name("meanings.txt")


def meanings(phrase: Phrase) -> frozenset[int]:
    """The groups of words of one meaning that the phrase belongs to."""
    return _table().get(phrase, frozenset())


@cache
def synonyms(stem: str) -> frozenset[str]:
    """Stems of single words that share a meaning with this one, itself among them."""
    return frozenset({stem}.union(*(_members()[group] for group in meanings((stem,)))))


def beginning(stem: str) -> tuple[tuple[Phrase, frozenset[int]], ...]:
    """The phrases, of one word or several, that begin with this stem, and their groups."""
    return _by_stem().get(stem, ())


@cache
def _table() -> dict[Phrase, frozenset[int]]:
    found: dict[Phrase, set[int]] = {}
    for number, group in enumerate(_groups()):
        for phrase in group:
            found.setdefault(phrase, set()).add(number)
    return {phrase: frozenset(groups) for phrase, groups in found.items()}


@cache
def _by_stem() -> dict[str, tuple[tuple[Phrase, frozenset[int]], ...]]:
    found: dict[str, tuple[tuple[Phrase, frozenset[int]], ...]] = {}
    for phrase, groups in _table().items():
        found[phrase[0]] = (*found.get(phrase[0], ()), (phrase, groups))
    return found


@cache
def _members() -> dict[int, frozenset[str]]:
    return {
        number: frozenset(phrase[0] for phrase in group if len(phrase) == 1)
        for number, group in enumerate(_groups())
    }


def _groups() -> Iterator[list[Phrase]]:
    lines = _GROUPS.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield [stems(word.replace("_", " ")) for word in line.split()]
