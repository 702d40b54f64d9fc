"""What may be recorded of somebody, judged from what they saw of their own deeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from bot.quiz.question import Form


@dataclass(frozen=True, slots=True)
class Did:
    """One deed: a register set to `text`, or emptied if that is None.

    It `counts` if it was acknowledged before closing; otherwise it may or may not.
    """

    register: str
    text: str | None
    counts: bool


def possible(deeds: Sequence[Did], form: Form) -> set[str | None]:
    """Every answer of record that would be right, None for none at all."""
    doubtful = [number for number, deed in enumerate(deeds) if not deed.counts]
    assert len(doubtful) < 12, "so much doubt would allow anything"
    worlds = product((True, False), repeat=len(doubtful))
    return {_newest(_left(deeds, doubtful, world), form) for world in worlds}


def _left(deeds: Sequence[Did], doubtful: Sequence[int], world: Iterable[bool]) -> list[Did]:
    absent = {number for number, happened in zip(doubtful, world, strict=True) if not happened}
    return [deed for number, deed in enumerate(deeds) if number not in absent]


def _newest(deeds: Iterable[Did], form: Form) -> str | None:
    """Deeds come in order; of those registers that hold something the last one set wins."""
    registers: dict[str, Did] = {}
    for deed in deeds:
        registers.pop(deed.register, None)
        registers[deed.register] = deed
    if form is Form.MULTI_SELECT:
        registers = _grouped(registers)
    texts = [deed.text for deed in registers.values() if deed.text is not None]
    return texts[-1] if texts else None


def _grouped(registers: dict[str, Did]) -> dict[str, Did]:
    """All reactions together are one register, as new as the last that was changed."""
    grouped: dict[str, Did] = {}
    letters: set[str] = set()
    for name, deed in registers.items():
        if not name.startswith("reaction"):
            grouped[name] = deed
            continue
        letters |= {deed.text} if deed.text else set()
        grouped.pop("reactions", None)
        grouped["reactions"] = replace(deed, text=" ".join(sorted(letters)) or None)
    return grouped
