"""What people do in Slack reaches the engine, by sockets and by HTTP."""

import asyncio
import logging

import pytest

from bot.chat.content import Action, Content, Text
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    ReactionChanged,
    Reconnected,
    ReplyWritten,
    ShortcutUsed,
    WorkspaceJoined,
)
from bot.chat.places import MessageRef, Place
from tests.adapters.ears import Ears
from tests.adapters.slack.hearing import (
    ACME,
    AGAIN,
    FORM,
    QUESTION,
    ROOM,
    Stand,
    answering,
    by_socket,
    private,
)
from tests.adapters.slack.town import Town
from tests.emulators.slack.emulator import NotTaken
from tests.patience import PATIENCE

# Deeds


async def test_a_command_comes_with_who_may_what(stand: Stand) -> None:
    await stand.town.ada.command(stand.town.room, '/quiz practice "gradient descent" 3')
    event = stand.ears.only(CommandGiven)
    assert event.words == ("practice", "gradient descent", "3")
    assert event.place == ROOM
    assert event.person.id == "U1"
    assert event.person.name == "ada"
    assert event.person.zone == "Europe/London"
    assert event.person.may_manage


async def test_who_is_no_admin_may_not_manage(stand: Stand) -> None:
    await stand.town.grace.command(stand.town.room, "/quiz")
    assert not stand.ears.only(CommandGiven).person.may_manage


async def test_a_pressed_letter_comes_with_slacks_time_and_gets_a_private_receipt(
    stand: Stand,
) -> None:
    message = await stand.ask()
    before = stand.town.slack.clock.now()
    answering(stand, Content("B noted", Text("B noted")))
    await stand.town.ada.press(stand.town.room, message.id, "B")
    event = stand.ears.only(ButtonPressed)
    assert event.action == Action("answer", ("7", "B"))
    assert event.message == message
    assert before <= event.at <= stand.town.slack.clock.now()
    assert private(stand) == ["B noted"]
    assert "B noted" not in [seen.text for seen in stand.town.grace.sees(stand.town.room)]


async def test_a_dialog_opens_without_asking_anybody_and_comes_back_filled_in(
    stand: Stand,
) -> None:
    message = await stand.ask()
    answering(stand, Content("42 noted", Text("42 noted")))
    await stand.town.ada.press(stand.town.room, message.id, "Answer…")
    assert stand.town.ada.dialog
    assert not stand.ears.all(ButtonPressed)
    await stand.town.ada.submit({"answer": "42"})
    assert not stand.town.ada.dialogs
    event = stand.ears.only(FormSubmitted)
    assert (event.action, event.values, event.place) == (FORM.action, {"answer": "42"}, ROOM)
    assert private(stand) == ["42 noted"]


async def test_a_dialog_that_slack_does_not_open_may_be_asked_for_again(stand: Stand) -> None:
    message = await stand.ask()
    stand.town.slack.patience = 0.3
    stand.town.slack.fail("views.open", before=500)
    with pytest.raises(NotTaken):
        await stand.town.ada.press(stand.town.room, message.id, "Answer…")
    stand.town.slack.patience = PATIENCE
    await stand.town.ada.press(stand.town.room, message.id, "Answer…")
    assert stand.town.ada.dialog


async def test_reactions_come_as_letters_with_slacks_time(stand: Stand) -> None:
    message = await stand.ask()
    await stand.town.ada.react(stand.town.room, message.id, "two")
    await stand.town.ada.unreact(stand.town.room, message.id, "two")
    on, off = stand.ears.all(ReactionChanged)
    assert (on.emoji, on.standing, off.emoji, off.standing) == ("🇧", True, "🇧", False)
    assert on.message == off.message == message
    assert on.at < off.at
    assert on.person.id == "U1"


async def test_our_own_reactions_and_messages_are_no_news(stand: Stand) -> None:
    message = await stand.ask()
    await stand.chat.react(message, ["🇦", "🇧"])
    thread = await stand.chat.thread(message, "talk")
    await stand.chat.post(thread, QUESTION, "round:2")
    await stand.town.slack.settled()
    assert {type(event) for event in stand.ears.heard} == {Reconnected, WorkspaceJoined}


