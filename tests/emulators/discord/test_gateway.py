"""What the real client hears through the gateway, and how it lives through trouble."""

import asyncio
from dataclasses import replace

import aiohttp
import discord as library
import pytest

from tests.emulators.discord.emulator import DiscordEmulator, House, Person, Room
from tests.emulators.discord.linked import NO_CONTENT, connected, starting
from tests.emulators.discord.sdk import Ears, post
from tests.patience import PATIENCE


def said(ears: Ears) -> list[str]:
    return [message.content for message in ears.named("message")]


def guild_of_shard(discord: DiscordEmulator, shard: int, count: int) -> House:
    return discord.guild(str((count * 7 + shard) << 22), f"Guild of {shard}")


async def close_code(running: asyncio.Task[None] | None) -> int:
    assert running is not None
    with pytest.raises(library.ConnectionClosed) as caught:
        await asyncio.wait_for(running, PATIENCE)
    return caught.value.code


# Shards


async def test_every_shard_hears_of_its_own_guilds(discord: DiscordEmulator) -> None:
    discord.world.shards = 3
    for shard in (0, 1, 2):
        guild_of_shard(discord, shard, 3)
    async with connected(discord) as (client, _):
        assert [one["shard"] for one in discord.identifies] == [[0, 3], [1, 3], [2, 3]]
        assert {guild.shard_id: guild.name for guild in client.guilds} == {
            0: "Guild of 0",
            1: "Guild of 1",
            2: "Guild of 2",
        }
        assert len(discord.sockets.sessions) == 3


async def test_a_part_of_the_shards_hears_a_part_of_the_guilds(discord: DiscordEmulator) -> None:
    mine, other = guild_of_shard(discord, 1, 3), guild_of_shard(discord, 2, 3)
    ada = mine.person("1", "ada")
    async with connected(discord, shard_ids=[1], shard_count=3) as (client, ears):
        assert [guild.name for guild in client.guilds] == ["Guild of 1"]
        await other.person("1", "ada").say(other.channel("300", "there"), "not for us")
        await ada.dm("for the first shard")
        await ada.say(mine.channel("200", "here"), "for us")
        await ears.wait("message")
        assert said(ears) == ["for us"]


async def test_thousands_of_guilds_arrive(discord: DiscordEmulator) -> None:
    discord.world.shards, discord.world.max_concurrency = 2, 2
    for number in range(3000):
        discord.guild(str((number + 1) << 22), f"Guild {number}")
    async with starting(discord) as (client, ears):
        async with asyncio.timeout(PATIENCE):
            while not ears.named("ready"):
                await discord.connected(2)
                await discord.settled()
                await asyncio.sleep(0.05)
        assert len(client.guilds) == 3000
        assert not any(guild.unavailable for guild in client.guilds)


async def test_the_recommended_shards_are_told(discord: DiscordEmulator) -> None:
    discord.world.shards = 2
    async with connected(discord) as (client, _):
        limits = await client.fetch_session_start_limits()
        assert (client.shard_count, limits.remaining, limits.total) == (2, 998, 1000)


# What is told


async def test_only_what_was_asked_for_is_told(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord, intents=library.Intents(guilds=True)) as (_, ears):
        await ada.react(room, await ada.say(room, "hi"), "🇦")
        await ada.dm("hi")
        room.allow("manage_messages")
        await ears.wait("guild_channel_update")
        assert not ears.named("message")
        assert not ears.named("raw_reaction_add")


