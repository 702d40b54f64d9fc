"""Checks a pack: everything that must hold before its questions may be asked."""

from collections.abc import Iterator
from pathlib import Path

from questions import proofs, rubrics, rules
from questions.faults import Fault, report
from questions.loader import PACKS, Placed, Reading, read_pack
from questions.schema import Item, Numeric

__all__ = ["check", "notes", "report"]

SHIPPED = PACKS / "ml-interview"


def check(path: Path | str = SHIPPED, *, run_code: bool = True) -> tuple[Fault, ...]:
    """Every fault of the pack in the folder `path`, by place; empty if it is sound.

    Listings with `check: exec` are run as programs of this machine: for a stranger's pack
    pass `run_code=False`, or read them first.
    """
    reading = read_pack(path)
    found = list(reading.faults)
    found += _repeated_facets(reading)
    for placed in reading.questions:
        found += rules.faults(placed)
        found += proofs.faults(placed, run_code=run_code)
        found += rubrics.faults(placed)
        found += _unknown_misconceptions(reading, placed)
    return tuple(sorted(set(found)))


def notes(path: Path | str = SHIPPED) -> tuple[Fault, ...]:
    """What a reviewer should look at, by place; none of it keeps a pack from being used."""
    reading = read_pack(path)
    found = [note for placed in reading.questions for note in rules.notes(placed)]
    found += [note for placed in reading.questions for note in rubrics.notes(placed)]
    found += _unused_misconceptions(reading)
    return tuple(sorted(set(found)))


def misconceptions_of(item: Item) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The misconceptions that a question stands for, each with the path of its field."""
    for path, options in rules.option_lists(item):
        for place, option in enumerate(options):
            if option.misconception:
                yield option.misconception, (*path, place, "misconception")
    if isinstance(item, Numeric):
        owner = "template" if item.template else "answer"
        wrong = item.template.wrong_values if item.template else item.answer.wrong_values
        for place, name in enumerate([value.misconception for value in wrong]):
            yield name, (owner, "wrong_values", place, "misconception")


def _repeated_facets(reading: Reading) -> Iterator[Fault]:
    first: dict[tuple[str, str, str], Placed] = {}
    for placed in reading.questions:
        item = placed.item
        other = first.setdefault((item.topic, item.concept, item.facet), placed)
        if other is not placed:
            says = f"{other.item.id} already asks for this facet of {item.concept}"
            yield placed.fault(says, "Name another facet, or drop the question", "facet")


def _unknown_misconceptions(reading: Reading, placed: Placed) -> Iterator[Fault]:
    for name, path in misconceptions_of(placed.item):
        if name not in reading.misconceptions:
            says = f"the catalogue has no misconception '{name}'"
            remedy = "Add it to misconceptions.yaml, or use an id from there"
            yield placed.fault(says, remedy, *path)


def _unused_misconceptions(reading: Reading) -> Iterator[Fault]:
    used = {name for placed in reading.questions for name, _ in misconceptions_of(placed.item)}
    for name in sorted(set(reading.misconceptions) - used):
        says = f"no question uses the misconception '{name}'"
        yield Fault(str(reading.folder), 1, "", says, "Use it, or remove it from the catalogue")
