"""Is the app of Slack as it must be? Each finding says what to click where it is not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import session as new_session
from adapters.slack.installations import Bot, Installations
from adapters.slack.manifest import EVENTS_PATH, scopes
from adapters.slack.options import Options
from bot.chat.port import ChatError

Finding = tuple[bool, str]
"""Is it fine, and a sentence."""

_REINSTALL = (
    "add it under “OAuth & Permissions” → “Bot Token Scopes”, then press “Reinstall to Workspace”"
)
_COMMANDS = (
    "which commands an app has is not told: type / in a channel to see /quiz; if it is missing,"
    " look under “Slash Commands”"
)
_TOKENS = {
    "invalid_auth": "copy it anew from api.slack.com/apps",
    "token_revoked": "install the app again, then copy the new token",
    "account_inactive": "install the app again, then copy the new token",
    "token_expired": "turn token rotation off in a new app, or let workspaces install it by HTTP",
    "not_allowed_token_type": "this is another kind of token",
    "missing_scope": "give the app-level token the scope connections:write",
}


@dataclass(frozen=True, slots=True)
class Doors:
    """Which public doors the leagues use."""

    reactions: bool = False
    threads: bool = False


async def examine(
    options: Options, installations: Installations, doors: Doors = Doors()
) -> list[Finding]:
    """Look at everything; nothing is posted or changed. Never raises a `ChatError`."""
    async with new_session() as session:
        examination = _Examination(options, installations, session, doors)
        return [finding async for finding in examination.findings()]


class _Examination:
    def __init__(
        self,
        options: Options,
        installations: Installations,
        session: aiohttp.ClientSession,
        doors: Doors,
    ) -> None:
        self._options = options
        self._installations = installations
        self._session = session
        self._doors = doors

    async def findings(self) -> AsyncIterator[Finding]:
        async for found in self._workspaces():
            yield found
        if self._options.by_socket:
            yield await self._socket()
        else:
            async for found in self._http():
                yield found
        yield True, _COMMANDS

    async def _workspaces(self) -> AsyncIterator[Finding]:
        try:
            teams = await self._installations.teams()
        except ChatError as error:
            yield False, f"{error}"
            return
        if not teams:
            where = f"{self._options.public_url or 'https://…'}/slack/install"
            yield True, f"no workspace has installed the app yet: open {where}"
        for team in teams:
            async for found in self._workspace(team):
                yield found

    async def _workspace(self, team: str) -> AsyncIterator[Finding]:
        try:
            bot = await self._installations.bot(team)
        except ChatError as error:
            yield False, f"workspace {team}: {error}"
            return
        says = await self._asked(self._client(bot.token).auth_test)
        if isinstance(says, str):
            yield False, f"workspace {team}: the bot token does not work ({says})"
            return
        name, user = says.get("team", team), says.get("user", bot.user)
        yield True, f"the bot token is @{user}'s in the workspace {name} ({team})"
        for found in self._scopes(bot):
            yield found
        if self._options.by_socket and (strange := self._other_app(bot)):
            yield False, strange

    def _scopes(self, bot: Bot) -> list[Finding]:
        if not bot.scopes:
            return [(True, f"workspace {bot.team}: its permissions are not told")]
        needed = set(scopes(reactions=self._doors.reactions, threads=self._doors.threads))
        unused = set(scopes()) - needed - bot.scopes
        missing = [
            (False, f"workspace {bot.team}: the permission {scope} is missing: {_REINSTALL}")
            for scope in sorted(needed - bot.scopes)
        ]
        if missing:
            return missing
        without = f", all but {', '.join(sorted(unused))}, which no league uses" if unused else ""
        return [(True, f"workspace {bot.team}: every permission is there{without}")]

    def _other_app(self, bot: Bot) -> str | None:
        """Both tokens must be of one app; an app-level token has its id in it."""
        parts = self._options.app_token.split("-")
        if not bot.app_id or len(parts) < 4 or parts[2] == bot.app_id:
            return None
        return (
            f"the app token is of the app {parts[2]}, the bot token of {bot.app_id}:"
            " copy both from the same app"
        )

    async def _socket(self) -> Finding:
        opening = self._client(self._options.app_token).apps_connections_open
        says = await self._asked(lambda: opening(app_token=self._options.app_token))
        if isinstance(says, str):
            return False, (
                f"no socket opens ({says}): look at “Socket Mode”, which must be on, and at"
                " “Basic Information” → “App-Level Tokens”"
            )
        return True, "the app token opens a socket"

    async def _http(self) -> AsyncIterator[Finding]:
        url = self._options.public_url
        if not url:
            says = "QUIZSTREAK_PUBLIC_URL is not set, so whether Slack reaches us is unknown"
            yield not self._options.installs, says
            return
        target = f"{url}{EVENTS_PATH}"
        if await self._reaches(target):
            yield True, f"{target} is ours and refuses what Slack has not signed"
            return
        says = (
            f"{target} does not lead to us: start `quizstreak serve`, and let the proxy pass"
            " /slack/ on; then press “Retry” under “Event Subscriptions”"
        )
        yield False, says

    async def _reaches(self, target: str) -> bool:
        """Does a request that nobody signed get refused there, as we do?"""
        try:
            async with self._session.post(target, data=b"") as answer:
                return answer.status == 401
        except (aiohttp.ClientError, OSError, ValueError):
            return False

    def _client(self, token: str) -> AsyncWebClient:
        return AsyncWebClient(
            token=token, base_url=self._options.api, session=self._session, retry_handlers=[]
        )

    async def _asked(self, ask: Callable[[], Awaitable[Any]]) -> dict[str, Any] | str:
        """What Slack answers, or in a few words why it does not."""
        try:
            answer = await ask()
        except SlackApiError as error:
            code = str(error.response.get("error", "no answer that we understand"))
            return f"{code}: {_TOKENS[code]}" if code in _TOKENS else code
        except (SlackClientError, aiohttp.ClientError, OSError):
            return f"{self._options.api} cannot be reached"
        return dict(answer.data)
