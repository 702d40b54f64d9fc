"""The gateway's manners on a bare socket: greetings, codes of farewell, numbers and pauses."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from tests.emulators.discord import deeds
from tests.emulators.discord.emulator import DiscordEmulator, House, Person, Room
from tests.emulators.discord.linked import NO_CONTENT, Json, Wire, wire
from tests.emulators.discord.state import PRIVATE_THREAD
from tests.patience import PATIENCE


async def test_frames_are_compressed_when_that_is_asked_for(
    discord: DiscordEmulator, guild: House
) -> None:
    async with wire(discord, "v=10&encoding=json&compress=zlib-stream") as opened:
        await opened.identify()
        ready, created = await opened.read(), await opened.read()
        assert [(one["op"], one["t"], one["s"]) for one in (ready, created)] == [
            (0, "READY", 1),
            (0, "GUILD_CREATE", 2),
        ]
        assert ready["d"]["guilds"] == [{"id": guild.id, "unavailable": True}]
        assert ready["d"]["resume_gateway_url"] == discord.gateway
        assert created["d"]["name"] == "Acme"


async def test_a_heartbeat_is_acknowledged(discord: DiscordEmulator) -> None:
    async with wire(discord) as opened:
        await opened.send(1)
        assert await opened.read() == {"op": 11, "d": None}


async def test_an_app_without_a_heartbeat_is_given_up(discord: DiscordEmulator) -> None:
    discord.sockets.heartbeat = discord.sockets.patience = 0.05
    async with wire(discord) as opened:
        await opened.identify()
        await opened.event("READY")
        assert await opened.ended() == 4009


@pytest.mark.parametrize("query", ["v=9&encoding=json", "v=10&encoding=etf", "encoding=json"])
async def test_another_version_is_not_spoken(discord: DiscordEmulator, query: str) -> None:
    async with wire(discord, query, greeted=False) as opened:
        assert await opened.ended() == 4012


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"token": "another"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"intents": None}, 4013),
        ({"intents": 1 << 30}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1 << 1}, 4014),
        ({"properties": None}, 4002),
        ({"shard": "all"}, 4002),
    ],
)
async def test_a_wrong_introduction_is_turned_away(
    discord: DiscordEmulator, more: Json, code: int
) -> None:
    discord.message_content = False
    async with wire(discord) as opened:
        await opened.identify(**more)
        assert await opened.ended() == code
    assert not discord.sockets.sessions


async def test_a_shard_has_no_more_guilds_than_discord_lets_it(discord: DiscordEmulator) -> None:
    for number in range(2501):
        discord.guild(str(number << 22), "One of many")
    async with wire(discord) as opened:
        await opened.identify()
        assert await opened.ended() == 4011


@pytest.mark.parametrize(("op", "code"), [(3, 4003), (8, 4003), (40, 4001)])
async def test_strangers_may_only_introduce_themselves(
    discord: DiscordEmulator, op: int, code: int
) -> None:
    async with wire(discord) as opened:
        await opened.send(op, {})
        assert await opened.ended() == code


@pytest.mark.parametrize("text", ["{", "[]", '{"d": {}}', '"x"', '{"op": 2, "d": null}'])
async def test_what_is_no_frame_ends_the_connection(discord: DiscordEmulator, text: str) -> None:
    async with wire(discord) as opened:
        await opened.stream.send_str(text)
        assert await opened.ended() == 4002


async def test_a_frame_has_at_most_4096_bytes(discord: DiscordEmulator) -> None:
    async with wire(discord) as opened:
        await opened.send(1, "x" * 4096)
        assert await opened.ended() == 4002


async def test_nobody_speaks_more_than_120_times_a_minute(discord: DiscordEmulator) -> None:
    async with wire(discord) as opened:
        for _ in range(121):
            await opened.send(1)
        assert await opened.ended() == 4008


@pytest.mark.parametrize("op", [2, 6])
async def test_nobody_introduces_himself_twice(discord: DiscordEmulator, op: int) -> None:
    async with wire(discord) as opened:
        await opened.identify()
        session = (await opened.event("READY"))["d"]["session_id"]
        await (opened.identify() if op == 2 else opened.resume(session, 1))
        assert await opened.ended() == 4005


async def test_the_day_has_a_thousand_introductions(discord: DiscordEmulator) -> None:
    discord.world.identifies_left = 1
    discord.sockets.identify_pause = 0
    async with wire(discord) as first, wire(discord) as second:
        await first.identify()
        await first.event("READY")
        await second.identify()
        assert await second.ended() == 4004


# Turns


async def test_shards_of_one_group_introduce_themselves_one_after_the_other(
    discord: DiscordEmulator,
) -> None:
    async with wire(discord) as first, wire(discord) as second:
        await first.identify(shard=[0, 2])
        await first.event("READY")
        await second.identify(shard=[1, 2])
        assert await second.read() == {"op": 9, "d": False}
        discord.sockets.identify_pause = 0
        await second.identify(shard=[1, 2])
        assert (await second.event("READY"))["d"]["shard"] == [1, 2]


async def test_shards_of_several_groups_need_not_wait(discord: DiscordEmulator) -> None:
    discord.world.max_concurrency = 2
    async with wire(discord) as first, wire(discord) as second, wire(discord) as third:
        await first.identify(shard=[0, 3])
        await second.identify(shard=[1, 3])
        await first.event("READY")
        await second.event("READY")
        await third.identify(shard=[2, 3])
        assert await third.read() == {"op": 9, "d": False}


# Resuming


async def begun(opened: Wire) -> str:
    await opened.identify()
    return str((await opened.event("READY"))["d"]["session_id"])


async def test_events_are_told_again_from_the_number_that_is_given(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with wire(discord) as first:
        session = await begun(first)
        await first.event("GUILD_CREATE")
        for text in "xyz":
            await ada.dm(text)
        third = [await first.event("MESSAGE_CREATE") for _ in range(3)][2]
        discord.cut()
    async with wire(discord) as second:
        await second.resume(session, third["s"] - 2)
        again = [await second.read() for _ in range(3)]
        assert [one["d"].get("content") for one in again] == ["y", "z", None]
        assert [one["s"] - third["s"] for one in again] == [-1, 0, 1]
        assert again[2]["t"] == "RESUMED"


async def test_what_a_heartbeat_has_confirmed_is_not_kept(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with wire(discord) as first:
        session = await begun(first)
        await ada.dm("x")
        heard = await first.event("MESSAGE_CREATE")
        await first.send(1, heard["s"])
        await first.read()
        discord.cut()
    async with wire(discord) as second:
        await second.resume(session, 0)
        assert (await second.read())["t"] == "RESUMED"


async def test_a_session_is_over_after_a_good_bye(discord: DiscordEmulator) -> None:
    async with wire(discord) as first:
        session = await begun(first)
        await first.stream.close(code=1000)
    await discord.connected(0)
    async with wire(discord) as second:
        await second.resume(session, 1)
        assert await second.read() == {"op": 9, "d": False}


async def test_a_session_is_forgotten_after_some_minutes(discord: DiscordEmulator) -> None:
    async with wire(discord) as first:
        session = await begun(first)
        await first.stream.close(code=4000)
    await discord.connected(0)
    discord.clock.advance(timedelta(minutes=3, seconds=1))
    async with wire(discord) as second:
        await second.resume(session, 1)
        assert await second.read() == {"op": 9, "d": False}


async def test_nobody_resumes_what_has_not_happened(discord: DiscordEmulator) -> None:
    async with wire(discord) as first, wire(discord) as second:
        session = await begun(first)
        await second.resume(session, 99)
        assert await second.ended() == 4007


async def test_a_new_connection_takes_a_session_over(discord: DiscordEmulator, ada: Person) -> None:
    async with wire(discord) as first, wire(discord) as second:
        session = await begun(first)
        await second.resume(session, 1)
        await second.event("RESUMED")
        assert await first.ended() == 4000
        await ada.dm("hi")
        assert (await second.event("MESSAGE_CREATE"))["d"]["content"] == "hi"
        assert len(discord.sockets.sessions) == 1


async def test_a_guild_is_told_before_what_happens_in_it(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    for number in range(500):
        discord.guild(str(1000 + number), "One of many")
    last = discord.guild("999999", "The last")
    grace, there = last.person("2", "grace"), last.channel("300", "there")
    async with wire(discord) as opened:
        await opened.identify()
        await discord.connected()
        await grace.say(there, "hi")
        told = [await opened.read() for _ in range(504)][1:]
    kinds = [(one["t"], one["d"].get("guild_id") or one["d"]["id"]) for one in told]
    assert kinds.count(("GUILD_CREATE", "999999")) == 1
    create, message = ("GUILD_CREATE", "999999"), ("MESSAGE_CREATE", "999999")
    assert kinds.index(create) + 1 == kinds.index(message) < 400


# Beside events


async def test_members_can_be_asked_for_by_their_ids(
    discord: DiscordEmulator, guild: House, ada: Person
) -> None:
    async with wire(discord) as opened:
        await begun(opened)
        asked = {"guild_id": guild.id, "user_ids": [ada.id, "77"], "limit": 0, "nonce": "n"}
        await opened.send(8, asked)
        chunk = (await opened.event("GUILD_MEMBERS_CHUNK"))["d"]
        assert [one["user"]["id"] for one in chunk["members"]] == [ada.id]
        assert (chunk["not_found"], chunk["nonce"]) == (["77"], "n")


async def test_connections_can_be_refused(discord: DiscordEmulator) -> None:
    discord.sockets.refuse = True
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(discord.gateway)
    assert caught.value.status == 503


async def test_a_private_thread_is_heard_by_those_in_it(
    discord: DiscordEmulator, guild: House, room: Room, ada: Person
) -> None:
    room.deny("manage_threads")
    thread = deeds.open_thread(discord.world, room, ada.user, "secret", kind=PRIVATE_THREAD)
    async with wire(discord) as opened:
        await begun(opened)
        await ada.say(thread, "unheard")
        thread.thread_members[discord.bot_user.id] = discord.clock.stamp()
        id = await ada.say(thread, "heard")
        assert (await opened.event("MESSAGE_CREATE"))["d"]["id"] == id


async def test_the_intents_that_were_switched_on_show_in_the_flags(
    discord: DiscordEmulator,
) -> None:
    async with wire(discord) as opened:
        await opened.identify(intents=NO_CONTENT.value)
        assert (await opened.event("READY"))["d"]["application"]["flags"] == 1 << 19


@pytest.mark.parametrize("silent", [True, False])
async def test_the_emulator_ends_whoever_is_still_connected(silent: bool) -> None:
    async with aiohttp.ClientSession() as session:
        async with asyncio.timeout(PATIENCE), DiscordEmulator() as discord:
            stream = await session.ws_connect(f"{discord.gateway}?v=10&encoding=json")
            opened = Wire(stream, discord.token)
            assert (await opened.read())["op"] == 10
            ending = asyncio.create_task(opened.ended())
            if silent:
                discord.silence()
        assert await ending == (1006 if silent else 1001)