async def test_a_reply_is_written_edited_and_deleted(stand: Stand) -> None:
    message, ada, room = await stand.ask(), stand.town.ada, stand.town.room
    ts = await ada.say(room, "x < 3 & y", thread=message.id)
    await ada.edit(room, ts, "B")
    await ada.delete(room, ts)
    written, edited, deleted = stand.ears.all(ReplyWritten)
    assert [event.text for event in (written, edited, deleted)] == ["x < 3 & y", "B", None]
    assert written.at < edited.at < deleted.at
    assert written.parent == message
    thread = Place(ACME, message.id, parent="C1")
    assert written.message == edited.message == deleted.message == MessageRef(thread, ts)


async def test_what_is_written_in_the_channel_itself_is_not_for_us(stand: Stand) -> None:
    await stand.town.ada.say(stand.town.room, "lunch?")
    assert not stand.ears.all(ReplyWritten)


async def test_a_mention_is_a_command_whose_answer_only_they_see(stand: Stand) -> None:
    answering(stand, Content("what I can do", Text("what I can do")))
    await stand.town.ada.say(stand.town.room, "hey <@U0BOTT1> streak why")
    assert stand.ears.only(CommandGiven).words == ("streak", "why")
    assert private(stand) == ["what I can do"]


async def test_a_mention_in_a_thread_answers_where_threads_may_not_be_read() -> None:
    async with Town(["app_mentions:read", "chat:write", "users:read", "channels:read"]) as town:
        ears = Ears()
        async with by_socket(town, ears) as chat:
            message = await chat.post(town.place, QUESTION, "round:1")
            ts = await town.ada.say(town.room, "<@U0BOTT1> B", thread=message.id)
            await town.ada.say(town.room, "B", thread=message.id)
        reply = ears.only(ReplyWritten)
        assert (reply.text, reply.message.id, reply.parent) == ("B", ts, message)


async def test_a_mention_in_a_thread_says_the_same_by_either_telling(stand: Stand) -> None:
    message = await stand.ask()
    await stand.town.ada.say(stand.town.room, "<@U0BOTT1> B", thread=message.id)
    told = {(e.text, e.at, e.message) for e in stand.ears.all(ReplyWritten)}
    assert len(stand.ears.all(ReplyWritten)) == 2
    assert len(told) == 1


async def test_a_command_by_mention_in_a_thread_is_no_answer_and_stays_there(
    stand: Stand,
) -> None:
    message = await stand.ask()
    answering(stand, Content("what I can do", Text("what I can do")))
    await stand.town.ada.say(stand.town.room, "<@U0BOTT1> help", thread=message.id)
    assert not stand.ears.all(ReplyWritten)
    assert stand.ears.only(CommandGiven).place == Place(ACME, message.id, parent="C1")
    [answer] = [seen for seen in stand.town.ada.sees(stand.town.room) if seen.ephemeral]
    assert (answer.text, answer.thread) == ("what I can do", message.id)


async def test_what_is_written_to_us_alone_is_a_command_with_an_answer_that_stays(
    stand: Stand,
) -> None:
    answering(stand, Content("asked", Text("asked")))
    await stand.town.grace.dm("practice trees")
    event = stand.ears.only(CommandGiven)
    assert event.words == ("practice", "trees")
    assert not event.person.may_manage
    [_, answer] = stand.town.grace.sees(stand.town.grace.direct)
    assert (answer.text, answer.ephemeral) == ("asked", False)


async def test_an_answer_in_a_conversation_of_two_is_redrawn_where_it_stands(
    stand: Stand,
) -> None:
    answering(stand, AGAIN)
    await stand.town.ada.dm("practice")
    [_, asked] = stand.town.ada.sees(stand.town.ada.direct)
    answering(stand, Content("right", Text("right")), replace=True)
    await stand.town.ada.press(stand.town.ada.direct, asked.ts, "Take back")
    assert [s.text for s in stand.town.ada.sees(stand.town.ada.direct)] == ["practice", "right"]


async def test_a_private_message_is_redrawn_where_it_stands(stand: Stand) -> None:
    answering(stand, AGAIN)
    await stand.town.ada.command(stand.town.room, "/quiz practice")
    [asked] = [seen for seen in stand.town.ada.sees(stand.town.room) if seen.ephemeral]
    answering(stand, Content("right", Text("right")), replace=True)
    await stand.town.ada.press(stand.town.room, asked.ts, "Take back")
    assert private(stand) == ["right"]


