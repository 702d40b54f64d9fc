"""Commands, buttons, dialogs and menus, through discord.py."""

import asyncio

import pytest

from adapters.discord.interactions import suggestions
from bot.chat.content import Action, Choice
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    OptionTyped,
    ShortcutUsed,
)
from bot.chat.places import MessageRef, Place, Workspace
from tests.adapters.discord.hearing import GONE, NOTED, answering, hearing


async def test_a_command_with_options_arrives_as_words_in_our_order() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        result = await stand.grace.slash(stand.room, "quiz practice", count=5, topic="trees")
        given = stand.ears.only(CommandGiven)
        assert given.words == ("practice", "trees", "5")
        assert (given.place, given.person.may_manage) == (stand.place, False)
        assert result.response is not None
        assert result.response.ephemeral
        assert result.response.embeds[0].description == "noted"


async def test_who_may_manage_the_channel_is_known_to() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        await stand.ada.slash(stand.room, "quiz setup")
        assert stand.ears.only(CommandGiven).person.may_manage


async def test_admins_have_a_command_that_others_are_not_shown() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        await stand.ada.slash(stand.room, "quiz-admin pause")
        assert stand.ears.only(CommandGiven).words == ("pause",)
        shown = stand.grace.available_commands(stand.room)
        assert "quiz practice" in shown
        assert not any(name.startswith("quiz-admin") for name in shown)


async def test_a_command_in_a_thread_knows_its_channel() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        thread = await stand.thread(await stand.ask())
        await stand.grace.slash(thread, "quiz me")
        place = stand.ears.only(CommandGiven).place
        assert (place.id, place.channel) == (str(thread.id), stand.place)


async def test_an_option_is_completed() -> None:
    async with hearing() as stand:

        async def offer(event: Event) -> None:
            assert isinstance(event, OptionTyped)
            await event.offer([Choice(f"topic-{n}", f"Topic {n}") for n in range(40)])

        stand.ears.then = offer
        stand.ears.heard.clear()
        offered = await stand.grace.autocomplete(stand.room, "quiz practice", "topic", "tr")
        typed = stand.ears.only(OptionTyped)
        assert (typed.command, typed.option, typed.text) == ("practice", "topic", "tr")
        assert len(offered) == 25
        assert offered[0] == {"name": "Topic 0", "value": "topic-0"}


def test_a_suggestion_without_a_name_to_show_still_can_be_chosen() -> None:
    blank, turned = Choice("a", " "), Choice("b", "Team\u202eevil\nName")
    names = [one["name"] for one in suggestions([blank, turned])]
    assert names == ["…", "Teamevil Name"]


async def test_a_button_is_answered_in_private() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        asked = await stand.ask()
        result = await stand.grace.click(asked, label="B")
        pressed = stand.ears.only(ButtonPressed)
        assert pressed.action == Action("answer", ("7", "B"))
        assert pressed.message == MessageRef(stand.place, str(asked.id))
        assert result.response is not None
        assert result.response.ephemeral


async def test_a_private_message_is_redrawn_by_its_own_button() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        noted = (await stand.grace.click(await stand.ask(), label="B")).response
        assert noted is not None
        answering(stand, GONE, replace=True)
        await stand.grace.click(noted, label="Take back")
        assert noted.embeds[0].description == "taken back"
        assert noted.components == []


async def test_replacing_what_everybody_sees_answers_in_private_instead() -> None:
    async with hearing() as stand:
        answering(stand, GONE, replace=True)
        asked = await stand.ask()
        result = await stand.grace.click(asked, label="B")
        assert result.response is not None
        assert result.response.ephemeral
        assert result.response.id != asked.id


async def test_a_form_opens_and_is_sent() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        shown = await stand.grace.click(await stand.ask(), label="Answer…")
        assert shown.modal is not None
        result = await stand.grace.submit_modal(shown, {"answer": "0.5"})
        sent = stand.ears.only(FormSubmitted)
        assert (sent.action, dict(sent.values)) == (
            Action("answer-form", ("7",)),
            {"answer": "0.5"},
        )
        assert sent.place == stand.place
        assert result.response is not None
        assert result.response.ephemeral
        assert stand.ears.all(ButtonPressed) == []


