"""What a Web API method is given, how it refuses, and the table of methods."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from tests.emulators.slack.blocks import Surface, faults_of
from tests.emulators.slack.state import Channel, Grant, Json, Message, Team, User
from tests.emulators.slack.world import World


class Refusal(Exception):
    """An error that the Web API answers; `more` goes into the body."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass(frozen=True, slots=True)
class Call:
    """One call; arguments are strings from a query or form, anything from a JSON body."""

    world: World
    grant: Grant
    team: Team
    arguments: Mapping[str, Any]

    @property
    def bot(self) -> User:
        return self.team.bot

    def text(self, name: str) -> str:
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.arguments.get(name) in (True, 1, "1", "true", "True", "t")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise Refusal("invalid_arguments") from None

    def data(self, name: str, error: str = "invalid_arguments") -> Any:
        """A structure: as it is, or as JSON text; None when it was not given."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refusal(error) from None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise Refusal("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def needs(self, scope: str) -> None:
        """Raises missing_scope."""
        if scope not in self.grant.scopes:
            provided = ",".join(sorted(self.grant.scopes))
            raise Refusal("missing_scope", needed=scope, provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """The channel that an argument names, if the bot may know of it."""
        channel = self.team.channels.get(self.text(name))
        if channel is None or (self.bot.id not in channel.members and self._closed(channel)):
            raise Refusal("channel_not_found")
        return channel

    @staticmethod
    def _closed(channel: Channel) -> bool:
        return channel.private or channel.direct

    def room(self, name: str = "channel") -> Channel:
        """The same, and the bot is a member."""
        channel = self.channel(name)
        if self.bot.id not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def open_room(self) -> Channel:
        """The same, and one may still write there."""
        channel = self.room()
        if channel.archived:
            raise Refusal("is_archived")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message of that ts; ephemeral ones do not exist for the Web API."""
        message = channel.public(self.text(name))
        if message is None:
            raise Refusal("message_not_found")
        return message

    def user(self, name: str = "user") -> User:
        user = self.team.user(self.text(name))
        if user is None:
            raise Refusal("user_not_found")
        return user


Answer = Json
Work = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Method:
    work: Work
    scope: str = ""
    tier: int = 3
    form_only: bool = False
    """Takes no JSON body."""
    app_level: bool = False
    """Wants an xapp token."""
    open: bool = False
    """Wants no token."""


@dataclass(slots=True)
class Table:
    """Methods by name; each module of methods fills one."""

    methods: dict[str, Method] = field(default_factory=dict)

    def __call__(self, name: str, **about: Any) -> Callable[[Work], Work]:
        def enter(work: Work) -> Work:
            self.methods[name] = Method(work, **about)
            return work

        return enter


def refuse_faulty(world: World, team: Team, payload: Mapping[str, Any], surface: Surface) -> None:
    """Raises as Slack does for blocks or views that break its rules."""
    faults = faults_of(payload, surface) or world.unready(team, payload)
    if faults:
        refuse(faults, _code(faults, surface))


def _code(faults: list[str], surface: Surface) -> str:
    """Most faults share one code; too much of everything has its own."""
    for code in ("msg_blocks_too_long", "view_too_large"):
        if all(fault.startswith(code) for fault in faults):
            return code
    return "invalid_blocks" if surface == "message" else "invalid_arguments"


def refuse(faults: list[str], code: str) -> NoReturn:
    """Raises with the faults, as Slack lists them."""
    metadata = {"messages": [f"[ERROR] {fault}" for fault in faults]}
    raise Refusal(code, errors=faults, response_metadata=metadata)


def page_of(call: Call, items: list[Any], default: int, most: int) -> tuple[list[Any], Json]:
    """One page and what to say about the next; cursors are opaque to callers."""
    limit = call.number("limit", default)
    if not limit >= 1:
        raise Refusal("invalid_limit")
    limit = min(limit, most)
    start = _start(call.text("cursor"))
    following = f"next:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], {"response_metadata": {"next_cursor": following}}


def _start(cursor: str) -> int:
    word, _, number = cursor.partition(":")
    if not cursor:
        return 0
    if word != "next" or not number.isdigit():
        raise Refusal("invalid_cursor")
    return int(number)
