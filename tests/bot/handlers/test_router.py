"""Every event finds its handler, and what nobody understands is answered kindly."""

from collections.abc import AsyncIterator

import pytest

from bot.chat.commands import ADMINS_ONLY, SHORTCUTS
from bot.chat.commands import COMMANDS as DESCRIBED
from bot.chat.content import Action
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, ShortcutUsed
from bot.chat.places import MessageRef
from bot.db.engine import Database
from bot.handlers import (
    answering,
    home,
    leagues,
    people,
    practising,
    router,
    rulings,
    suggestions,
)
from tests.builders import FakeReply
from tests.games import HERE, Game, game
from tests.limits import faults_of, text_of


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def said(here: Game, *words: str, person: str = "grace") -> str:
    """What is answered to a command."""
    reply, place = FakeReply(), here.open_room("elsewhere")
    await here.handlers.receive(CommandGiven(here.now, here.person(person), place, words, reply))
    assert faults_of(reply.only) == []
    return text_of(reply.only)


def test_every_command_that_is_described_is_handled_and_no_other() -> None:
    assert set(router.COMMANDS) == {command.name for command in DESCRIBED}


def test_no_two_handlers_claim_one_button_or_form() -> None:
    parts = (answering, home, leagues, people, practising, suggestions)
    buttons = [verb for part in (*parts, rulings) for verb in part.BUTTONS]
    forms = [verb for part in parts for verb in part.FORMS]
    assert len(buttons) == len(set(buttons)) == len(router.BUTTONS)
    assert len(forms) == len(set(forms)) == len(router.FORMS)


def test_every_shortcut_that_is_described_is_handled_and_no_other() -> None:
    assert set(router.SHORTCUTS) == {shortcut.name for shortcut in SHORTCUTS}


@pytest.mark.parametrize("command", [command.name for command in DESCRIBED])
async def test_every_command_answers_where_no_league_runs(here: Game, command: str) -> None:
    assert await said(here, command, person="ada") != ""


@pytest.mark.parametrize("command", sorted(ADMINS_ONLY))
async def test_what_only_admins_may_is_refused_to_others(here: Game, command: str) -> None:
    assert "manage" in await said(here, command)


async def test_no_words_ask_for_help(here: Game) -> None:
    assert "What I can do" in await said(here) or "/quiz practice" in await said(here)


async def test_a_slip_of_the_pen_is_told_the_nearest_command(here: Game) -> None:
    assert "leaderboard" in await said(here, "leaderbord")


async def test_a_command_nobody_knows_is_quoted_and_not_run(here: Game) -> None:
    assert "<@U1>" in await said(here, "<@U1>")


async def test_worn_buttons_and_forms_are_told_so(here: Game) -> None:
    place = here.open_room("elsewhere")
    grace, message = here.person("grace"), MessageRef(place, "1")
    for event in (
        ButtonPressed(here.now, grace, message, Action("gone"), reply := FakeReply()),
        FormSubmitted(here.now, grace, place, Action("gone"), {}, other := FakeReply()),
        ShortcutUsed(here.now, grace, message, "gone", third := FakeReply()),
    ):
        await here.handlers.receive(event)
    assert text_of(reply.only) == text_of(other.only) == text_of(third.only) != ""


async def test_a_whole_day_runs_through_the_one_receiver(here: Game) -> None:
    await here.playground.people.say("ada", HERE, "/quiz setup")
    assert "A daily question for this channel" in here.last_said("ada")
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    await here.react("alan", "B")
    await here.reply("edsger", "B")
    await here.finish()
    assert len(await here.answers()) == 3
