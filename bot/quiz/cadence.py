"""When a league's questions are due, in each channel's own zone; instants are aware UTC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from bot.quiz.league import Schedule

HORIZON = 400
"""How many days ahead a quiz day is looked for."""

Holidays = frozenset[date] | Callable[[date], bool]

_MINUTE = timedelta(minutes=1)
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Due:
    """A quiz day of a channel. `day` is the local date; the instants are UTC."""

    day: date
    due_at: datetime
    closes_at: datetime
    moved: bool
    """The local time does not exist on this day, so that the next valid minute was taken."""
    repeated: bool
    """The local time happens twice on this day; this is the first."""


def next_due(schedule: Schedule, zone: ZoneInfo, holidays: Holidays, after: datetime) -> Due | None:
    """The first quiz day that is due strictly after `after`; None if 400 days have none."""
    return next(_dues(schedule, zone, holidays, after), None)


def upcoming(
    schedule: Schedule, zone: ZoneInfo, holidays: Holidays, after: datetime, n: int
) -> tuple[Due, ...]:
    """The next `n` quiz days after `after`; fewer if 400 days have fewer."""
    return tuple(islice(_dues(schedule, zone, holidays, after), n))


def due_on(schedule: Schedule, zone: ZoneInfo, day: date) -> Due:
    """When the question of a local date is due, whether or not that date is a quiz day."""
    wall = datetime.combine(day, schedule.at, zone)
    early, late = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    real = wall if early == late else _next_real_minute(wall)
    due_at = real.astimezone(UTC)
    moved = real != wall
    return Due(day, due_at, due_at + schedule.window, moved, early != late and not moved)


def free_days(
    schedule: Schedule, zone: ZoneInfo, is_holiday: Holidays, first: date, last: date
) -> tuple[date, ...]:
    """The dates, ends included, that only a holiday or a day off keeps from being quiz days."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(
        day
        for day in days
        if _is_weekday_of(schedule, zone, day) and _is_free(schedule, is_holiday, day)
    )


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date that the calendars in the zone show at an instant."""
    return instant.astimezone(zone).date()


def zone_named(text: str) -> ZoneInfo:
    """The IANA zone of that name, in any case and with spaces for underscores.

    Raises `ValueError` with the nearest names if there is no such zone.
    """
    names = _zone_names()
    name = names.get(_folded(text))
    if name is None:
        raise ValueError(f"There is no time zone {text.strip()!r}. {_suggestion(text, names)}")
    return ZoneInfo(name)


def _dues(schedule: Schedule, zone: ZoneInfo, holidays: Holidays, after: datetime) -> Iterator[Due]:
    start = local_day(after, zone)
    for n in range(HORIZON + 1):
        day = start + timedelta(days=n)
        if _is_weekday_of(schedule, zone, day) and not _is_free(schedule, holidays, day):
            due = due_on(schedule, zone, day)
            if due.due_at > after:
                yield due


def _is_weekday_of(schedule: Schedule, zone: ZoneInfo, day: date) -> bool:
    return day.isoweekday() in schedule.weekdays and _exists(datetime.combine(day, _NOON, zone))


def _is_free(schedule: Schedule, holidays: Holidays, day: date) -> bool:
    if day in schedule.days_off:
        return True
    return holidays(day) if callable(holidays) else day in holidays


def _exists(wall: datetime) -> bool:
    """Whether clocks in its zone ever show this; not in the gap when they are put forward."""
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return back.replace(tzinfo=None) == wall.replace(tzinfo=None)


def _next_real_minute(wall: datetime) -> datetime:
    while not _exists(wall):
        wall = wall.replace(second=0, microsecond=0) + _MINUTE
    return wall


@cache
def _zone_names() -> dict[str, str]:
    return {_folded(name): name for name in sorted(available_timezones())}


def _folded(text: str) -> str:
    return "_".join(text.split()).casefold()


def _suggestion(text: str, names: dict[str, str]) -> str:
    wanted = _folded(text)
    # A city alone is what people type most: "berlin", "new york".
    cities = {folded.rpartition("/")[2]: folded for folded in names}
    near = [cities[city] for city in get_close_matches(wanted, cities, n=3)]
    near += get_close_matches(wanted, names, n=3)
    best = [names[folded] for folded in dict.fromkeys(near)][:3]
    if not best:
        return "Use a name such as Europe/Berlin or America/New_York."
    return f"Did you mean {' or '.join(best)}?"
