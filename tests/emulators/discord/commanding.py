"""Routes of application commands: for every guild, and for one."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.emulators.discord.calls import Answer, Call, Table
from tests.emulators.discord.refusals import malformed, refusal
from tests.emulators.discord.schema import (
    Check,
    Fault,
    Place,
    array,
    boolean,
    by_type,
    integer,
    number,
    one_of,
    record,
    snowflake,
    string,
)
from tests.emulators.discord.state import Json

ROUTES = Table()
CHAT_INPUT, ON_USER, ON_MESSAGE = 1, 2, 3
MOST = {CHAT_INPUT: 100, ON_USER: 15, ON_MESSAGE: 15}
MOST_A_DAY = 200
SUBCOMMAND, GROUP = 1, 2
_NAME = r"[-_'\w]{1,32}"


def _name(value: Any, place: Place) -> Iterator[Fault]:
    yield from string(1, 32, _NAME)(value, place)
    if str(value) != str(value).lower():
        words = "Command name is invalid"
        yield Fault(place, "APPLICATION_COMMAND_INVALID_NAME", words)


def _translations(check: Check) -> Check:
    def each(value: Any, place: Place) -> Iterator[Fault]:
        for locale, text in value.items():
            yield from check(text, (*place, locale))

    return each


_CHOICE = record({"name": string(1, 100), "value": lambda _value, _place: iter(())})
_WORDS: dict[str, Check] = {"name": _name, "description": string(1, 100)}
_LOCAL: dict[str, Check] = {
    "name_localizations": _translations(_name),
    "description_localizations": _translations(string(1, 100)),
}


def _option(value: Any, place: Place) -> Iterator[Fault]:
    yield from _OPTION(value, place)
    if value.get("autocomplete") and value.get("choices"):
        words = "Options cannot have both choices and autocomplete"
        yield Fault(place, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", words)


_OPTION = record(
    {**_WORDS},
    {
        **_LOCAL,
        "required": boolean,
        "choices": array(_CHOICE, 0, 25),
        "autocomplete": boolean,
        "min_value": number,
        "max_value": number,
        "min_length": integer(0, 6000),
        "max_length": integer(1, 6000),
    },
)
_PLAIN: dict[int, Check] = dict.fromkeys(range(3, 12), _option)


def _options(kinds: dict[int, Check]) -> Check:
    """Names of their own, and what has to be given before what may be."""

    def check(value: Any, place: Place) -> Iterator[Fault]:
        yield from array(by_type(kinds), 0, 25)(value, place)
        options = [one for one in value if isinstance(one, dict)] if value else []
        required = [bool(one.get("required")) for one in options]
        if required != sorted(required, reverse=True):
            words = "Required options must be placed before non-required options"
            yield Fault(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        counted = Counter(one.get("name") for one in options)
        if any(many > 1 for many in counted.values()):
            words = "Option names must be unique"
            yield Fault(place, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", words)

    return check


_SUB = record(_WORDS, {**_LOCAL, "options": _options(_PLAIN)})
_GROUPED = record({**_WORDS}, {**_LOCAL, "options": _options({SUBCOMMAND: _SUB})})
_COMMON: dict[str, Check] = {
    "name_localizations": _translations(string(1, 32)),
    "default_member_permissions": snowflake,
    "dm_permission": boolean,
    "nsfw": boolean,
    "contexts": array(one_of(0, 1, 2), 0, 3),
    "integration_types": array(one_of(0, 1), 0, 2),
}
_CHAT = record(
    _WORDS,
    _COMMON | _LOCAL | {"options": _options({SUBCOMMAND: _SUB, GROUP: _GROUPED} | _PLAIN)},
)
_CONTEXT = record({"name": string(1, 32)}, _COMMON)


def _command(value: Any, place: Place) -> Iterator[Fault]:
    kind = value.get("type") or CHAT_INPUT if isinstance(value, dict) else CHAT_INPUT
    yield from (_CHAT if kind == CHAT_INPUT else _CONTEXT)(value, place)
    if not isinstance(value, dict):
        return
    if kind != CHAT_INPUT and value.get("description"):
        words = "Context menu commands cannot have description"
        yield Fault(
            (*place, "description"),
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED",
            words,
        )
    if _size(value) > 8000:
        words = "Command exceeds maximum size (8000)"
        yield Fault(place, "APPLICATION_COMMAND_TOO_LARGE", words)


def _size(value: Any) -> int:
    """Names, descriptions and choices count; of translations the longest."""
    if isinstance(value, list):
        return sum(map(_size, value))
    if not isinstance(value, dict):
        return 0
    texts = sum(_longest(value, key) for key in ("name", "description"))
    values = len(str(value.get("value", "")))
    return texts + values + _size(value.get("options")) + _size(value.get("choices"))


def _longest(value: Json, key: str) -> int:
    translated = (value.get(f"{key}_localizations") or {}).values()
    return max(len(str(text)) for text in [value.get(key) or "", *translated])


def _commands(value: Any, place: Place) -> Iterator[Fault]:
    yield from array(_command)(value, place)
    commands = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    counted = Counter((one.get("type") or CHAT_INPUT, one.get("name")) for one in commands)
    for each, one in enumerate(commands):
        if counted[one.get("type") or CHAT_INPUT, one.get("name")] > 1:
            words = "Application command names must be unique"
            yield Fault((*place, each), "APPLICATION_COMMANDS_DUPLICATE_NAME", words)


def _scope(call: Call) -> str:
    """The guild's id, or "" for commands that are everywhere."""
    if call.parameters[0] != call.world.app.id:
        raise refusal(20012)
    if "guilds" not in call.route:
        return ""
    guild = call.world.guilds.get(call.parameters[1])
    if guild is None or not guild.bot_in:
        raise refusal(50001)
    return guild.id


