"""`quizstreak bank check`: look packs over and count what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from questions import checks
from questions.faults import Fault
from questions.loader import read_pack


@dataclass(frozen=True, slots=True)
class Review:
    """What a look at some packs found."""

    packs: int
    questions: int
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    """What a reviewer may ask about; none of it is a fault."""

    @property
    def summary(self) -> str:
        where = f"{_counted(self.questions, 'question')} in {_counted(self.packs, 'pack')}"
        return f"{_counted(len(self.faults), 'fault')} in {where}."


def review(packs: Sequence[Path], *, run_code: bool, noting: bool = False) -> Review:
    """Check every pack; listings are run as programs of this machine unless `run_code` is off."""
    return Review(
        len(packs),
        sum(len(read_pack(pack).questions) for pack in packs),
        tuple(fault for pack in packs for fault in checks.check(pack, run_code=run_code)),
        tuple(note for pack in packs if noting for note in checks.notes(pack)),
    )


def packs_in(path: Path) -> tuple[Path, ...]:
    """The pack that `path` is, or the packs that lie in it."""
    if (path / "pack.yaml").exists():
        return (path,)
    return tuple(sorted(found.parent for found in path.glob("*/pack.yaml"))) or (path,)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
