"""The line over the wire: what breaks, what is missed, and what is told all the same."""

import asyncio
from collections.abc import Collection
from datetime import timedelta

import pytest

from adapters.discord import sharding
from adapters.discord.line import Line, Ties
from adapters.discord.options import Options
from bot.chat.content import Choice, Content, Picture
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    OptionTyped,
    ReactionChanged,
    Reconnected,
    ReplyWritten,
    WorkspaceJoined,
    WorkspaceLeft,
)
from bot.chat.news import NEVER
from bot.chat.port import ChatDown
from tests.adapters.discord.hearing import GONE, NOTED, Mouth, Told, now
from tests.adapters.discord.town import Kept, Town
from tests.adapters.discord.wired import Wired, hurry, options, wired
from tests.adapters.ears import Ears
from tests.emulators.discord.emulator import NotTaken
from tests.emulators.discord.intents import MESSAGE_CONTENT

pytestmark = pytest.mark.usefixtures("hurry")
__all__ = ["hurry"]


def answering(on: Wired) -> None:
    async def answer(event: Event) -> None:
        if isinstance(event, ButtonPressed | CommandGiven):
            await event.reply.say(NOTED)

    on.ears.then = answer


def private(on: Wired) -> list[str]:
    """What only Grace sees in the channel."""
    return [seen.text for seen in on.town.grace.sees(on.town.room) if seen.ephemeral]


async def test_no_privileged_intent_is_asked_for_by_default() -> None:
    async with Town() as town, wired(town):
        [identify] = town.discord.identifies
        guilds, messages, reactions, direct = 1 << 0, 1 << 9, 1 << 10, 1 << 12
        assert identify["intents"] == guilds | messages | reactions | direct


async def test_the_content_of_messages_is_asked_for_by_choice() -> None:
    async with Town() as town:
        town.discord.message_content = True
        async with wired(town, settings=options(town, message_content=True)):
            [identify] = town.discord.identifies
            assert identify["intents"] & MESSAGE_CONTENT


async def test_the_first_event_says_that_we_never_heard_before() -> None:
    async with Town() as town, wired(town) as on:
        [first, *_] = on.ears.heard
        assert isinstance(first, Reconnected)
        assert first.since == NEVER
        await on.until(on.chat.healthy)


async def test_what_happened_while_we_were_cut_off_is_told_in_time() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 1)
        town.discord.sockets.refuse = True
        town.discord.cut()
        await town.discord.sockets.refused(1)
        town.discord.sockets.refuse = False
        await town.grace.react(town.room, asked.id, "🇧")
        cut_at = town.discord.clock.now()
        await on.heard(Reconnected, 2)
        assert on.ears.all(Reconnected)[1].since <= cut_at


async def test_a_resumed_session_tells_what_was_missed_as_if_done_at_once() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 1)
        before = town.discord.clock.now()
        town.discord.cut()
        await town.grace.react(town.room, asked.id, "🇧")
        await town.grace.unreact(town.room, asked.id, "🇧")
        town.discord.clock.advance(timedelta(minutes=2))
        await on.heard(ReactionChanged, 3)
        _, added, removed = on.ears.all(ReactionChanged)
        assert added.at < removed.at
        assert removed.at <= before + timedelta(seconds=1)
        await on.heard(Reconnected, 2)
        assert len(town.discord.identifies) == 1


async def test_a_forgotten_session_begins_anew_and_says_since_when_it_was_deaf() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 1)
        heard_at = town.discord.clock.now()
        town.discord.cut(resume=False)
        await on.heard(Reconnected, 2)
        again = on.ears.all(Reconnected)[1]
        assert NEVER < again.since <= heard_at
        assert len(town.discord.identifies) == 2
        await town.grace.react(town.room, asked.id, "🇧")
        await on.heard(ReactionChanged, 2)


async def test_what_comes_in_one_breath_with_an_introduction_hides_nothing() -> None:
    async def nowhere() -> Collection[str]:
        return ()

    ears = Ears()
    line = Line(Options("token", shard_count=1), Ties(Mouth(), Kept(), Told(), nowhere), now)
    async with line.hearing(ears.receive):
        line.began(line.client())
        line.heard(1 << 22)
        line.connected(0)
        await ears.began.wait()
    assert ears.only(Reconnected).since == NEVER


async def test_when_discord_asks_us_to_come_again_we_do() -> None:
    async with Town() as town, wired(town) as on:
        town.discord.op7()
        await on.heard(Reconnected, 2)
        town.discord.invalid_session(resumable=True)
        await on.heard(Reconnected, 3)
        town.discord.invalid_session(resumable=False)
        await on.heard(Reconnected, 4)
        await on.until(on.chat.healthy)


async def test_a_payload_that_cannot_be_read_ends_nothing() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        town.discord.garbage()
        town.discord.garbage(event="INTERACTION_CREATE")
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 1)
        assert len(town.discord.identifies) == 1


