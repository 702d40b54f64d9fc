"""Discord's REST over HTTP: tokens, limits and faults around the table of routes."""

import json
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.emulators.discord import (
    asking,
    commanding,
    conversing,
    messaging,
    reacting,
    responding,
)
from tests.emulators.discord.calls import Answer, Call, Route, find
from tests.emulators.discord.drafts import Upload
from tests.emulators.discord.faults import VIA, Faults, json_answer
from tests.emulators.discord.limits import Gate, Limits, Verdict, major_of
from tests.emulators.discord.refusals import Refusal, malformed, refusal, unauthorized
from tests.emulators.discord.schema import Fault
from tests.emulators.discord.transcript import Call as Called
from tests.emulators.discord.world import World

MOST_BYTES = 25 * 1024**2


class Api:
    """Answers /api/v10/…"""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self.gate = Gate()
        self.limits = Limits.off()
        modules = (asking, commanding, conversing, messaging, reacting, responding)
        self.routes = [route for module in modules for route in module.ROUTES.routes]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path.removeprefix("/api/v10")
        steps = [unquote(step) for step in path.strip("/").split("/")]
        try:
            route, parameters = find(self.routes, request.method, steps)
            body, files = await body_of(request)
        except Refusal as refused:
            return json_answer(refused.body, refused.status, VIA)
        arguments = {"query": dict(request.query), "body": body, "files": list(files)}
        called = Called(self._world.clock.now(), route.name, path, arguments)
        called.guild = self._guild(route, parameters)
        self._world.transcript.add(called)
        call = Call(self._world, route.name, parameters, request.query, body, files)
        return await self._behind_faults(request, route, call, called)

    async def _behind_faults(
        self, request: web.Request, route: Route, call: Call, called: Called
    ) -> web.StreamResponse:
        fault = self._faults.next(called.route, called.guild)
        if fault and not fault.after:
            called.outcome = str(fault)
            return await self._faults.strike(fault, request)
        response = self._respond(request, route, call, called)
        if fault:
            called.outcome = f"{called.outcome}, then {fault}"
            return await self._faults.strike(fault, request)
        return response

    def _respond(
        self, request: web.Request, route: Route, call: Call, called: Called
    ) -> web.StreamResponse:
        major = major_of(route.name, call.parameters)
        verdict = self.gate.pass_(self.limits, route.name, major)
        if verdict.wait:
            called.outcome = "429"
            self.gate.refused()
            return _wait(verdict)
        headers = VIA | verdict.headers()
        try:
            answer = self._work(request, route, call)
        except Refusal as refused:
            called.outcome = str(refused.code or refused.status)
            if refused.status in {401, 403, 429}:
                self.gate.refused()
            return json_answer(refused.body, refused.status, headers)
        called.outcome = "ok"
        if answer is None:
            return web.Response(status=204, headers=headers)
        return json_answer(answer, 200, headers)

    def _work(self, request: web.Request, route: Route, call: Call) -> Answer:
        token = f"Bot {self._world.app.token}"
        if not route.public and request.headers.get("Authorization") != token:
            raise unauthorized()
        return route.work(call)

    def _guild(self, route: Route, parameters: tuple[str, ...]) -> str:
        """The guild that a call is about, "" if none."""
        path = route.name.partition(" ")[2]
        if path.startswith("/channels/{}"):
            channel = self._world.channels.get(parameters[0])
            return channel.guild_id if channel else ""
        if path.startswith("/guilds/{}"):
            return parameters[0]
        if path.startswith(("/interactions/{}/{}", "/webhooks/{}/{}")):
            interaction = self._world.interactions.get(parameters[1])
            return interaction.channel.guild_id if interaction else ""
        return ""


def _wait(verdict: Verdict) -> web.Response:
    """429: by Discord's own servers, or by the network before them when all is refused."""
    if verdict.banned:
        return web.Response(status=429, text="error code: 1015", headers=verdict.headers())
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(verdict.wait, 3),
        "global": verdict.everywhere,
    }
    return json_answer(body, 429, VIA | verdict.headers())


async def body_of(request: web.Request) -> tuple[Any, dict[str, Upload]]:
    """The JSON of a request, and the files beside it."""
    if request.method == "GET" or not request.can_read_body:
        return {}, {}
    if (request.content_length or 0) > MOST_BYTES:
        raise refusal(40005)
    if request.content_type == "application/json":
        return _json(await request.text() or "{}"), {}
    if request.content_type == "multipart/form-data":
        return await _multipart(request)
    kinds = "('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data')"
    words = f'Expected "Content-Type" header to be one of {kinds}.'
    raise malformed([Fault((), "CONTENT_TYPE_INVALID", words)])


async def _multipart(request: web.Request) -> tuple[Any, dict[str, Upload]]:
    body: Any = {}
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = _json(data.decode())
        elif part.name and part.filename:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, kind, data)
    return body, files


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise refusal(50109) from None
