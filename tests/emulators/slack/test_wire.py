"""Slack's manners on the wire: signatures, retries, and each way of ending a socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import Clock, SignatureVerifier

from tests.emulators.slack.conftest import Acme
from tests.emulators.slack.emulator import NotTaken
from tests.emulators.slack.refusals import refused
from tests.emulators.slack.sockets import Reason
from tests.patience import PATIENCE

Letter = tuple[dict[str, str], str]


class Standing(Clock):
    def __init__(self, at: float) -> None:
        self._at = at

    def now(self) -> float:
        return self._at


@asynccontextmanager
async def letterbox(acme: Acme, *statuses: int) -> AsyncIterator[list[Letter]]:
    """An address that keeps what comes; it answers these statuses, then 200."""
    came: list[Letter] = []
    left = list(statuses)

    async def take(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        came.append((headers, await request.text()))
        return web.Response(status=left.pop(0) if left else 200)

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    acme.slack.events_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    yield came
    acme.slack.events_to("")
    await runner.cleanup()


async def test_everything_that_comes_is_signed_at_slacks_time(acme: Acme) -> None:
    acme.slack.clock.advance(timedelta(days=3))
    async with letterbox(acme) as came:
        await acme.ada.say(acme.room, "hi")
        await acme.ada.command(acme.room, "/quiz help")
    kinds = [headers["content-type"] for headers, _ in came]
    assert kinds == ["application/json", "application/x-www-form-urlencoded"]
    now = Standing(acme.slack.clock.now().timestamp())
    verifier = SignatureVerifier(acme.slack.app.signing_secret, now)
    for headers, body in came:
        assert verifier.is_valid_request(body, headers)
        assert not verifier.is_valid_request(f"{body} ", headers)
        late = SignatureVerifier(acme.slack.app.signing_secret, Standing(now.now() + 301))
        assert not late.is_valid_request(body, headers)


async def test_a_failed_event_comes_again_with_its_number_and_reason(acme: Acme) -> None:
    async with letterbox(acme, 500, 404) as came:
        await acme.ada.say(acme.room, "hi")
    told = [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"))
        for headers, _ in came
    ]
    assert told == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({body for _, body in came}) == 1


async def test_what_a_person_does_comes_once(acme: Acme) -> None:
    async with letterbox(acme, 500) as came:
        with pytest.raises(NotTaken):
            await acme.ada.command(acme.room, "/quiz help")
    assert len(came) == 1


async def test_an_app_is_told_when_events_are_held_back(acme: Acme) -> None:
    async with letterbox(acme) as came:
        await acme.team.overflow()
    [(_, body)] = came
    told = json.loads(body)
    assert (told["type"], told["team_id"]) == ("app_rate_limited", "T1")
    assert told["minute_rate_limited"] % 60 == 0


async def test_nothing_answers_at_a_dead_address(acme: Acme) -> None:
    acme.slack.events_to("http://127.0.0.1:9/")
    await acme.ada.say(acme.room, "hi")
    assert acme.slack.undelivered == 1
    [delivery] = acme.slack.transcript.deliveries("message")
    assert (delivery.attempts, delivery.acknowledged) == (4, False)


# Sockets, without the SDK


@asynccontextmanager
async def socket(acme: Acme) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A connection that has been greeted."""
    opened = await acme.client_with().apps_connections_open(app_token=acme.slack.app.app_token)
    async with acme.session.ws_connect(opened["url"]) as stream:
        hello = await stream.receive_json()
        assert hello["type"] == "hello"
        assert hello["connection_info"] == {"app_id": acme.slack.app.app_id}
        yield stream


async def acknowledge(
    stream: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any], **more: object
) -> None:
    await stream.send_json({"envelope_id": envelope["envelope_id"], **more})


async def test_an_event_that_is_not_acknowledged_comes_again(acme: Acme) -> None:
    acme.slack.patience = 0.1
    async with socket(acme) as stream:
        saying = asyncio.create_task(acme.ada.say(acme.room, "hi"))
        first = await stream.receive_json()
        acme.slack.patience = PATIENCE
        second = await stream.receive_json()
        assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
        assert second["retry_reason"] == "timeout"
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        assert first["envelope_id"] != second["envelope_id"]
        await acknowledge(stream, second)
        await saying
    assert acme.slack.undelivered == 0


