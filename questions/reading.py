"""Reads the YAML 1.2 of packs into plain values, and remembers the line of each.

Only the plain core is taken: no tags, anchors, aliases or merge keys, and no key twice.
`yes`, `no`, `on` and dates stay words.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml as libyaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from questions.faults import Fault, PackError

SIZE_LIMIT = 1024 * 1024
DEPTH_LIMIT = 12

Scalar = str | int | float | bool | None
Value = Scalar | tuple["Value", ...] | dict[str, "Value"]
Path_ = tuple[str | int, ...]

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None}
for _word, _value in (("null", None), ("true", True), ("false", False)):
    _WORDS |= dict.fromkeys((_word, _word.capitalize(), _word.upper()), _value)
_FRAME = {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value; `lines` has the line (from 1) on which each path into it starts."""

    value: Value
    lines: dict[Path_, int]


def read_yaml(path: Path) -> Document:
    """The one document of a file. Raises `PackError` with file, line and remedy."""
    return parse_yaml(text_of(path), str(path))


def parse_yaml(text: str, file: str) -> Document:
    """The one document of a text; `file` is only named in faults. Raises `PackError`."""
    if not text.strip():
        return Document(None, {})
    try:
        return _Reader(file, iter(quick_events(text))).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(file, mark.line + 1 if mark else 1, *_spoken(error.problem or "", text, mark))
    except YAMLError as error:
        says = f"this is no YAML ({' '.join(str(error).split())})"
        _refuse(file, 1, says, "Remove control characters and save the file as UTF-8")


def text_of(path: Path) -> str:
    """What stands in a file. Raises `PackError` if it is too large, unreadable or no UTF-8."""
    file = str(path)
    try:
        if path.stat().st_size > SIZE_LIMIT:
            _refuse(file, 1, "the file is larger than 1 MiB", "Split it into several files")
        data = path.read_bytes()
    except OSError as error:
        _refuse(file, 1, f"cannot be read ({error.strerror})", "Check its name and permissions")
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        says = "the file starts with a byte order mark"
        _refuse(file, 1, says, "Save it as UTF-8 without a byte order mark")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = f"byte 0x{data[error.start]:02x} is not UTF-8"
        _refuse(file, line, says, "Save the file as UTF-8")


@dataclass(frozen=True, slots=True)
class _Event:
    """What a parser met, whichever parser it was; `line` counts from 1."""

    kind: str
    line: int
    text: str = ""
    is_plain: bool = False
    anchor: str | None = None
    tag: str | None = None


def quick_events(text: str) -> Iterable[_Event]:
    """By libyaml, which is ten times as fast; what it refuses, the slow parser judges."""
    try:
        return list(map(_event, libyaml.parse(text, Loader=_QUICK)))
    except libyaml.YAMLError:
        return slow_events(text)


_QUICK = getattr(libyaml, "CSafeLoader", libyaml.SafeLoader)
"""Only its parser is used, which makes no values: what a word means is decided here."""


def slow_events(text: str) -> Iterator[_Event]:
    """By the parser of YAML 1.2, which takes what libyaml does not know and explains faults."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    for event in yaml.parse(text):
        if hasattr(event, "start_mark"):
            yield _event(event)


def _event(event: Any) -> _Event:
    kind, line = type(event).__name__, event.start_mark.line + 1
    if kind == "ScalarEvent":
        tag = str(event.tag) if event.tag else None
        return _Event(kind, line, event.value, event.implicit[0], event.anchor, tag)
    tag = getattr(event, "tag", None)
    return _Event(kind, line, "", False, getattr(event, "anchor", None), tag and str(tag))


def _spoken(problem: str, text: str, mark: object) -> tuple[str, str]:
    line = getattr(mark, "line", 0)
    lines = text.splitlines()
    if "\t" in (lines[line] if line < len(lines) else ""):
        return "a tab cannot indent YAML", "Indent with spaces"
    says = " ".join(problem.split()) or "this is no YAML"
    return says, "Check indentation, and put texts with ': ' or ' #' into quotes"


def _refuse(file: str, line: int, says: str, remedy: str) -> NoReturn:
    raise PackError([Fault(file, line, "", says, remedy)])


@dataclass(slots=True)
class _Reader:
    """Builds values straight from the parser's events, so that nothing else can slip in."""

    file: str
    events: Iterator[_Event]
    lines: dict[Path_, int] = field(default_factory=dict)

    def document(self) -> Document:
        value: Value = None
        documents = 0
        for event in self.events:
            if event.kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document starts here", "Remove the line '---'")
            if event.kind not in _FRAME:
                value = self.value(event, ())
        return Document(value, self.lines)

    def value(self, event: _Event, path: Path_) -> Value:
        self.lines.setdefault(path, event.line)
        self.check(event, path)
        if event.kind == "SequenceStartEvent":
            return tuple(self.elements(path))
        if event.kind == "MappingStartEvent":
            return self.mapping(path)
        if event.kind == "ScalarEvent":
            return _scalar(event)
        raise AssertionError(f"the parser gave a {event.kind} for a value")

    def elements(self, path: Path_) -> Iterator[Value]:
        for place, event in enumerate(self.events):
            if event.kind == "SequenceEndEvent":
                return
            yield self.value(event, (*path, place))

    def mapping(self, path: Path_) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for event in self.events:
            if event.kind == "MappingEndEvent":
                break
            key = self.key(event, path, found)
            self.lines[(*path, key)] = event.line
            found[key] = self.value(next(self.events), (*path, key))
        return found

    def key(self, event: _Event, path: Path_, found: dict[str, Value]) -> str:
        self.check(event, path)
        if event.kind != "ScalarEvent":
            self.refuse(event, "a key must be a word", "Put the text into quotes")
        key = event.text
        if key == "<<":
            self.refuse(event, "merge keys (<<) are not allowed", "Write the fields out")
        if key in found:
            self.refuse(event, f"the key '{key}' stands here twice", "Keep one of them")
        return key

    def check(self, event: _Event, path: Path_) -> None:
        if event.kind == "AliasEvent" or event.anchor:
            says = "anchors (&name) and aliases (*name) are not allowed"
            self.refuse(event, says, "Write the text out, or put it into quotes")
        if event.tag:
            says = f"the tag {event.tag} is not allowed"
            self.refuse(event, says, "Remove it, or put the text into quotes")
        if len(path) > DEPTH_LIMIT:
            self.refuse(event, "this is nested too deeply", "Flatten it")

    def refuse(self, event: _Event, says: str, remedy: str) -> NoReturn:
        _refuse(self.file, event.line, says, remedy)


def _scalar(event: _Event) -> Scalar:
    text = event.text
    if not event.is_plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
