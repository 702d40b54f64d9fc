"""News and deeds reach the real Bolt, by sockets and over HTTP."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from tests.emulators.slack.emulator import NotTaken, Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.sdk import Ears, by_http, by_socket, client_of
from tests.emulators.slack.state import EVERY_SCOPE, Json
from tests.emulators.slack.test_dialogs import MODAL

BUTTONS: list[Json] = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"do:{number}",
                "value": f"answer {letter}",
                "text": {"type": "plain_text", "text": letter},
            }
            for number, letter in enumerate("AB")
        ],
    }
]


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator


def way(name: str, slack: SlackEmulator, token: str) -> AbstractAsyncContextManager[Ears]:
    return by_socket(slack, token) if name == "socket" else by_http(slack, token)


@pytest.fixture(params=["socket", "http"])
async def ears(
    request: pytest.FixtureRequest, slack: SlackEmulator, token: str
) -> AsyncIterator[Ears]:
    async with way(request.param, slack, token) as listening:
        yield listening


def failing() -> BoltResponse:
    return BoltResponse(status=500)


async def test_a_message_and_its_mention_are_two_events(
    ears: Ears, team: Workspace, ada: Person, room: Room
) -> None:
    ts = await ada.say(room, f"<@{team.bot_user}> is 1 < 2 & so?")
    assert {event["type"] for event in ears.events()} == {"message", "app_mention"}
    for event in ears.events():
        assert event["text"] == f"<@{team.bot_user}> is 1 &lt; 2 &amp; so?"
        assert event["ts"] == ts
    assert len({body["event_id"] for body in ears.bodies}) == 2


async def test_replies_edits_and_deletions_are_told_as_slack_tells_them(
    ears: Ears, ada: Person, room: Room
) -> None:
    first = await ada.say(room, "a question")
    reply = await ada.say(room, "B", thread=first, broadcast=True)
    await ada.edit(room, reply, "C")
    await ada.delete(room, reply)
    _, replied, edited, gone = ears.events("message")
    assert replied["subtype"] == "thread_broadcast"
    assert replied["root"]["ts"] == replied["thread_ts"] == first
    assert edited["message"]["text"] == "C"
    assert edited["message"]["thread_ts"] == first
    assert edited["message"]["edited"]["ts"].endswith(".000000")
    assert edited["previous_message"]["text"] == "B"
    assert gone["deleted_ts"] == reply
    assert gone["previous_message"]["thread_ts"] == first


async def test_a_deleted_question_leaves_a_tombstone_over_its_thread(
    ears: Ears, ada: Person, room: Room
) -> None:
    first = await ada.say(room, "a question")
    await ada.say(room, "B", thread=first)
    await ada.delete(room, first)
    assert ears.events("message")[-1]["message"]["subtype"] == "tombstone"
    assert [seen.text for seen in ada.sees(room)] == ["This message was deleted.", "B"]


async def test_reactions_are_told_by_their_first_name(ears: Ears, ada: Person, room: Room) -> None:
    ts = await ada.say(room, "a question")
    await ada.react(room, ts, "thumbsup::skin-tone-3")
    await ada.unreact(room, ts, "+1::skin-tone-3")
    added, removed = ears.events("reaction_added", "reaction_removed")
    assert added["reaction"] == removed["reaction"] == "+1::skin-tone-3"
    assert added["item"] == {"type": "message", "channel": "C1", "ts": ts}
    with pytest.raises(NotTaken, match="no emoji"):
        await ada.react(room, ts, "regional_indicator_a")


async def test_an_event_that_fails_comes_again_with_its_number(
    ears: Ears, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    ears.answers += [failing(), failing()]
    slack.patience = 1.0
    await ada.say(room, "hello")
    numbers = [headers.get("x-slack-retry-num") for headers in ears.headers]
    assert [number and number[0] for number in numbers[1:]] == ["1", "2"]
    assert len({body["event_id"] for body in ears.bodies}) == 1
    [delivery] = slack.transcript.deliveries("message")
    assert (delivery.attempts, delivery.acknowledged) == (3, True)
    assert slack.undelivered == 0


async def test_an_event_that_keeps_failing_is_given_up(
    ears: Ears, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    ears.answers += [failing()] * 4
    slack.patience = 1.0
    await ada.say(room, "hello")
    assert slack.undelivered == 1
    assert len(ears.bodies) == 4


async def test_an_app_may_ask_not_to_be_told_again(
    slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    async with by_http(slack, token) as ears:
        ears.answers.append(BoltResponse(status=500, headers={"x-slack-no-retry": "1"}))
        await ada.say(room, "hello")
    assert len(ears.bodies) == 1
    assert slack.undelivered == 1


async def test_an_address_must_answer_the_challenge(slack: SlackEmulator, token: str) -> None:
    async with by_http(slack, token):
        await slack.verify()
        slack.events_to(slack.base_url + "auth.test")
        with pytest.raises(NotTaken, match="challenge"):
            await slack.verify()


async def test_events_may_come_twice(ears: Ears, slack: SlackEmulator, ada: Person) -> None:
    slack.events_twice = True
    await ada.dm("practice")
    first, second = ears.bodies
    assert first == second


async def test_an_app_hears_only_what_its_scopes_allow(
    slack: SlackEmulator, team: Workspace, ada: Person, room: Room
) -> None:
    token = team.install(EVERY_SCOPE - {"channels:history", "reactions:read"})
    async with by_socket(slack, token) as ears:
        ts = await ada.say(room, f"<@{team.bot_user}> help")
        await ada.react(room, ts, "one")
        await ada.dm("help")
    assert [event["type"] for event in ears.events()] == ["app_mention", "message"]
    assert ears.events("message")[0]["channel_type"] == "im"


async def test_an_app_hears_nothing_of_channels_that_it_is_not_in(
    ears: Ears, team: Workspace, ada: Person
) -> None:
    elsewhere = team.channel("C2", "other", members=[ada], bot=False)
    ts = await ada.say(elsewhere, "psst")
    await ada.react(elsewhere, ts, "one")
    assert ears.events() == []


async def test_an_apps_own_deeds_are_news_too(
    ears: Ears, slack: SlackEmulator, token: str, room: Room
) -> None:
    async with client_of(slack, token) as client:
        posted = await client.chat_postMessage(channel="C1", text="one")
        await client.reactions_add(channel="C1", timestamp=str(posted["ts"]), name="one")
        await client.chat_update(channel="C1", ts=str(posted["ts"]), text="two")
    await slack.settled()
    kinds = sorted((event["type"], event.get("subtype", "")) for event in ears.events())
    assert kinds == [("message", ""), ("message", "message_changed"), ("reaction_added", "")]


async def test_a_command_brings_its_words_and_an_answer_shows_to_its_person_alone(
    ears: Ears, slack: SlackEmulator, team: Workspace, ada: Person, room: Room
) -> None:
    grace = team.person("U2", "grace")
    await room.join(grace)
    ears.bodies.clear()
    ears.answers.append(BoltResponse(status=200, body="Coming up"))
    await ada.command(room, "/quiz practice trees")
    [body] = ears.bodies
    assert (body["command"], body["text"], body["channel_id"]) == ("/quiz", "practice trees", "C1")
    assert body["is_enterprise_install"] == "false"
    [seen] = ada.sees(room)
    assert (seen.text, seen.ephemeral) == ("Coming up", True)
    assert grace.sees(room) == []


async def test_a_command_that_fails_says_so(
    ears: Ears, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    slack.patience = 0.3
    ears.answers.append(failing())
    with pytest.raises(NotTaken, match="did not respond"):
        await ada.command(room, "/quiz")
    assert len(ears.bodies) == 1, "deeds are not told again"


async def test_a_button_opens_a_dialog_that_is_filled_in_and_sent(
    ears: Ears, slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    async with client_of(slack, token) as client:
        posted = await client.chat_postMessage(channel="C1", text="Which?", blocks=BUTTONS)
        await slack.settled()
        await ada.press(room, str(posted["ts"]), "B")
        [pressed] = ears.deeds("block_actions")
        [action] = pressed["actions"]
        assert (action["action_id"], action["value"]) == ("do:1", "answer B")
        assert pressed["message"]["ts"] == posted["ts"]
        await client.views_open(trigger_id=pressed["trigger_id"], view=MODAL)
    assert ada.dialog
    with pytest.raises(NotTaken, match="required"):
        await ada.submit({})
    with pytest.raises(NotTaken, match="no field"):
        await ada.submit({"answer": "trees", "colour": "red"})
    await ada.submit({"answer": "trees"})
    assert ada.dialogs == []
    [sent] = ears.deeds("view_submission")
    assert sent["view"]["state"]["values"]["answer"]["text"]["value"] == "trees"


async def test_a_message_shortcut_brings_the_message(ears: Ears, ada: Person, room: Room) -> None:
    ts = await ada.say(room, "keep this")
    await ada.shortcut(room, ts, "later")
    [deed] = ears.deeds("message_action")
    assert (deed["callback_id"], deed["message"]["text"]) == ("later", "keep this")


async def test_the_home_page_is_published_pressed_and_shown_again(
    ears: Ears, slack: SlackEmulator, token: str, ada: Person
) -> None:
    await ada.open_home()
    [opening] = ears.events("app_home_opened")
    assert opening["tab"] == "home"
    assert "view" not in opening
    async with client_of(slack, token) as client:
        await client.views_publish(user_id="U1", view={"type": "home", "blocks": BUTTONS})
    await ada.press_home("A")
    [pressed] = ears.deeds("block_actions")
    assert pressed["container"]["type"] == "view"
    assert "response_url" not in pressed
    await ada.open_home()
    assert ears.events("app_home_opened")[-1]["view"]["id"] == pressed["view"]["id"]


async def test_what_happens_to_a_channel_is_told(
    ears: Ears, team: Workspace, ada: Person, room: Room
) -> None:
    secret = team.channel("C2", "secret", members=[ada], private=True)
    await room.archive(ada)
    await secret.kick_bot(ada)
    kinds = {event["type"] for event in ears.events()}
    assert kinds == {"channel_archive", "member_left_channel", "group_left"}
    with pytest.raises(NotTaken, match="archived"):
        await ada.say(room, "hello?")


async def test_who_uninstalls_leaves_dead_tokens_and_no_news(
    ears: Ears, slack: SlackEmulator, team: Workspace, token: str, ada: Person, room: Room
) -> None:
    await ada.say(room, "before")
    ears.bodies.clear()
    await team.uninstall(ada)
    async with client_of(slack, token) as client:
        with pytest.raises(SlackApiError, match="account_inactive"):
            await client.auth_test()
    assert {event["type"] for event in ears.events()} == {"tokens_revoked", "app_uninstalled"}
    ears.bodies.clear()
    await ada.say(room, "after")
    assert ears.bodies == []
    with pytest.raises(NotTaken, match="not a valid command"):
        await ada.command(room, "/quiz")


async def test_two_workspaces_with_the_same_people_are_kept_apart(
    ears: Ears, slack: SlackEmulator, ada: Person, room: Room
) -> None:
    other = slack.workspace("T2", "Other")
    other.install()
    twin = other.person("U1", "ada")
    den = other.channel("C1", "ml", members=[twin])
    await twin.say(den, "from the other one")
    assert ada.sees(room) == []
    assert [body["team_id"] for body in ears.bodies] == ["T2"]
