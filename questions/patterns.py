"""How a rubric's pattern may be written; what it means is `bot.grading`'s business."""

import re
from collections.abc import Iterable
from itertools import pairwise

from questions.faults import Refused

_GUIDE = "See 'Patterns' in docs/writing-questions.md"


class Sound:
    """Regular expressions found sound: compiling those of a whole bank takes longer than the rest.

    `known` need not be compiled again; `met` are those that were checked since.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = frozenset(known)
        self.met: set[str] = set()

    def check(self, expression: str) -> None:
        """Raises `re.error` if it is no regular expression."""
        if expression not in self.known:
            re.compile(expression)
        self.met.add(expression)


def checked(pattern: str, sound: Sound) -> str:
    """The pattern itself. Raises `Refused` if it cannot be read."""
    if pattern.startswith("re:"):
        _check_expression(pattern.removeprefix("re:").strip(), sound)
        return pattern
    slots = slots_of(pattern)
    if not slots or slots[0] == ">" or slots[-1] == ">":
        _refuse(pattern, "needs a word on each side of '>'", "Remove the '>', or add the words")
    if any(pair == (">", ">") for pair in pairwise(slots)):
        _refuse(pattern, "has '>' twice in a row", "Keep one of them")
    for slot in slots:
        _check_slot(pattern, slot)
    if all(slot == ">" or is_optional(slot) for slot in slots):
        _refuse(pattern, "has optional slots only", "Remove one '?'")
    return pattern


def slots_of(pattern: str) -> tuple[str, ...]:
    """The slots of a pattern in words, and the signs `>` between them, as they are written."""
    return tuple(re.sub(r"^not:\s+", "", pattern.strip()).split())


def is_optional(slot: str) -> bool:
    """Does the slot only add strength?"""
    bare = slot.removeprefix("not:")
    return bare.startswith("?") or bare.endswith("?")


def alternatives_of(slot: str) -> tuple[str, ...]:
    """The alternatives of a slot, without its marks; adjacent words are joined by `_`."""
    return tuple(slot.removeprefix("not:").strip("?").split("|"))


def _check_expression(text: str, sound: Sound) -> None:
    if not text:
        _refuse("re:", "has no expression", "Write one after 're:'")
    try:
        sound.check(text)
    except re.error as error:
        _refuse(f"re:{text}", f"is no regular expression ({error})", "Mend it")


def _check_slot(pattern: str, slot: str) -> None:
    if slot == ">":
        return
    if ">" in slot:
        _refuse(pattern, f"has '>' inside '{slot}'", "Put blanks around '>', or use 're:'")
    for words in alternatives_of(slot):
        if not words:
            _refuse(pattern, f"has an empty alternative in '{slot}'", "Remove a '|' or add a word")
        if "?" in words:
            says = f"has '?' inside '{slot}'"
            _refuse(pattern, says, "Put it first or last: it makes the whole slot optional")
        if ":" in words:
            says = f"has '{words.partition(':')[0]}:' inside '{slot}'"
            _refuse(pattern, says, "Write 'not:' before a whole slot, 're:' before a whole pattern")
        if not all(any(map(str.isalnum, word)) for word in words.split("_")):
            says = f"has no letter or digit in a part of '{words}'"
            _refuse(pattern, says, "Write words, joined by '_', or use 're:'")


def _refuse(pattern: str, says: str, remedy: str) -> None:
    raise Refused(f"the pattern '{pattern}' {says}", f"{remedy}. {_GUIDE}")
