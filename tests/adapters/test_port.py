"""Every promise of the port, asked of every platform."""

from collections.abc import AsyncIterator
from datetime import UTC, timedelta

import pytest

from bot.chat.content import Action, Button, Buttons, Content, Entry, Form, Name, Plain, Text
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    PlaceLost,
    ReactionChanged,
    Reconnected,
    ReplyWritten,
)
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import MessageGone, PlaceGone
from bot.quiz.rulings import EMOJI, word_of
from tests.adapters.discord_stage import in_discord, in_discord_reading_all
from tests.adapters.ears import Ears, listening
from tests.adapters.slack_stage import in_slack_by_http, in_slack_by_socket
from tests.adapters.stages import Stage, in_the_playground

STAGES = {
    "playground": in_the_playground,
    "slack-socket": in_slack_by_socket,
    "slack-http": in_slack_by_http,
    "discord": in_discord,
    "discord-content": in_discord_reading_all,
}


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with STAGES[request.param]() as stage:
        yield stage


@pytest.fixture
async def ears(stage: Stage) -> AsyncIterator[Ears]:
    async with listening(stage.chat, Ears()) as ears:
        yield ears


def saying(text: str) -> Content:
    return Content(text, Text(text))


def asking() -> Content:
    form = Form(Action("fill", ("1",)), "A form", (Entry("answer", "Answer"),))
    buttons = Buttons((Button("B", Action("answer", ("1", "B"))), Button("Fill in", form)))
    return Content("Which?", Text("Which?"), buttons)


async def posted(stage: Stage, content: Content, key: str = "k") -> MessageRef:
    return await stage.chat.post(stage.place, content, key)


# Speaking


async def test_a_post_is_seen_by_everybody(stage: Stage) -> None:
    await posted(stage, saying("Good morning"))
    assert stage.sees(stage.ada, stage.place) == ["Good morning"]
    assert stage.sees(stage.grace, stage.place) == ["Good morning"]


async def test_the_same_key_again_gives_the_message_that_stands(stage: Stage) -> None:
    first = await posted(stage, saying("once"), "key")
    assert await posted(stage, saying("twice"), "key") == first
    assert stage.sees(stage.ada, stage.place) == ["once"]


async def test_another_key_is_another_message(stage: Stage) -> None:
    assert await posted(stage, saying("one"), "1") != await posted(stage, saying("two"), "2")


async def test_a_key_belongs_to_its_place(stage: Stage) -> None:
    message = await posted(stage, saying("in the channel"), "key")
    thread = await stage.chat.thread(message, "Talk")
    reply = await stage.chat.post(thread, saying("in the thread"), "key")
    assert reply != message
    assert await stage.chat.find(thread, "key") == reply
    assert await stage.chat.find(stage.place, "key") == message


async def test_what_was_posted_is_found_by_its_key(stage: Stage) -> None:
    message = await posted(stage, saying("here"), "key")
    assert await stage.chat.find(stage.place, "key") == message
    assert await stage.chat.find(stage.place, "another") is None


async def test_what_was_deleted_is_not_found_and_can_be_posted_again(stage: Stage) -> None:
    message = await posted(stage, saying("first"), "key")
    await stage.chat.retract(message)
    assert await stage.chat.find(stage.place, "key") is None
    assert await posted(stage, saying("second"), "key") != message
    assert stage.sees(stage.ada, stage.place) == ["second"]


async def test_an_edit_replaces_the_message(stage: Stage) -> None:
    message = await posted(stage, saying("before"))
    await stage.chat.edit(message, saying("after"))
    assert stage.sees(stage.grace, stage.place) == ["after"]


async def test_a_deleted_message_cannot_be_edited_reacted_on_read_or_threaded(
    stage: Stage, ears: Ears
) -> None:
    message = await posted(stage, saying("soon gone"))
    await stage.erase(stage.ada, message.id)
    with pytest.raises(MessageGone):
        await stage.chat.edit(message, saying("too late"))
    with pytest.raises(MessageGone):
        await stage.chat.react(message, ["👍"])
    with pytest.raises(MessageGone):
        await stage.chat.read_reactions(message)
    with pytest.raises(MessageGone):
        await stage.chat.thread(message, "Talk")


