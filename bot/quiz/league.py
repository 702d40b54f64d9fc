"""What an admin may decide about a league: the settings, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any, Self


class Door(StrEnum):
    """A way to answer. Buttons and forms are private; reactions and thread replies are public."""

    BUTTONS = "buttons"
    REACTIONS = "reactions"
    THREAD = "thread"


class Reveal(StrEnum):
    """When the answer is shown."""

    TOGETHER = "together"
    """When the last of the league's channels has closed: no zone spoils another."""
    EACH = "each"
    """In each channel when it closes."""


class Policy(StrEnum):
    """Which of a player's answers counts."""

    LAST = "last"
    FIRST = "first"


class Rulings(StrEnum):
    """Who is asked about an answer that cannot be graded surely."""

    THREAD = "thread"
    """Everybody, in the question's thread."""
    ADMINS = "admins"
    """The channel's admin, in private."""


EVERY_DOOR = frozenset(Door)
WORKDAYS = frozenset({1, 2, 3, 4, 5})
SHORTEST_WINDOW = timedelta(minutes=10)
LONGEST_WINDOW = timedelta(hours=23)


@dataclass(frozen=True, slots=True)
class Schedule:
    """On which days and at what local time a question is posted; the zone is the channel's."""

    at: time = time(9)
    weekdays: frozenset[int] = WORKDAYS
    """ISO weekdays: 1 is Monday."""
    country: str = ""
    """Whose public holidays are free, as an ISO 3166 code such as "DE" or "US-CA"; "" for none."""
    days_off: frozenset[date] = frozenset()
    window: timedelta = timedelta(hours=8)
    """How long one may answer."""

    def to_data(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "at": self.at.isoformat("minutes"),
            "weekdays": sorted(self.weekdays),
            "country": self.country,
            "days_off": sorted(day.isoformat() for day in self.days_off),
            "window": self.window // timedelta(minutes=1),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The schedule that `to_data` wrote; what else is there is not looked at."""
        return cls(
            at=time.fromisoformat(data["at"]),
            weekdays=frozenset(data["weekdays"]),
            country=data["country"],
            days_off=frozenset(map(date.fromisoformat, data["days_off"])),
            window=timedelta(minutes=data["window"]),
        )


@dataclass(frozen=True, slots=True)
class Play:
    """How a league is played."""

    topics: frozenset[str] = frozenset()
    """Empty: all topics."""
    difficulty: tuple[int, int] = (1, 5)
    """Easiest and hardest difficulty asked, both included."""
    doors: frozenset[Door] = EVERY_DOOR
    reveal: Reveal = Reveal.TOGETHER
    policy: Policy = Policy.LAST
    quorum: int = 3
    """How many answers of a team count, and how many keep its streak."""
    rulings: Rulings = Rulings.THREAD

    def to_data(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "topics": sorted(self.topics),
            "difficulty": list(self.difficulty),
            "doors": sorted(self.doors),
            "reveal": self.reveal.value,
            "policy": self.policy.value,
            "quorum": self.quorum,
            "rulings": self.rulings.value,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The way of playing that `to_data` wrote; what else is there is not looked at."""
        easiest, hardest = data["difficulty"]
        return cls(
            topics=frozenset(data["topics"]),
            difficulty=(easiest, hardest),
            doors=frozenset(map(Door, data["doors"])),
            reveal=Reveal(data["reveal"]),
            policy=Policy(data["policy"]),
            quorum=data["quorum"],
            # Leagues and rounds of earlier versions do not say.
            rulings=Rulings(data.get("rulings", Rulings.THREAD)),
        )


@dataclass(frozen=True, slots=True)
class LeagueSettings:
    schedule: Schedule = field(default_factory=Schedule)
    play: Play = field(default_factory=Play)

    def to_data(self) -> dict[str, Any]:
        """As plain JSON values."""
        return self.schedule.to_data() | self.play.to_data()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The settings that `to_data` wrote."""
        return cls(Schedule.from_data(data), Play.from_data(data))
