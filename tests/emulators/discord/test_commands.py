"""Application commands: registered, offered, completed and given."""

from typing import Any

import discord as library
import pytest

from tests.emulators.discord.asked import call, faults, refused
from tests.emulators.discord.emulator import DiscordEmulator, NotTaken, Person, Room
from tests.emulators.discord.sdk import connected

GLOBAL = "/applications/9000/commands"
PRACTICE: dict[str, Any] = {
    "name": "practice",
    "description": "A few questions for yourself",
    "options": [
        {
            "name": "count",
            "description": "How many",
            "type": 4,
            "required": True,
            "min_value": 1,
            "max_value": 10,
        },
        {"name": "topic", "description": "About what", "type": 3, "autocomplete": True},
        {
            "name": "level",
            "description": "How hard",
            "type": 3,
            "choices": [{"name": "Easy", "value": "1"}, {"name": "Hard", "value": "3"}],
        },
    ],
}
LEAGUE: dict[str, Any] = {
    "name": "league",
    "description": "Leagues",
    "default_member_permissions": "32",
    "options": [
        {
            "name": "start",
            "description": "Start one",
            "type": 1,
            "options": [{"name": "name", "description": "Its name", "type": 3}],
        }
    ],
}
LATER: dict[str, Any] = {"name": "Practise this later", "type": 3}


async def register(client: library.Client, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = await call(client, "PUT", GLOBAL, json=list(commands))
    return made


async def test_commands_keep_their_ids_when_all_are_written_anew(client: library.Client) -> None:
    first = await register(client, PRACTICE, LEAGUE)
    second = await register(client, PRACTICE | {"description": "Other words"}, LATER)
    assert second[0]["id"] == first[0]["id"]
    assert second[0]["version"] != first[0]["version"]
    listed = await call(client, "GET", GLOBAL)
    assert [one["name"] for one in listed] == ["practice", "Practise this later"]


async def test_commands_are_made_changed_and_deleted_one_by_one(client: library.Client) -> None:
    made = await call(client, "POST", GLOBAL, json=PRACTICE)
    path = f"{GLOBAL}/{made['id']}"
    await call(client, "PATCH", path, json={"description": "Other words"})
    assert (await call(client, "GET", path))["description"] == "Other words"
    await call(client, "DELETE", path)
    assert await refused(call(client, "GET", path)) == (404, 10063)
    elsewhere = "/applications/1/commands"
    assert await refused(call(client, "PUT", elsewhere, json=[])) == (403, 20012)


async def test_commands_of_a_guild_are_its_own(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    path = "/applications/9000/guilds/100/commands"
    (made,) = await call(client, "PUT", path, json=[PRACTICE])
    assert made["guild_id"] == "100"
    assert await call(client, "GET", GLOBAL) == []
    other = discord.guild("101", "Other")
    there = other.channel("201", "talk")
    with pytest.raises(NotTaken, match="no command"):
        await other.person("3", "bob").command(there, "practice", count=1)
    with pytest.raises(NotTaken, match="you may not"):
        await ada.command(there, "practice", count=1)


def named(**more: Any) -> dict[str, Any]:
    return {"name": "x", "description": "x"} | more


def option(**more: Any) -> dict[str, Any]:
    return {"name": "o", "description": "o", "type": 3} | more


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (named(name="Practice"), "0.name"),
        (named(name="a b"), "0.name"),
        (named(name="x" * 33), "0.name"),
        (named(description=""), "0.description"),
        (named(description="x" * 101), "0.description"),
        (named(options=[option()] * 2), "0.options"),
        (named(options=[option(name=f"o{n}") for n in range(26)]), "0.options"),
        (named(options=[option(), option(name="p", required=True)]), "0.options"),
        (named(options=[option(type=12)]), "0.options.0.type"),
        (
            named(options=[option(choices=[{"name": str(n), "value": "v"} for n in range(26)])]),
            "0.options.0.choices",
        ),
        (
            named(options=[option(autocomplete=True, choices=[{"name": "n", "value": "v"}])]),
            "0.options.0",
        ),
        (named(type=3, name="Later"), "0.description"),
        (named(name_localizations={"de": "Üben"}), "0.name_localizations.de"),
        (
            named(
                options=[
                    option(
                        name=f"o{m}",
                        choices=[{"name": "n" * 99, "value": f"{n}" * 20} for n in range(25)],
                    )
                    for m in range(4)
                ]
            ),
            "0",
        ),
    ],
)
async def test_faulty_commands_are_refused(
    command: dict[str, Any], place: str, client: library.Client
) -> None:
    assert place in await faults(client, "PUT", GLOBAL, [command])
    assert await call(client, "GET", GLOBAL) == []