async def test_retracting_twice_is_harmless(stage: Stage) -> None:
    message = await posted(stage, saying("oops"))
    await stage.chat.retract(message)
    await stage.chat.retract(message)
    assert stage.sees(stage.ada, stage.place) == []


async def test_an_archived_channel_takes_nothing(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, saying("before"))
    await stage.archive(stage.place)
    with pytest.raises(PlaceGone):
        await posted(stage, saying("after"), "another")
    with pytest.raises(PlaceGone):
        await stage.chat.edit(message, saying("after"))
    with pytest.raises(PlaceGone):
        await stage.chat.thread(message, "Talk")
    with pytest.raises(MessageGone):
        await stage.chat.react(message, ["👍"])
    assert ears.only(PlaceLost).place == stage.place


async def test_check_says_in_a_sentence_what_keeps_us_from_posting(
    stage: Stage, ears: Ears
) -> None:
    assert await stage.chat.check(stage.place) is None
    await stage.archive(stage.place)
    sentence = await stage.chat.check(stage.place)
    assert sentence is not None
    assert sentence.endswith(".")


async def test_a_place_that_never_was_is_gone(stage: Stage) -> None:
    nowhere = Place(stage.place.workspace, "no-such-channel")
    assert await stage.chat.check(nowhere) is not None
    with pytest.raises(PlaceGone):
        await stage.chat.post(nowhere, saying("hello?"), "key")
    assert await stage.chat.find(nowhere, "key") is None


async def test_a_direct_conversation_is_seen_by_its_person_only(stage: Stage) -> None:
    place = await stage.chat.direct(stage.grace)
    await stage.chat.post(place, saying("between us"), "key")
    assert stage.sees(stage.grace, place) == ["between us"]
    assert stage.sees(stage.ada, stage.place) == []
    assert await stage.chat.direct(stage.grace) == place


async def test_a_stranger_has_no_direct_conversation(stage: Stage) -> None:
    with pytest.raises(PlaceGone):
        await stage.chat.direct(Person(stage.place.workspace, "nobody", "Nobody"))


async def test_a_thread_hangs_in_its_channel_and_opens_once(stage: Stage) -> None:
    message = await posted(stage, saying("a question"))
    thread = await stage.chat.thread(message, "Talk")
    assert thread.channel == stage.place
    assert thread != stage.place
    assert await stage.chat.thread(message, "Talk") == thread
    await stage.chat.post(thread, saying("a hint"), "hint")
    assert stage.sees(stage.grace, stage.place) == ["a question", "a hint"]


async def test_words_of_strangers_reach_the_reader_letter_by_letter(stage: Stage) -> None:
    hostile = "<!channel> @everyone **bold** [x](https://evil.example) <script>alert(1)</script>"
    await posted(stage, Content("s", Text("They said ", Plain(hostile), " — ", Name(hostile))))
    assert stage.sees(stage.ada, stage.place) == [f"They said {hostile} — {hostile}"]


# Reactions


async def test_our_reactions_stand_in_order_and_once(stage: Stage) -> None:
    message = await posted(stage, saying("a question"))
    await stage.chat.react(message, ["🇦", "🇧"])
    await stage.chat.react(message, ["🇦", "🇧", "🇨"])
    assert stage.emojis(message) == ["🇦", "🇧", "🇨"]


async def test_peoples_reactions_are_read_without_ours(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, saying("a question"))
    await stage.chat.react(message, ["🇦", "🇧"])
    await stage.react(stage.ada, message, "🇦")
    await stage.react(stage.grace, message, "🇧")
    await stage.react(stage.grace, message, "🇦")
    await stage.unreact(stage.grace, message, "🇦")
    read = {(r.person.id, r.emoji) for r in await stage.chat.read_reactions(message)}
    assert read == {(stage.ada.id, "🇦"), (stage.grace.id, "🇧")}