async def test_a_public_message_is_never_redrawn_for_one_person(stand: Stand) -> None:
    message = await stand.ask()
    answering(stand, Content("for Ada", Text("for Ada")), replace=True)
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert private(stand) == ["for Ada"]
    public = stand.town.grace.sees(stand.town.room)
    assert [seen.ts for seen in public] == [message.id]
    assert "1 + 1" in public[0].text


async def test_the_home_is_drawn_and_its_buttons_draw_it_anew_or_speak(stand: Stand) -> None:
    answering(stand, AGAIN, replace=True)
    await stand.town.ada.open_home()
    assert stand.ears.only(HomeOpened).person.name == "ada"
    await stand.town.ada.press_home("Take back")
    assert stand.ears.only(ButtonPressed).message.place.id == stand.town.ada.direct.id
    answering(stand, Content("spoken", Text("spoken")))
    await stand.town.ada.press_home("Take back")
    assert [s.text for s in stand.town.ada.sees(stand.town.ada.direct)] == ["spoken"]


async def test_a_shortcut_names_the_message_it_was_chosen_on(stand: Stand) -> None:
    message = await stand.ask()
    answering(stand, Content("kept", Text("kept")))
    await stand.town.ada.shortcut(stand.town.room, message.id, "practise-later")
    event = stand.ears.only(ShortcutUsed)
    assert (event.message, event.shortcut) == (message, "practise-later")
    assert private(stand) == ["kept"]


# Taken or not


async def test_a_deed_is_acknowledged_only_after_it_was_taken(stand: Stand) -> None:
    message = await stand.ask()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(event: Event) -> None:
        if isinstance(event, ButtonPressed):
            begun.set()
            await go_on.wait()

    stand.ears.then = wait
    press = asyncio.create_task(stand.town.ada.press(stand.town.room, message.id, "B"))
    await begun.wait()
    await stand.town.grace.command(stand.town.room, "/quiz")  # goes there and back meanwhile
    assert not press.done()
    go_on.set()
    await press


async def test_a_deed_that_was_not_taken_is_told_and_may_be_done_again(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    message = await stand.ask()

    async def fail_once(_: Event) -> None:
        if len(stand.ears.all(ButtonPressed)) == 1:
            raise ConnectionError("the database is away")

    stand.ears.then = fail_once
    stand.town.slack.patience = 0.3
    with pytest.raises(NotTaken):
        await stand.town.ada.press(stand.town.room, message.id, "B")
    stand.town.slack.patience = PATIENCE
    await stand.town.ada.press(stand.town.room, message.id, "B")
    assert len(stand.ears.all(ButtonPressed)) == 2
    errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert errors == ["action=slack.take type=block_actions event="]


async def test_an_event_that_was_not_taken_comes_again_and_is_then_taken_once(
    stand: Stand,
) -> None:
    message = await stand.ask()
    stand.town.slack.patience, stand.town.slack.retry_pauses = 0.3, (0.0, 0.0, 0.0)

    async def fail_once(_: Event) -> None:
        if len(stand.ears.all(ReactionChanged)) == 1:
            stand.town.slack.patience = PATIENCE
            raise ConnectionError("the database is away")

    stand.ears.then = fail_once
    await stand.town.ada.react(stand.town.room, message.id, "two")
    assert len(stand.ears.all(ReactionChanged)) == 2
    assert stand.town.slack.undelivered == 0


async def test_an_event_that_is_told_twice_is_taken_once(stand: Stand) -> None:
    stand.town.slack.events_twice = True
    await stand.town.ada.dm("practice")
    assert len(stand.ears.all(CommandGiven)) == 1


async def test_an_event_that_slack_lost_patience_with_is_not_begun_again(stand: Stand) -> None:
    stand.town.slack.patience, stand.town.slack.retry_pauses = 0.1, (0.0, 0.0, 0.0)

    async def take_long(event: Event) -> None:
        await asyncio.sleep(0.25)

    stand.ears.then = take_long
    await stand.town.ada.dm("practice")
    assert len(stand.ears.all(CommandGiven)) == 1
    assert stand.town.slack.undelivered == 0
