"""What Discord refuses, with its own numbers and places."""

from typing import Any

import aiohttp
import discord as library
import pytest

from tests.emulators.discord.asked import call, faults, refused
from tests.emulators.discord.emulator import DiscordEmulator, House, Person, Room
from tests.emulators.discord.sdk import post

MESSAGES = "/channels/200/messages"


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "B", "custom_id": "do:B"} | more


def menu(**more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "m", "options": [{"label": "A", "value": "a"}]} | more


@pytest.mark.parametrize(
    ("body", "place", "words"),
    [
        ({"content": "x" * 2001}, "content", "2000 or fewer"),
        ({"content": 5}, "content", "string"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds", "10 or fewer"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title", "256 or fewer"),
        ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description", "4096 or fewer"),
        ({"embeds": [{"description": "x" * 3500}] * 2}, "embeds", "6000"),
        ({"embeds": [{}]}, "embeds.0.description", "required"),
        ({"embeds": [{"title": "x", "color": 1 << 24}]}, "embeds.0.color", "16777215"),
        ({"embeds": [{"title": "x", "url": "ftp://x"}]}, "embeds.0.url", "Scheme"),
        ({"embeds": [{"title": "x", "timestamp": "noon"}]}, "embeds.0.timestamp", "ISO8601"),
        (
            {"embeds": [{"fields": [{"name": "x", "value": ""}]}]},
            "embeds.0.fields.0.value",
            "required",
        ),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]},
            "embeds.0.fields",
            "25 or fewer",
        ),
        (
            {"embeds": [{"title": "x", "footer": {"text": "x" * 2049}}]},
            "embeds.0.footer.text",
            "2048",
        ),
        ({"components": [row(button())] * 6}, "components", "5 or fewer"),
        ({"components": [row()]}, "components.0.components", "between 1 and 5"),
        (
            {"components": [row(*(button(custom_id=str(n)) for n in range(6)))]},
            "components.0.components",
            "between 1 and 5",
        ),
        (
            {"components": [row(button(), button())]},
            "components.0.components.1.custom_id",
            "duplicated",
        ),
        ({"components": [row(button(custom_id=""))]}, "components.0.components.0.custom_id", ""),
        (
            {"components": [row(button(custom_id="x" * 101))]},
            "components.0.components.0.custom_id",
            "between 1 and 100",
        ),
        (
            {"components": [row(button(label="x" * 81))]},
            "components.0.components.0.label",
            "80 or fewer",
        ),
        ({"components": [row(button(label=""))]}, "components.0.components.0.label", "label"),
        ({"components": [row(button(style=9))]}, "components.0.components.0.style", "one of"),
        ({"components": [row(button(style=5))]}, "components.0.components.0.url", "required"),
        ({"components": [button()]}, "components.0.type", "one of"),
        ({"components": [{"type": 10, "content": "x"}]}, "components.0.type", "one of"),
        (
            {"components": [row(menu(options=[]))]},
            "components.0.components.0.options",
            "between 1 and 25",
        ),
        (
            {"components": [row(menu(options=[{"label": "A", "value": "a"}] * 2))]},
            "components.0.components.0.options.1.value",
            "already used",
        ),
        ({"components": [row(menu(), button())]}, "components.0.components", "1 menu"),
        (
            {"components": [row(menu(max_values=2))]},
            "components.0.components.0.max_values",
            "exceed",
        ),
        ({"content": "x", "nonce": "n" * 26}, "nonce", "25 or fewer"),
        ({"content": "x", "flags": 64}, "flags", "flags"),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0", ""),
        ({"content": "x", "tts": "yes"}, "tts", "true or false"),
        ({"embeds": "x"}, "embeds", "iterables"),
        ({"embeds": ["x"]}, "embeds.0", "dictionaries"),
        ({"embeds": [{"title": "x", "color": "red"}]}, "embeds.0.color", "not int"),
        ({"embeds": [{"title": "x", "color": -1}]}, "embeds.0.color", "greater"),
        ({"embeds": [{"title": "x", "url": "https://" + "x" * 2048}]}, "embeds.0.url", "2048"),
        (
            {"components": [row(menu(placeholder="x" * 151))]},
            "components.0.components.0.placeholder",
            "150",
        ),
        (
            {"content": "x", "allowed_mentions": {"users": ["ada"]}},
            "allowed_mentions.users.0",
            "snowflake",
        ),
    ],
)
async def test_a_faulty_message_is_refused_at_its_place(
    body: dict[str, Any],
    place: str,
    words: str,
    client: library.Client,
    room: Room,
    ada: Person,
) -> None:
    found = await faults(client, "POST", MESSAGES, body)
    assert words in found[place]
    assert ada.sees(room) == []


