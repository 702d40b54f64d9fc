"""Response URLs: each deed brings one, good for five messages in thirty minutes."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from tests.emulators.slack import deeds
from tests.emulators.slack.blocks import faults_of
from tests.emulators.slack.deeds import Draft
from tests.emulators.slack.faults import Faults
from tests.emulators.slack.state import Channel, Json, Message, User
from tests.emulators.slack.transcript import Call
from tests.emulators.slack.world import World

USES = 5
LIFE = timedelta(minutes=30)


@dataclass
class Hook:
    """Where answers to one deed go; `original` is the message that the deed was done on."""

    user: User
    channel: Channel
    expires: datetime
    original: Message | None = None
    uses: int = 0


class Responses:
    """Answers POST /hooks/<id>."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._hooks: dict[str, Hook] = {}

    def url(self, user: User, channel: Channel, original: Message | None = None) -> str:
        id = self._world.id("hook")
        self._hooks[id] = Hook(user, channel, self._world.clock.now() + LIFE, original)
        return f"{self._world.base_url}/hooks/{id}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        hook = self._hooks.get(request.match_info["hook"])
        if hook is None:
            return _refused("invalid_url", 404)
        call = Call(self._world.clock.now(), "response_url", hook.channel.team.id, {})
        self._world.transcript.add(call)
        fault = self._faults.next("response_url", call.team)
        if fault and not fault.after:
            call.outcome = str(fault)
            return await self._faults.strike(fault, request)
        response = self._take(hook, call, await request.text())
        if fault:
            return await self._faults.strike(fault, request)
        return response

    def _take(self, hook: Hook, call: Call, text: str) -> web.Response:
        error = self._unusable(hook)
        if error:
            call.outcome = error
            return _refused(error, 404)
        try:
            call.arguments = json.loads(text)
        except ValueError:
            return _refused("invalid_payload", 400)
        call.outcome = self.speak(hook, call.arguments) or "ok"
        return web.Response(text="ok") if call.outcome == "ok" else _refused(call.outcome, 400)

    def _unusable(self, hook: Hook) -> str:
        if self._world.grant_of(hook.channel.team) is None:
            return "account_inactive"
        if self._world.clock.now() > hook.expires:
            return "expired_url"
        return "used_url" if hook.uses >= USES else ""

    def speak(self, hook: Hook, body: Json) -> str:
        """Show an answer; gives an error's code or nothing."""
        fault = _faulty(body) or self._faulty_blocks(hook, body)
        if fault:
            return fault
        hook.uses += 1
        original = hook.original if _stands(hook.original) else None
        if body.get("delete_original"):
            return self._delete(original)
        if body.get("replace_original") and original:
            return self._replace(original, body)
        return self._write(hook, body)

    def _faulty_blocks(self, hook: Hook, body: Json) -> str:
        payload = {"blocks": body.get("blocks") or []}
        team = hook.channel.team
        faults = faults_of(payload, "message") or self._world.unready(team, payload)
        return "invalid_blocks" if faults else ""

    def _delete(self, original: Message | None) -> str:
        if original:
            self._spread(original, deeds.remove(self._world, original))
        return ""

    def _replace(self, original: Message, body: Json) -> str:
        text, blocks = str(body.get("text", "")), body.get("blocks") or []
        self._spread(original, deeds.rewrite(self._world, original, text, blocks))
        return ""

    def _write(self, hook: Hook, body: Json) -> str:
        public = body.get("response_type") == "in_channel"
        draft = Draft(
            text=str(body.get("text", "")),
            blocks=body.get("blocks") or [],
            thread=str(body.get("thread_ts") or ""),
            only_for="" if public else hook.user.id,
            by_webhook=public,
        )
        bot = hook.channel.team.bot
        message, news = deeds.write(self._world, hook.channel, bot, draft)
        self._spread(message, news)
        return ""

    def _spread(self, message: Message, news: list[Json]) -> None:
        channel = message.channel
        self._world.tell_later(channel.team, news, channel)


def _stands(message: Message | None) -> bool:
    return message is not None and message.channel.messages.get(message.ts) is message


def _faulty(body: Json) -> str:
    if body.get("delete_original"):
        return ""
    if not body.get("text") and not body.get("blocks"):
        return "no_text"
    return ""


def _refused(code: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": code}, status=status)
