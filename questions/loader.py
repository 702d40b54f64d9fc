"""Reads packs from disk and offers their questions. A pack with a fault is refused whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from bot.quiz.question import Entry, Form, Question
from questions.cache import Parsed, place_of
from questions.draws import draw
from questions.faults import Fault, PackError
from questions.reading import Document, Path_, Value
from questions.schema import ITEM, Item, Misconception, Numeric, PackInfo
from questions.sentences import faults_of
from questions.templates import variants

PACKS = Path(__file__).with_name("packs")
"""The folder of the packs that come with Quizstreak."""

_Read = TypeVar("_Read")
_INFO: TypeAdapter[PackInfo] = TypeAdapter(PackInfo)
_MISCONCEPTION: TypeAdapter[Misconception] = TypeAdapter(Misconception)


@dataclass(frozen=True, slots=True)
class Placed:
    """A question and where it stands, so that whatever is wrong with it can be pointed at."""

    item: Item
    file: str
    at: Path_
    lines: dict[Path_, int]

    def fault(self, says: str, remedy: str, *path: str | int) -> Fault:
        """A fault of this question; `path` leads to the field, as far as the file has it."""
        line = self.lines[self.at]
        for end in range(1, len(path) + 1):
            line = self.lines.get((*self.at, *path[:end]), line)
        return Fault(self.file, line, self.item.id, says, remedy)


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of questions with a name, a version and a licence."""

    info: PackInfo
    questions: tuple[Placed, ...]
    misconceptions: Mapping[str, Misconception]


@dataclass(slots=True)
class Reading:
    """What could be read of a pack, and every fault met on the way."""

    folder: Path
    parsed: Parsed
    info: PackInfo | None = None
    questions: list[Placed] = field(default_factory=list)
    misconceptions: dict[str, Misconception] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def pack(self) -> Pack:
        """The pack. Raises `PackError` with every fault if there is one."""
        if self.faults or self.info is None:
            raise PackError(self.faults)
        ordered = sorted(self.questions, key=lambda placed: placed.item.id)
        return Pack(self.info, tuple(ordered), self.misconceptions)


def load_pack(path: Path | str) -> Pack:
    """The pack in a folder. Raises `PackError` that lists every fault."""
    return read_pack(path).pack()


def load_packs(paths: Iterable[Path | str] = (PACKS / "ml-interview",)) -> "PackBank":
    """All the packs as one bank. Raises `PackError` that lists every fault of every pack."""
    readings = [read_pack(path) for path in paths]
    faults = [fault for reading in readings for fault in reading.faults]
    faults += _repeated([placed for reading in readings for placed in reading.questions])
    if faults:
        raise PackError(set(faults))
    return PackBank(reading.pack() for reading in readings)


class PackBank:
    """A `bot.quiz.question.Bank` over packs: the pilot and live questions of each."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = tuple(packs)
        self._asked = {
            placed.item.id: (placed.item, pack.info.name)
            for pack in self.packs
            for placed in pack.questions
            if placed.item.is_played
        }
        self._entries = tuple(_entry(*self._asked[id_]) for id_ in sorted(self._asked))

    def entries(self) -> tuple[Entry, ...]:
        """Every pilot or live question, ordered by id."""
        return self._entries

    def draw(self, question_id: str, seed: str) -> Question:
        """The question with numbers and order of options chosen by `seed`. Raises `KeyError`."""
        item, pack = self._asked[question_id]
        return draw(item, seed, pack)


def read_pack(path: Path | str) -> Reading:
    """All that is right and all that is wrong in a pack's folder; raises nothing."""
    folder = Path(path)
    reading = Reading(folder, Parsed(place_of(folder)))
    _read_info(reading)
    for file in sorted(reading.folder.rglob("*.y*ml")):
        if file.suffix == ".yml":
            says = "a pack's files end in .yaml"
            reading.faults.append(Fault(str(file), 1, "", says, f"Rename it {file.stem}.yaml"))
        elif file.name.startswith("misconceptions"):
            _read_misconceptions(reading, file)
        elif file.name != "pack.yaml":
            _read_questions(reading, file)
    reading.faults.extend(_repeated(reading.questions))
    _refuse_nothing(reading)
    reading.parsed.keep()
    return reading


