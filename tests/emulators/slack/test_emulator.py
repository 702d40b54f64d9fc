"""The Web API as the real SDK meets it: tokens and messages, and all that it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack.clock import moment_of
from tests.emulators.slack.conftest import MONDAY
from tests.emulators.slack.emulator import NotTaken, Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.refusals import refused
from tests.emulators.slack.sdk import client_of, post
from tests.emulators.slack.state import EVERY_SCOPE

# Who asks, and what they may


async def test_the_token_tells_who_we_are_and_what_we_may(
    client: AsyncWebClient, team: Workspace
) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == ("T1", team.bot_user)
    assert set(answer.headers["x-oauth-scopes"].split(",")) == EVERY_SCOPE


async def test_an_unknown_or_missing_token_is_refused(
    slack: SlackEmulator, client: AsyncWebClient
) -> None:
    assert await refused(client.auth_test(token="xoxb-nobody")) == "invalid_auth"
    assert await refused(client.apps_connections_open(app_token="xapp-nobody")) == "invalid_auth"
    async with client_of(slack, "") as nobody:
        assert await refused(nobody.auth_test()) == "not_authed"


async def test_kinds_of_token_are_not_mixed_up(
    slack: SlackEmulator, client: AsyncWebClient
) -> None:
    assert (
        await refused(client.apps_connections_open(app_token=str(client.token)))
        == "not_allowed_token_type"
    )
    assert (
        await refused(
            client.chat_postMessage(token=slack.app.app_token, channel="C1", text="hello")
        )
        == "not_allowed_token_type"
    )


async def test_a_missing_scope_is_named(slack: SlackEmulator, team: Workspace, room: Room) -> None:
    async with client_of(slack, team.install(["channels:read"])) as client:
        with pytest.raises(SlackApiError) as error:
            await client.chat_postMessage(channel="C1", text="hello")
        assert error.value.response["error"] == "missing_scope"
        assert error.value.response["needed"] == "chat:write"
        assert error.value.response["provided"] == "channels:read"
        assert await refused(client.conversations_history(channel="C1")) == "missing_scope"


async def test_a_token_expires_by_slacks_clock(slack: SlackEmulator, team: Workspace) -> None:
    async with client_of(slack, team.install(lives=timedelta(hours=12))) as client:
        await client.auth_test()
        slack.clock.advance(timedelta(hours=12))
        assert await refused(client.auth_test()) == "token_expired"


async def test_a_revoked_token_is_dead(client: AsyncWebClient) -> None:
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refused(client.auth_test()) == "account_inactive"


async def test_a_method_that_does_not_exist_is_unknown(client: AsyncWebClient) -> None:
    assert await refused(client.api_call("chat.shout")) == "unknown_method"


async def test_a_token_of_one_workspace_sees_nothing_of_another(
    slack: SlackEmulator, client: AsyncWebClient, room: Room
) -> None:
    other = slack.workspace("T2", "Other")
    twin = other.person("U1", "ada", "Another Ada")
    den = other.channel("C1", "ml", members=[twin])
    async with client_of(slack, other.install()) as theirs:
        ts = await post(theirs, "for the others")
        assert (await theirs.users_info(user="U1"))["user"]["real_name"] == "Another Ada"
    assert room.messages == {}
    assert [seen.ts for seen in twin.sees(den)] == [ts]
    assert (await client.users_info(user="U1"))["user"]["real_name"] == "Ada Lovelace"


async def test_an_organisations_token_serves_each_of_its_workspaces(
    slack: SlackEmulator,
) -> None:
    first = slack.workspace("T1", "First", enterprise="E1")
    second = slack.workspace("T2", "Second", enterprise="E1")
    second.channel("C2", "there")
    async with client_of(slack, first.install(org=True)) as client:
        answer = await client.auth_test()
        assert answer["is_enterprise_install"] is True
        assert answer["enterprise_id"] == "E1"
        assert (await client.team_info(team_id="T2"))["team"]["name"] == "Second"
        await client.chat_postMessage(channel="C2", text="hello")


# Messages


async def test_posting_is_refused_where_we_may_not(
    client: AsyncWebClient, team: Workspace, ada: Person, room: Room
) -> None:
    team.channel("C2", "public", bot=False)
    team.channel("C3", "private", bot=False, private=True)
    for channel, code in (
        ("C2", "not_in_channel"),
        ("C3", "channel_not_found"),
        ("C4", "channel_not_found"),
    ):
        assert await refused(client.chat_postMessage(channel=channel, text="hello")) == code
    await room.archive(ada)
    assert await refused(post(client)) == "is_archived"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": "no list"}, "invalid_blocks_format"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": {"b": 1}}}},
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "b" * 16_000}}},
            "metadata_too_large",
        ),
    ],
)
async def test_faulty_messages_are_refused(
    arguments: dict[str, Any], code: str, client: AsyncWebClient, ada: Person, room: Room
) -> None:
    assert (
        await refused(client.api_call("chat.postMessage", json={"channel": "C1", **arguments}))
        == code
    )
    assert ada.sees(room) == []


async def test_timestamps_rise_even_when_the_clock_stands(
    client: AsyncWebClient, slack: SlackEmulator, room: Room
) -> None:
    first, second = await post(client), await post(client)
    assert first < second
    assert moment_of(first) == MONDAY
    slack.clock.advance(timedelta(hours=1))
    assert moment_of(await post(client)) == MONDAY + timedelta(hours=1)


async def test_only_our_own_messages_are_edited_and_deleted(
    client: AsyncWebClient, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    ours, theirs = await post(client), await ada.say(room, "mine")
    await client.chat_update(channel="C1", ts=ours, text="better")
    assert ada.sees(room)[0].text == "better"
    assert ada.sees(room)[0].edited
    assert (
        await refused(client.chat_update(channel="C1", ts=theirs, text="worse"))
        == "cant_update_message"
    )
    assert await refused(client.chat_delete(channel="C1", ts=theirs)) == "cant_delete_message"
    await client.chat_delete(channel="C1", ts=ours)
    assert (
        await refused(client.chat_update(channel="C1", ts=ours, text="too late"))
        == "message_not_found"
    )
    assert (
        await refused(client.chat_getPermalink(channel="C1", message_ts=ours))
        == "message_not_found"
    )
    assert [seen.text for seen in ada.sees(room)] == ["mine"]


async def test_ephemeral_messages_are_for_one_person_and_no_method_finds_them(
    client: AsyncWebClient, team: Workspace, ada: Person, room: Room
) -> None:
    grace = team.person("U2", "grace")
    assert (
        await refused(client.chat_postEphemeral(channel="C1", user="U2", text="psst"))
        == "user_not_in_channel"
    )
    await room.join(grace)
    answer = await client.chat_postEphemeral(channel="C1", user="U2", text="psst")
    ts = str(answer["message_ts"])
    assert [seen.text for seen in grace.sees(room)] == ["psst"]
    assert ada.sees(room) == []
    assert (
        await refused(client.chat_update(channel="C1", ts=ts, text="aloud")) == "message_not_found"
    )
    assert (await client.conversations_history(channel="C1"))["messages"] == []
    grace.active = False
    await client.chat_postEphemeral(channel="C1", user="U2", text="again")
    assert len(grace.sees(room)) == 1, "who is away is not shown it"


async def test_a_person_is_written_to_in_private(
    client: AsyncWebClient, team: Workspace, ada: Person
) -> None:
    opened = (await client.conversations_open(users="U1"))["channel"]["id"]
    assert opened == ada.direct.id
    await client.chat_postMessage(channel=opened, text="one")
    await client.chat_postMessage(channel="U1", text="two")
    assert [seen.text for seen in ada.sees(ada.direct)] == ["one", "two"]
    assert await refused(client.conversations_open(users="U9")) == "user_not_found"
    assert await refused(client.conversations_open(users=team.bot_user)) == "cannot_dm_bot"


async def test_a_message_is_posted_later_when_its_time_has_come(
    client: AsyncWebClient, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    at = int(MONDAY.timestamp())
    assert (
        await refused(client.chat_scheduleMessage(channel="C1", text="x", post_at=at))
        == "time_in_past"
    )
    assert (
        await refused(
            client.chat_scheduleMessage(channel="C1", text="x", post_at=at + 121 * 86_400)
        )
        == "time_too_far"
    )
    await client.chat_scheduleMessage(channel="C1", text="kept", post_at=at + 60)
    dropped = await client.chat_scheduleMessage(channel="C1", text="dropped", post_at=at + 60)
    assert len((await client.chat_scheduledMessages_list())["scheduled_messages"]) == 2
    id = str(dropped["scheduled_message_id"])
    await client.chat_deleteScheduledMessage(channel="C1", scheduled_message_id=id)
    assert (
        await refused(client.chat_deleteScheduledMessage(channel="C1", scheduled_message_id=id))
        == "invalid_scheduled_message_id"
    )
    slack.clock.advance(timedelta(seconds=59))
    assert ada.sees(room) == []
    slack.clock.advance(timedelta(seconds=1))
    assert [seen.text for seen in ada.sees(room)] == ["kept"]


async def test_an_admin_deletes_anybodys_message_and_a_thread_goes_with_its_last_reply(
    client: AsyncWebClient, team: Workspace, ada: Person, room: Room
) -> None:
    grace = team.person("U2", "grace")
    await room.join(grace)
    ts = await post(client, "a question")
    with pytest.raises(NotTaken, match="somebody else's"):
        await grace.delete(room, ts)
    reply = await grace.say(room, "B", thread=ts)
    await ada.delete(room, ts)
    assert await refused(client.chat_update(channel="C1", ts=ts, text="x")) == "message_not_found"
    await grace.delete(room, reply)
    assert (await client.conversations_history(channel="C1"))["messages"] == []


async def test_ephemeral_messages_are_gone_when_the_page_is_loaded_anew(
    client: AsyncWebClient, ada: Person, room: Room
) -> None:
    await post(client, "for all")
    await client.chat_postEphemeral(channel="C1", user="U1", text="for you")
    ada.reload()
    assert [seen.text for seen in ada.sees(room)] == ["for all"]
