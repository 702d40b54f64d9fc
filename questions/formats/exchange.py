"""A file into a pack as drafts, and a pack into a file, each with a report of what was left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from questions.cache import Parsed, place_of
from questions.faults import Fault, PackError
from questions.formats.aiken import AIKEN
from questions.formats.anki import ANKI
from questions.formats.apkg import APKG
from questions.formats.files import read_text
from questions.formats.gift import GIFT
from questions.formats.incoming import UNNAMED, Fields, Numbering, draft_of, slug
from questions.formats.moodle import MOODLE
from questions.formats.outgoing import exported
from questions.formats.plain import Format, PlainQuestion, Refusal, Unfit, Unreadable
from questions.formats.table import TABLE
from questions.loader import Reading, load_pack, read_pack
from questions.reading import Value

FORMATS = {one.name: one for one in (GIFT, AIKEN, MOODLE, TABLE, ANKI, APKG)}
_A_FILE = 150
"""Questions in one file of a pack: even the longest stay far below the largest file read."""


@dataclass(frozen=True, slots=True)
class Report:
    """How many questions went over, and a line for each that did not, or not whole."""

    taken: int
    lines: tuple[str, ...]
    refused: int = 0


def format_of(path: Path, wanted: str = "") -> Format:
    """The format asked for, or the one of the file's ending. Raises `PackError`."""
    if wanted in FORMATS:
        return FORMATS[wanted]
    by_suffix = [one for one in FORMATS.values() if path.suffix.lower() in one.suffixes]
    if wanted or not by_suffix:
        says = f"the format {f'“{wanted}” ' if wanted else ''}is not known"
        raise _refused(path, Unreadable(says, f"Name one of {', '.join(FORMATS)}"))
    return by_suffix[0]


def export_pack(pack: Path, into: Format, file: Path) -> Report:
    """Write the questions of a pack to a file that must not exist yet. Raises `PackError`."""
    items = [placed.item for placed in load_pack(pack).questions]
    text, losses, count = exported(items, into)
    _write_new(file, text)
    whole = sum(loss.is_whole for loss in losses)
    return Report(count, tuple(map(str, losses)), whole)


def import_file(file: Path, form: Format, into: Path) -> Report:
    """Add the file's questions to a pack's folder, as drafts in new files; nothing is replaced.

    Raises `PackError` if the file cannot be read, or the folder holds a pack with faults.
    """
    reading = reading_of(into)
    numbering = numbering_of(reading)
    try:
        found = form.packed.read(file) if form.packed else form.read(read_text(file))
        drafts, lines, refused = _sorted_out(found, numbering, slug(file.stem) or "imported")
    except Unreadable as error:
        raise _refused(file, error) from error
    land(drafts, reading, into, "Imported questions")
    return Report(len(drafts), tuple(f"{file}:{line}" for line in lines), refused)


def reading_of(into: Path) -> Reading:
    """The pack that drafts are added to, or a new one. Raises `PackError` if it has faults."""
    if not into.exists():
        return Reading(into, Parsed(place_of(into)))
    reading = read_pack(into)
    faults = [fault for fault in reading.faults if fault.says != "the pack has no questions"]
    if (into / "pack.yaml").exists() and faults:
        raise PackError(faults)
    if not (into / "pack.yaml").exists() and any(into.iterdir()):
        says = "this folder is neither empty nor a pack"
        raise _refused(into, Unreadable(says, "Name a new folder, or a pack"))
    return reading


def numbering_of(reading: Reading) -> Numbering:
    """What the pack's questions leave free."""
    numbering = Numbering()
    for placed in reading.questions:
        item = placed.item
        numbering.ids.add(item.id)
        numbering.facets.add((item.topic, item.concept, item.facet))
    return numbering


def _sorted_out(
    found: Iterable[PlainQuestion | Refusal], numbering: Numbering, fallback: str
) -> tuple[list[Fields], list[str], int]:
    drafts, lines, refused = list[Fields](), list[str](), 0
    for one in found:
        try:
            if isinstance(one, Refusal):
                raise Unfit(one.why)  # noqa: TRY301 — both kinds of refusal are told alike
            drafts.append(draft_of(one, numbering, fallback))
            lines += [f"{one.line} {one.name or '-'}: imported without {what}" for what in one.lost]
        except Unfit as error:
            refused += 1
            lines.append(f"{one.line} {one.name or '-'}: refused: {error}")
    return drafts, lines, refused


def land(drafts: list[Fields], reading: Reading, into: Path, title: str) -> None:
    """Write drafts to new files of a pack; one that is not there yet gets this title."""
    if not drafts:
        return
    if reading.info is None:
        info: Fields = {
            "name": slug(into.resolve().name) or "imported",
            "title": title,
            "version": "0.1.0",
            "licence": "LicenseRef-Unknown",
        }
        _write_new(into / "pack.yaml", _yaml(info))
    if UNNAMED not in reading.misconceptions:
        _write_free(into, "misconceptions-imported", _yaml([_unnamed()]))
    groups: dict[tuple[str, str], list[Fields]] = {}
    for draft in drafts:
        groups.setdefault((str(draft["topic"]), str(draft["concept"])), []).append(draft)
    for (topic, concept), group in groups.items():
        for start in range(0, len(group), _A_FILE):
            _write_free(into / topic, concept, _yaml(group[start : start + _A_FILE]), within=into)


def _unnamed() -> Fields:
    return {
        "id": UNNAMED,
        "statement": "An imported wrong option whose thought nobody has named yet.",
        "refutation": "Name the thought in this catalogue, and use its id in the option.",
    }


def _write_free(folder: Path, stem: str, text: str, *, within: Path | None = None) -> None:
    """Write to the first free name: concept.yaml, concept-2.yaml, …"""
    inside = (within or folder).resolve()
    if not folder.resolve().is_relative_to(inside):
        raise _refused(folder, Unreadable("this leads out of the pack's folder", "Remove the link"))
    file, again = folder / f"{stem}.yaml", 1
    while file.exists() or file.is_symlink():
        again += 1
        file = folder / f"{stem}-{again}.yaml"
    _write_new(file, text)


def _write_new(file: Path, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as page:
            page.write(data)
    except OSError as error:
        says = f"cannot be written ({error.strerror})"
        raise _refused(file, Unreadable(says, "Name a new file in a folder of yours")) from error


def _refused(path: Path, error: Unreadable) -> PackError:
    return PackError([Fault(str(path), error.line, "", error.says, error.remedy)])


class _Quoting(yaml.SafeDumper):
    """Quotes every text but names: YAML 1.1 and 1.2 disagree about what else is a text."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_name = "-" in text and slug(text) == text and text[0].isalpha()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_name else '"')


_Quoting.add_representer(str, _represent)
_Quoting.add_representer(tuple, yaml.SafeDumper.represent_list)


def _yaml(value: Fields | list[Fields]) -> str:
    known: Value | list[Fields] = value
    return yaml.dump(known, Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=96)