def _entry(item: Item, pack: str) -> Entry:
    return Entry(
        id=item.id,
        form=Form(item.form),
        topic=item.topic,
        concept=item.concept,
        difficulty=item.difficulty,
        pack=pack,
        daily=not item.practice_only,
    )


def _read_info(reading: Reading) -> None:
    file = reading.folder / "pack.yaml"
    if not file.is_file():
        says, remedy = "this folder has no pack.yaml", "Add one with name, title, version, licence"
        reading.faults.append(Fault(str(file), 1, "", says, remedy))
    elif document := _document(reading, file):
        reading.info = _validated(_INFO, reading, document, str(file), (), _fields(PackInfo))


def _read_misconceptions(reading: Reading, file: Path) -> None:
    for document, at in _listed(reading, file):
        fields = _fields(Misconception)
        entry = _validated(_MISCONCEPTION, reading, document, str(file), at, fields)
        if entry and entry.id in reading.misconceptions:
            says = f"the misconception '{entry.id}' is already in the catalogue"
            line = document.lines[at]
            reading.faults.append(Fault(str(file), line, "", says, "Keep one of them"))
        elif entry:
            reading.misconceptions[entry.id] = entry


def _read_questions(reading: Reading, file: Path) -> None:
    for document, at in _listed(reading, file):
        fields = _item_fields(_part(document, at))
        item = _validated(ITEM, reading, document, str(file), at, fields)
        if item:
            placed = Placed(item, str(file), at, document.lines)
            reading.questions.append(placed)
            reading.faults.extend(_unusable(placed))


def _document(reading: Reading, file: Path) -> Document | None:
    try:
        return reading.parsed.read(file)
    except PackError as error:
        reading.faults.extend(error.faults)
        return None


def _listed(reading: Reading, file: Path) -> list[tuple[Document, Path_]]:
    document = _document(reading, file)
    if document is None:
        return []
    if not isinstance(document.value, tuple) or not document.value:
        remedy = "Start each entry with '- id: …'"
        reading.faults.append(Fault(str(file), 1, "", "the file is not a list", remedy))
        return []
    return [(document, (place,)) for place in range(len(document.value))]


def _part(document: Document, at: Path_) -> Value:
    if at and isinstance(document.value, tuple):
        return document.value[int(at[0])]
    return document.value


def _validated(
    adapter: TypeAdapter[_Read],
    reading: Reading,
    document: Document,
    file: str,
    at: Path_,
    fields: tuple[str, ...],
) -> _Read | None:
    value = _part(document, at)
    try:
        return adapter.validate_python(value, context=reading.parsed.sound)
    except ValidationError as error:
        reading.faults.extend(faults_of(error, value, file, document.lines, at, fields))
        return None


def _fields(model: type[PackInfo] | type[Misconception]) -> tuple[str, ...]:
    return tuple(model.model_fields)


def _item_fields(value: Value) -> tuple[str, ...]:
    form = value.get("form") if isinstance(value, dict) else None
    for model in get_args(get_args(Item)[0]):
        if form in get_args(model.model_fields["form"].annotation):
            return tuple(model.model_fields)
    return ()


def _unusable(placed: Placed) -> Iterator[Fault]:
    item = placed.item
    if not isinstance(item, Numeric) or item.template is None:
        return
    if not any(variants(item.template, item.answer.tolerance)):
        says = "no combination of the parameters makes a good question"
        remedy = "Mend the sums, or move slips away from the key by twice the tolerance"
        yield placed.fault(says, remedy, "template")


def _repeated(questions: Iterable[Placed]) -> list[Fault]:
    first: dict[str, Placed] = {}
    faults = []
    for placed in questions:
        other = first.setdefault(placed.item.id, placed)
        if other is not placed:
            says = f"this id is also in {other.file}:{other.lines[other.at]}"
            faults.append(placed.fault(says, "Give one of them the next free number", "id"))
    return faults


def _refuse_nothing(reading: Reading) -> None:
    if not reading.questions and not reading.faults:
        says, remedy = "the pack has no questions", "Add a file with a list of questions"
        reading.faults.append(Fault(str(reading.folder), 1, "", says, remedy))
