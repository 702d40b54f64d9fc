"""`quizstreak bank check` and `bank report`: look packs over and say what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from questions import checks, report
from questions.faults import Fault
from questions.loader import load_packs, read_pack


class PageTrouble(Exception):
    """A page that cannot take the report, and what to do about it."""


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


def measured(packs: Sequence[Path]) -> str:
    """The report of the packs, as Markdown. Raises `PackError` if one of them has a fault."""
    return report.report(load_packs(packs))


def write_report(packs: Sequence[Path], page: Path) -> None:
    """Put the report between the page's marks. Raises `PageTrouble` where it cannot."""
    try:
        text = report.filled(page.read_text("utf-8"), load_packs(packs))
        page.write_text(text, "utf-8")
    except FileNotFoundError as error:
        marks = f"{report.START.strip()} and {report.END.strip()}"
        raise PageTrouble(f"There is no {page}. Make it, with the lines {marks}.") from error
    except (OSError, ValueError) as error:
        raise PageTrouble(f"{page} cannot take the report: {error}.") from error


def packs_in(path: Path) -> tuple[Path, ...]:
    """The pack that `path` is, or the packs that lie in it."""
    if (path / "pack.yaml").exists():
        return (path,)
    return tuple(sorted(found.parent for found in path.glob("*/pack.yaml"))) or (path,)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
