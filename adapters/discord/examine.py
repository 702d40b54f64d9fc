"""Is the bot of Discord as it must be? Each finding says what to click where it is not."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import aiohttp

from adapters.discord.commands import definitions
from adapters.discord.invite import link
from adapters.discord.options import Options

Finding = tuple[bool, str]
"""Is it fine, and a sentence."""

PORTAL = "https://discord.com/developers/applications"
MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""Flags of an application: that it may read what people write, as a large or as a small bot."""
SLASH = 1
"""The kind of commands that begin with a slash."""
MOST_SERVERS = 2500
"""Servers that Discord lets one shard have."""
_TIMEOUT = aiohttp.ClientTimeout(total=15)
_AGENT = "DiscordBot (quizstreak, 1)"
"""Discord turns away whoever does not name itself so."""


async def examine(options: Options) -> list[Finding]:
    """Look at everything but the channels; nothing is posted or changed. Never raises."""
    headers = {"Authorization": f"Bot {options.token}", "User-Agent": _AGENT}
    async with aiohttp.ClientSession(headers=headers, timeout=_TIMEOUT) as session:
        examination = _Examination(options, session)
        return [finding async for finding in examination.findings()]


class _Examination:
    def __init__(self, options: Options, session: aiohttp.ClientSession) -> None:
        self._options = options
        self._session = session

    async def findings(self) -> AsyncIterator[Finding]:
        app = await self._asked("/applications/@me")
        if not isinstance(app, Mapping) or "id" not in app:
            yield False, f"the token does not work ({_reason(app)})"
            return
        yield True, f"the token is that of {app.get('name')} (application {app['id']})"
        for found in (*_reached(app), self._content(app), *self._servers(app)):
            yield found
        yield await self._commands(str(app["id"]))
        async for found in self._gateway(int(app.get("approximate_guild_count") or 0)):
            yield found

    def _content(self, app: Mapping[str, Any]) -> Finding:
        is_on = bool(int(app.get("flags") or 0) & MESSAGE_CONTENT)
        if self._options.message_content and not is_on:
            return False, (
                "QUIZSTREAK_DISCORD_MESSAGE_CONTENT is true, but Discord does not let the bot read"
                f" messages and would not let it in: open {PORTAL}/{app['id']}/bot and turn on"
                " “Message Content Intent”, or set it to false"
            )
        if self._options.message_content:
            return True, "every reply in a thread is read: “Message Content Intent” is on"
        unused = " (“Message Content Intent” is on, which we do not use)" if is_on else ""
        return True, f"replies in a thread are read where they ping the bot{unused}"

    def _servers(self, app: Mapping[str, Any]) -> list[Finding]:
        if app.get("bot_require_code_grant"):
            says = "“Requires OAuth2 Code Grant” is on, so no link lets the bot in: turn it off at"
            return [(False, f"{says} {PORTAL}/{app['id']}/bot")]
        servers = app.get("approximate_guild_count")
        invite = link(str(app["id"]), tidying=self._options.tidy_reactions)
        if servers == 0:
            return [(True, f"it is in no server yet: open {invite}")]
        told = f"; servers so far: about {servers}" if servers else ""
        return [(True, f"the link for another server is {invite}{told}")]

    async def _commands(self, app_id: str) -> Finding:
        there = await self._asked(f"/applications/{app_id}/commands")
        if not isinstance(there, list):
            return False, f"which commands the bot has is unknown ({_reason(there)})"
        known = set(_paths(there))
        missing = [name for name in _paths(definitions()) if name not in known]
        if missing:
            return True, (
                f"commands that are not registered yet: {len(missing)}, such as {missing[0]};"
                " `quizstreak serve` does it when it starts"
            )
        return True, "every command is registered"

    async def _gateway(self, servers: int) -> AsyncIterator[Finding]:
        found = await self._asked("/gateway/bot")
        if not isinstance(found, Mapping) or "session_start_limit" not in found:
            yield False, f"the gateway is not told ({_reason(found)})"
            return
        shards = self._options.shard_count or int(found.get("shards", 1))
        if shards * MOST_SERVERS < servers:
            says = f"{shards} shards are too few for {servers} servers"
            yield False, f"{says}: set QUIZSTREAK_DISCORD_SHARD_COUNT to {found.get('shards')}"
        yield _starts(found["session_start_limit"], shards)

    async def _asked(self, path: str) -> Any:
        """What Discord answers, or in a few words why it does not."""
        try:
            async with self._session.get(f"{self._options.api}{path}") as answer:
                if answer.status == 401:
                    return "Discord does not know it: copy a new one from “Bot” → “Reset Token”"
                return await answer.json() if answer.ok else f"Discord answers {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return f"{self._options.api} cannot be reached"


def _reason(answer: object) -> str:
    return answer if isinstance(answer, str) else "an answer that we do not understand"


def _paths(commands: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each command as people give it: "/quiz streak", or an entry of a message's menu."""
    for command in commands:
        if command["type"] != SLASH:
            yield f"“{command['name']}”"
        for part in command.get("options") or ():
            yield f"/{command['name']} {part['name']}"


def _reached(app: Mapping[str, Any]) -> list[Finding]:
    """What keeps commands and buttons from coming through the gateway."""
    if not app.get("interactions_endpoint_url"):
        return []
    says = (
        "commands and buttons go to an “Interactions Endpoint URL”, so we never hear of them: open"
        f" {PORTAL}/{app['id']}/information and clear it"
    )
    return [(False, says)]


def _starts(limit: Mapping[str, Any], shards: int) -> Finding:
    """Each shard that connects anew takes one of a thousand starts a day."""
    left, hours = int(limit.get("remaining", 0)), int(limit.get("reset_after", 0)) / 3_600_000
    if left < shards:
        return False, (
            f"connections that Discord allows today: {left}, but the bot has {shards} shards: wait"
            f" {hours:.1f} hours, and look in the log why it starts so often"
        )
    return True, f"the gateway can be opened, {left} starts are left today"