async def test_a_frame_that_is_no_json_costs_one_connection() -> None:
    async with Town() as town, wired(town) as on:
        town.discord.sockets.noise()
        await on.heard(Reconnected, 2)
        asked = await on.ask()
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 1)


async def test_a_start_without_discord_is_tried_again() -> None:
    async with Town() as town:
        town.discord.fail("GET /gateway/bot", before=503, times=2)
        async with wired(town) as on:
            await on.until(on.chat.healthy)


async def test_when_reading_messages_is_not_allowed_the_remedy_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Town() as town:
        ears = Ears()
        ears.began.set()
        async with wired(town, ears, settings=options(town, message_content=True)) as on:
            await on.until(lambda: "Message Content Intent" in caplog.text)
            assert not on.chat.healthy()
            assert town.discord.token not in caplog.text


async def test_what_the_engine_did_not_take_is_told_again() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        failures = 2

        async def fail(event: Event) -> None:
            nonlocal failures
            if isinstance(event, ReactionChanged) and failures:
                failures -= 1
                raise RuntimeError("the database rests")

        on.ears.then = fail
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 3)
        assert len(set(on.ears.all(ReactionChanged))) == 1


async def test_servers_are_compared_with_what_the_engine_knows() -> None:
    async with Town() as town, wired(town, known=["100", "555"]) as on:
        await on.heard(WorkspaceLeft, 1)
        assert on.ears.only(WorkspaceLeft).workspace.id == "555"
        assert on.ears.all(WorkspaceJoined) == []


async def test_servers_of_other_processes_are_none_of_ours() -> None:
    async with Town() as town:
        ours, theirs = str(1 << 22), str(2 << 22)
        settings = options(town, shard_ids=(1,), shard_count=2)
        async with wired(town, known=[ours, theirs], settings=settings) as on:
            await on.heard(WorkspaceLeft, 1)
            assert on.ears.only(WorkspaceLeft).workspace.id == ours
            assert [one["shard"] for one in town.discord.identifies] == [[1, 2]]


async def test_who_lets_us_in_before_the_engine_can_compare_has_not_left() -> None:
    asked, works, before = asyncio.Event(), asyncio.Event(), "99"

    async def known() -> Collection[str]:
        asked.set()
        if not works.is_set():
            raise ChatDown("the database rests")
        return {before, "100"}

    async with Town() as town:
        await town.acme.kick_bot()
        async with wired(town, guilds=known) as on:
            await asked.wait()
            await town.acme.invite_bot()
            await on.heard(WorkspaceJoined, 1)
            works.set()
            await on.heard(WorkspaceLeft, 1)
            assert on.ears.only(WorkspaceLeft).workspace.id == before


async def test_a_server_that_puts_us_out_and_lets_us_in_again_is_told() -> None:
    async with Town() as town, wired(town, known=["100"]) as on:
        await on.until(on.chat.healthy)
        await town.acme.kick_bot()
        await on.heard(WorkspaceLeft, 1)
        await town.acme.invite_bot()
        await on.heard(WorkspaceJoined, 1)


async def test_a_server_that_is_out_of_order_has_not_left() -> None:
    async with Town() as town, wired(town, known=["100"]) as on:
        asked = await on.ask()
        await town.acme.go_down()
        await town.acme.come_up()
        await town.ada.react(town.room, asked.id, "🇦")
        await on.heard(ReactionChanged, 1)
        assert on.ears.all(WorkspaceLeft) == []


async def test_all_shards_hear_and_direct_conversations_come_by_the_first() -> None:
    async with Town() as town, wired(town, settings=options(town, shard_count=3)) as on:
        await on.until(on.chat.healthy)
        answering(on)
        await town.ada.dm("practice")
        await on.heard(CommandGiven, 1)
        assert on.ears.only(CommandGiven).words == ("practice",)
        await on.until(lambda: "noted" in town.ada.sees(town.ada.direct)[-1].text)


async def test_shards_of_one_group_introduce_themselves_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sharding, "PAUSE", 0.25)
    async with (
        Town() as town,
        wired(town, settings=options(town, shard_count=3), identify_pause=0.2) as on,
    ):
        await on.until(on.chat.healthy)
        # Who comes too soon is sent away, and introduces itself again.
        assert [one["shard"] for one in town.discord.identifies] == [[0, 3], [1, 3], [2, 3]]


