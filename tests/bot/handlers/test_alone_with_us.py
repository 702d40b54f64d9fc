"""Asking in the conversation that somebody has alone with us, where no league can run."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.chat.content import Action, Form
from bot.chat.events import ButtonPressed, CommandGiven, Event, FormSubmitted
from bot.chat.places import DIRECT, MessageRef, Place, Workspace
from bot.chat.port import ChatDown
from bot.db.engine import Database
from bot.messages.boards import SHARE
from tests.builders import FakeReply
from tests.games import THERE, Game, game
from tests.limits import buttons, faults_of, text_of

QUESTIONS = ("leaderboard", "streak", "streak why", "me", "team", "next", "away", "report")
NO_LEAGUE = "No daily question comes here yet."


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    """Grace has played a day in the one league."""
    async with game(database) as opened:
        await opened.start()
        await opened.ask()
        await opened.press("grace", "B")
        await opened.finish()
        yield opened


async def told(here: Game, event: Event, reply: FakeReply) -> str:
    await here.handlers.receive(event)
    assert faults_of(reply.only) == []
    return f"{reply.only.summary}\n{text_of(reply.only)}"


async def ask(
    here: Game, command: str, person: str = "grace", place: Place | None = None
) -> tuple[str, FakeReply]:
    """What is answered to a command; by default where they are alone with us."""
    reply, who = FakeReply(), here.person(person)
    place = place or await here.chat.direct(who)
    event = CommandGiven(here.now, who, place, tuple(command.split()), reply)
    return await told(here, event, reply), reply


@pytest.mark.parametrize("command", QUESTIONS)
async def test_who_plays_in_one_league_asks_about_that(here: Game, command: str) -> None:
    said, _ = await ask(here, command)
    assert NO_LEAGUE not in said


async def test_the_answer_is_the_same_as_in_the_channel(here: Game) -> None:
    in_channel, _ = await ask(here, "me", place=(await here.errand()).place)
    assert (await ask(here, "me"))[0] == in_channel


async def test_hiding_there_hides_in_the_league(here: Game) -> None:
    await ask(here, "hide")
    said, _ = await ask(here, "leaderboard", "ada", (await here.errand()).place)
    assert "Grace" not in said


async def test_a_board_shared_from_there_is_shared_with_the_channel(here: Game) -> None:
    _, reply = await ask(here, "leaderboard")
    does = buttons(reply.only)["Share"]
    assert isinstance(does, Action)
    assert does.verb == SHARE
    grace, again = here.person("grace"), FakeReply()
    message = MessageRef(await here.chat.direct(grace), "private")
    before = len(here.public())
    said = await told(here, ButtonPressed(here.now, grace, message, does, again), again)
    assert "Shared with the channel" in said
    assert len(here.public()) == before + 1


async def test_a_report_from_there_is_about_the_leagues_question(here: Game) -> None:
    _, reply = await ask(here, "report")
    [form] = [does for does in buttons(reply.only).values() if isinstance(does, Form)]
    grace, again = here.person("grace"), FakeReply()
    place = await here.chat.direct(grace)
    values = {"text": "This is not so."}
    event = FormSubmitted(here.now, grace, place, form.action, values, again)
    assert "Nothing to report" not in await told(here, event, again)


async def test_outside_any_workspace_the_one_league_of_the_platform_is_meant(
    here: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Discord, whose direct conversations belong to no server."""
    grace = here.person("grace")
    outside = Workspace(grace.workspace.platform, DIRECT)
    direct = replace(await here.chat.direct(grace), workspace=outside)

    async def conversation(_: object) -> Place:
        return direct

    monkeypatch.setattr(here.chat, "direct", conversation)
    in_channel, _ = await ask(here, "me", place=(await here.errand()).place)
    reply, who = FakeReply(), replace(grace, workspace=outside)
    asked = CommandGiven(here.now, who, direct, ("me",), reply)
    assert await told(here, asked, reply) == in_channel


async def test_who_plays_in_two_leagues_is_not_guessed_at(here: Game) -> None:
    await here.start(channel=THERE)
    await here.ask()
    await here.press("grace", "B", THERE)
    said, _ = await ask(here, "me")
    assert NO_LEAGUE in said
    assert "give the same command there" in said


@pytest.mark.parametrize("person", ["alan", "ada"])
async def test_who_never_played_reads_how_to_start(here: Game, person: str) -> None:
    said, _ = await ask(here, "me", person)
    assert NO_LEAGUE in said


async def test_another_channel_is_no_such_place(here: Game) -> None:
    said, _ = await ask(here, "me", place=here.open_room("elsewhere"))
    assert NO_LEAGUE in said


async def test_a_chat_that_is_down_only_hides_it(
    here: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    grace = here.person("grace")
    direct = await here.chat.direct(grace)

    async def down(_: object) -> Place:
        raise ChatDown("away")

    monkeypatch.setattr(here.chat, "direct", down)
    said, _ = await ask(here, "me", place=direct)
    assert NO_LEAGUE in said
