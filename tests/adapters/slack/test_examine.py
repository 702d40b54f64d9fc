"""The doctor's look at the app of Slack: what is wrong, and what to click."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.examine import Doors, examine
from adapters.slack.installations import (
    Bot,
    Installations,
    ManyWorkspaces,
    NotInstalled,
    OneWorkspace,
)
from adapters.slack.manifest import scopes
from adapters.slack.options import Options
from bot.web import application, served
from tests.commands import free_port
from tests.emulators.slack.emulator import SlackEmulator

ALL = Doors(reactions=True, threads=True)


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator


async def connected(
    slack: SlackEmulator, granted: Iterable[str] | None = None
) -> tuple[Options, OneWorkspace]:
    token = slack.workspace("T1", "Acme").install(scopes() if granted is None else granted)
    options = Options(bot_token=token, app_token=slack.app.app_token, api=slack.base_url)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token, slack.base_url, session=session)
        return options, await OneWorkspace.connect(client)


async def wrong(options: Options, installations: Installations, doors: Doors = ALL) -> list[str]:
    found = await examine(options, installations, doors)
    return [says for is_fine, says in found if not is_fine]


async def test_all_is_well_with_the_manifest_s_permissions(slack: SlackEmulator) -> None:
    *found, command = await examine(*await connected(slack), ALL)
    assert found == [
        (True, "the bot token is @quizstreak's in the workspace Acme (T1)"),
        (True, "workspace T1: every permission is there"),
        (True, "the app token opens a socket"),
    ]
    assert command[0]
    assert "type / in a channel to see /quiz; if it is missing, look under" in command[1]


async def test_each_missing_permission_is_named(slack: SlackEmulator) -> None:
    granted = set(scopes()) - {"commands", "groups:history"}
    says = await wrong(*await connected(slack, granted))
    assert [line.partition(" is missing: ")[0] for line in says] == [
        "workspace T1: the permission commands",
        "workspace T1: the permission groups:history",
    ]
    assert all("press “Reinstall to Workspace”" in line for line in says)


async def test_what_no_league_uses_need_not_be_there(slack: SlackEmulator) -> None:
    options, installations = await connected(slack, scopes(threads=False))
    found = await examine(options, installations, Doors(reactions=True))
    without = "workspace T1: every permission is there, all but channels:history, groups:history"
    assert (True, f"{without}, which no league uses") in found
    assert len(await wrong(options, installations)) == 2


async def test_a_revoked_token_is_told(slack: SlackEmulator) -> None:
    options, installations = await connected(slack)
    team = slack.world.teams["T1"]
    grant = slack.world.grant_of(team)
    assert grant is not None
    grant.revoked = True
    [says] = await wrong(options, installations)
    assert says.startswith("workspace T1: the bot token does not work (")
    assert "install the app again" in says


async def test_a_wrong_app_token_is_told(slack: SlackEmulator) -> None:
    _, installations = await connected(slack)
    options = Options(bot_token="xoxb-1", app_token="xapp-1", api=slack.base_url)
    [says] = await wrong(options, installations)
    assert says.startswith("no socket opens (")
    assert "look at “Socket Mode”" in says


class NeverInstalled(ManyWorkspaces):
    """Asked at a moment when one workspace has just gone."""

    def __init__(self, *teams: str) -> None:
        self._listed = teams

    async def teams(self) -> Sequence[str]:
        return self._listed

    async def bot(self, team: str, enterprise: str = "") -> Bot:
        raise NotInstalled(team)


async def test_who_never_installed_is_told_where(slack: SlackEmulator) -> None:
    options = Options(client_id="1.2", public_url="https://quiz.example.com", api=slack.base_url)
    found = await examine(options, NeverInstalled())
    told = "no workspace has installed the app yet: open https://quiz.example.com/slack/install"
    assert found[0] == (True, told)


async def test_a_workspace_without_a_token_is_told(slack: SlackEmulator) -> None:
    options = Options(client_id="1.2", api=slack.base_url)
    says, address = await wrong(options, NeverInstalled("T9"))
    assert says.startswith("workspace T9: Quizstreak is not installed in the Slack workspace T9")
    assert address.startswith("QUIZSTREAK_PUBLIC_URL is not set")


async def refuse(_: web.Request) -> web.Response:
    return web.Response(status=401)


async def test_an_address_that_leads_to_us_is_fine(slack: SlackEmulator) -> None:
    port = free_port()
    options = Options(client_id="1.2", public_url=f"http://127.0.0.1:{port}", api=slack.base_url)
    [says] = await wrong(options, NeverInstalled())
    assert "does not lead to us: start `quizstreak serve`" in says
    app = application({})
    app.router.add_post("/slack/events", refuse)
    async with served(app, "127.0.0.1", port):
        assert await wrong(options, NeverInstalled()) == []


async def test_an_api_out_of_reach_is_told() -> None:
    options = Options("xoxb-1", "xapp-1", api=f"http://127.0.0.1:{free_port()}/api/")
    bot = Bot("T1", "", "xoxb-1", "U0", "B0", "A0", frozenset(scopes()))
    told = f"{options.api} cannot be reached"
    says = await wrong(options, OneWorkspace(bot))
    assert [told in line for line in says] == [True, True]


async def test_tokens_of_two_apps_are_told(slack: SlackEmulator) -> None:
    options, installations = await connected(slack)
    bot = replace(await installations.bot("T1"), app_id="A0OTHER")
    [says] = await wrong(options, OneWorkspace(bot))
    assert says == (
        "the app token is of the app A0QUIZ, the bot token of A0OTHER: copy both from the same app"
    )
