"""What a route is given, what it looks up, and the table of routes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.discord.drafts import Upload
from tests.emulators.discord.permissions import bot_may
from tests.emulators.discord.refusals import malformed, refusal, wrong_method
from tests.emulators.discord.schema import Check, Fault
from tests.emulators.discord.state import Channel, Guild, Json, Message, User
from tests.emulators.discord.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the parameters of its path in order, its query, and its body with files."""

    world: World
    route: str
    parameters: tuple[str, ...]
    query: Mapping[str, str]
    body: Any = None
    files: Mapping[str, Upload] = field(default_factory=dict)

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def record(self) -> Json:
        """The body, which has to be an object."""
        if not isinstance(self.body, dict):
            words = "Only dictionaries may be used in a DictType"
            raise malformed([Fault((), "DICT_TYPE_CONVERT", words)])
        return self.body

    def check(self, rule: Check) -> None:
        """Raises 50035 for a body that breaks the rule."""
        faults = list(rule(self.body, ()))
        if faults:
            raise malformed(faults)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """From the query."""
        text = self.query.get(name, str(default))
        if not text.isdigit() or not low <= int(text) <= high:
            words = f"int value should be between {low} and {high}."
            raise malformed([Fault((name,), "NUMBER_TYPE_MAX", words)])
        return int(text)

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in {"1", "true"}

    def snowflake(self, position: int) -> str:
        """A parameter of the path that is an id."""
        value = self.parameters[position]
        if not value.isdigit():
            name = ("channel_id", "message_id")[min(position, 1)]
            words = f'Value "{value}" is not snowflake.'
            raise malformed([Fault((name,), "NUMBER_TYPE_COERCE", words)])
        return value

    def guild(self) -> Guild:
        """The guild of the first parameter, if the bot is in it."""
        guild = self.world.guilds.get(self.snowflake(0))
        if guild is None or not guild.bot_in:
            raise refusal(10004)
        return guild

    def channel(self, *permissions: str) -> Channel:
        """That of the first parameter; raises 10003, 50001 or 50013."""
        channel = self.world.channels.get(self.snowflake(0))
        if channel is None:
            raise refusal(10003)
        self.needs(channel, "view_channel", code=50001)
        self.needs(channel, *permissions)
        return channel

    def needs(self, channel: Channel, *permissions: str, code: int = 50013) -> None:
        """Raises unless the bot has them there."""
        guild = channel.guild
        if guild and not bot_may(guild, channel, *permissions):
            raise refusal(code)

    def message(self, channel: Channel) -> Message:
        """That of the second parameter; those for one person alone do not exist for routes."""
        message = channel.public(self.snowflake(1))
        if message is None:
            raise refusal(10008)
        return message

    def open_message(self, channel: Channel) -> Message:
        """The same, where something may still be done to it."""
        if channel.archived:
            raise refusal(50083)
        return self.message(channel)


Answer = Json | list[Any] | None
"""None is answered by 204 without a body."""
Work = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    name: str
    """Such as "POST /channels/{}/messages"."""
    work: Work
    public: bool = False
    """Wants no token of the bot's."""

    @property
    def method(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def steps(self) -> list[str]:
        return self.name.partition(" ")[2].strip("/").split("/")

    def parameters(self, steps: list[str]) -> tuple[str, ...] | None:
        """Those of a path of this route, None for any other path."""
        mine = self.steps
        if len(mine) != len(steps):
            return None
        pairs = list(zip(mine, steps, strict=True))
        if any(pattern not in ("{}", step) for pattern, step in pairs):
            return None
        return tuple(step for pattern, step in pairs if pattern == "{}")


@dataclass(slots=True)
class Table:
    """Routes; each module of them fills one."""

    routes: list[Route] = field(default_factory=list)

    def __call__(self, name: str, *, public: bool = False) -> Callable[[Work], Work]:
        def enter(work: Work) -> Work:
            self.routes.append(Route(name, work, public))
            return work

        return enter


def find(routes: list[Route], method: str, steps: list[str]) -> tuple[Route, tuple[str, ...]]:
    """The route of a path; what is spelt out goes before what is a parameter."""
    fitting = [
        (len(parameters), route, parameters)
        for route in routes
        if (parameters := route.parameters(steps)) is not None
    ]
    if not fitting:
        raise refusal(0)
    mine = [fit for fit in fitting if fit[1].method == method]
    if not mine:
        raise wrong_method()
    _, route, parameters = min(mine, key=lambda fit: fit[0])
    return route, parameters