async def test_a_person_s_reactions_are_taken_off_where_the_platform_lets_us(
    stage: Stage, ears: Ears
) -> None:
    message = await posted(stage, saying("a question"))
    await stage.chat.react(message, ["🇦", "🇧"])
    for emoji in ("🇦", "🇧"):
        await stage.react(stage.grace, message, emoji)
    await stage.react(stage.ada, message, "🇦")
    await stage.chat.take_off(message, stage.grace, ["🇦", "🇨"])
    await stage.chat.take_off(message, stage.grace, ["🇦"])
    stays = {(stage.grace.id, "🇦")} if stage.chat.platform == "slack" else set()
    read = {(r.person.id, r.emoji) for r in await stage.chat.read_reactions(message)}
    assert read == {(stage.ada.id, "🇦"), (stage.grace.id, "🇧"), *stays}
    assert stage.emojis(message) == ["🇦", "🇧"]


async def test_a_reaction_is_told_when_put_on_and_when_taken_off(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, saying("a question"))
    await stage.react(stage.grace, message, "🇧")
    await stage.unreact(stage.grace, message, "🇧")
    on, off = ears.all(ReactionChanged)
    assert (on.message, on.emoji, on.standing) == (message, "🇧", True)
    assert (off.message, off.emoji, off.standing) == (message, "🇧", False)
    assert on.person.id == off.person.id == stage.grace.id
    assert on.at < off.at
    assert on.at.tzinfo is UTC


async def test_the_words_of_a_ruling_are_reacted_with_in_a_thread(stage: Stage, ears: Ears) -> None:
    words = list(EMOJI.values())
    asked = await posted(stage, saying("a question"))
    place = await stage.chat.thread(asked, "Question 1")
    case = await stage.chat.post(place, saying("Is this right?"), "case")
    await stage.chat.react(case, words)
    for word in words:
        await stage.react(stage.grace, case, word)
    told = ears.all(ReactionChanged)
    assert [word_of(one.emoji) for one in told] == list(EMOJI)
    assert {(one.message.id, one.message.place.channel) for one in told} == {(case.id, stage.place)}
    assert [one.emoji for one in await stage.chat.read_reactions(case)] == words


async def test_our_own_reactions_are_not_told(stage: Stage, ears: Ears) -> None:
    await stage.chat.react(await posted(stage, saying("a question")), ["🇦"])
    assert ears.all(ReactionChanged) == []


# Thread replies


async def test_a_reply_is_told_as_written_edited_and_deleted(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, saying("a question"))
    reply = await stage.reply(stage.grace, message, "B")
    await stage.rewrite(stage.grace, reply, "C")
    await stage.erase(stage.grace, reply)
    told = ears.all(ReplyWritten)
    assert [event.text for event in told] == ["B", "C", None]
    assert {event.parent for event in told} == {message}
    assert {event.message.id for event in told} == {reply}
    assert {event.message.place.channel for event in told} == {stage.place}
    assert told[0].at < told[1].at < told[2].at


async def test_replies_are_read_as_they_stand_without_ours(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, saying("a question"))
    await stage.chat.post(await stage.chat.thread(message, "Talk"), saying("a hint"), "hint")
    edited = await stage.reply(stage.grace, message, "B")
    await stage.erase(stage.ada, await stage.reply(stage.ada, message, "never mind"))
    await stage.rewrite(stage.grace, edited, "C")
    [read] = await stage.chat.read_replies(message)
    assert (read.person.id, read.text, read.message.id) == (stage.grace.id, "C", edited)
    # Slack keeps the second of an edit and no more; whatever is kept, it is not older.
    assert timedelta() <= read.at - ears.all(ReplyWritten)[-1].at < timedelta(seconds=1)


async def test_a_message_without_a_thread_has_no_replies(stage: Stage) -> None:
    assert list(await stage.chat.read_replies(await posted(stage, saying("alone")))) == []


