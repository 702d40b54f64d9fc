"""Slack's date tokens, as its English client fills them in."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def shown(form: str, at: int, zone: ZoneInfo, now: datetime) -> str:
    """The form's words with the instant (Unix seconds) in the reader's zone."""
    moment = datetime.fromtimestamp(at, zone)
    today = now.astimezone(zone).date()
    return re.sub(r"\{(\w+)\}", lambda match: _token(match[1], moment, today, now), form)


def clock_time(moment: datetime) -> str:
    return moment.strftime("%I:%M %p").lstrip("0")


def _token(name: str, moment: datetime, today: date, now: datetime) -> str:
    if name == "ago":
        return _ago(now - moment)
    if name.endswith("_pretty"):
        plain = "date_long" if name == "day_divider_pretty" else name.removesuffix("_pretty")
        return _near(moment.date(), today) or _FORMS[plain](moment)
    return _FORMS[name](moment)


def _near(day: date, today: date) -> str:
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days, "")


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _long(moment: datetime) -> str:
    return f"{moment:%B} {_ordinal(moment.day)}, {moment.year}"


def _ago(passed: timedelta) -> str:
    minutes = abs(int(passed.total_seconds())) // 60
    units = ((1440, "day"), (60, "hour"), (1, "minute"))
    size, unit = next(((s, u) for s, u in units if minutes >= s), (1, "minute"))
    count = minutes // size
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{words} ago" if passed >= timedelta() else f"in {words}"


_FORMS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda moment: f"{moment:%Y-%m-%d}",
    "date_slash": lambda moment: f"{moment:%m/%d/%Y}",
    "date_long": lambda moment: f"{moment:%A}, {_long(moment)}",
    "date_long_full": lambda moment: f"{moment:%B} {moment.day}, {moment.year}",
    "date": _long,
    "date_short": lambda moment: f"{moment:%b} {moment.day}, {moment.year}",
    "time": clock_time,
    "time_secs": lambda moment: moment.strftime("%I:%M:%S %p").lstrip("0"),
}
