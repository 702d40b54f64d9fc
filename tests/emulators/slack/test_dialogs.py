"""Dialogs that the app opens, and what becomes of what a person fills in."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack.emulator import NotTaken, Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.refusals import refused
from tests.emulators.slack.sdk import Ears, by_socket, client_of
from tests.emulators.slack.state import Json


@pytest.fixture
async def ears(slack: SlackEmulator, token: str) -> AsyncIterator[Ears]:
    async with by_socket(slack, token) as listening:
        yield listening


MODAL: Json = {
    "type": "modal",
    "callback_id": "answer",
    "title": {"type": "plain_text", "text": "Your answer"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "answer",
            "label": {"type": "plain_text", "text": "In words"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
        }
    ],
}
VIEW: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Hello"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "What?"}}],
}


async def test_a_trigger_opens_one_dialog_within_three_seconds(
    slack: SlackEmulator, client: AsyncWebClient, team: Workspace, ada: Person
) -> None:
    trigger = slack.world.trigger(ada, team)
    assert (
        await refused(client.views_open(trigger_id=trigger, view=VIEW | {"title": "Hello"}))
        == "invalid_arguments"
    )
    await client.views_open(trigger_id=trigger, view=VIEW)
    assert await refused(client.views_open(trigger_id=trigger, view=VIEW)) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="made up", view=VIEW)) == "invalid_trigger_id"
    late = slack.world.trigger(ada, team)
    slack.clock.advance(timedelta(seconds=3, milliseconds=1))
    assert await refused(client.views_open(trigger_id=late, view=VIEW)) == "expired_trigger_id"


async def test_dialogs_lie_three_deep_and_change_only_as_they_were_seen(
    slack: SlackEmulator, client: AsyncWebClient, team: Workspace, ada: Person
) -> None:
    first = (await client.views_open(trigger_id=slack.world.trigger(ada, team), view=VIEW))["view"]
    for _ in range(2):
        await client.views_push(trigger_id=slack.world.trigger(ada, team), view=VIEW)
    assert (
        await refused(client.views_push(trigger_id=slack.world.trigger(ada, team), view=VIEW))
        == "push_limit_reached"
    )
    changed = await client.views_update(view_id=first["id"], hash=first["hash"], view=VIEW)
    assert changed["view"]["hash"] != first["hash"]
    assert (
        await refused(client.views_update(view_id=first["id"], hash=first["hash"], view=VIEW))
        == "hash_conflict"
    )
    for _ in range(3):
        await ada.close_dialog()
    assert await refused(client.views_update(view_id=first["id"], view=VIEW)) == "not_found"


async def opened(slack: SlackEmulator, token: str, ears: Ears, ada: Person, room: Room) -> None:
    await ada.global_shortcut("ask")
    async with client_of(slack, token) as client:
        trigger = ears.deeds("shortcut")[-1]["trigger_id"]
        await client.views_open(trigger_id=trigger, view=MODAL)


def answering(body: Json) -> BoltResponse:
    text = json.dumps(body)
    return BoltResponse(status=200, body=text, headers={"content-type": "application/json"})


async def test_a_dialog_may_complain_change_and_grow(
    ears: Ears, slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    await opened(slack, token, ears, ada, room)
    other = MODAL | {"title": {"type": "plain_text", "text": "Another"}}
    ears.answers += [
        answering({"response_action": "errors", "errors": {"answer": "Too short"}}),
        answering({"response_action": "update", "view": other}),
        answering({"response_action": "push", "view": MODAL}),
        answering({"response_action": "clear"}),
    ]
    await ada.submit({"In words": "x"})
    assert ada.errors == {"answer": "Too short"}
    await ada.submit({"answer": "y"})
    assert ada.dialog
    assert ada.dialog["title"]["text"] == "Another"
    await ada.submit({"answer": "y"})
    assert len(ada.dialogs) == 2
    await ada.submit({"answer": "z"})
    assert ada.dialog is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Too short"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
async def test_a_dialog_stays_when_its_answer_is_nonsense(
    answer: Json, ears: Ears, slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    await opened(slack, token, ears, ada, room)
    ears.answers.append(answering(answer))
    with pytest.raises(NotTaken, match="trouble connecting"):
        await ada.submit({"answer": "x"})
    assert ada.dialog
