"""Calls to the REST API: their shares, their limits, and no secret in any of it."""

import asyncio
import traceback
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import calls
from adapters.discord.calls import Request
from adapters.discord.chat import Discord
from adapters.discord.http import tracing
from bot.chat.port import ChatDown, ChatError, Throttled
from tests.adapters.discord.town import Town, saying
from tests.emulators.discord.emulator import Limits

CHANNEL = Request("GET", "/channels/{channel_id}", {"channel_id": "200"})
GET_CHANNEL = "GET /channels/{}"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def chat(town: Town) -> AsyncIterator[Discord]:
    async with town.chat() as chat:
        yield chat


async def test_a_short_pause_is_waited_for_and_a_long_one_passed_on(
    town: Town, chat: Discord
) -> None:
    town.discord.fail(GET_CHANNEL, before=429, retry_after=2)
    before = town.time.now
    await chat.calls.call(CHANNEL)
    assert 2 <= town.time.now - before < 2.2
    town.discord.fail(GET_CHANNEL, before=429, retry_after=30)
    with pytest.raises(Throttled) as throttled:
        await chat.calls.call(CHANNEL)
    assert 29 < throttled.value.retry_after <= 30
    asked = len(town.discord.transcript.calls(GET_CHANNEL))
    with pytest.raises(Throttled):
        await chat.calls.call(CHANNEL)
    assert len(town.discord.transcript.calls(GET_CHANNEL)) == asked


async def test_the_network_s_own_refusal_stops_everything(town: Town, chat: Discord) -> None:
    town.discord.fail(GET_CHANNEL, before="banned")
    with pytest.raises(Throttled):
        await chat.calls.call(CHANNEL)
    with pytest.raises(Throttled):
        await chat.post(town.place, saying("question"), "1")
    town.time.now += 61
    await chat.post(town.place, saying("question"), "1")


async def test_refusals_are_counted_before_discord_does(town: Town, chat: Discord) -> None:
    town.discord.limits = Limits(invalid=10_000)
    refusal = {"status": 403, "code": 50013, "message": "Missing Permissions"}
    town.discord.fail(GET_CHANNEL, before=refusal, times=5000)
    outcomes: list[type[ChatError]] = []
    for _ in range(2100):
        try:
            await chat.calls.call(CHANNEL)
        except ChatError as error:
            outcomes.append(type(error))
    assert outcomes.count(Throttled) == 100
    assert len(town.discord.transcript.calls(GET_CHANNEL)) == 2000


@pytest.mark.parametrize("content_type", ["application/json", "text/html"])
@pytest.mark.parametrize("status", [200, 403, 429, 502])
@pytest.mark.parametrize("body", ["<h1>Bad gateway</h1>", "[1]", '"ok"', "null", "", "{"])
async def test_an_answer_that_is_not_discords_is_one_of_the_ports_errors(
    town: Town, chat: Discord, content_type: str, status: int, body: str
) -> None:
    async def proxy(_: web.Request) -> web.Response:
        headers = {"Content-Type": content_type}
        return web.Response(status=status, body=body.encode(), headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", proxy)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    Route.BASE = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        with pytest.raises((ChatDown, Throttled)):
            await chat.post(town.place, saying("x"), "1")
    finally:
        await runner.cleanup()


async def test_no_error_shows_the_token(town: Town, chat: Discord) -> None:
    token = town.discord.token
    told: list[str] = []
    for kind in (500, 403, {"status": 401, "code": 0, "message": "no"}):
        town.discord.fail(GET_CHANNEL, before=kind, times=9)
        try:
            await chat.calls.call(CHANNEL)
        except ChatError as error:
            told += traceback.format_exception(error)
        town.discord.heal()
    assert told
    assert not any(token in line for line in told)
    assert token not in repr(chat.options)


async def test_the_library_s_addresses_are_put_back(town: Town) -> None:
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with town.chat():
        assert town.discord.api == Route.BASE
        assert str(DiscordWebSocket.DEFAULT_GATEWAY) == town.discord.gateway
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


async def test_answers_to_people_wait_for_nobody(town: Town) -> None:
    town.pacer.close_all(50)
    trace = tracing(town.pacer)
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        before = town.time.now
        await session.post(f"{town.discord.api}/webhooks/1/token")
        await session.post(f"{town.discord.api}/interactions/1/token/callback")
        assert town.time.now == before
        await session.get(f"{town.discord.api}/gateway/bot")
        assert town.time.now >= before + 50


async def test_a_call_that_hangs_is_let_go(
    town: Town, chat: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "LONGEST", 0.2)
    town.discord.fail(GET_CHANNEL, before="timeout")
    with pytest.raises(ChatDown, match="in time"):
        await chat.calls.call(CHANNEL)


async def test_leaving_lets_go_of_edits_that_wait(town: Town) -> None:
    async with town.chat() as chat:
        message = await chat.post(town.place, saying("question"), "1")
        town.discord.fail("PATCH /channels/{}/messages/{}", before="timeout")
        editing = asyncio.create_task(chat.edit(message, saying("closed")))
        await asyncio.sleep(0.05)
    with pytest.raises(asyncio.CancelledError):
        await editing
    assert town.seen() == ["question"]
