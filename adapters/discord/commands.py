"""The application commands: `bot.chat.commands` as Discord registers them, once for each change.

Discord hides commands from members by root only, so there are two: `/quiz` has everything, as our
messages say, and `/quiz-admin` has what needs the right to manage channels, shown to those alone
who have it. A server may open that one to others in its settings; we still look at everybody's
rights.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, cast

from discord import Permissions
from discord.http import HTTPClient

from adapters.discord.errors import reaching
from adapters.discord.words import Json
from bot.chat.commands import COMMANDS, SHORTCUTS, Command, Option, Shortcut

ROOT = "quiz"
ADMIN_ROOT = "quiz-admin"
COMPLETED = frozenset({("practice", "topic"), ("team", "name")})
"""Options that we complete while they are typed."""
NUMBERS: Mapping[tuple[str, str], tuple[int, int]] = {("practice", "count"): (1, 50)}
"""Options that are whole numbers, and between what."""
LONGEST_WORD = 100
LONGEST_TEXT = 1000

_CHAT_INPUT, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _STRING, _INTEGER = 1, 3, 4
_EVERYWHERE, _SERVERS = [0, 1], [0]
_BY_SERVERS = [0]
_MANAGERS = str(Permissions(manage_channels=True).value)
_SAYS = {ROOT: "Daily machine-learning questions", ADMIN_ROOT: "Run this channel's quiz"}

_log = logging.getLogger(__name__)

Words = Mapping[str, Mapping[str, str]]
"""Translations: for each locale of Discord's ("de", "pt-BR") the words by key.

A description's key is the path ("quiz.practice.topic"), a menu entry's its name.
"""


class CommandsKept(Protocol):
    """Remembers which commands Discord has."""

    async def hash(self) -> str:
        """What was kept last; "" at first."""
        ...

    async def keep_hash(self, value: str) -> None: ...


def definitions(words: Words = MappingProxyType({})) -> list[Json]:
    """All commands of ours, as Discord takes them."""
    admin = [command for command in COMMANDS if command.admin]
    return [
        _root(ROOT, COMMANDS, words) | {"contexts": _EVERYWHERE},
        _root(ADMIN_ROOT, admin, words)
        | {"contexts": _SERVERS, "default_member_permissions": _MANAGERS},
        *(_entry(shortcut, words) for shortcut in SHORTCUTS),
    ]


def hashed(commands: Sequence[Json], application: str) -> str:
    """The same for the same commands of the same application."""
    text = json.dumps([application, commands], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


async def sync(http: HTTPClient, application: int, kept: CommandsKept) -> bool:
    """Tell Discord of all commands if they have changed; whether it was told.

    Raises the port's errors.
    """
    commands = definitions()
    now = hashed(commands, str(application))
    if await kept.hash() == now:
        return False
    await reaching(http.bulk_upsert_global_commands(application, cast(Any, commands)))
    await kept.keep_hash(now)
    _log.info("action=discord.commands registered=%d", len(commands))
    return True


def _root(name: str, commands: Sequence[Command], words: Words) -> Json:
    return {
        "type": _CHAT_INPUT,
        "name": name,
        **_described(name, _SAYS[name], words),
        "options": [_subcommand(name, command, words) for command in commands],
        "integration_types": _BY_SERVERS,
    }


def _subcommand(root: str, command: Command, words: Words) -> Json:
    path = f"{root}.{command.name}"
    return {
        "type": _SUBCOMMAND,
        "name": command.name,
        **_described(path, command.says, words),
        "options": [_option(path, command, option, words) for option in command.options],
    }


def _option(path: str, command: Command, option: Option, words: Words) -> Json:
    told: Json = {
        "name": option.name,
        **_described(f"{path}.{option.name}", option.says, words),
        "required": False,
    }
    if limits := NUMBERS.get((command.name, option.name)):
        return {**told, "type": _INTEGER, "min_value": limits[0], "max_value": limits[1]}
    if option.choices:
        choices = [{"name": choice, "value": choice} for choice in option.choices]
        return {**told, "type": _STRING, "choices": choices}
    longest = LONGEST_TEXT if option.whole else LONGEST_WORD
    completed = {"autocomplete": True} if (command.name, option.name) in COMPLETED else {}
    return {**told, "type": _STRING, "max_length": longest, **completed}


def _described(path: str, says: str, words: Words) -> Json:
    translated = _translated(path, words)
    return {"description": says} | ({"description_localizations": translated} if translated else {})


def _entry(shortcut: Shortcut, words: Words) -> Json:
    translated = _translated(shortcut.name, words)
    return {
        "type": _MESSAGE_MENU,
        "name": shortcut.label,
        **({"name_localizations": translated} if translated else {}),
        "contexts": _SERVERS,
        "integration_types": _BY_SERVERS,
    }


def _translated(key: str, words: Words) -> dict[str, str]:
    return {locale: told[key] for locale, told in words.items() if key in told}
