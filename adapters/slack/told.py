"""What Slack tells, and what we make of it: values, and readers that put up with anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.slack.forms import Origin
from adapters.slack.replies import instant
from adapters.slack.reply import Way
from bot.chat.content import Form
from bot.chat.events import Event, PlaceLost
from bot.chat.places import Person, Place, Workspace
from bot.chat.reply import Reply

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """A request of Slack's, and where it belongs."""

    body: Json
    team: str
    enterprise: str
    bot: str
    """Our own user there; "" where we are not installed."""
    at: datetime
    """When the deed was done, for those that do not say so."""

    def place(self, channel: str, thread: str = "") -> Place:
        """A channel, or a thread of it."""
        workspace = Workspace("slack", self.team)
        if thread:
            return Place(workspace, thread, parent=channel)
        return Place(workspace, channel)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person did: an event, once it is known who they are."""

    way: Way
    event: Callable[[Person, Reply], Event]
    name: str = ""
    """What Slack calls them here."""
    is_answered: bool = True
    """Will they hear of it, and do their rights matter?"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A button that opens a dialog; `trigger` is good for three seconds."""

    trigger: str
    form: Form
    origin: Origin


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """A workspace, or without a `team` a whole organisation, has put us out."""

    at: datetime
    team: str
    enterprise: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """Somebody changed; `user` is what users.info says of them now."""

    user: Json


@dataclass(frozen=True, slots=True)
class Withheld:
    """Slack has kept events from us since then, because there were too many."""

    since: datetime


Happened = Deed | Opening | PlaceLost | Uninstalled | Renamed | Withheld


def part(told: object, *path: str) -> Json:
    """The object at the end of the path; empty if there is none."""
    found = _at(told, path)
    return found if isinstance(found, Mapping) else {}


def said(told: object, *path: str) -> str:
    """The string at the end of the path; "" if there is none."""
    found = _at(told, path)
    return found if isinstance(found, str) else ""


def first(told: object, *path: str) -> Json:
    """The first object of the list at the end of the path; empty if there is none."""
    found = _at(told, path)
    return found[0] if isinstance(found, list) and found and isinstance(found[0], Mapping) else {}


def _at(told: object, path: tuple[str, ...]) -> object:
    for name in path:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told


def moment(ts: object) -> datetime | None:
    """Slack's time stamp, a string or whole seconds, as an instant (UTC); None if it is none."""
    try:
        return instant(ts) if isinstance(ts, str) else _seconds(ts)
    except (ValueError, OverflowError):
        return None


def _seconds(ts: object) -> datetime | None:
    return datetime.fromtimestamp(ts, UTC) if isinstance(ts, int) and ts > 0 else None


def team_of(body: Json) -> str:
    """The workspace whose installation of us is meant; "" if only an organisation is.

    In channels that workspaces share, several are named.
    """
    named = (
        said(body, "view", "app_installed_team_id"),
        said(first(body, "authorizations"), "team_id"),
        said(body, "team", "id"),
        said(body, "team"),
        said(body, "team_id"),
        said(body, "context_team_id"),
        said(body, "user", "team_id"),
        said(body, "view", "team_id"),
    )
    return next((team for team in named if team.startswith("T")), "")
