"""Calls to Slack's Web API: each in its turn, each error in the port's words.

Nothing is repeated here once it may have taken effect; who wants it again must look first.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.errors import TokenExpired, TokenVoid, reaching, translated
from adapters.slack.installations import Installations
from adapters.slack.pacing import Pacer, Turn
from bot.chat.port import MessageGone, Throttled

TIMEOUT = 10.0
"""Seconds for one call."""
_GET = frozenset(
    {
        "chat.getPermalink",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "reactions.get",
        "team.info",
        "users.info",
    }
)
_JSON = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update"})

# The library writes requests and answers into its log; at DEBUG those would hold people's words
# and addresses that anybody may post to.
silent = logging.getLogger(f"{__name__}.wire")
silent.setLevel(logging.INFO)

Arguments = Mapping[str, object]


def session() -> aiohttp.ClientSession:
    """One for all calls, so that connections are used again; Slack's cookies are not kept."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    return aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())


@dataclass(slots=True)
class _Edit:
    """An edit that waits for its turn; a newer one of the same message replaces its words."""

    arguments: Arguments
    task: asyncio.Task[dict[str, Any]] | None = None


class Calls:
    """Every call of every workspace."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        installations: Installations,
        pacer: Pacer,
    ) -> None:
        self.pacer = pacer
        self._session = session
        self._installations = installations
        self._client = AsyncWebClient(
            base_url=base_url, session=session, retry_handlers=[], logger=silent
        )
        self._edits: dict[Hashable, _Edit] = {}

    async def call(
        self, team: str, method: str, /, *, enterprise: str = "", **arguments: object
    ) -> dict[str, Any]:
        """What Slack answers; arguments that are None are left out.

        Raises the port's errors, or `Refused` with Slack's code. Edits of one message that wait
        become one: all get the answer to the newest.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        if method == "chat.update":
            return await self._edited(team, enterprise, given)
        lane = given.get("channel") if method == "chat.postMessage" else None
        async with self.pacer.turn(team, method, _hashable(lane)) as turn:
            return await self._in_turn(turn, enterprise, lambda: given)

    async def respond(self, response_url: str, message: Mapping[str, Any]) -> None:
        """Post to the address that came with a deed.

        Raises `MessageGone` when the address is used up or expired.
        """
        hook = AsyncWebhookClient(
            response_url, session=self._session, retry_handlers=[], logger=silent
        )
        answer = await reaching(hook.send_dict(dict(message)))
        if answer.status_code == 200:
            return
        if answer.status_code in {404, 410}:
            raise MessageGone("The way back to this deed is closed")
        raise translated(
            answer.status_code, _parsed(answer.body), answer.headers.get("Retry-After")
        )

    async def aclose(self) -> None:
        """Let go of edits that still wait."""
        tasks = [edit.task for edit in self._edits.values() if edit.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _edited(
        self, team: str, enterprise: str, arguments: dict[str, object]
    ) -> dict[str, Any]:
        key = (team, str(arguments.get("channel")), str(arguments.get("ts")))
        edit = self._edits.get(key)
        if edit is None:
            edit = self._edits[key] = _Edit(arguments)
            edit.task = asyncio.create_task(self._edit(key, enterprise, edit))
            edit.task.add_done_callback(_looked_at)
        edit.arguments = arguments
        assert edit.task is not None
        return await asyncio.shield(edit.task)

    async def _edit(
        self, key: tuple[str, str, str], enterprise: str, edit: _Edit
    ) -> dict[str, Any]:
        try:
            async with self.pacer.turn(key[0], "chat.update", key[1:]) as turn:
                return await self._in_turn(turn, enterprise, lambda: self._newest(key, edit))
        finally:
            self._newest(key, edit)

    def _newest(self, key: Hashable, edit: _Edit) -> Arguments:
        """What the edit says now; from here on a newer one is one of its own."""
        if self._edits.get(key) is edit:
            del self._edits[key]
        return edit.arguments

    async def _in_turn(
        self, turn: Turn, enterprise: str, arguments: Callable[[], Arguments]
    ) -> dict[str, Any]:
        """Call, and again after a short pause that Slack asks for, or with a newer token."""
        team, method = turn.key
        bot = await self._installations.bot(team, enterprise)
        while True:
            await turn.comes()
            try:
                return await self._send(method, bot.token, arguments())
            except Throttled as throttled:
                turn.later(throttled.retry_after)
            except (TokenVoid, TokenExpired):
                # Another process may have renewed it, or the workspace has installed us again.
                newer = await self._installations.anew(bot)
                if newer.token == bot.token:
                    raise
                bot = newer

    async def _send(self, method: str, token: str, arguments: Arguments) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        if method in _JSON or method.startswith("views."):
            calling = self._client.api_call(method, headers=headers, json=dict(arguments))
        else:
            verb = "GET" if method in _GET else "POST"
            calling = self._client.api_call(
                method, http_verb=verb, headers=headers, params=_flat(arguments)
            )
        answer = await reaching(calling)
        return dict(answer.data) if isinstance(answer.data, dict) else {}


def _flat(arguments: Arguments) -> dict[str, object]:
    return {
        name: json.dumps(value) if isinstance(value, (list, dict)) else value
        for name, value in arguments.items()
    }


def _parsed(body: str) -> object:
    """What a response_url says: JSON, or the bare code."""
    try:
        return json.loads(body)
    except ValueError:
        return {"error": body.strip()[:80]} if body.strip().isidentifier() else None


def _hashable(lane: object) -> str | None:
    return None if lane is None else str(lane)


def _looked_at(task: asyncio.Task[dict[str, Any]]) -> None:
    """An edit whose callers have gone fails in silence."""
    if not task.cancelled():
        task.exception()