async def test_without_the_intent_words_are_hidden(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    discord.message_content = False
    async with connected(discord, intents=NO_CONTENT) as (client, ears):
        id = await post(client, content="our own")
        await ada.say(room, "to others")
        await ada.say(room, f"to you <@{discord.bot_user.id}>")
        await ada.say(room, "a reply that pings", reply_to=id, ping=True)
        quiet = await ada.say(room, "a quiet reply", reply_to=id)
        await ada.dm("in private")
        await ears.wait("message", 6)
        to_us = f"to you <@{discord.bot_user.id}>"
        assert said(ears) == ["our own", "", to_us, "a reply that pings", "", "in private"]
        (answered,) = [one for one in ears.named("message") if str(one.id) == quiet]
        assert answered.reference.resolved.content == "our own"


async def test_without_the_intent_words_cannot_be_looked_up(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord, intents=NO_CONTENT) as (client, _):
        await post(client, content="our own")
        id = await ada.say(room, "to others")
        there = client.get_partial_messageable(200)
        discord.message_content = False
        assert (await there.fetch_message(int(id))).content == ""
        assert [one.content async for one in there.history()] == ["", "our own"]
        discord.message_content = True
        assert (await there.fetch_message(int(id))).content == "to others"


async def test_edits_are_hidden_as_well(discord: DiscordEmulator, room: Room, ada: Person) -> None:
    async with connected(discord, intents=NO_CONTENT) as (_, ears):
        id = await ada.say(room, "first")
        await ada.edit(room, id, "second")
        edit = await ears.wait("raw_message_edit")
        assert (str(edit.message_id), edit.data["content"]) == (id, "")


async def test_a_closed_room_is_not_heard(
    discord: DiscordEmulator, guild: House, room: Room, ada: Person
) -> None:
    open_room = guild.channel("201", "open")
    room.deny("view_channel")
    async with connected(discord) as (_, ears):
        await ada.react(room, await ada.say(room, "in there"), "🇦")
        await ada.say(open_room, "out here")
        await ears.wait("message")
        assert said(ears) == ["out here"]
        assert not ears.named("raw_reaction_add")


async def test_an_outage_is_no_farewell(
    discord: DiscordEmulator, guild: House, room: Room, ada: Person
) -> None:
    async with connected(discord) as (client, ears):
        await guild.go_down()
        await ears.wait("guild_unavailable")
        await ada.say(room, "nobody hears")
        assert not ears.named("guild_remove")
        await guild.come_up()
        await ears.wait("guild_available", 2)
        await guild.kick_bot()
        await ears.wait("guild_remove")
        assert not client.guilds
        await guild.invite_bot()
        await ears.wait("guild_join")
        assert not ears.named("message")


async def test_a_guild_that_is_down_at_the_start_comes_later(
    discord: DiscordEmulator, guild: House
) -> None:
    await guild.go_down()
    async with connected(discord) as (client, ears):
        assert [one.unavailable for one in client.guilds] == [True]
        await guild.come_up()
        await ears.wait("guild_available")
        assert [(one.name, one.unavailable) for one in client.guilds] == [("Acme", False)]


async def test_events_can_come_twice(discord: DiscordEmulator, room: Room, ada: Person) -> None:
    async with connected(discord) as (_, ears):
        discord.sockets.twice = True
        await ada.say(room, "hi")
        await ears.wait("message", 2)
        assert said(ears) == ["hi", "hi"]


# Refusals


async def test_a_bad_token_is_turned_away(discord: DiscordEmulator) -> None:
    async with starting(discord, shard_count=1) as (client, _):
        discord.world.app = replace(discord.app, token="another")
        assert await close_code(client.running) == 4004


async def test_a_privileged_intent_has_to_be_switched_on(discord: DiscordEmulator) -> None:
    discord.message_content = False
    async with starting(discord) as (client, _):
        assert client.running is not None
        with pytest.raises(library.PrivilegedIntentsRequired):
            await asyncio.wait_for(client.running, PATIENCE)


async def test_a_shard_that_does_not_exist_is_turned_away(discord: DiscordEmulator) -> None:
    async with starting(discord, shard_ids=[5], shard_count=2) as (client, _):
        assert await close_code(client.running) == 4010


# Trouble


@pytest.mark.parametrize("trouble", ["cut", "closed", "op7", "resumable"])
async def test_what_happened_while_a_shard_was_away_is_told_when_it_is_back(
    discord: DiscordEmulator, room: Room, ada: Person, trouble: str
) -> None:
    async with connected(discord) as (_, ears):
        await ada.say(room, "before")
        await ears.wait("message")
        match trouble:
            case "cut":
                discord.cut()
            case "closed":
                discord.cut(code=4000)
            case "op7":
                discord.op7()
            case _:
                discord.invalid_session(resumable=True)
        for text in ("first", "second", "third"):
            await ada.say(room, text)
        await ears.wait("resumed")
        await ada.say(room, "after")
        await ears.wait("message", 5)
        assert said(ears) == ["before", "first", "second", "third", "after"]
        assert (len(discord.identifies), len(discord.sockets.resumes)) == (1, 1)


@pytest.mark.parametrize("trouble", ["cut", "invalid"])
async def test_a_lost_session_loses_what_happened_meanwhile(
    discord: DiscordEmulator, room: Room, ada: Person, trouble: str
) -> None:
    async with connected(discord) as (_, ears):
        if trouble == "cut":
            discord.cut(resume=False)
        else:
            discord.invalid_session(resumable=False)
        await ada.say(room, "unheard")
        await ears.wait("ready", 2)
        await ada.say(room, "heard")
        await ears.wait("message")
        assert said(ears) == ["heard"]
        assert len(discord.identifies) == 2


async def test_one_shards_events_wait_for_it_alone(discord: DiscordEmulator) -> None:
    houses = [guild_of_shard(discord, shard, 2) for shard in (0, 1)]
    discord.world.shards = 2
    people = [house.person("1", "ada") for house in houses]
    rooms = [house.channel(str(200 + n), "room") for n, house in enumerate(houses)]
    async with connected(discord) as (_, ears):
        discord.op7()
        for person, room in zip(people, rooms, strict=True):
            await person.say(room, room.guild_id)
        await ears.wait("resumed", 2)
        await ears.wait("message", 2)
        assert sorted(said(ears)) == sorted(house.id for house in houses)
        assert sorted(ears.named("resumed")) == [0, 1]


async def test_a_client_comes_back_when_connections_are_refused_for_a_while(
    discord: DiscordEmulator, room: Room, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.shard.ExponentialBackoff.delay", lambda _: 0.05)
    async with connected(discord) as (_, ears):
        discord.sockets.refuse = True
        discord.cut()
        await discord.connected(0)
        await ada.say(room, "hi")
        await discord.sockets.refused(3)
        discord.sockets.refuse = False
        await ears.wait("ready", 2)
        await ada.say(room, "there you are")
        await ears.wait("message")
        assert said(ears) == ["there you are"]


async def test_a_malformed_event_ends_the_librarys_client(
    discord: DiscordEmulator, guild: House
) -> None:
    async with connected(discord) as (client, _):
        discord.garbage()
        assert client.running is not None
        with pytest.raises(KeyError):
            await asyncio.wait_for(client.running, PATIENCE)


async def test_a_frame_that_is_no_json_ends_the_librarys_client(
    discord: DiscordEmulator, guild: House
) -> None:
    async with connected(discord) as (client, _):
        discord.sockets.noise()
        assert client.running is not None
        with pytest.raises(ValueError, match="Expecting"):
            await asyncio.wait_for(client.running, PATIENCE)


async def test_a_silent_connection_is_noticed_and_replaced(
    discord: DiscordEmulator, room: Room, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = aiohttp.ClientWSTimeout(ws_close=0.1)
    monkeypatch.setattr("discord.http.aiohttp.ClientWSTimeout", lambda ws_close: impatient)
    discord.sockets.heartbeat = 0.1
    async with connected(discord, heartbeat_timeout=0.5) as (_, ears):
        await ada.say(room, "before")
        await ears.wait("message")
        discord.silence()
        await ada.say(room, "in the silence")
        await ears.wait("resumed")
        await ears.wait("message", 2)
        assert said(ears) == ["before", "in the silence"]
        assert len(discord.identifies) == 1


async def test_a_client_answers_when_it_is_asked_for_its_heartbeat(
    discord: DiscordEmulator, guild: House
) -> None:
    async with connected(discord) as (_, ears):
        before = discord.sockets.beats
        discord.sockets.ask_for_beat()
        await discord.sockets.beaten(before + 1)
        assert not ears.named("resumed")
