"""What the Web API tells of messages, reactions, channels and people."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack.emulator import Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.refusals import refused
from tests.emulators.slack.sdk import post


async def test_history_is_read_newest_first_in_pages_with_our_metadata(
    client: AsyncWebClient, ada: Person, room: Room
) -> None:
    metadata = {"event_type": "round", "event_payload": {"key": "k1"}}
    first = await post(client, "0", metadata=metadata)
    for number in range(1, 5):
        await post(client, str(number))
    await ada.say(room, "a reply", thread=first)
    page = await client.conversations_history(channel="C1", limit=3)
    assert [message["text"] for message in page["messages"]] == ["4", "3", "2"]
    assert page["has_more"] is True
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(
        channel="C1", limit=3, cursor=cursor, include_all_metadata=True
    )
    assert [message["text"] for message in rest["messages"]] == ["1", "0"]
    assert rest["messages"][-1]["metadata"] == metadata
    assert rest["messages"][-1]["reply_count"] == 1
    assert rest["has_more"] is False
    bounded = await client.conversations_history(channel="C1", oldest=first, inclusive=False)
    assert len(bounded["messages"]) == 4
    assert (
        await refused(client.conversations_history(channel="C1", cursor="made up"))
        == "invalid_cursor"
    )


async def test_a_thread_is_read_with_its_first_message_ahead(
    client: AsyncWebClient, ada: Person, room: Room
) -> None:
    first = await post(client, "a question")
    replies = [await ada.say(room, str(number), thread=first) for number in range(3)]
    page = await client.conversations_replies(channel="C1", ts=first, limit=2)
    assert [message["text"] for message in page["messages"]] == ["a question", "0"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_replies(channel="C1", ts=first, limit=2, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["1", "2"]
    alone = await client.conversations_replies(channel="C1", ts=replies[0])
    assert [message["text"] for message in alone["messages"]] == ["0"]
    assert (
        await refused(client.conversations_replies(channel="C1", ts="1.000000"))
        == "thread_not_found"
    )


async def test_reactions_are_added_read_and_taken_back(
    client: AsyncWebClient, team: Workspace, ada: Person, room: Room
) -> None:
    ts = await post(client)
    about = {"channel": "C1", "timestamp": ts}
    await client.reactions_add(name="one", **about)
    assert await refused(client.reactions_add(name="one", **about)) == "already_reacted"
    assert (
        await refused(client.reactions_add(name="regional_indicator_a", **about)) == "invalid_name"
    )
    assert (
        await refused(client.reactions_add(name="one", channel="C1", timestamp="1.000000"))
        == "message_not_found"
    )
    await ada.react(room, ts, "one")
    got = await client.reactions_get(full=True, **about)
    assert got["message"]["reactions"] == [
        {"name": "one", "users": [team.bot_user, "U1"], "count": 2}
    ]
    await client.reactions_remove(name="one", **about)
    assert await refused(client.reactions_remove(name="one", **about)) == "no_reaction"
    assert ada.sees(room)[0].reactions == {"one": ["U1"]}


async def test_reactions_name_everybody_only_when_asked_and_not_always_then(
    client: AsyncWebClient, slack: SlackEmulator, team: Workspace, room: Room
) -> None:
    slack.retry_pauses = ()
    ts = await post(client)
    for number in range(60):
        person = team.person(f"U{number + 10}", f"p{number}")
        room.members[person.id] = person
        await person.react(room, ts, "one")

    async def named(**more: Any) -> int:
        got = await client.reactions_get(channel="C1", timestamp=ts, **more)
        [reaction] = got["message"]["reactions"]
        assert reaction["count"] == 60
        return len(reaction["users"])

    assert await named() == 50
    assert await named(full=True) == 60
    slack.short_reactions(1)
    assert await named(full=True) == 59
    assert await named(full=True) == 60


async def test_channels_and_people_are_described(
    client: AsyncWebClient, team: Workspace, ada: Person, room: Room
) -> None:
    team.channel("G1", "secret", private=True)
    team.channel("G2", "hidden", private=True, bot=False)
    info = (await client.conversations_info(channel="C1"))["channel"]
    assert (info["creator"], info["is_member"], info["is_private"]) == ("U1", True, False)
    assert await refused(client.conversations_info(channel="G2")) == "channel_not_found"
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert [channel["id"] for channel in listed["channels"]] == ["C1", "G1"]
    assert (await client.conversations_members(channel="C1"))["members"] == ["U1", team.bot_user]
    user = (await client.users_info(user="U1"))["user"]
    assert (user["tz"], user["is_admin"], user["is_bot"]) == ("Europe/London", True, False)
    assert await refused(client.users_info(user="U9")) == "user_not_found"


async def test_we_enter_public_channels_by_ourselves(
    client: AsyncWebClient, team: Workspace, ada: Person
) -> None:
    team.channel("C2", "open", bot=False)
    old = team.channel("C3", "old", bot=False)
    old.archived = True
    await client.conversations_join(channel="C2")
    await client.chat_postMessage(channel="C2", text="hello")
    assert (await client.conversations_join(channel="C2"))["warning"] == "already_in_channel"
    assert await refused(client.conversations_join(channel="C3")) == "is_archived"


async def test_a_stranger_of_a_shared_channel_is_known_but_not_as_an_admin(
    slack: SlackEmulator, client: AsyncWebClient, team: Workspace
) -> None:
    other = slack.workspace("T2", "Other")
    boss = other.person("U7", "boss", admin=True)
    team.channel("C5", "shared", members=[boss])
    user = (await client.users_info(user="U7"))["user"]
    assert user["team_id"] == "T2"
    assert "is_admin" not in user
    assert (await client.conversations_info(channel="C5"))["channel"]["is_ext_shared"] is True
