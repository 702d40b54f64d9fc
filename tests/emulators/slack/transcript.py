"""Everything that passed: calls, deliveries, and whatever any person could see, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.emulators.slack.blocks import text_of
from tests.emulators.slack.state import Json


@dataclass
class Call:
    """What an app asked of the Web API; `outcome` is "ok", an error's code or a fault's kind."""

    at: datetime
    method: str
    team: str
    arguments: Json
    outcome: str = ""


@dataclass
class Delivery:
    """What Slack told an app: kind "events_api", "interactive" or "slash_commands"."""

    at: datetime
    kind: str
    team: str
    payload: Json
    attempts: int = 0
    acknowledged: bool = False
    answer: Any = None


@dataclass(frozen=True)
class Shown:
    """What could be seen from then on; to one person alone if `only_for` is an id.

    How: "message", "edit", "delete", "ephemeral", "reaction", "dialog", "home" or "errors".
    """

    at: datetime
    how: str
    team: str
    place: str
    payload: Json
    author: str = ""
    only_for: str = ""
    ts: str = ""

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

    def calls(self, method: str = "") -> list[Call]:
        """Those of one method, or all."""
        found = [entry for entry in self.entries if isinstance(entry, Call)]
        return [call for call in found if method in ("", call.method)]

    def deliveries(self, kind: str = "") -> list[Delivery]:
        """Those of a kind or of an event's or payload's type, or all."""
        found = [entry for entry in self.entries if isinstance(entry, Delivery)]
        return [one for one in found if not kind or kind in (one.kind, type_of(one.payload))]

    @property
    def shown(self) -> list[Shown]:
        return [entry for entry in self.entries if isinstance(entry, Shown)]

    def shown_before(self, instant: datetime) -> list[Shown]:
        """What anybody could see before that instant of Slack's time."""
        return [entry for entry in self.shown if entry.at < instant]


def type_of(payload: Json) -> str:
    event = payload.get("event")
    return str((event if isinstance(event, dict) else payload).get("type", ""))
