"""Plain words as Slack takes them: escaped, cut to their limit, never blank."""

import re
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

DATE_FORMAT = "{date_short_pretty} at {time}"
"""Each reader's own day and time: "today at 5:00 PM", "Nov 23, 2026 at 9:00 AM"."""
_ELLIPSIS = "…"
_SHORT_NAME = re.compile(r":(?=[\w+'-]+:)")


def plain(text: str, limit: int, *, emoji: bool = False) -> Json:
    """A text object that is shown letter by letter.

    With `emoji` Slack draws its own emoji, but none for a :name: in it: that may be a stranger's.
    """
    shown = _SHORT_NAME.sub("\N{RATIO}", text) if emoji else text
    return {"type": "plain_text", "text": cut(shown, limit) or _ELLIPSIS, "emoji": emoji}


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of the text, counted as UTF-16 units; "" if all are blank."""
    if not text.strip() or units(text) <= limit:
        return text if text.strip() else ""
    kept = text.encode("utf-16-le", "replace")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", "ignore") + _ELLIPSIS


def units(text: str) -> int:
    """The length in UTF-16 units, the widest way in which a server may count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def escaped(text: str) -> str:
    """The text with the three signs escaped that make links and mentions in Slack's markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_utc(at: datetime) -> str:
    """An instant for those whose Slack cannot show it in their own zone."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