def _stored(call: Call, scope: str, given: Json, old: Json | None) -> Json:
    """A command as Discord keeps it: under the id it had."""
    world = call.world
    if old is None:
        world.commands_made += 1
        if world.commands_made > MOST_A_DAY:
            raise refusal(30034)
    empty = {
        "type": CHAT_INPUT,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        "default_member_permissions": None,
        "dm_permission": True,
        "contexts": None,
        "integration_types": [0],
        "nsfw": False,
    }
    kept = empty | {key: value for key, value in given.items() if value is not None}
    if kept["default_member_permissions"] is not None:
        kept["default_member_permissions"] = str(kept["default_member_permissions"])
    id = old["id"] if old else world.clock.snowflake()
    place = {"guild_id": scope} if scope else {}
    return (
        kept
        | place
        | {
            "id": id,
            "application_id": world.app.id,
            "version": world.clock.snowflake(),
        }
    )


def _same(one: Json, other: Json) -> bool:
    kinds = (one.get("type") or CHAT_INPUT, other.get("type") or CHAT_INPUT)
    return kinds[0] == kinds[1] and one["name"] == other["name"]


def _limited(commands: list[Json]) -> None:
    counted = Counter(one.get("type") or CHAT_INPUT for one in commands)
    if any(many > MOST[kind] for kind, many in counted.items()):
        raise refusal(30032)


def overwrite(call: Call) -> Answer:
    """These and no others from now on."""
    scope = _scope(call)
    call.check(_commands)
    _limited(call.body)
    before = call.world.commands.get(scope, [])
    call.world.commands[scope] = [
        _stored(call, scope, given, next((old for old in before if _same(old, given)), None))
        for given in call.body
    ]
    return list(call.world.commands[scope])


def listed(call: Call) -> Answer:
    return list(call.world.commands.get(_scope(call), []))


def create(call: Call) -> Answer:
    """One of the same name is replaced."""
    scope = _scope(call)
    call.check(_command)
    commands = call.world.commands.setdefault(scope, [])
    old = next((one for one in commands if _same(one, call.record)), None)
    others = [one for one in commands if one is not old]
    _limited([*others, call.record])
    made = _stored(call, scope, call.record, old)
    call.world.commands[scope] = [*others, made]
    return made


def _found(call: Call, scope: str) -> Json:
    for command in call.world.commands.get(scope, []):
        if command["id"] == call.parameters[-1]:
            return command
    raise refusal(10063)


def single(call: Call) -> Answer:
    return _found(call, _scope(call))


def change(call: Call) -> Answer:
    scope = _scope(call)
    old = _found(call, scope)
    whole = old | call.record
    faults = list(_command(whole, ()))
    if faults:
        raise malformed(faults)
    old.update(_stored(call, scope, whole, old))
    return old


def delete(call: Call) -> Answer:
    scope = _scope(call)
    found = _found(call, scope)
    call.world.commands[scope].remove(found)
    return None


for _all in ("/applications/{}/commands", "/applications/{}/guilds/{}/commands"):
    ROUTES(f"PUT {_all}")(overwrite)
    ROUTES(f"GET {_all}")(listed)
    ROUTES(f"POST {_all}")(create)
    ROUTES(f"GET {_all}/{{}}")(single)
    ROUTES(f"PATCH {_all}/{{}}")(change)
    ROUTES(f"DELETE {_all}/{{}}")(delete)
