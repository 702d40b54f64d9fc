"""What an admin typed into a form -> settings, or every fault of it.

A form is taken whole or not at all.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from bot.messages import settings_forms as forms
from bot.messages.settings_forms import TEAM_NAME_LIMIT, Fault
from bot.quiz.cadence import zone_named
from bot.quiz.league import (
    LONGEST_WINDOW,
    SHORTEST_WINDOW,
    Door,
    Play,
    Policy,
    Reveal,
    Rulings,
    Schedule,
)
from bot.service.holidays import public_holidays

LARGEST_QUORUM = 50

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE | re.ASCII)
_WINDOW = re.compile(
    r"(?:(\d{1,3})\s*h(?:ours?|rs?)?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?",
    re.IGNORECASE | re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_RANGE = re.compile(r"([1-5])(?:\s*(?:-|–|to)\s*([1-5]))?", re.ASCII)

_T = TypeVar("_T")
Faults = tuple[Fault, ...]
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the set-up form asks for."""

    schedule: Schedule
    play: Play
    zone: str
    team: str


@dataclass(frozen=True, slots=True)
class NewSchedule:
    schedule: Schedule
    zone: str


def parse_setup(values: Values) -> SetUp | Faults:
    """The set-up form; what it does not ask is as usual."""
    form = _Reading(values)
    at = form.read(forms.AT, time_of, time(9))
    weekdays = form.read(forms.WEEKDAYS, weekdays_of, frozenset[int]())
    zone = form.read(forms.ZONE, zone_of, "UTC")
    doors = form.read(forms.DOORS, doors_of, frozenset[Door]())
    team = form.read(forms.TEAM_NAME, team_name_of, "")
    schedule = Schedule(at=at, weekdays=weekdays)
    return form.faults() or SetUp(schedule, Play(doors=doors), zone, team)


def parse_schedule(values: Values) -> NewSchedule | Faults:
    """The schedule form."""
    form = _Reading(values)
    at = form.read(forms.AT, time_of, time(9))
    weekdays = form.read(forms.WEEKDAYS, weekdays_of, frozenset[int]())
    zone = form.read(forms.ZONE, zone_of, "UTC")
    window = form.read(forms.WINDOW, window_of, SHORTEST_WINDOW)
    country, days_off = form.read(forms.FREE, free_of, ("", frozenset[date]()))
    schedule = Schedule(at, weekdays, country, days_off, window)
    return form.faults() or NewSchedule(schedule, zone)


def parse_play(values: Values, topics: Collection[str]) -> Play | Faults:
    """The play form; `topics` are those that the bank has."""
    form = _Reading(values)
    chosen = form.read(forms.TOPICS, lambda text: topics_of(text, topics), frozenset[str]())
    difficulty = form.read(forms.DIFFICULTY, difficulty_of, (1, 5))
    doors = form.read(forms.DOORS, doors_of, frozenset[Door]())
    reveal, policy = form.read(forms.RULES, rules_of, (Reveal.TOGETHER, Policy.LAST))
    quorum = form.read(forms.QUORUM, quorum_of, 1)
    return form.faults() or Play(chosen, difficulty, doors, reveal, policy, quorum)


def parse_team(values: Values) -> str | Faults:
    """The team form."""
    form = _Reading(values)
    name = form.read(forms.TEAM_NAME, team_name_of, "")
    return form.faults() or name


def parse_rulings(values: Values) -> Rulings | Faults:
    """The form that says who rules on unsure answers."""
    form = _Reading(values)
    rulings = form.read(forms.RULINGS, rulings_of, Rulings.THREAD)
    return form.faults() or rulings


