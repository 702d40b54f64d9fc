"""How Discord shows a moment."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_STAMP = re.compile(r"<t:(-?\d+)(?::([tTdDfFRsS]))?>")
_UNITS = (
    ("year", 31_536_000),
    ("month", 2_592_000),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
)


def stamp(text: str, zone: ZoneInfo, now: datetime) -> str:
    """What stands for a mark such as <t:1700000000:R>."""
    found = _STAMP.fullmatch(text)
    if found is None:
        return text
    at = datetime.fromtimestamp(int(found[1]), UTC).astimezone(zone)
    return relative(at, now) if found[2] == "R" else _absolute(at, found[2] or "f")


def _absolute(at: datetime, form: str) -> str:
    day = f"{at:%B} {at.day}, {at.year}"
    short = f"{at.month}/{at.day}/{at.year}"
    return {
        "t": clock_time(at),
        "T": clock_time(at, seconds=True),
        "d": short,
        "D": day,
        "f": f"{day} at {clock_time(at)}",
        "F": f"{at:%A}, {day} at {clock_time(at)}",
        "s": f"{short}, {clock_time(at)}",
        "S": f"{short}, {clock_time(at, seconds=True)}",
    }[form]


def clock_time(at: datetime, *, seconds: bool = False) -> str:
    exact = f":{at:%S}" if seconds else ""
    return f"{at.hour % 12 or 12}:{at:%M}{exact} {'AM' if at.hour < 12 else 'PM'}"


def relative(at: datetime, now: datetime) -> str:
    """Such as "in 2 hours" or "a day ago"."""
    seconds = round((at - now).total_seconds())
    name, size = next(
        ((name, size) for name, size in _UNITS if abs(seconds) >= size), ("second", 1)
    )
    count = abs(seconds) // size
    words = f"{count} {name}{'' if count == 1 else 's'}"
    if count == 1:
        words = f"{'an' if name == 'hour' else 'a'} {name}"
    return f"in {words}" if seconds > 0 else f"{words} ago"


def day(at: datetime) -> str:
    """As the line between two days has it."""
    return f"{at:%B} {at.day}, {at.year}"


def moment(at: datetime, now: datetime) -> str:
    """As it stands beside a name."""
    days = (now.date() - at.date()) // timedelta(days=1)
    if days in {0, 1}:
        return f"{clock_time(at)}" if days == 0 else f"Yesterday at {clock_time(at)}"
    return f"{at.month}/{at.day}/{at:%y}, {clock_time(at)}"
