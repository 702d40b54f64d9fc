"""Everything that passed: calls, events, and whatever any person could see, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.emulators.discord.reading import text_of
from tests.emulators.discord.state import Json


@dataclass
class Call:
    """What an app asked over HTTP; `outcome` is "ok", an error's code or a fault's kind."""

    at: datetime
    route: str
    """Such as "POST /channels/{}/messages"."""
    path: str
    arguments: Json
    guild: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Delivery:
    """What Discord had to tell, whether or not a gateway carried it."""

    at: datetime
    event: str
    guild: str
    payload: Json


@dataclass(frozen=True)
class Shown:
    """What could be seen from then on; to one person alone if `only_for` is an id.

    How: "message", "edit", "delete", "ephemeral", "reaction", "thread", "dialog" or "choices".
    """

    at: datetime
    how: str
    guild: str
    place: str
    payload: Json
    author: str = ""
    only_for: str = ""
    id: str = ""

    @property
    def text(self) -> str:
        """Everything in it that a person can read."""
        return text_of(self.payload)


Entry = Call | Delivery | Shown


@dataclass
class Transcript:
    entries: list[Entry] = field(default_factory=list)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)

    def calls(self, route: str = "") -> list[Call]:
        """Those of one route, or all."""
        found = [entry for entry in self.entries if isinstance(entry, Call)]
        return [call for call in found if route in ("", call.route)]

    def deliveries(self, event: str = "") -> list[Delivery]:
        """Those of one event, or all."""
        found = [entry for entry in self.entries if isinstance(entry, Delivery)]
        return [one for one in found if event in ("", one.event)]

    @property
    def shown(self) -> list[Shown]:
        return [entry for entry in self.entries if isinstance(entry, Shown)]

    def shown_before(self, instant: datetime) -> list[Shown]:
        """What anybody could see before that instant of Discord's time."""
        return [entry for entry in self.shown if entry.at < instant]