class _Reading:
    """Reads a form field by field and keeps every fault met."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._faults: list[Fault] = []

    def read(self, name: str, of: Callable[[str], _T], otherwise: _T) -> _T:
        try:
            return of(self._values.get(name, "").strip())
        except ValueError as fault:
            self._faults.append(Fault(name, str(fault)))
            return otherwise

    def faults(self) -> Faults:
        return tuple(self._faults)


# One function a field; each raises `ValueError` with the remedy.


def time_of(text: str) -> time:
    """Reads "09:00", "9.30", "17h30" and "9 am"."""
    found = _TIME.fullmatch(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3]:
        hour = hour % 12 + 12 * (found[3].lower() == "pm") if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise ValueError(f"{_quoted(text)} is no time of day. Write it as 09:00 or 17:30.")
    return time(hour, minute)


def weekdays_of(text: str) -> frozenset[int]:
    days = frozenset(int(day) for day in text.split() if day in set("1234567"))
    if not days:
        raise ValueError("No day is chosen. Choose at least one.")
    return days


def zone_of(text: str) -> str:
    if not text:
        raise ValueError("The time zone is missing. Write a name such as Europe/Berlin.")
    return zone_named(text[:100]).key


def known_zone(name: str) -> str:
    """The zone that a platform tells of somebody, for a form to propose; UTC if it tells none."""
    try:
        return zone_of(name)
    except ValueError:
        return "UTC"


def window_of(text: str) -> timedelta:
    """Reads "8h", "90m" and "1 h 30 min"."""
    found = _WINDOW.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"{_quoted(text)} is no length of time. Write it as 8h, 90m or 1h 30m.")
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))
    if not SHORTEST_WINDOW <= length <= LONGEST_WINDOW:
        raise ValueError(
            "It has to be between 10m and 23h, so that one question ends before the next."
        )
    return length


def free_of(text: str) -> tuple[str, frozenset[date]]:
    """Reads "DE, 2026-12-24, 2026-12-31": a country, if any, and dates."""
    tokens = re.split(r"[\s,;]+", text) if text else []
    dates = frozenset(_date_of(token) for token in tokens if token[:1].isdigit())
    countries = [token.upper() for token in tokens if token and not token[:1].isdigit()]
    if len(countries) > 1:
        raise ValueError(
            f"I take the holidays of one country only, not of {_quoted(', '.join(countries))}."
            " Write one code and add other days as dates."
        )
    for country in countries:
        public_holidays(country[:20])
    return "".join(countries), dates


def _date_of(token: str) -> date:
    try:
        return date.fromisoformat(token if _DATE.fullmatch(token) else "")
    except ValueError:
        raise ValueError(f"{_quoted(token)} is no date. Write dates as 2026-12-24.") from None


def topics_of(text: str, known: Collection[str]) -> frozenset[str]:
    """The topics chosen; none of them and all of them mean the same."""
    chosen = frozenset(text.split())
    if strangers := chosen - set(known):
        raise ValueError(f"There is no topic {_quoted(min(strangers))}. Choose from the list.")
    return frozenset() if chosen == set(known) else chosen


def difficulty_of(text: str) -> tuple[int, int]:
    """Reads "2-4", or "3" for just that."""
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError(
            f"{_quoted(text)} is no difficulty. Write a number or a range from 1 to 5, such as 2-4."
        )
    easiest, hardest = int(found[1]), int(found[2] or found[1])
    if easiest > hardest:
        raise ValueError(f"Nothing is left from {easiest} to {hardest}. Write {hardest}-{easiest}.")
    return easiest, hardest


def doors_of(text: str) -> frozenset[Door]:
    doors = frozenset(door for door in Door if door.value in text.split())
    if not doors:
        raise ValueError("No way to answer is left. Choose at least one.")
    return doors


def rules_of(text: str) -> tuple[Reveal, Policy]:
    reveal, _, policy = text.partition("-")
    try:
        return Reveal(reveal), Policy(policy)
    except ValueError:
        raise ValueError("Nothing is chosen. Choose one of the list.") from None


def rulings_of(text: str) -> Rulings:
    try:
        return Rulings(text)
    except ValueError:
        raise ValueError("Nothing is chosen. Choose one of the list.") from None


def quorum_of(text: str) -> int:
    if re.fullmatch(r"\d{1,2}", text, re.ASCII) and 1 <= int(text) <= LARGEST_QUORUM:
        return int(text)
    raise ValueError(
        f"{_quoted(text)} is not right. Write a whole number from 1 to {LARGEST_QUORUM}."
    )


def team_name_of(text: str) -> str:
    """One line, shown as it is typed."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not name:
        raise ValueError("The team needs a name.")
    if len(name) > TEAM_NAME_LIMIT:
        raise ValueError(f"A team's name has at most {TEAM_NAME_LIMIT} characters.")
    return name


def name_taken(name: str) -> Fault:
    return Fault(forms.TEAM_NAME, f"Another team is called {_quoted(name)}. Choose another name.")


def free_team_name(wanted: str, taken: Sequence[str]) -> str:
    """`wanted`, or with the first number that makes it a name of its own: "Home team 2"."""
    known = {name.casefold() for name in taken}
    name, number = wanted, 1
    while name.casefold() in known:
        number += 1
        end = f" {number}"
        name = wanted[: TEAM_NAME_LIMIT - len(end)] + end
    return name


def _quoted(text: str) -> str:
    return f"“{text[:60]}”" if text else "Nothing"