# Buttons, forms, commands and the way back


async def test_a_command_comes_with_its_words_and_place(stage: Stage, ears: Ears) -> None:
    await stage.command(stage.ada, stage.place, '/quiz team join "The Gradients"')
    given = ears.only(CommandGiven)
    assert given.words == ("team", "join", "The Gradients")
    assert given.place == stage.place
    assert (given.person.id, given.person.may_manage) == (stage.ada.id, True)


async def test_who_may_not_manage_is_told_as_such(stage: Stage, ears: Ears) -> None:
    await stage.command(stage.grace, stage.place, "/quiz me")
    assert ears.only(CommandGiven).person.may_manage is False
    assert ears.only(CommandGiven).words == ("me",)


async def test_a_press_comes_with_its_action_and_message(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, asking())
    await stage.press(stage.grace, message, "answer:1:B")
    pressed = ears.only(ButtonPressed)
    assert (pressed.message, pressed.action) == (message, Action("answer", ("1", "B")))
    assert pressed.person.id == stage.grace.id


async def test_a_form_comes_with_its_values(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, asking())
    await stage.submit(stage.grace, message, "fill:1", {"answer": "0.5"})
    sent = ears.only(FormSubmitted)
    assert (sent.place, sent.action) == (stage.place, Action("fill", ("1",)))
    assert dict(sent.values) == {"answer": "0.5"}


async def test_a_reply_to_a_deed_is_seen_by_nobody_else(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, asking())
    await stage.press(stage.grace, message, "answer:1:B")
    await ears.only(ButtonPressed).reply.say(saying("B noted"))
    assert "B noted" in stage.sees(stage.grace, stage.place)
    assert "B noted" not in stage.sees(stage.ada, stage.place)


async def test_replace_redraws_the_private_message_that_was_pressed(
    stage: Stage, ears: Ears
) -> None:
    async def ask(event: Event) -> None:
        if isinstance(event, CommandGiven):
            await event.reply.say(asking())

    ears.then = ask
    await stage.command(stage.grace, stage.place, "/quiz practice")
    await stage.press_private(stage.grace, stage.place, "answer:1:B")
    await ears.only(ButtonPressed).reply.replace(saying("Right!"))
    seen = stage.sees(stage.grace, stage.place)
    assert "Right!" in seen
    assert not any("Which?" in text for text in seen)


async def test_replace_leaves_a_public_message_alone(stage: Stage, ears: Ears) -> None:
    message = await posted(stage, asking())
    await stage.press(stage.grace, message, "answer:1:B")
    await ears.only(ButtonPressed).reply.replace(saying("B noted"))
    assert len(stage.sees(stage.ada, stage.place)) == 1
    assert "Which?" in stage.sees(stage.ada, stage.place)[0]
    assert "B noted" in stage.sees(stage.grace, stage.place)


# Listening


async def test_the_first_event_is_reconnected_each_time(stage: Stage) -> None:
    for _ in range(2):
        async with listening(stage.chat, Ears()) as ears:
            first = ears.heard[0]
            assert isinstance(first, Reconnected)
            assert first.platform == stage.chat.platform
            assert first.since <= first.at


async def test_a_deed_that_was_not_taken_is_reported_and_listening_goes_on(stage: Stage) -> None:
    async def refuse(event: Event) -> None:
        if isinstance(event, ReactionChanged):
            raise ConnectionError("the database is away")

    async with listening(stage.chat, Ears(refuse)) as ears:
        message = await posted(stage, asking())
        with pytest.raises(Exception, match="Try again"):
            await stage.react(stage.grace, message, "🇧")
        await stage.press(stage.grace, message, "answer:1:B")
        assert ears.only(ButtonPressed).message == message
        assert [r.emoji for r in await stage.chat.read_reactions(message)] == ["🇧"]


async def test_it_is_healthy_while_it_listens(stage: Stage) -> None:
    async with listening(stage.chat, Ears()):
        assert stage.chat.healthy()
    assert not stage.chat.healthy()
