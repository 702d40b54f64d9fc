"""Files of others as text, whatever program and year they come from."""

import codecs
import re
from pathlib import Path

from questions.formats.plain import Unreadable

SIZE_LIMIT = 32 * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_PACKED = b"PK\x03\x04"


def read_text(path: Path) -> str:
    """The text of a file, with plain line ends and no control characters.

    UTF-8, UTF-16 and, if it is neither, Windows-1252. Raises `Unreadable`.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise Unreadable("the file is larger than 32 MiB", "Split it into several files")
        data = path.read_bytes()
    except OSError as error:
        says = f"cannot be read ({error.strerror})"
        raise Unreadable(says, "Check its name and permissions") from error
    return decoded(data)


def decoded(data: bytes) -> str:
    """The text of a file's bytes, as `read_text` gives it. Raises `Unreadable`."""
    if data.startswith(_PACKED):
        remedy = "Name a package of Anki's .apkg; export text from others"
        raise Unreadable("this is a packed file, which is never unpacked here", remedy)
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _decoded(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    remedy = "Save the file as UTF-8"
    raise Unreadable("this is neither UTF-8, UTF-16 nor Windows-1252", remedy)


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    start = data[:400]
    if start.count(0) * 3 > len(start):
        # Latin text in UTF-16 has a zero in every second byte, and its place tells the order.
        return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1252")