async def test_nobody_introduces_themselves_where_discord_has_had_enough_for_today(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Town() as town:
        town.discord.world.identifies_left = 0
        ears = Ears()
        ears.began.set()
        async with wired(town, ears) as on:
            await on.until(lambda: "action=discord.identify" in caplog.text)
            assert town.discord.identifies == []
            assert not on.chat.healthy()


async def test_a_press_is_answered_once_though_the_answer_broke_off() -> None:
    async with Town() as town, wired(town) as on:
        answering(on)
        asked = await on.ask()
        town.discord.fail("POST /interactions/{}/{}/callback", after="reset")
        await town.grace.press(town.room, asked.id, "B")
        await on.until(lambda: len(private(on)) == 1)
        await asyncio.sleep(0.5)
        assert len(private(on)) == 1


async def test_an_answer_that_cannot_be_shown_fails_no_deed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Town() as town, wired(town) as on:
        answering(on)
        asked = await on.ask()
        too_late = {"code": 10062, "status": 404}
        town.discord.fail("POST /interactions/{}/{}/callback", before=too_late, times=9)
        town.discord.patience = 0.5
        with pytest.raises(NotTaken):
            await town.grace.press(town.room, asked.id, "B")
        assert len(on.ears.all(ButtonPressed)) == 1
        assert "action=discord.reply" in caplog.text


async def test_pictures_come_with_private_answers_too() -> None:
    async with Town() as town, wired(town) as on:
        shown = Content("a figure", Picture(PNG, "a rising line"))

        async def answer(event: Event) -> None:
            if isinstance(event, CommandGiven):
                await event.reply.say(shown)

        on.ears.then = answer
        await on.until(lambda: on.told.kept)
        await town.grace.command(town.room, "quiz me")
        [seen] = [one for one in town.grace.sees(town.room) if one.ephemeral]
        [picture] = [embed["image"]["url"] for embed in seen.embeds if "image" in embed]
        assert town.discord.picture(picture) == PNG


async def test_what_people_react_to_each_other_says_nothing() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        said = await town.ada.say(town.room, "Who is coming?")
        await town.grace.react(town.room, said, "🇦")
        await town.grace.react(town.room, asked.id, "🇧")
        await on.heard(ReactionChanged, 1)
        assert [event.message for event in on.ears.all(ReactionChanged)] == [asked]


async def test_a_deed_that_is_told_twice_is_done_once() -> None:
    async with Town() as town, wired(town) as on:
        answering(on)
        await on.until(lambda: on.told.kept)
        town.discord.sockets.twice = True
        await town.ada.command(town.room, "quiz skip")
        await town.ada.dm("practice")
        await on.heard(CommandGiven, 2)
        await town.discord.settled()
        assert [given.words for given in on.ears.all(CommandGiven)] == [("skip",), ("practice",)]


async def test_a_message_in_a_direct_conversation_is_redrawn_by_its_own_button() -> None:
    async with Town() as town, wired(town) as on:
        answering(on)
        await town.ada.dm("me")
        await on.until(lambda: "noted" in town.ada.sees(town.ada.direct)[-1].text)
        noted = town.ada.sees(town.ada.direct)[-1]

        async def replace(event: Event) -> None:
            assert isinstance(event, ButtonPressed)
            await event.reply.replace(GONE)

        on.ears.then = replace
        await town.ada.press(town.ada.direct, noted.id, "Take back")
        redrawn = town.ada.sees(town.ada.direct)[-1]
        assert redrawn.id == noted.id
        assert "taken back" in redrawn.text


async def test_a_dialog_over_the_wire_is_filled_in_and_sent() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        await town.grace.press(town.room, asked.id, "Answer…")
        await town.grace.submit({"answer": "0.5"})
        sent = on.ears.only(FormSubmitted)
        assert (dict(sent.values), sent.place) == ({"answer": "0.5"}, town.place)


async def test_words_are_completed_over_the_wire() -> None:
    async with Town() as town, wired(town) as on:

        async def offer(event: Event) -> None:
            if isinstance(event, OptionTyped):
                await event.offer([Choice("trees", "Decision trees")])

        on.ears.then = offer
        await on.until(lambda: on.told.kept)
        offered = await town.grace.complete(town.room, "quiz practice", topic="tr")
        assert offered == [{"name": "Decision trees", "value": "trees"}]


async def test_replies_are_heard_over_the_wire_with_the_ping_taken_out() -> None:
    async with Town() as town, wired(town) as on:
        asked = await on.ask()
        await on.chat.thread(asked, "Question 1")
        thread = town.discord.channel(asked.id)
        await town.grace.say(thread, f"<@{town.discord.bot_user.id}> B")
        await town.grace.say(thread, "I think so too")
        await on.heard(ReplyWritten, 1)
        reply = on.ears.only(ReplyWritten)
        assert (reply.text, reply.parent) == ("B", asked)


async def test_commands_are_told_once_to_whoever_comes_first() -> None:
    told = Told()
    async with Town() as town:
        for _ in range(2):
            async with wired(town, told=told) as on:
                await on.until(lambda: told.kept)
        assert len(town.discord.transcript.calls("PUT /applications/{}/commands")) == 1


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
