"""Socket Mode: which socket hears what, and how sockets come and go."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from tests.emulators.slack.emulator import Person, Room, SlackEmulator
from tests.emulators.slack.refusals import refused
from tests.emulators.slack.sdk import by_socket, client_of


async def test_nothing_is_heard_without_a_way(
    slack: SlackEmulator, token: str, ada: Person
) -> None:
    slack.retry_pauses = ()
    await ada.dm("hello?")
    assert slack.undelivered == 1


async def test_each_envelope_goes_to_one_socket(
    slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    async with by_socket(slack, token, sockets=3) as ears:
        assert slack.sockets == 3
        await asyncio.gather(*(ada.say(room, f"message {number}") for number in range(9)))
    assert len(ears.bodies) == 9


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_an_app_that_is_asked_to_go_comes_back(
    reason: str, slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    async with by_socket(slack, token, ping_interval=0.5) as ears:
        await slack.disconnect("warning" if reason == "warning" else "refresh_requested")
        await slack.connected(1)
        await ada.say(room, "hello")
    assert len(ears.bodies) == 1


async def test_cut_sockets_are_opened_again(
    slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    async with by_socket(slack, token, ping_interval=0.5) as ears:
        slack.cut_sockets()
        assert slack.sockets == 0
        slack.retry_pauses = ()
        await ada.say(room, "nobody hears this")
        assert slack.undelivered == 1
        await slack.connected(1)
        await ada.say(room, "hello")
    assert [event["text"] for event in ears.events()] == ["hello"]


async def test_the_eleventh_socket_is_sent_away(slack: SlackEmulator, token: str) -> None:
    async with client_of(slack, token) as client, client_of(slack, token) as other:
        session = client.session
        assert session
        streams = []
        for _ in range(11):
            ticket = await other.apps_connections_open(app_token=slack.app.app_token)
            streams.append(await session.ws_connect(str(ticket["url"])))
        first = [await stream.receive_json() for stream in streams]
        assert [message["type"] for message in first] == ["hello"] * 10 + ["disconnect"]
        assert first[-1]["reason"] == "too_many_websockets"
        for stream in streams:
            await stream.close()


async def test_a_ticket_opens_one_socket(slack: SlackEmulator, token: str) -> None:
    async with client_of(slack, token) as client:
        ticket = str((await client.apps_connections_open(app_token=slack.app.app_token))["url"])
        session = client.session
        assert session
        async with session.ws_connect(ticket):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(ticket)
        slack.refuse_sockets = True
        ticket = str((await client.apps_connections_open(app_token=slack.app.app_token))["url"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(ticket)


async def test_a_ticket_lives_thirty_seconds(slack: SlackEmulator, token: str) -> None:
    async with client_of(slack, token) as client:
        ticket = str((await client.apps_connections_open(app_token=slack.app.app_token))["url"])
        assert client.session
        slack.clock.advance(timedelta(seconds=31))
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.session.ws_connect(ticket)


async def test_no_socket_opens_while_socket_mode_is_off(slack: SlackEmulator, token: str) -> None:
    async with client_of(slack, token) as client:
        await slack.disconnect("link_disabled")
        call = client.apps_connections_open(app_token=slack.app.app_token)
        assert await refused(call) == "link_disabled"
        slack.enable_sockets()
        await client.apps_connections_open(app_token=slack.app.app_token)


async def test_a_silent_socket_is_noticed_and_replaced(
    slack: SlackEmulator, token: str, ada: Person, room: Room
) -> None:
    slack.patience, slack.retry_pauses = 0.2, ()
    async with by_socket(slack, token, ping_interval=0.5) as ears:
        slack.silence_sockets()
        await ada.say(room, "nobody hears this")
        assert slack.undelivered == 1
        await slack.connected(2)
        slack.retry_pauses = (0.0,)
        await ada.say(room, "hello")
    assert [event["text"] for event in ears.events()] == ["hello"]
