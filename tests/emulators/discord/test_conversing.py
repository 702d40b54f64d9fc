"""What may be done with channels and threads beside writing in them, and with others' reactions."""

import pytest

from tests.emulators.discord.asked import call, faults, refused
from tests.emulators.discord.emulator import DiscordEmulator, House, Person, Room
from tests.emulators.discord.linked import connected
from tests.emulators.discord.sdk import logged_in, post

THREADS = "/channels/200/threads"


async def test_a_thread_of_its_own_is_private_unless_told(
    discord: DiscordEmulator, room: Room
) -> None:
    async with logged_in(discord.token) as client:
        private = await call(client, "POST", THREADS, json={"name": " a "})
        public = await call(client, "POST", THREADS, json={"name": "b", "type": 11})
    assert [(one["name"], one["type"]) for one in (private, public)] == [("a", 12), ("b", 11)]
    assert [thread.name for thread in room.threads] == ["a", "b"]


async def test_threads_begin_in_channels_only(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with logged_in(discord.token) as client:
        thread = (await call(client, "POST", THREADS, json={"name": "a", "type": 11}))["id"]
        inside = await post(client, thread)
        body = {"name": "deeper"}
        deeper = call(client, "POST", f"/channels/{thread}/messages/{inside}/threads", json=body)
        assert await refused(deeper) == (400, 50024)
        direct = call(client, "POST", f"/channels/{ada.direct.id}/threads", json=body)
        assert await refused(direct) == (400, 50024)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/channels/{direct}"),
        ("DELETE", "/channels/{direct}"),
        ("PUT", "/channels/200/thread-members/@me"),
        ("PUT", "/channels/200/thread-members/1"),
        ("DELETE", "/channels/200/thread-members/@me"),
    ],
)
async def test_some_kinds_of_channel_cannot_do_this(
    discord: DiscordEmulator, room: Room, ada: Person, method: str, path: str
) -> None:
    async with logged_in(discord.token) as client:
        work = call(client, method, path.format(direct=ada.direct.id), json={})
        assert await refused(work) == (400, 50024)


async def test_people_are_brought_into_threads(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with logged_in(discord.token) as client:
        thread = (await call(client, "POST", THREADS, json={"name": "a"}))["id"]
        members = discord.channel(thread).thread_members
        await call(client, "PUT", f"/channels/{thread}/thread-members/{ada.id}")
        assert set(members) == {discord.bot_user.id, ada.id}
        await call(client, "DELETE", f"/channels/{thread}/thread-members/@me")
        assert set(members) == {ada.id}
        await call(client, "PUT", f"/channels/{thread}/thread-members/@me")
        assert set(members) == {discord.bot_user.id, ada.id}
        stranger = call(client, "PUT", f"/channels/{thread}/thread-members/77")
        assert await refused(stranger) == (404, 10013)


async def test_nobody_joins_or_renames_an_archived_thread(
    discord: DiscordEmulator, room: Room
) -> None:
    async with logged_in(discord.token) as client:
        thread = (await call(client, "POST", THREADS, json={"name": "a", "type": 11}))["id"]
        await call(client, "PATCH", f"/channels/{thread}", json={"archived": True})
        joining = call(client, "PUT", f"/channels/{thread}/thread-members/@me")
        assert await refused(joining) == (400, 50083)
        renaming = call(client, "PATCH", f"/channels/{thread}", json={"name": "b"})
        assert await refused(renaming) == (400, 50083)
        await call(client, "PATCH", f"/channels/{thread}", json={"archived": False})
        assert not discord.channel(thread).archived


async def test_other_peoples_threads_are_for_moderators(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    thread = await ada.open_thread(room, await ada.say(room, "hi"), "hers")
    room.deny("manage_threads")
    async with logged_in(discord.token) as client:
        for method in ("PATCH", "DELETE"):
            work = call(client, method, f"/channels/{thread.id}", json={"name": "ours"})
            assert await refused(work) == (403, 50013)
        room.allow("manage_threads")
        await call(client, "PATCH", f"/channels/{thread.id}", json={"name": "ours"})
        assert thread.name == "ours"
        await call(client, "DELETE", f"/channels/{thread.id}")
    assert room.threads == []


async def test_channels_are_changed_and_removed_by_those_who_may(
    discord: DiscordEmulator, guild: House, room: Room
) -> None:
    async with connected(discord) as (client, ears):
        renaming = call(client, "PATCH", "/channels/200", json={"name": "new"})
        assert await refused(renaming) == (403, 50013)
        assert await refused(call(client, "DELETE", "/channels/200")) == (403, 50013)
        room.allow("manage_channels")
        await ears.wait("guild_channel_update")
        await call(client, "PATCH", "/channels/200", json={"name": "new", "topic": "ML"})
        _, after = await ears.wait("guild_channel_update", 2)
        assert (after.name, after.topic) == ("new", "ML")
        await call(client, "DELETE", "/channels/200")
        await ears.wait("guild_channel_delete")
        assert await refused(call(client, "GET", "/channels/200")) == (404, 10003)
    assert guild.channels == {}


async def test_a_faulty_change_is_refused(discord: DiscordEmulator, room: Room) -> None:
    async with logged_in(discord.token) as client:
        wrong = {"name": "x" * 101, "locked": "yes", "auto_archive_duration": 5}
        assert set(await faults(client, "PATCH", "/channels/200", wrong)) == set(wrong)


# Reactions of others


async def test_moderators_remove_anybodys_reactions(
    discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    id = await ada.say(room, "hi")
    for emoji in ("🇦", "🇧"):
        await ada.react(room, id, emoji)
        await grace.react(room, id, emoji)
    message = f"/channels/200/messages/{id}/reactions"
    async with logged_in(discord.token) as client:
        assert await refused(call(client, "DELETE", f"{message}/🇦/1")) == (403, 50013)
        assert await refused(call(client, "DELETE", message)) == (403, 50013)
        room.allow("manage_messages")
        await call(client, "DELETE", f"{message}/🇦/1")
        assert room.messages[id].reactions == {"🇦": ["2"], "🇧": ["1", "2"]}
        assert await refused(call(client, "DELETE", f"{message}/🇦/77")) == (404, 10013)
        await call(client, "DELETE", f"{message}/🇧")
        assert room.messages[id].reactions == {"🇦": ["2"]}
        await call(client, "DELETE", message)
    assert room.messages[id].reactions == {}