async def test_the_limits_themselves_are_allowed(
    client: library.Client, room: Room, ada: Person
) -> None:
    fields = [{"name": "n", "value": "v"}] * 25
    body: dict[str, Any] = {
        "content": "x" * 2000,
        "embeds": [
            {"title": "t" * 256, "description": "d" * 4096, "fields": fields},
            {"footer": {"text": "f" * 1598}},
        ],
        "components": [
            row(*(button(custom_id=f"{n}.{m}" + "x" * 97, label="l" * 80) for m in range(5)))
            for n in range(5)
        ],
        "nonce": "n" * 25,
    }
    await call(client, "POST", MESSAGES, json=body)
    assert len(ada.sees(room)[0].buttons) == 25


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/channels/404", (404, 10003)),
        ("GET", "/channels/200/messages/404", (404, 10008)),
        ("GET", "/users/404", (404, 10013)),
        ("GET", "/guilds/404", (404, 10004)),
        ("GET", "/guilds/100/members/404", (404, 10013)),
        ("GET", "/channels/abc", (400, 50035)),
        ("GET", "/poems", (404, 0)),
        ("PUT", "/users/@me", (405, 0)),
        ("POST", "/channels/200/messages", (400, 50006)),
        ("PUT", "/channels/200/messages/404/reactions/%E2%9C%85/@me", (404, 10008)),
        ("DELETE", "/channels/200/messages/404", (404, 10008)),
        ("DELETE", "/applications/9000/commands/404", (404, 10063)),
        ("GET", "/webhooks/9000/nothing/messages/@original", (404, 10015)),
    ],
)
async def test_what_does_not_exist_is_said_so(
    method: str, path: str, expected: tuple[int, int], client: library.Client, room: Room
) -> None:
    body: dict[str, Any] = {"json": {}} if method == "POST" else {}
    assert await refused(call(client, method, path, **body)) == expected


async def test_a_body_has_to_be_json_and_to_say_so(discord: DiscordEmulator, room: Room) -> None:
    headers = {"Authorization": f"Bot {discord.token}"}
    url = f"{discord.api}{MESSAGES}"
    async with aiohttp.ClientSession(headers=headers) as session:
        answer = await session.post(url, data=b"{", headers={"Content-Type": "application/json"})
        assert (await answer.json())["code"] == 50109
        answer = await session.post(url, data=b"{}", headers={"Content-Type": "text/plain"})
        body = await answer.json()
        assert body["errors"]["_errors"][0]["code"] == "CONTENT_TYPE_INVALID"
        assert answer.headers["Content-Type"] == "application/json"


async def test_each_deed_wants_its_permission(
    client: library.Client, room: Room, ada: Person
) -> None:
    id = await ada.say(room, "A question")
    room.deny("embed_links")
    assert await refused(post(client, embed=library.Embed(title="x"))) == (403, 50013)
    room.deny("add_reactions")
    path = f"{MESSAGES}/{id}/reactions/%F0%9F%87%A6/@me"
    assert await refused(call(client, "PUT", path)) == (403, 50013)
    await ada.react(room, id, "🇦")
    await call(client, "PUT", path)
    room.deny("create_public_threads")
    body = {"name": "Answers"}
    threads = f"{MESSAGES}/{id}/threads"
    assert await refused(call(client, "POST", threads, json=body)) == (403, 50013)
    room.deny("send_messages")
    assert await refused(post(client)) == (403, 50013)
    room.deny("read_message_history")
    assert await client.http.logs_from(200, 10) == []
    assert await refused(call(client, "GET", f"{MESSAGES}/{id}")) == (403, 50001)
    room.deny("view_channel")
    assert await refused(post(client)) == (403, 50001)


async def test_a_channel_may_allow_the_bot_very_little(
    client: library.Client, guild: House
) -> None:
    guild.channel("201", "silent", bot_permissions=["view_channel"])
    assert await refused(post(client, "201")) == (403, 50013)


async def test_where_the_bot_is_not_it_has_no_access(
    client: library.Client, discord: DiscordEmulator, guild: House, room: Room
) -> None:
    await guild.kick_bot()
    assert await refused(post(client)) == (403, 50001)
    assert await refused(call(client, "GET", "/guilds/100")) == (404, 10004)
    await guild.invite_bot()
    await post(client)
    await guild.remove_channel(room)
    assert await refused(post(client)) == (404, 10003)
