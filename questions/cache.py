"""What was parsed of a pack before, kept between runs by content, so that it is never stale."""

import hashlib
import marshal
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from questions.patterns import Sound
from questions.reading import Document, parse_yaml, text_of

_FORMAT = (2, sys.hexversion)
"""Grows when the same text is to give other values; `marshal` and `re` belong to one Python."""
_SUM = 32
"""Bytes of the checksum that a kept file starts with."""
_OLD = 60 * 24 * 3600.0
"""Seconds after which what is kept of any pack is thrown away; whoever needs it parses again."""


def place_of(folder: Path) -> Path:
    """Where the parsed form of a pack is kept: in the user's cache, which may be deleted."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(f"{folder.resolve()} {_FORMAT}".encode()).hexdigest()[:32]
    return Path(caches) / "quizstreak" / f"{name}.pack"


class Parsed:
    """The documents of a pack: those whose text is known need no parsing.

    `sound` are the regular expressions in them, of which those that are known need no compiling.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._known, self.sound = _kept(place)
        self._used: dict[bytes, Document] = {}

    def read(self, path: Path) -> Document:
        """The one document of a file. Raises `PackError` with file, line and remedy."""
        text = text_of(path)
        key = hashlib.sha256(text.encode()).digest()
        document = self._known.get(key) or parse_yaml(text, str(path))
        self._used[key] = document
        return document

    def keep(self) -> None:
        """Write what was read, if it is not what is kept; where nothing can be written, nothing."""
        sound = self.sound
        if self._used.keys() != self._known.keys() or sound.met != sound.known:
            with suppress(OSError):
                _write(self._place, self._used, sound.met)


def _kept(place: Path) -> tuple[dict[bytes, Document], Sound]:
    """What is kept there; nothing if it is damaged."""
    try:
        data = place.read_bytes()
    except OSError:
        return {}, Sound()
    if hashlib.sha256(data[_SUM:]).digest() != data[:_SUM]:
        return {}, Sound()
    documents, sound = marshal.loads(data[_SUM:])  # noqa: S302 - our own file, whole
    return {key: Document(value, lines) for key, (value, lines) in documents.items()}, Sound(sound)


def _write(place: Path, documents: dict[bytes, Document], sound: set[str]) -> None:
    """All at once, so that nobody reads half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    plain = {key: (one.value, one.lines) for key, one in documents.items()}
    data = marshal.dumps((plain, sound))
    with NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(hashlib.sha256(data).digest() + data)
    Path(file.name).replace(place)
    for other in place.parent.glob("*.pack"):
        if other.stat().st_mtime < time.time() - _OLD:
            other.unlink(missing_ok=True)
