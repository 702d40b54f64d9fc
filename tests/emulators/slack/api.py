"""The Web API over HTTP: tokens, scopes, limits and faults around the table of methods."""

import asyncio
import base64
import json
from typing import Any

from aiohttp import web

from tests.emulators.slack import asking, chatting, conversing, files, oauth, viewing
from tests.emulators.slack.calls import Call, Method, Refusal
from tests.emulators.slack.faults import Faults
from tests.emulators.slack.limits import Gate, Limits
from tests.emulators.slack.state import Grant, Json, Team
from tests.emulators.slack.transcript import Call as Called
from tests.emulators.slack.world import World


class Api:
    """Answers /api/<method>."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._gate = Gate(world.clock.now)
        self.limits = Limits()
        self.latency = 0.0
        self.methods: dict[str, Method] = {}
        for module in (asking, chatting, conversing, files, oauth, viewing):
            self.methods |= module.METHODS.methods

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            arguments = await arguments_of(request, self.methods.get(name))
        except Refusal as refusal:
            return web.json_response({"ok": False, "error": refusal.code})
        token = token_of(request, arguments)
        grant = self._world.grants.get(token)
        team = self._team(grant, arguments) if grant else None
        called = Called(self._world.clock.now(), name, team.id if team else "", arguments)
        self._world.transcript.add(called)
        return await self._behind_faults(request, called, token)

    async def _behind_faults(
        self, request: web.Request, called: Called, token: str
    ) -> web.StreamResponse:
        fault = self._faults.next(called.method, called.team)
        if fault and not fault.after:
            called.outcome = str(fault)
            return await self._faults.strike(fault, request)
        if self.latency:
            await asyncio.sleep(self.latency)
        response = self._respond(called, token, request)
        if fault:
            called.outcome = f"{called.outcome}, then {fault}"
            return await self._faults.strike(fault, request)
        return response

    def _respond(self, called: Called, token: str, request: web.Request) -> web.Response:
        headers = self._headers(token)
        try:
            body = {"ok": True, **self._work(called, token, request)}
            called.outcome = "ok"
        except Wait as wait:
            called.outcome = "ratelimited"
            headers["Retry-After"] = str(wait.seconds)
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers=headers)
        except Refusal as refusal:
            called.outcome = refusal.code
            body = {"ok": False, "error": refusal.code, **refusal.more}
        return web.json_response(body, headers=headers)

    def _headers(self, token: str) -> dict[str, str]:
        grant = self._world.grants.get(token)
        scopes = {"x-oauth-scopes": ",".join(sorted(grant.scopes))} if grant else {}
        return {"x-slack-req-id": self._world.id("r"), **scopes}

    def _work(self, called: Called, token: str, request: web.Request) -> Json:
        method = self.methods.get(called.method)
        if method is None:
            raise Refusal("unknown_method")
        grant = self._granted(method, token)
        team = self._team(grant, called.arguments)
        channel = str(called.arguments.get("channel", ""))
        wait = self._gate.wait(self.limits, team.id, called.method, method.tier, channel)
        if wait:
            raise Wait(wait)
        call = Call(self._world, grant, team, called.arguments | _basic(request))
        if method.scope:
            call.needs(method.scope)
        return method.work(call)

    def _granted(self, method: Method, token: str) -> Grant:
        if method.open:
            return NOBODY
        if not token:
            raise Refusal("not_authed")
        if method.app_level or token == self._world.app.app_token:
            return self._app_level(method, token)
        grant = self._world.grants.get(token)
        if grant is None:
            raise Refusal("invalid_auth")
        if grant.revoked:
            raise Refusal("account_inactive")
        if grant.expires and self._world.clock.now() >= grant.expires:
            raise Refusal("token_expired")
        return grant

    def _app_level(self, method: Method, token: str) -> Grant:
        if token != self._world.app.app_token:
            known = token in self._world.grants
            raise Refusal("not_allowed_token_type" if known else "invalid_auth")
        if not method.app_level:
            raise Refusal("not_allowed_token_type")
        return NOBODY

    def _team(self, grant: Grant, arguments: Json) -> Team:
        if not grant.org:
            return grant.team
        named = self._world.teams.get(str(arguments.get("team_id", "")))
        if named and named.enterprise == grant.team.enterprise:
            return named
        return self._holding(grant, str(arguments.get("channel", "")))

    def _holding(self, grant: Grant, channel: str) -> Team:
        """Of an organisation's workspaces, the one that has the channel."""
        teams = self._world.teams.values()
        siblings = [team for team in teams if team.enterprise == grant.team.enterprise]
        return next((team for team in siblings if channel in team.channels), grant.team)


class Wait(Exception):
    """The call came too soon."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


NOBODY = Grant("", Team("", ""), frozenset())


def token_of(request: web.Request, arguments: Json) -> str:
    """From the header, or from the arguments, where it is removed."""
    argument = str(arguments.pop("token", ""))
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme == "Bearer" else argument


def _basic(request: web.Request) -> Json:
    """The client's id and secret, which OAuth may carry in a header."""
    scheme, _, words = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return {}
    id, _, secret = base64.b64decode(words).decode().partition(":")
    return {"client_id": id, "client_secret": secret}


async def arguments_of(request: web.Request, method: Method | None) -> dict[str, Any]:
    """From the query and from a form or JSON body."""
    arguments: dict[str, Any] = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return arguments
    if request.content_type == "application/json":
        return arguments | ({} if method and method.form_only else await _json(request))
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return arguments | dict(await request.post())
    return arguments


async def _json(request: web.Request) -> Json:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise Refusal("invalid_json") from None
    if not isinstance(body, dict):
        raise Refusal("json_not_object")
    return body
