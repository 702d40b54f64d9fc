"""Threads as the real library opens, locks and reads them."""

import discord as library
import pytest

from tests.emulators.discord.asked import call, faults, refused
from tests.emulators.discord.emulator import DiscordEmulator, NotTaken, Person, Room
from tests.emulators.discord.sdk import connected, post


async def open_thread(client: library.Client, id: str, **more: object) -> str:
    body = {"name": "Answers", "auto_archive_duration": 1440} | more
    made = await call(client, "POST", f"/channels/200/messages/{id}/threads", json=body)
    return str(made["id"])


async def test_a_thread_has_the_id_of_its_message(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    id = await post(client, content="A question")
    assert await open_thread(client, id) == id
    thread = discord.channel(id)
    reply = await ada.say(thread, "I think B")
    later = await post(client, content="Something else")
    seen = ada.sees(room)
    assert [(one.id, one.thread) for one in seen] == [(id, ""), (reply, id), (later, "")]
    assert [one.text for one in ada.sees(thread)] == ["I think B"]
    assert await refused(open_thread(client, id)) == (400, 160004)
    sent = await client.http.get_message(200, int(id))
    assert sent["thread"]["id"] == id


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "auto_archive_duration": 100}, "auto_archive_duration"),
    ],
)
async def test_a_faulty_thread_is_refused(
    body: dict[str, object], place: str, client: library.Client, room: Room
) -> None:
    id = await post(client)
    assert place in await faults(client, "POST", f"/channels/200/messages/{id}/threads", body)


async def test_a_locked_thread_is_closed_to_people(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    id = await open_thread(client, await post(client))
    thread = discord.channel(id)
    await grace.say(thread, "in time")
    await call(client, "PATCH", f"/channels/{id}", json={"archived": True, "locked": True})
    with pytest.raises(NotTaken, match="manage_threads"):
        await grace.say(thread, "too late")
    assert await refused(post(client, id)) == (403, 160005)
    path = f"/channels/{id}/messages/{next(iter(thread.messages))}/reactions/%E2%9C%85/@me"
    assert await refused(call(client, "PUT", path)) == (400, 50083)
    assert await refused(call(client, "PATCH", f"/channels/{id}", json={"name": "x"})) == (
        400,
        50083,
    )
    await call(client, "PATCH", f"/channels/{id}", json={"archived": False, "locked": False})
    await grace.say(thread, "again")


async def test_an_archived_thread_wakes_when_somebody_writes(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    id = await open_thread(client, await post(client))
    await call(client, "PATCH", f"/channels/{id}", json={"archived": True})
    assert discord.channel(id).archived
    await ada.say(discord.channel(id), "still here")
    assert not discord.channel(id).archived


async def test_locking_wants_a_permission_and_archiving_ones_own_does_not(
    client: library.Client, room: Room, ada: Person
) -> None:
    room.deny("manage_threads")
    mine = await open_thread(client, await post(client))
    body = {"archived": True, "locked": True}
    assert await refused(call(client, "PATCH", f"/channels/{mine}", json=body)) == (403, 50013)
    await call(client, "PATCH", f"/channels/{mine}", json={"archived": True})
    hers = (await ada.open_thread(room, await ada.say(room, "mine"), "Talk")).id
    body = {"archived": True}
    assert await refused(call(client, "PATCH", f"/channels/{hers}", json=body)) == (403, 50013)


async def test_threads_want_their_own_permission_to_write(
    client: library.Client, room: Room
) -> None:
    id = await open_thread(client, await post(client))
    room.deny("send_messages_in_threads")
    assert await refused(post(client, id)) == (403, 50013)
    await post(client)


async def test_the_app_hears_of_threads(discord: DiscordEmulator, room: Room, ada: Person) -> None:
    async with connected(discord.token) as (client, ears):
        thread = await ada.open_thread(room, await ada.say(room, "Talk?"), "Talk")
        assert (await ears.wait("thread_create")).name == "Talk"
        await ada.say(thread, "hello")
        message = await ears.wait("message", 2)
        assert (message.channel.id, message.channel.parent_id) == (int(thread.id), 200)
        room.allow("manage_threads")
        await call(client, "PATCH", f"/channels/{thread.id}", json={"archived": True})
        await ears.wait("raw_thread_update")
        await call(client, "DELETE", f"/channels/{thread.id}")
        await ears.wait("raw_thread_delete")
    active = [one for one in discord.world.channels.values() if one.is_thread]
    assert active == []


async def test_threads_of_a_guild_are_listed_while_they_are_active(
    client: library.Client, room: Room
) -> None:
    kept, archived = [await open_thread(client, await post(client)) for _ in range(2)]
    await call(client, "PATCH", f"/channels/{archived}", json={"archived": True})
    listed = await client.http.get_active_threads(100)
    assert [one["id"] for one in listed["threads"]] == [kept]


async def test_a_thread_without_a_message_stands_by_itself(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    body = {"name": "Talk", "type": 11}
    id = (await call(client, "POST", "/channels/200/threads", json=body))["id"]
    await post(client, id, content="within")
    assert [(one.text, one.thread) for one in ada.sees(room)] == [("within", id)]
    assert [one.name for one in room.threads] == ["Talk"]
    assert await refused(call(client, "POST", f"/channels/{id}/threads", json=body)) == (400, 50024)


async def test_people_are_brought_into_threads(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    thread = await ada.open_thread(room, await ada.say(room, "Talk?"), "Talk")
    members = f"/channels/{thread.id}/thread-members"
    await call(client, "PUT", f"{members}/@me")
    await call(client, "PUT", f"{members}/1")
    assert list(thread.thread_members) == ["1", discord.bot_user.id]
    await call(client, "DELETE", f"{members}/@me")
    assert list(thread.thread_members) == ["1"]
    assert await refused(call(client, "PUT", f"{members}/404")) == (404, 10013)
    assert await refused(call(client, "PUT", "/channels/200/thread-members/@me")) == (400, 50024)
    await call(client, "PATCH", f"/channels/{thread.id}", json={"archived": True})
    assert await refused(call(client, "PUT", f"{members}/@me")) == (400, 50083)


async def test_a_bot_that_may_removes_channels_but_no_conversation(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    assert await refused(call(client, "DELETE", "/channels/200")) == (403, 50013)
    room.allow("manage_channels")
    await call(client, "DELETE", "/channels/200")
    assert room.id not in discord.world.channels
    direct = f"/channels/{ada.direct.id}"
    assert await refused(call(client, "DELETE", direct)) == (400, 50024)
    assert await refused(call(client, "PATCH", direct, json={"name": "x"})) == (400, 50024)
