"""Installing in a browser, from our page through Slack's consent and back."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from adapters.slack import oauth
from adapters.slack.installations import ManyWorkspaces, NotInstalled
from adapters.slack.manifest import scopes
from adapters.slack.oauth import Door
from adapters.slack.options import API, Options
from bot.db.engine import Database
from tests.adapters.slack.installed import KEY
from tests.emulators.slack.emulator import SlackEmulator

# slack_sdk's own use of aiohttp
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

PUBLIC = "https://quiz.example.com"
Page = tuple[int, str]


@dataclass
class Visit:
    """Somebody's browser at our pages; it brings its cookies also without TLS."""

    site: TestClient[web.Request, web.Application]
    joined: list[tuple[str, str]]
    cookies: dict[str, str] = field(default_factory=dict)

    async def open(self, address: str) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        path = address.removeprefix(PUBLIC)
        async with self.site.get(path, headers={"Cookie": cookie}) as answer:
            self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.content_type == "text/html"
            return answer.status, unescape(await answer.text())

    async def start(self, query: str = "") -> str:
        """The address of Slack's consent that our page leads to."""
        status, page = await self.open(f"/slack/install{query}")
        assert status == 200
        return link(page)


def link(page: str) -> str:
    found = re.search(r'href="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator


@pytest.fixture
def options(slack: SlackEmulator) -> Options:
    return Options(
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        token_keys=(KEY,),
        public_url=PUBLIC + "/",
        api=slack.base_url,
    )


@pytest.fixture
def installed(database: Database, options: Options) -> ManyWorkspaces:
    return ManyWorkspaces(database.engine, options)


@pytest.fixture
async def visit(installed: ManyWorkspaces) -> AsyncIterator[Visit]:
    async with visiting(installed.options, installed) as visit:
        yield visit


@asynccontextmanager
async def visiting(options: Options, installed: ManyWorkspaces) -> AsyncIterator[Visit]:
    joined: list[tuple[str, str]] = []

    async def join(team: str, enterprise: str) -> None:
        joined.append((team, enterprise))

    client = AsyncWebClient(base_url=options.api)
    app = web.Application()
    app.add_routes(oauth.routes(Door(options, installed, client, join)))
    async with TestClient(TestServer(app)) as site:
        yield Visit(site, joined)


async def test_an_admin_adds_the_app_and_is_told_what_to_do_next(
    slack: SlackEmulator, visit: Visit, installed: ManyWorkspaces
) -> None:
    acme = slack.workspace("T1", "Acme & Co")
    ada = acme.person("U1", "ada", admin=True)

    status, page = await visit.open(slack.accept(await visit.start(), ada))

    assert status == 200
    assert "Quizstreak is in Acme & Co" in page
    assert "write /invite @Quizstreak there, then /quiz setup" in page
    assert link(page).endswith(f"/app_redirect?app={slack.app.app_id}&team=T1")
    assert visit.joined == [("T1", "")]
    bot = await installed.bot("T1")
    assert (bot.user, bot.app_id) == (acme.bot_user, slack.app.app_id)
    assert bot.scopes == set(scopes())
    client = AsyncWebClient(token=bot.token, base_url=slack.base_url)
    assert (await client.auth_test())["team_id"] == "T1"


async def test_slack_is_asked_for_what_the_app_needs(slack: SlackEmulator, visit: Visit) -> None:
    address = urlsplit(await visit.start("?team=T42"))
    query = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == slack.base_url.replace(
        "/api/", "/oauth/v2/authorize"
    )
    assert query["scope"] == [",".join(scopes())]
    assert query["redirect_uri"] == [f"{PUBLIC}/slack/oauth_redirect"]
    assert query["team"] == ["T42"]


async def test_a_door_that_is_left_out_is_not_asked_for(
    slack: SlackEmulator, options: Options, installed: ManyWorkspaces
) -> None:
    ada = slack.workspace("T1", "Acme").person("U1", "ada", admin=True)
    async with visiting(replace(options, reactions=False, threads=False), installed) as visit:
        await visit.open(slack.accept(await visit.start(), ada))
    granted = (await installed.bot("T1")).scopes
    left_out = {"reactions:read", "reactions:write", "channels:history", "groups:history"}
    assert set(scopes()) - granted == left_out


async def test_what_a_link_brings_along_cannot_change_what_is_asked(visit: Visit) -> None:
    address = await visit.start("?team=T1%26scope%3Dadmin%22%3E%3Cscript%3E")
    assert "admin" not in address
    assert "script" not in address


@pytest.mark.parametrize(
    ("api", "consent"),
    [
        (API, "https://slack.com/oauth/v2/authorize?"),
        ("https://slack-gov.com/api/", "https://slack-gov.com/oauth/v2/authorize?"),
    ],
)
async def test_consent_is_asked_where_the_api_is(
    database: Database, api: str, consent: str
) -> None:
    options = Options(client_id="1.2", client_secret="shh", public_url=PUBLIC, api=api)

    async def join(team: str, enterprise: str) -> None:
        raise AssertionError

    many = ManyWorkspaces(database.engine, options)
    app = web.Application()
    app.add_routes(oauth.routes(Door(options, many, AsyncWebClient(), join)))
    async with TestClient(TestServer(app)) as site:
        assert (await Visit(site, []).start()).startswith(consent)


async def test_who_declines_is_told_what_to_do(slack: SlackEmulator, visit: Visit) -> None:
    slack.workspace("T1", "Acme")
    _, page = await visit.open(slack.decline(await visit.start()))
    assert "Nothing was installed" in page
    assert "Ask an admin" in page
    assert link(page) == "/slack/install"
    assert visit.joined == []


async def test_an_error_of_slacks_is_shown_as_text(visit: Visit) -> None:
    async with visit.site.get("/slack/oauth_redirect?error=<script>alert(1)</script>") as answer:
        page = await answer.text()
    assert "Slack says “&lt;script&gt;" in page
    assert "<script>" not in page


async def test_a_state_that_we_did_not_give_is_refused(
    slack: SlackEmulator, visit: Visit, installed: ManyWorkspaces
) -> None:
    ada = slack.workspace("T1", "Acme").person("U1", "ada", admin=True)
    back = slack.accept(await visit.start(), ada)
    state = parse_qs(urlsplit(back).query)["state"][0]
    forged = "0" * len(state)

    status, page = await visit.open(back.replace(state, forged))
    assert (status, "did not begin the installation" in page) == (400, True)

    visit.cookies["slack-app-oauth-state"] = forged  # who forges one can forge the other
    status, page = await visit.open(back.replace(state, forged))
    assert (status, "This link is used up" in page) == (401, True)

    visit.cookies.clear()  # another person's browser, with a good link
    status, page = await visit.open(back)
    assert (status, "did not begin the installation" in page) == (400, True)
    assert await installed.teams() == []
    assert slack.transcript.calls("oauth.v2.access") == []


async def test_an_expired_state_is_refused_and_swept_away(
    slack: SlackEmulator, visit: Visit, database: Database
) -> None:
    ada = slack.workspace("T1", "Acme").person("U1", "ada", admin=True)
    back = slack.accept(await visit.start(), ada)
    async with database.write() as session:
        await session.execute(text("UPDATE slack_oauth_states SET expire_at = '2026-01-01'"))

    status, page = await visit.open(back)
    assert (status, "It works once, and for ten minutes" in page) == (401, True)

    await visit.start()
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM slack_oauth_states")) == 1


async def test_a_state_works_once(slack: SlackEmulator, visit: Visit) -> None:
    ada = slack.workspace("T1", "Acme").person("U1", "ada", admin=True)
    back = slack.accept(await visit.start(), ada)
    cookies = dict(visit.cookies)
    assert (await visit.open(back))[0] == 200
    visit.cookies = cookies
    assert (await visit.open(back))[0] == 401
    assert visit.joined == [("T1", "")]


async def test_an_address_without_a_code_is_refused(visit: Visit) -> None:
    state = parse_qs(urlsplit(await visit.start()).query)["state"][0]
    status, page = await visit.open(f"/slack/oauth_redirect?state={state}")
    assert (status, "Slack did not confirm" in page) == (401, True)


@pytest.mark.parametrize("fault", ["reset", 500, {"ok": False, "error": "bad_client_secret"}])
async def test_a_slack_that_does_not_confirm_leaves_nothing(
    slack: SlackEmulator, visit: Visit, installed: ManyWorkspaces, fault: int | dict[str, object]
) -> None:
    ada = slack.workspace("T1", "Acme").person("U1", "ada", admin=True)
    back = slack.accept(await visit.start(), ada)
    slack.fail("oauth.v2.access", before=fault, times=5)
    status, page = await visit.open(back)
    assert (status, "Slack did not confirm" in page) == (401, True)
    assert visit.joined == []
    with pytest.raises(NotInstalled):
        await installed.bot("T1")


async def test_a_database_that_fails_is_said_to_be_our_fault(
    slack: SlackEmulator, visit: Visit, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    ada = slack.workspace("T1", "Acme").person("U1", "ada", admin=True)
    back = slack.accept(await visit.start(), ada)
    async with database.write() as session:
        await session.execute(text("ALTER TABLE slack_bots RENAME TO elsewhere"))
    status, page = await visit.open(back)
    assert (status, "Something went wrong on our side" in page) == (500, True)
    assert visit.joined == []
    assert "xoxb" not in caplog.text


async def test_installing_again_brings_the_newer_scopes(
    slack: SlackEmulator, visit: Visit, installed: ManyWorkspaces
) -> None:
    acme = slack.workspace("T1", "Acme")
    ada = acme.person("U1", "ada", admin=True)
    for _ in range(2):
        assert (await visit.open(slack.accept(await visit.start(), ada)))[0] == 200
    assert await installed.teams() == ["T1"]
    assert visit.joined == [("T1", "")] * 2
    assert (await installed.bot("T1")).token


async def test_an_organisations_admin_is_sent_to_choose_workspaces(
    slack: SlackEmulator, visit: Visit, installed: ManyWorkspaces
) -> None:
    ada = slack.workspace("T1", "Acme", enterprise="E1").person("W1", "ada", admin=True)
    slack.workspace("T2", "Acme Labs", enterprise="E1")

    status, page = await visit.open(slack.accept(await visit.start(), ada, org=True))

    assert (status, "choose the workspaces next" in page) == (200, True)
    assert f"/manage/E1/integrations/profile/{slack.app.app_id}/workspaces/add" in link(page)
    assert visit.joined == []
    await installed.learn("T2", "E1")
    assert (await installed.bot("T2")).enterprise == "E1"
