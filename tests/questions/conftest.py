"""The small pack, as it is and with one text replaced by another."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from questions.faults import Fault
from questions.loader import Pack, PackBank, load_pack, load_packs

SMALL = Path(__file__).with_name("small_pack")
Edit = Callable[[str, str], tuple[Path, str]]


@pytest.fixture(scope="session")
def small() -> Pack:
    return load_pack(SMALL)


@pytest.fixture(scope="session")
def bank() -> PackBank:
    return load_packs([SMALL])


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copies the small pack with `old` replaced by `new`; gives it and the place of `new`."""

    def edited(old: str, new: str) -> tuple[Path, str]:
        folder = tmp_path / "small"
        shutil.copytree(SMALL, folder)
        for file in sorted(folder.rglob("*.yaml")):
            before, found, after = file.read_text(encoding="utf-8").partition(old)
            if found:
                file.write_text(before + new + after, encoding="utf-8")
                return folder, f"{file}:{before.count(chr(10)) + 1}"
        raise AssertionError(f"the small pack has no {old!r}")

    return edited


def is_told(faults: Iterable[Fault], place: str, question: str, says: str) -> bool:
    """Is there a fault with these words, on a line of the question that stands at `place`?"""
    file, line = place.rsplit(":", 1)
    rows = Path(file).read_text(encoding="utf-8").splitlines()
    starts = [number for number, row in enumerate(rows, 1) if row.startswith("- id: ")]
    start = max(number for number in starts if number <= int(line))
    end = min((number for number in starts if number > int(line)), default=len(rows) + 1)
    return any(
        (fault.file, fault.question) == (file, question)
        and start <= fault.line < end
        and f"{fault.says}. {fault.remedy}.".startswith(says)
        for fault in faults
    )
