"""The commands as Discord registers them."""

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.discord.commands import definitions, hashed
from adapters.discord.words import Json
from bot.chat.commands import ADMINS_ONLY, COMMANDS, SHORTCUTS

MANAGE_CHANNELS = "16"


def named(name: str, commands: list[Json] | None = None) -> Json:
    [found] = [one for one in commands or definitions() if one["name"] == name]
    return found


def option(command: str, name: str) -> Json:
    return named(name, named(command, named("quiz")["options"])["options"])


def texts(told: Any) -> Iterator[str]:
    """What counts against a command's eight thousand characters."""
    for option in told.get("options", ()):
        yield from texts(option)
    for choice in told.get("choices", ()):
        yield from (choice["name"], choice["value"])
    yield from (told["name"], told.get("description", ""))


def test_every_subcommand_is_registered() -> None:
    names = [one["name"] for one in named("quiz")["options"]]
    assert names == [command.name for command in COMMANDS]


def test_admins_have_theirs_where_discord_hides_them_from_others() -> None:
    admins = named("quiz-admin")
    assert {one["name"] for one in admins["options"]} == ADMINS_ONLY
    assert admins["default_member_permissions"] == MANAGE_CHANNELS
    assert "default_member_permissions" not in named("quiz")


def test_options_have_types_choices_and_completion() -> None:
    assert option("practice", "count")["type"] == 4
    assert option("practice", "topic")["autocomplete"]
    assert option("team", "name")["autocomplete"]
    choices = [choice["value"] for choice in option("leaderboard", "of")["choices"]]
    assert choices == ["players", "teams"]


def test_every_shortcut_is_in_the_menu_of_messages() -> None:
    menu = [one["name"] for one in definitions() if one["type"] == 3]
    assert menu == [shortcut.label for shortcut in SHORTCUTS]


@pytest.mark.parametrize("command", definitions(), ids=lambda one: str(one["name"]))
def test_a_command_fits_into_discords_limits(command: Json) -> None:
    assert len(command.get("options", ())) <= 25
    assert sum(map(len, texts(command))) <= 8000
    assert all(len(text) <= 100 for text in texts(command))


def test_translations_are_found_by_their_key() -> None:
    words = {"de": {"quiz.me": "Deine Antworten", "practise-later": "Später üben"}}
    commands = definitions(words)
    me = named("me", named("quiz", commands)["options"])
    assert me["description_localizations"] == {"de": "Deine Antworten"}
    later = named("Practise this later", commands)
    assert later["name_localizations"] == {"de": "Später üben"}
    assert "description_localizations" not in named("help", named("quiz", commands)["options"])


def test_the_hash_changes_with_the_commands_and_with_the_application() -> None:
    commands = definitions()
    assert hashed(commands, "1") == hashed(definitions(), "1")
    assert hashed(commands, "1") != hashed(commands, "2")
    assert hashed(commands, "1") != hashed(commands[1:], "1")
