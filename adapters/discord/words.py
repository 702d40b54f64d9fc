"""Plain words as Discord takes them: without what upsets a line, and cut to their limit."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

_ELLIPSIS = "…"
_LINE_ENDS = re.compile(r"\r\n?")
# Control characters, halves of letters, and signs that turn the rest of a line around.
_UPSETTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def clean(text: str) -> str:
    """The text without characters that nobody sees and that could turn its line around."""
    return _UPSETTING.sub("", _LINE_ENDS.sub("\n", text))


def isolated(text: str) -> str:
    """Clean text, fenced where it runs from right to left, so that it turns nothing around it."""
    return "\n".join(map(_fenced, clean(text).split("\n")))


def _fenced(line: str) -> str:
    if _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, line)):
        return line
    return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}"


def plain(text: str, limit: int) -> str:
    """Words for where nothing is read as markup: cut, on one line, never blank."""
    return cut(" ".join(clean(text).split()), limit) or _ELLIPSIS


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of the text, counted as UTF-16 units; "" if all are blank."""
    if limit < 1 or not text.strip() or units(text) <= limit:
        return text if limit > 0 and text.strip() else ""
    kept = text.encode("utf-16-le", "replace")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", "ignore") + _ELLIPSIS


def units(text: str) -> int:
    """The length in UTF-16 units, the widest way in which a server may count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def in_utc(at: datetime) -> str:
    """An instant for where Discord shows no reader's own time."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
