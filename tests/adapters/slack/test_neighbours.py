"""Organisations, shared channels, several workspaces, and other people's settings."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.slack.chat import Slack
from adapters.slack.http import mount
from adapters.slack.installations import Bot, ManyWorkspaces, NotInstalled
from adapters.slack.line import NotListening
from adapters.slack.options import Options
from adapters.slack.pacing import Pacer
from bot.chat.content import Content, Text
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    ReactionChanged,
    ReplyWritten,
    WorkspaceJoined,
    WorkspaceLeft,
)
from bot.chat.places import Place, Workspace
from tests.adapters.ears import Ears
from tests.adapters.slack.hearing import QUESTION, Stand, answering, by_http, through_http
from tests.adapters.slack.installed import OPTIONS
from tests.adapters.slack.post import Post
from tests.adapters.slack.town import Hurry, Town
from tests.emulators.slack.emulator import SlackEmulator
from tests.emulators.slack.emulator import Workspace as Team
from tests.patience import PATIENCE


class Several:
    """Installations of several workspaces."""

    def __init__(self, *teams: Team, org: bool = False) -> None:
        self.bots = {team.id: bot_of(team, org=org) for team in teams}
        self.asked: list[tuple[str, str]] = []

    async def bot(self, team: str, enterprise: str = "") -> Bot:
        self.asked.append((team, enterprise))
        if team not in self.bots:
            raise NotInstalled(team)
        return self.bots[team]

    async def teams(self) -> list[str]:
        return list(self.bots)

    async def anew(self, bot: Bot) -> Bot:
        return bot

    async def learn(self, team: str, enterprise: str) -> None: ...

    async def forget(
        self, team: str, enterprise: str = "", *, before: datetime | None = None
    ) -> None:
        for bot in list(self.bots.values()):
            if bot.team == team or (not team and bot.enterprise == enterprise):
                del self.bots[bot.team]


def bot_of(team: Team, *, org: bool) -> Bot:
    grant = team.grant(org=org)
    return Bot(team.id, team.enterprise, grant.token, team.bot.id, "B0", "A1", grant.scopes)


def chat_of(slack: SlackEmulator, installed: Several) -> Slack:
    options = Options(signing_secret=slack.app.signing_secret, api=slack.base_url)
    time = Hurry()
    return Slack(options, installed, slack.clock.now, Pacer(time.clock, time.sleep))


async def told(ears: Ears, kind: type[Event]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not ears.all(kind):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.002)


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as slack:
        yield slack


async def test_a_member_of_another_workspace_plays_in_ours_but_manages_nothing(
    stand: Stand,
) -> None:
    partner = stand.town.slack.workspace("T2", "Partner")
    eve = partner.person("W9", "eve", admin=True)
    shared = stand.town.acme.channel("C7", "shared", [stand.town.ada, eve], creator=eve)
    message = await stand.chat.post(Place(Workspace("slack", "T1"), "C7"), QUESTION, "round:1")
    answering(stand, Content("noted", Text("noted")))
    await eve.react(shared, message.id, "two")
    await eve.say(shared, "B", thread=message.id)
    await eve.press(shared, message.id, "B")
    await eve.command(shared, "/quiz setup")
    for kind in (ReactionChanged, ReplyWritten, ButtonPressed, CommandGiven):
        [event] = [event for event in stand.ears.heard if isinstance(event, kind)]
        person = event.person
        assert (person.workspace.id, person.id, person.may_manage) == ("T1", "W9", False)
    assert "noted" in [seen.text for seen in eve.sees(shared) if seen.ephemeral]


async def test_people_of_an_organisation_play_in_their_workspace(slack: SlackEmulator) -> None:
    acme = slack.workspace("T1", "Acme", enterprise="E1")
    ada = acme.person("W1", "ada", admin=True)
    room = acme.channel("C1", "ml-interviews", [ada], creator=ada)
    installed, ears = Several(acme, org=True), Ears()
    async with through_http(slack, chat_of(slack, installed), ears):
        ts = await ada.say(room, "hello")
        await ada.react(room, ts, "one")
        await ada.command(room, "/quiz me")
    reacted, commanded = ears.only(ReactionChanged).person, ears.only(CommandGiven).person
    assert reacted.workspace == commanded.workspace == Workspace("slack", "T1")
    assert reacted.id == commanded.id == "W1"
    assert commanded.may_manage
    assert ("T1", "E1") in installed.asked
    assert {team for team, _ in installed.asked} == {"T1"}
    assert ears.only(WorkspaceJoined).workspace == Workspace("slack", "T1")


async def test_a_workspace_of_an_organisation_joins_when_it_is_first_heard_of(
    slack: SlackEmulator,
) -> None:
    acme = slack.workspace("T1", "Acme", enterprise="E1")
    ada = acme.person("W1", "ada")
    room = acme.channel("C1", "ml-interviews", [ada])
    installed, ears = Several(org=True), Ears()
    async with through_http(slack, chat_of(slack, installed), ears):
        assert not ears.all(WorkspaceJoined)
        installed.bots = Several(acme, org=True).bots
        await ada.command(room, "/quiz me")
        await ada.command(room, "/quiz me")
    assert ears.only(WorkspaceJoined).workspace == Workspace("slack", "T1")


async def test_who_removed_us_while_nobody_listened_has_left(slack: SlackEmulator) -> None:
    acme, brown = slack.workspace("T1", "Acme"), slack.workspace("T2", "Brown")
    ada = acme.person("U1", "ada")
    installed, ears = Several(acme, brown), Ears()
    await acme.uninstall(ada)
    async with through_http(slack, chat_of(slack, installed), ears):
        await told(ears, WorkspaceLeft)
        await told(ears, WorkspaceJoined)
    assert ears.only(WorkspaceLeft).workspace == Workspace("slack", "T1")
    assert ears.only(WorkspaceJoined).workspace == Workspace("slack", "T2")
    assert await installed.teams() == ["T2"]


@pytest.mark.parametrize("fault", ["reset", {"ok": False, "error": "invalid_auth"}], ids=str)
async def test_who_cannot_be_asked_has_not_left(slack: SlackEmulator, fault: Any) -> None:
    installed, ears = Several(slack.workspace("T1", "Acme")), Ears()
    slack.fail("auth.test", before=fault, times=9)
    async with through_http(slack, chat_of(slack, installed), ears):
        await told(ears, WorkspaceJoined)
    assert not ears.all(WorkspaceLeft)
    assert await installed.teams() == ["T1"]


async def test_an_organisations_uninstall_ends_each_of_its_workspaces(
    slack: SlackEmulator,
) -> None:
    acme = slack.workspace("T1", "Acme", enterprise="E1")
    branch = slack.workspace("T2", "Branch", enterprise="E1")
    installed, ears = Several(acme, branch, slack.workspace("T3", "Other")), Ears()
    uninstalled = {
        "type": "event_callback",
        "team_id": None,
        "enterprise_id": "E1",
        "event_id": "Ev1",
        "event": {"type": "app_uninstalled"},
    }
    async with (
        through_http(slack, chat_of(slack, installed), ears) as url,
        aiohttp.ClientSession() as session,
    ):
        assert await Post(slack, ears, session, url).send(json.dumps(uninstalled)) == 200
    assert {left.workspace.id for left in ears.all(WorkspaceLeft)} == {"T1", "T2"}
    assert await installed.teams() == ["T3"]


async def test_two_workspaces_with_the_same_ids_are_kept_apart(slack: SlackEmulator) -> None:
    teams = [slack.workspace("T1", "Acme"), slack.workspace("T2", "Globex")]
    ears = Ears(_thanks)
    people = [team.person("U1", f"ada of {team.name}", admin=team.id == "T1") for team in teams]
    rooms = [
        team.channel("C1", "general", [person]) for team, person in zip(teams, people, strict=True)
    ]
    async with through_http(slack, chat_of(slack, Several(*teams)), ears):
        for person, room in zip(people, rooms, strict=True):
            await person.command(room, "/quiz")
    here, there = (event.person for event in ears.all(CommandGiven))
    assert (here.workspace.id, here.name, here.may_manage) == ("T1", "ada of Acme", True)
    assert (there.workspace.id, there.name, there.may_manage) == ("T2", "ada of Globex", False)
    for person, room in zip(people, rooms, strict=True):
        assert [seen.text for seen in person.sees(room)] == [f"hello {person.name}"]


async def _thanks(event: Event) -> None:
    if isinstance(event, CommandGiven):
        hello = f"hello {event.person.name}"
        await event.reply.say(Content(hello, Text(hello)))


async def test_a_workspace_that_installs_us_joins(stand: Stand) -> None:
    await stand.chat.line.joined("T5", "")
    await stand.town.ada.command(stand.town.room, "/quiz")
    assert Workspace("slack", "T5") in [e.workspace for e in stand.ears.all(WorkspaceJoined)]


async def test_nobody_joins_while_nobody_listens() -> None:
    async with Town() as town, town.chat() as chat:
        with pytest.raises(NotListening):
            await chat.line.joined("T5")


async def test_who_may_install_us_finds_the_way() -> None:
    installed = ManyWorkspaces(create_async_engine("sqlite+aiosqlite://"), OPTIONS)
    app = web.Application()
    mount(app, Slack(replace(OPTIONS, signing_secret="s"), installed, _never))
    ways = {route.resource.canonical for route in app.router.routes() if route.resource}
    assert ways == {"/slack/events", "/slack/install", "/slack/oauth_redirect"}


def _never() -> datetime:
    raise AssertionError


async def test_what_bolt_would_read_from_the_surroundings_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Operators may well use Slack's own names for our settings."""
    for name in ("BOT_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"SLACK_{name}", "of-the-surroundings")
    ears = Ears()
    async with Town() as town:
        async with by_http(town, ears):
            await town.ada.command(town.room, "/quiz")
        assert len(town.slack.transcript.calls("auth.test")) == 1
    assert ears.only(CommandGiven).person.id == "U1"
    assert not caplog.records