async def test_there_is_room_for_a_hundred_and_a_day_has_two_hundred(
    client: library.Client,
) -> None:
    many = [named(name=f"x{n}") for n in range(101)]
    assert await refused(register(client, *many)) == (400, 30032)
    await register(client, *many[:100])
    await register(client, *(named(name=f"y{n}") for n in range(100)))
    assert await refused(register(client, named(name="z"))) == (400, 30034)
    assert await faults(client, "PUT", GLOBAL, [named(), named()]) == {
        "0": "Application command names must be unique",
        "1": "Application command names must be unique",
    }


async def test_a_command_arrives_with_its_options(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.send_message("Off you go", ephemeral=True)]
        await register(client, PRACTICE, LEAGUE)
        await ada.command(room, "practice", count=5, topic="trees", level="Hard")
        got: Any = (await ears.wait("interaction")).data
        options = {one["name"]: one["value"] for one in got["options"]}
        assert options == {"count": 5, "topic": "trees", "level": "3"}
        assert ada.sees(room)[0].text == "Off you go"
        await ada.command(room, "league start", name="Summer")
        got = (await ears.wait("interaction", 2)).data
        assert got["options"][0]["name"] == "start"
        assert got["options"][0]["options"][0]["value"] == "Summer"


@pytest.mark.parametrize(
    ("line", "options", "words"),
    [
        ("poem", {}, "no command"),
        ("practice", {}, "required"),
        ("practice", {"count": 11}, "between"),
        ("practice", {"count": "five"}, "integer"),
        ("practice", {"count": 1, "level": "Odd"}, "no choice"),
        ("practice", {"count": 1, "colour": "red"}, "no option"),
        ("league", {}, "subcommand"),
        ("league stop", {}, "no subcommand"),
    ],
)
async def test_what_cannot_be_typed_is_not_sent(
    line: str,
    options: dict[str, Any],
    words: str,
    client: library.Client,
    room: Room,
    ada: Person,
) -> None:
    await register(client, PRACTICE, LEAGUE)
    with pytest.raises(NotTaken, match=words):
        await ada.command(room, line, **options)


async def test_a_command_is_offered_to_those_who_may(
    client: library.Client, room: Room, grace: Person, ada: Person
) -> None:
    await register(client, LEAGUE, PRACTICE | {"contexts": [0]})
    with pytest.raises(NotTaken, match="may not use"):
        await grace.command(room, "league start")
    with pytest.raises(NotTaken, match="not offered here"):
        await ada.command(ada.direct, "practice", count=1)
    room.deny("use_application_commands", grace)
    with pytest.raises(NotTaken, match="use_application_commands"):
        await grace.command(room, "practice", count=1)


async def test_choices_are_offered_while_somebody_types(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async def offer(one: library.Interaction) -> None:
        choices = [library.app_commands.Choice(name="Trees", value="trees")]
        await one.response.autocomplete(choices)

    async with connected(discord.token) as (client, ears):
        ears.acts = [offer]
        await register(client, PRACTICE)
        assert await ada.complete(room, "practice", topic="tr") == [
            {"name": "Trees", "value": "trees"}
        ]
        got: Any = (await ears.wait("interaction")).data
        assert got["options"] == [{"name": "topic", "type": 3, "value": "tr", "focused": True}]


async def test_an_entry_in_a_messages_menu_brings_the_message(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.send_message("Kept", ephemeral=True)]
        await register(client, LATER)
        id = await ada.say(room, "A question")
        await ada.shortcut(room, id, "Practise this later")
        got: Any = (await ears.wait("interaction")).data
        assert got["target_id"] == id
        assert got["resolved"]["messages"][id]["content"] == "A question"
