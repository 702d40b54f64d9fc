"""Limits, faults, answers to deeds, and what the transcript keeps of it all."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.emulators.slack.conftest import MONDAY
from tests.emulators.slack.emulator import Limits, Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.sdk import by_socket, client_of, post
from tests.patience import PATIENCE
from tests.steady import leap


async def wait_of(call: Any) -> int:
    """The seconds that a refused call is told to wait."""
    with pytest.raises(SlackApiError, match="ratelimited") as error:
        await call
    assert error.value.response.status_code == 429
    return int(error.value.response.headers["Retry-After"])


# Limits


async def test_a_channel_takes_one_post_a_second(
    slack: SlackEmulator, client: AsyncWebClient, team: Workspace, ada: Person, room: Room
) -> None:
    team.channel("C2", "other")
    slack.limits = Limits.realistic()
    await post(client)
    assert await wait_of(post(client)) == 1
    await client.chat_postMessage(channel="C2", text="hello")
    slack.clock.advance(timedelta(seconds=1))
    await post(client)
    assert len(ada.sees(room)) == 2, "a refused post has no effect"


async def test_tiers_count_by_method_and_workspace(
    slack: SlackEmulator, client: AsyncWebClient, room: Room
) -> None:
    slack.limits = Limits.realistic()
    other = slack.workspace("T2", "Other")
    for _ in range(20):
        await client.users_list()
    slack.clock.advance(timedelta(seconds=20))
    assert await wait_of(client.users_list()) == 40
    await client.conversations_info(channel="C1")
    async with client_of(slack, other.install()) as theirs:
        await theirs.users_list()
    slack.clock.advance(timedelta(seconds=40))
    await client.users_list()


async def test_histories_may_be_slow_and_short(
    slack: SlackEmulator, client: AsyncWebClient, ada: Person, room: Room
) -> None:
    slack.retry_pauses = ()
    for number in range(20):
        await ada.say(room, str(number))
    slack.limits = Limits(slow_history=True)
    page = await client.conversations_history(channel="C1", limit=100)
    assert len(page["messages"]) == 15
    assert page["has_more"] is True
    assert await wait_of(client.conversations_history(channel="C1")) == 60
    ts = str(page["messages"][0]["ts"])
    assert len((await client.conversations_replies(channel="C1", ts=ts))["messages"]) == 1


async def test_limits_may_run_by_the_machines_clock(
    slack: SlackEmulator, client: AsyncWebClient, room: Room
) -> None:
    slack.limits = Limits(posts=10, real=True)
    await post(client)
    slack.clock.advance(timedelta(hours=1))
    await wait_of(post(client))
    await asyncio.sleep(0.1)
    await post(client)


# Faults


@pytest.mark.parametrize("kind", ["reset", "timeout"])
async def test_an_answer_may_be_lost_before_or_after_the_effect(
    kind: str, slack: SlackEmulator, client: AsyncWebClient, ada: Person, room: Room
) -> None:
    fault: Any = kind
    slack.fail("chat.postMessage", before=fault)
    slack.fail("chat.postMessage", after=fault)
    for effects in (0, 1):
        with (
            slack.on_silence(lambda: leap(PATIENCE)),
            pytest.raises((aiohttp.ClientError, TimeoutError)),
        ):
            await asyncio.wait_for(post(client), PATIENCE)
        assert len(ada.sees(room)) == effects
    await post(client)
    outcomes = [call.outcome for call in slack.transcript.calls("chat.postMessage")]
    assert outcomes == [f"{kind} before", f"ok, then {kind} after", "ok"]


async def test_statuses_and_errors_may_be_answered_instead(
    slack: SlackEmulator, client: AsyncWebClient, ada: Person, room: Room
) -> None:
    slack.fail("chat.postMessage", before=500, times=2)
    slack.fail("chat.postMessage", before=429, retry_after=7)
    slack.fail("chat.postMessage", after={"ok": False, "error": "fatal_error"})
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await post(client)
    assert await wait_of(post(client)) == 7
    assert ada.sees(room) == []
    with pytest.raises(SlackApiError, match="fatal_error"):
        await post(client)
    assert len(ada.sees(room)) == 1


async def test_a_fault_strikes_only_the_workspace_that_it_names(
    slack: SlackEmulator, client: AsyncWebClient, room: Room
) -> None:
    slack.fail("*", before=500, team="T2")
    await post(client)
    slack.heal()


# Answers to deeds


@pytest.fixture
async def answers(
    slack: SlackEmulator, client: AsyncWebClient, ada: Person, room: Room
) -> AsyncIterator[AsyncWebhookClient]:
    """The response URL of a command that Ada gave."""
    async with by_socket(slack, str(client.token)) as ears:
        await ada.command(room, "/quiz practice")
        [body] = ears.bodies
        yield AsyncWebhookClient(
            str(body["response_url"]), session=client.session, retry_handlers=[]
        )


async def test_an_answer_is_for_its_person_unless_it_is_told_to_all(
    answers: AsyncWebhookClient, team: Workspace, ada: Person, room: Room
) -> None:
    grace = team.person("U2", "grace")
    assert (await answers.send(text="for you")).body == "ok"
    await answers.send(text="for all", response_type="in_channel")
    assert [(s.text, s.ephemeral) for s in ada.sees(room)] == [
        ("for you", True),
        ("for all", False),
    ]
    assert [seen.text for seen in grace.sees(room)] == ["for all"]


async def test_a_response_url_serves_five_times(
    answers: AsyncWebhookClient, ada: Person, room: Room
) -> None:
    statuses = [(await answers.send(text=str(number))).status_code for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert len(ada.sees(room)) == 5


async def test_a_response_url_serves_thirty_minutes(
    answers: AsyncWebhookClient, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    slack.clock.advance(timedelta(minutes=30, seconds=1))
    answer = await answers.send(text="late")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)
    assert ada.sees(room) == []


async def test_faulty_answers_are_refused(answers: AsyncWebhookClient) -> None:
    assert "no_text" in (await answers.send(text="")).body
    assert "invalid_blocks" in (await answers.send(blocks=[{"type": "poem"}])).body


async def test_a_private_message_is_replaced_and_deleted_through_its_own_button(
    slack: SlackEmulator, client: AsyncWebClient, ada: Person, room: Room
) -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Next"}}
    blocks = [{"type": "actions", "elements": [button]}]
    shown = await client.chat_postEphemeral(channel="C1", user="U1", text="one", blocks=blocks)
    ts = str(shown["message_ts"])
    async with by_socket(slack, str(client.token)) as ears:
        await ada.press(room, ts, "Next")
        [deed] = ears.bodies
        assert deed["container"]["is_ephemeral"] is True
        assert "message" not in deed
        hook = AsyncWebhookClient(str(deed["response_url"]), session=client.session)
        await hook.send(text="two", replace_original=True)
        assert [(seen.ts, seen.text) for seen in ada.sees(room)] == [(ts, "two")]
        await hook.send_dict({"delete_original": True})
    assert ada.sees(room) == []


async def test_answers_may_be_lost_too(
    answers: AsyncWebhookClient, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    slack.fail("response_url", after="reset")
    with pytest.raises(aiohttp.ClientError):
        await answers.send(text="arrived")
    assert [seen.text for seen in ada.sees(room)] == ["arrived"]


# The transcript


async def test_the_transcript_tells_what_was_seen_before_an_instant(
    slack: SlackEmulator, client: AsyncWebClient, ada: Person, room: Room
) -> None:
    await post(client)
    slack.clock.advance(timedelta(hours=1))
    await client.chat_postMessage(channel="C1", text="the answer is B")
    await client.chat_postEphemeral(channel="C1", user="U1", text="well done")
    early = slack.transcript.shown_before(MONDAY + timedelta(hours=1))
    assert [shown.text for shown in early] == ["hello"]
    assert [(s.how, s.only_for) for s in slack.transcript.shown] == [
        ("message", ""),
        ("message", ""),
        ("ephemeral", "U1"),
    ]
    [first, _] = slack.transcript.calls("chat.postMessage")
    assert first.arguments == {"channel": "C1", "text": "hello"}
    assert "token" not in str(slack.transcript.calls())