async def test_an_acknowledgement_of_nothing_is_none(acme: Acme) -> None:
    acme.slack.patience, acme.slack.retry_pauses = 0.1, ()
    async with socket(acme) as stream:
        saying = asyncio.create_task(acme.ada.say(acme.room, "hi"))
        await stream.receive_json()
        await stream.send_json({"envelope_id": "made-up"})
        await saying
    assert acme.slack.undelivered == 1


async def test_a_command_over_a_socket_is_not_repeated(acme: Acme) -> None:
    acme.slack.patience = 0.1
    async with socket(acme) as stream:
        with pytest.raises(NotTaken, match="operation_timeout"):
            await acme.ada.command(acme.room, "/quiz help")
        envelope = await stream.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert "retry_attempt" not in envelope
        with pytest.raises(TimeoutError):
            await stream.receive(timeout=0.2)


async def test_a_commands_answer_rides_on_its_acknowledgement(acme: Acme) -> None:
    async with socket(acme) as stream:
        asking = asyncio.create_task(acme.ada.command(acme.room, "/quiz help"))
        await acknowledge(stream, await stream.receive_json(), payload={"text": "Here"})
        await asking
    assert [(seen.text, seen.ephemeral) for seen in acme.ada.sees(acme.room)] == [("Here", True)]
    assert acme.grace.sees(acme.room) == []


@pytest.mark.parametrize(
    "reason", ["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
)
async def test_a_socket_that_is_to_go_hears_why_and_gets_nothing_more(
    acme: Acme, reason: Reason
) -> None:
    acme.slack.retry_pauses = ()
    async with socket(acme) as stream:
        acme.slack.disconnect(reason, linger=0.2)
        farewell = await stream.receive_json()
        assert (farewell["type"], farewell["reason"]) == ("disconnect", reason)
        await acme.ada.say(acme.room, "hi")
        assert (await stream.receive()).type is aiohttp.WSMsgType.CLOSE
    assert acme.slack.undelivered == 1


async def test_a_new_socket_takes_over_before_the_old_one_goes(acme: Acme) -> None:
    async with socket(acme) as old, socket(acme) as new:
        acme.slack.disconnect("refresh_requested", linger=5)
        assert (await old.receive_json())["type"] == "disconnect"
        assert (await new.receive_json())["type"] == "disconnect"
        async with socket(acme) as newest:
            saying = asyncio.create_task(acme.ada.say(acme.room, "hi"))
            envelope = await newest.receive_json()
            assert envelope["payload"]["event"]["text"] == "hi"
            await acknowledge(newest, envelope)
            await saying


async def test_a_cut_socket_breaks_without_a_word(acme: Acme) -> None:
    async with socket(acme) as stream:
        acme.slack.cut_sockets()
        said = await stream.receive()
        assert said.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    assert acme.slack.sockets == 0


async def test_no_socket_opens_while_they_are_refused(acme: Acme) -> None:
    acme.slack.refuse_sockets = True
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with socket(acme):
            pass
    acme.slack.refuse_sockets = False
    async with socket(acme):
        assert acme.slack.sockets == 1


async def test_only_the_apps_own_token_opens_sockets(acme: Acme) -> None:
    token = acme.client.token or ""
    opening = acme.client_with(token).apps_connections_open(app_token=token)
    assert await refused(opening) == "not_allowed_token_type"


async def test_an_event_before_any_socket_is_gone_for_good(acme: Acme) -> None:
    acme.slack.retry_pauses = ()
    await acme.ada.say(acme.room, "before")
    async with socket(acme) as stream:
        saying = asyncio.create_task(acme.ada.say(acme.room, "after"))
        envelope = await stream.receive_json()
        assert envelope["payload"]["event"]["text"] == "after"
        await acknowledge(stream, envelope)
        await saying
    assert acme.slack.undelivered == 1