async def test_a_form_that_is_not_kept_any_more_is_worn_out() -> None:
    async with hearing() as stand:
        answering(stand, GONE)
        asked = await stand.ask()
        stand.kept.forms.clear()
        await stand.grace.click(asked, label="Answer…")
        assert stand.ears.only(ButtonPressed).action == Action("open")


async def test_a_shortcut_names_its_message() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        asked = await stand.ask()
        result = await stand.grace.context_menu(stand.room, "Practise this later", asked)
        used = stand.ears.only(ShortcutUsed)
        assert used.shortcut == "practise-later"
        assert used.message == MessageRef(stand.place, str(asked.id))
        assert result.response is not None


async def test_old_buttons_work_after_a_restart() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        asked = await stand.ask()
        await stand.env.restart_bot(stand.line.client())
        result = await stand.grace.click(asked, label="B")
        assert result.response is not None
        assert (await stand.grace.click(asked, label="Answer…")).modal is not None


async def test_what_takes_long_is_deferred_and_answered_in_the_end() -> None:
    async with hearing() as stand:

        async def slowly(event: Event) -> None:
            assert isinstance(event, ButtonPressed)
            await asyncio.sleep(5)
            await event.reply.say(NOTED)

        asked = await stand.ask()
        stand.ears.then = slowly
        result = await stand.grace.click(asked, label="B")
        assert result.deferred
        await stand.env.advance_time(10)
        assert result.response is not None
        assert result.response.embeds[0].description == "noted"
        assert result.followups == []


@pytest.mark.parametrize("seconds", [0, 5])
async def test_who_did_something_that_failed_is_asked_to_try_again(seconds: int) -> None:
    async with hearing() as stand:

        async def fail(_: Event) -> None:
            await asyncio.sleep(seconds)
            raise RuntimeError("a bug")

        asked = await stand.ask()
        stand.ears.then = fail
        result = await stand.grace.click(asked, label="B")
        await stand.env.advance_time(10)
        assert result.response is not None
        assert "try again" in str(result.response.embeds[0].description)


async def test_a_deed_without_an_answer_is_acknowledged() -> None:
    async with hearing() as stand:
        asked = await stand.ask()
        assert (await stand.grace.click(asked, label="B")).acknowledged
        assert (await stand.grace.slash(stand.room, "quiz me")).acknowledged


async def test_a_second_answer_follows_the_first() -> None:
    async with hearing() as stand:

        async def twice(event: Event) -> None:
            assert isinstance(event, CommandGiven)
            await event.reply.say(NOTED)
            await event.reply.say(GONE)

        stand.ears.then = twice
        result = await stand.grace.slash(stand.room, "quiz me")
        [more] = result.followups
        assert more.ephemeral
        assert more.embeds[0].description == "taken back"


async def test_what_is_written_to_us_alone_is_a_command() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        await stand.grace.send_dm("/quiz practice trees")
        given = stand.ears.only(CommandGiven)
        assert given.words == ("practice", "trees")
        assert given.place == Place(
            Workspace("discord", "@me"), str(stand.grace.user.dm_channel.id)
        )
        assert stand.mouth.said == [(given.place, NOTED)]


async def test_a_command_in_a_direct_conversation_is_answered_openly() -> None:
    async with hearing() as stand:
        answering(stand, NOTED)
        result = await stand.grace.user.slash("quiz practice")
        assert stand.ears.only(CommandGiven).place.workspace.id == "@me"
        assert result.response is not None
        assert not result.response.ephemeral


async def test_commands_are_registered_once_for_each_change() -> None:
    async with hearing() as stand:
        first = stand.told.kept
        await stand.env.restart_bot(stand.line.client())
        told = [call for call in stand.env.http_requests if call.path.endswith("/commands")]
        assert first
        assert [call.method for call in told] == ["PUT"]
