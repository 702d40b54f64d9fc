"""“Add to Slack”: a workspace installs us by itself, in a browser."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode, urljoin

import sqlalchemy as sa
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import install_pages
from adapters.slack.errors import reaching
from adapters.slack.install_pages import INSTALL_PATH
from adapters.slack.installations import ManyWorkspaces, asking_database
from adapters.slack.manifest import REDIRECT_PATH, scopes
from adapters.slack.options import Options
from adapters.slack.tables import STATES
from bot.chat.port import ChatDown

Joined = Callable[[str, str], Awaitable[None]]
"""Told the workspace, and its organisation or "", when one has installed us."""

log = structlog.get_logger()

_HTML: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}
STATE_SECONDS = 600
"""How long somebody may take from our page to Slack's consent and back."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Door:
    """What installing needs: `client` has no token."""

    options: Options
    installed: ManyWorkspaces
    client: AsyncWebClient
    joined: Joined

    @property
    def scopes(self) -> list[str]:
        """What a workspace is asked to permit: what the operator's doors need."""
        return scopes(reactions=self.options.reactions, threads=self.options.threads)


def routes(door: Door) -> list[web.RouteDef]:
    """GET /slack/install and /slack/oauth_redirect.

    `joined` is told after the tokens are kept; if it raises, the person is asked to try again.
    An installation of a whole organisation joins no workspace yet: `learn` hears of each.
    """
    flow = Flow(door)

    async def install(request: web.Request) -> web.Response:
        return await _shown(request, flow.handle_installation)

    async def redirect(request: web.Request) -> web.Response:
        return await _shown(request, flow.handle_callback)

    return [web.get(INSTALL_PATH, install), web.get(REDIRECT_PATH, redirect)]


async def _shown(
    request: web.Request, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
) -> web.Response:
    try:
        response = await to_aiohttp_response(await handle(await to_bolt_request(request)))
    except ChatDown as error:
        log.error("no installation", action="install_failed", error=str(error))  # noqa: TRY400
        response = _sorry()
    except Exception:
        log.exception("no installation", action="install_failed")
        response = _sorry()
    response.headers.update(_HEADERS)
    return response


def _sorry() -> web.Response:
    return web.Response(status=500, text=install_pages.failed("ours"), content_type="text/html")


class Flow(AsyncOAuthFlow):
    """slack_bolt's flow with our store and our pages."""

    def __init__(self, door: Door) -> None:
        self._door = door
        super().__init__(client=door.client, settings=_settings(door))

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        query = {
            "state": state,
            "client_id": self.client_id,
            "scope": ",".join(self._door.scopes),
            "user_scope": "",
            "redirect_uri": self.redirect_uri,
        }
        team = request.query.get("team", [""])[0]
        if re.fullmatch(r"[TE][A-Z0-9]{1,30}", team):
            query["team"] = team
        return f"{self.settings.authorization_url}?{urlencode(query)}"

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return install_pages.install(url)

    async def run_installation(self, code: str) -> Installation | None:
        """None if Slack does not confirm it."""
        try:
            return await reaching(super().run_installation(code))
        except ChatDown as error:
            log.warning("no installation", action="install_failed", error=str(error))
            return None

    async def store_installation(
        self, request: AsyncBoltRequest, installation: Installation
    ) -> None:
        await self._door.installed.keep(installation)
        team, enterprise = installation.team_id or "", installation.enterprise_id or ""
        log.info("installed", action="slack_installed", team=team, enterprise=enterprise)
        if team:
            await self._door.joined(team, enterprise)


def _settings(door: Door) -> AsyncOAuthSettings:
    options = door.options
    return AsyncOAuthSettings(
        client_id=options.client_id,
        client_secret=options.client_secret,
        scopes=door.scopes,
        user_scopes=[],
        redirect_uri=options.public_url.rstrip("/") + REDIRECT_PATH,
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        authorization_url=urljoin(options.api, "../oauth/v2/authorize"),
        callback_options=AsyncCallbackOptions(_succeeded, _failed),
        installation_store=door.installed.store,
        installation_store_bot_only=True,
        state_store=States(STATE_SECONDS, door.installed.engine),
        state_expiration_seconds=STATE_SECONDS,
    )


class States(AsyncSQLAlchemyOAuthStateStore):
    """slack_sdk's states: each is good once, and those that nobody came back with are removed."""

    async def async_issue(self, *_: object, **__: object) -> str:
        with asking_database():
            async with self.engine.begin() as connection:
                await connection.execute(sa.delete(STATES).where(STATES.c.expire_at <= _now()))
            return await super().async_issue()

    async def async_consume(self, state: str) -> bool:
        good = sa.and_(STATES.c.state == state, STATES.c.expire_at > _now())
        with asking_database():
            async with self.engine.begin() as connection:
                done = await connection.execute(sa.delete(STATES).where(good))
        return done.rowcount == 1


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


async def _succeeded(arguments: AsyncSuccessArgs) -> BoltResponse:
    site = urljoin(arguments.settings.authorization_url, "/")
    html = install_pages.installed(site, arguments.installation)
    ended = arguments.settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(status=200, body=html, headers=_HTML | {"Set-Cookie": [ended]})


async def _failed(arguments: AsyncFailureArgs) -> BoltResponse:
    log.info("not installed", action="install_refused", reason=arguments.reason[:80])
    html = install_pages.failed(arguments.reason)
    return BoltResponse(status=arguments.suggested_status_code, body=html, headers=_HTML)
