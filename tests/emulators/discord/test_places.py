"""Guilds, channels and members, as the app hears of them and looks them up."""

import discord as library

from tests.emulators.discord.asked import call, refused
from tests.emulators.discord.emulator import DiscordEmulator, House, Person, Room
from tests.emulators.discord.sdk import connected


async def test_the_app_hears_where_it_comes_and_goes(
    discord: DiscordEmulator, guild: House, room: Room
) -> None:
    async with connected(discord.token) as (client, ears):
        other = discord.guild("101", "Other")
        assert (await ears.wait("guild_join")).name == "Other"
        await other.kick_bot()
        assert (await ears.wait("guild_remove")).id == 101
        await guild.go_down()
        await ears.wait("guild_unavailable")
        await guild.come_up()
        await ears.wait("guild_available", 2)
        extra = guild.channel("201", "extra")
        assert (await ears.wait("guild_channel_create")).name == "extra"
        room.deny("send_messages")
        _, after = await ears.wait("guild_channel_update")
        assert not after.permissions_for(client.guilds[0].me).send_messages
        await guild.remove_channel(extra)
        assert (await ears.wait("guild_channel_delete")).id == 201


async def test_the_bot_knows_its_permissions_before_it_asks(
    discord: DiscordEmulator, guild: House
) -> None:
    guild.channel("202", "read-only", bot_permissions=["view_channel", "read_message_history"])
    async with connected(discord.token) as (client, _):
        channel = client.get_channel(202)
        assert isinstance(channel, library.TextChannel)
        mine = channel.permissions_for(channel.guild.me)
        assert (mine.view_channel, mine.send_messages) == (True, False)


async def test_guilds_are_listed_a_page_at_a_time(
    client: library.Client, discord: DiscordEmulator, guild: House
) -> None:
    discord.guild("102", "Third")
    discord.guild("101", "Second")
    discord.guild("103", "Foreign", bot=False)
    page = await client.http.get_guilds(2)
    assert [one["name"] for one in page] == ["Acme", "Second"]
    rest = await client.http.get_guilds(2, after=int(page[-1]["id"]))
    assert [one["name"] for one in rest] == ["Third"]


async def test_people_are_looked_up(
    client: library.Client, guild: House, ada: Person, grace: Person
) -> None:
    member = await client.http.get_member(100, 1)
    assert (member["nick"], member["user"]["username"]) == ("Ada", "ada")
    assert (await client.http.get_user(2))["global_name"] == "Grace Hopper"
    await guild.leave(grace)
    assert await refused(client.http.get_member(100, 2)) == (404, 10007)
    await guild.nickname(ada, "Countess")
    assert (await client.http.get_member(100, 1))["nick"] == "Countess"


async def test_the_bot_leaves_by_itself(
    client: library.Client, discord: DiscordEmulator, guild: House
) -> None:
    await client.http.leave_guild(100)
    assert not guild.bot_in
    assert await refused(call(client, "GET", "/guilds/100")) == (404, 10004)
    assert discord.transcript.deliveries("GUILD_DELETE")


async def test_a_person_of_two_guilds_is_one_user(discord: DiscordEmulator, ada: Person) -> None:
    twin = discord.guild("101", "Other").person("1", "ada", nick="Countess")
    assert twin.user is ada.user
    assert twin.direct is ada.direct
    assert (ada.shown_name, twin.shown_name) == ("Ada", "Countess")


async def test_what_is_a_channel_is_told(client: library.Client, guild: House, room: Room) -> None:
    assert (await client.http.get_channel(200))["type"] == 0
    listed = await client.http.get_all_guild_channels(100)
    assert [one["name"] for one in listed] == ["ml-interviews"]
    await guild.rename("Acme Inc.")
    assert (await client.http.get_guild(100))["name"] == "Acme Inc."
    assert {one["name"] for one in await client.http.get_roles(100)} >= {"@everyone", "Managers"}
    body = {"topic": "Interviews"}
    assert await refused(call(client, "PATCH", "/channels/200", json=body)) == (403, 50013)
    room.allow("manage_channels")
    assert (await call(client, "PATCH", "/channels/200", json=body))["topic"] == "Interviews"


async def test_the_application_tells_of_itself(
    client: library.Client, discord: DiscordEmulator, room: Room
) -> None:
    for path in ("/applications/@me", "/oauth2/applications/@me"):
        assert (await call(client, "GET", path))["id"] == discord.app.id
    assert (await call(client, "GET", "/gateway"))["url"] == discord.gateway
    assert (await call(client, "GET", "/gateway/bot"))["shards"] == 1
    await call(client, "POST", "/channels/200/typing")
    room.deny("send_messages")
    assert await refused(call(client, "POST", "/channels/200/typing")) == (403, 50013)
