"""Answers that cannot be shown, channels that are lost, workspaces that come and go."""

from typing import Any

import pytest

from adapters.slack import reply
from bot.chat.content import Content, Text
from bot.chat.events import (
    ButtonPressed,
    Event,
    PlaceLost,
    Reconnected,
    WorkspaceJoined,
    WorkspaceLeft,
)
from bot.chat.news import NEVER
from tests.adapters.slack.hearing import ACME, ROOM, Stand, answering, private
from tests.patience import PATIENCE

# Answers that cannot be shown


@pytest.mark.parametrize("fault", ["reset", 500, {"ok": False, "error": "fatal_error"}], ids=str)
async def test_an_answer_that_cannot_be_shown_does_not_fail_the_deed(
    stand: Stand, fault: Any
) -> None:
    message = await stand.ask()
    answering(stand, Content("noted", Text("noted")))
    for method in ("response_url", "chat.postEphemeral", "chat.postMessage"):
        stand.town.slack.fail(method, before=fault, times=5)
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert len(stand.ears.all(ButtonPressed)) == 1


async def test_an_answer_that_takes_long_holds_no_acknowledgement_up(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "PATIENCE", 0.05)
    message = await stand.ask()
    answering(stand, Content("noted", Text("noted")))
    stand.town.slack.fail("response_url", before="timeout")
    stand.town.slack.patience = 5.0  # the library's own would be longer
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert len(stand.ears.all(ButtonPressed)) == 1


async def test_several_answers_to_one_deed_share_its_patience(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "PATIENCE", 0.8)
    message = await stand.ask()

    async def answer(event: Event) -> None:
        if isinstance(event, ButtonPressed):
            for _ in range(5):
                await event.reply.say(Content("noted", Text("noted")))

    stand.ears.then = answer
    stand.town.slack.fail("response_url", before="timeout", times=5)
    stand.town.slack.patience = 3.5
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert len(stand.ears.all(ButtonPressed)) == 1


async def test_a_way_back_that_is_closed_is_replaced_by_another(stand: Stand) -> None:
    message = await stand.ask()
    answering(stand, Content("noted", Text("noted")))
    stand.town.slack.fail("response_url", before=404)
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert private(stand) == ["noted"]


async def test_who_cannot_be_shown_anything_in_the_channel_gets_it_alone(stand: Stand) -> None:
    message = await stand.ask()
    answering(stand, Content("noted", Text("noted")))
    stand.town.slack.fail("response_url", before=404)
    stand.town.slack.fail(
        "chat.postEphemeral", before={"ok": False, "error": "user_not_in_channel"}
    )
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert [s.text for s in stand.town.ada.sees(stand.town.ada.direct)] == ["noted"]


# Coming and going


async def test_the_first_events_are_reconnected_and_the_workspace(stand: Stand) -> None:
    first, second = stand.ears.heard[:2]
    assert isinstance(first, Reconnected)
    assert first.since == NEVER
    assert isinstance(second, WorkspaceJoined)
    assert second.workspace == ACME


@pytest.mark.parametrize("how", ["archive", "remove", "kick_bot"])
async def test_a_lost_channel_is_told(stand: Stand, how: str) -> None:
    await getattr(stand.town.room, how)(stand.town.ada)
    assert {event.place for event in stand.ears.all(PlaceLost)} == {ROOM}


async def test_others_may_leave_a_channel(stand: Stand) -> None:
    await stand.town.room.leave(stand.town.grace)
    assert not stand.ears.all(PlaceLost)


async def test_an_uninstall_is_told_and_ends_the_installation(stand: Stand) -> None:
    await stand.town.acme.uninstall(stand.town.ada)
    assert {event.workspace for event in stand.ears.all(WorkspaceLeft)} == {ACME}
    assert await stand.chat.installations.teams() == []
    assert stand.town.slack.undelivered == 0


async def test_an_uninstall_that_was_not_taken_is_told_again(stand: Stand) -> None:
    stand.town.slack.patience, stand.town.slack.retry_pauses = 0.3, (0.0, 0.0, 0.0)

    async def fail_first(event: Event) -> None:
        if len(stand.ears.all(WorkspaceLeft)) <= 2:
            if len(stand.ears.all(WorkspaceLeft)) == 2:
                stand.town.slack.patience = PATIENCE
            raise ConnectionError("the database is away")

    stand.ears.then = fail_first
    await stand.town.acme.uninstall(stand.town.ada)
    assert len(stand.ears.all(WorkspaceLeft)) == 4
    assert await stand.chat.installations.teams() == []


async def test_events_of_unknown_workspaces_are_acknowledged_and_left_alone(stand: Stand) -> None:
    other = stand.town.slack.workspace("T9", "Elsewhere")
    other.install()
    eve = other.person("U1", "eve")
    room = other.channel("C1", "general", [eve])
    ts = await eve.say(room, "hello")
    await eve.react(room, ts, "one")
    await eve.command(room, "/quiz")
    await eve.dm("help")
    assert stand.town.slack.undelivered == 0
    assert {type(event) for event in stand.ears.heard} == {Reconnected, WorkspaceJoined}
