"""What is wrong with a pack, said so that its author can mend it at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong: where it is, what it is, and what to do about it.

    `line` counts from 1; `question` is an id, or "" where the fault lies outside any question.
    """

    file: str
    line: int
    question: str
    says: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where} {self.question or '-'}: {self.says}. {self.remedy}."


class PackError(Exception):
    """A pack is refused; `faults` lists every reason, never just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(report(self.faults))


class Refused(ValueError):
    """A value that a question may not have, why, and what to write instead."""

    def __init__(self, says: str, remedy: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(says)
        self.says = says
        self.remedy = remedy
        self.at = at


def report(faults: Iterable[Fault]) -> str:
    """All faults by place, one a line: "file:line question: says. remedy."."""
    return "\n".join(str(fault) for fault in sorted(faults))
