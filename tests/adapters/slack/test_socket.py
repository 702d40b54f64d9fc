"""Several sockets at once: what breaks is replaced, and nothing that was told is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import pytest

from adapters.slack import socket
from adapters.slack.chat import Slack
from bot.chat import news
from bot.chat.content import Content, Text
from bot.chat.events import Event, ReactionChanged, Reconnected, ReplyWritten, WorkspaceJoined
from tests.adapters.ears import Ears, listening
from tests.adapters.slack.hearing import by_socket, options
from tests.adapters.slack.town import Town
from tests.emulators.slack.emulator import NotTaken
from tests.emulators.slack.sockets import Reason
from tests.patience import PATIENCE

QUESTION = Content("a question", Text("What is 1 + 1?"))
REASONS: list[Reason] = ["warning", "refresh_requested", "too_many_websockets"]


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        town.slack.retry_pauses = (0.0, 0.1, 0.5, 1.0)
        yield town


async def until(is_so: Callable[[], bool]) -> None:
    """Look again and again."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.005)


async def test_two_sockets_stand_and_are_healthy(town: Town) -> None:
    async with by_socket(town, Ears()) as chat:
        assert town.slack.sockets == 2
        assert chat.healthy()
    assert not chat.healthy()
    await town.slack.connected(0)


@pytest.mark.parametrize("reason", REASONS)
async def test_five_forced_disconnects_of_each_kind_lose_no_event(
    town: Town, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SETTLED", 0.0)
    ears = Ears()
    async with by_socket(town, ears) as chat:
        message = await chat.post(town.place, QUESTION, "round:1")
        for number in range(5):
            going = town.slack.disconnect(reason)
            await town.ada.say(town.room, f"during {number}", thread=message.id)
            await going
            await town.ada.say(town.room, f"after {number}", thread=message.id)
            await until(lambda: town.slack.sockets >= 2)
    told = [event.text for event in ears.all(ReplyWritten)]
    assert told == [f"{when} {number}" for number in range(5) for when in ("during", "after")]
    assert town.slack.undelivered == 0


async def test_five_cuts_lose_no_event_for_slack_tells_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SETTLED", 0.0)
    ears = Ears()
    async with by_socket(town, ears) as chat:
        message = await chat.post(town.place, QUESTION, "round:1")
        for number in range(5):
            saying = asyncio.create_task(town.ada.say(town.room, f"B {number}", thread=message.id))
            await asyncio.sleep(0)
            town.slack.cut_sockets()
            await saying
            await until(lambda: town.slack.sockets >= 2)
    assert {event.text for event in ears.all(ReplyWritten)} == {f"B {n}" for n in range(5)}
    assert town.slack.undelivered == 0


async def test_slacks_own_farewell_is_no_outage(town: Town) -> None:
    ears = Ears()
    async with by_socket(town, ears):
        await town.slack.disconnect("refresh_requested", linger=0.2)
        await town.slack.connected(2)
    assert len(ears.all(Reconnected)) == 1


async def test_after_a_cut_of_all_sockets_we_say_since_when_we_were_deaf(town: Town) -> None:
    ears = Ears()
    async with by_socket(town, ears) as chat:
        message = await chat.post(town.place, QUESTION, "round:1")
        await town.ada.react(town.room, message.id, "one")
        last_heard = ears.only(ReactionChanged).at
        town.slack.refuse_sockets = True
        town.slack.cut_sockets()
        cut_at = town.slack.clock.now()
        await until(lambda: not chat.healthy())
        town.slack.clock.advance(timedelta(minutes=30))
        town.slack.retry_pauses = ()
        await town.grace.react(town.room, message.id, "two")
        town.slack.refuse_sockets = False
        await until(lambda: len(ears.all(Reconnected)) == 2)
        await until(chat.healthy)
        await until(lambda: town.slack.sockets == 2)
    again = ears.all(Reconnected)[1]
    assert last_heard - timedelta(seconds=1) <= again.since <= cut_at
    assert again.at >= cut_at + timedelta(minutes=30)
    assert len(ears.all(ReactionChanged)) == 1


async def test_reconnected_comes_again_until_it_was_taken_and_holds_nothing_up(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PAUSES", (0.01,))
    taken = asyncio.Event()

    async def fail_twice(event: Event) -> None:
        if isinstance(event, Reconnected):
            if len(ears.all(Reconnected)) < 3:
                raise ConnectionError("the database is not up yet")
            taken.set()

    ears = Ears(fail_twice)
    async with by_socket(town, ears) as chat, asyncio.timeout(PATIENCE):
        message = await chat.post(town.place, QUESTION, "round:1")
        await town.ada.react(town.room, message.id, "one")
        assert ears.all(ReactionChanged)
        await taken.wait()
    first, second, third = ears.all(Reconnected)
    assert first == second == third
    assert len(ears.all(WorkspaceJoined)) == 1


async def test_a_start_without_slack_keeps_trying(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.slack.fail("apps.connections.open", before=500, times=3)
    town.slack.refuse_sockets = True
    ears = Ears()
    chat = Slack(options(town, by_socket=True), None, town.slack.clock.now, town.pacer)
    async with chat:
        loop = asyncio.create_task(chat.listen(ears.receive))
        await until(lambda: len(_warnings(caplog)) >= 6)
        assert not chat.healthy()
        assert not ears.heard
        town.slack.refuse_sockets = False
        await until(chat.healthy)
        await until(lambda: bool(ears.heard))
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
    assert isinstance(ears.heard[0], Reconnected)


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


async def test_a_wrong_token_is_said_with_the_remedy_and_never_shown(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    settings = options(town, by_socket=True)
    object.__setattr__(settings, "app_token", "xapp-wrong-token")
    chat = Slack(settings, None, town.slack.clock.now, town.pacer)
    async with chat:
        loop = asyncio.create_task(chat.listen(Ears().receive))
        await until(lambda: bool(_warnings(caplog)))
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
    assert "make a new one, at api.slack.com/apps" in caplog.text
    assert "xapp-wrong-token" not in caplog.text


async def test_a_switched_off_socket_mode_is_said_with_the_remedy_until_it_is_on_again(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    ears = Ears()
    async with by_socket(town, ears) as chat:
        await town.slack.disconnect("link_disabled")
        await until(lambda: len(_warnings(caplog)) > 2)
        assert not chat.healthy()
        town.slack.enable_sockets()
        await until(lambda: len(ears.all(Reconnected)) == 2)
        await until(chat.healthy)
    assert all("switch it on at api.slack.com/apps" in says for says in _warnings(caplog))


async def test_what_is_under_way_when_we_stop_is_finished_and_acknowledged(town: Town) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait(event: Event) -> None:
        if isinstance(event, ReactionChanged):
            begun.set()
            await go_on.wait()

    chat = Slack(options(town, by_socket=True), None, town.slack.clock.now, town.pacer)
    async with chat:
        loop = asyncio.create_task(chat.listen(Ears(wait).receive))
        await town.slack.connected(2)
        message = await chat.post(town.place, QUESTION, "round:1")
        reaction = asyncio.create_task(town.ada.react(town.room, message.id, "one"))
        await begun.wait()
        loop.cancel()
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(loop, return_exceptions=True)
        await reaction
    assert town.slack.undelivered == 0


async def test_a_second_listening_says_that_we_were_away(town: Town) -> None:
    ears = Ears()
    chat = Slack(options(town, by_socket=True), None, town.slack.clock.now, town.pacer)
    async with chat:
        async with listening(chat, ears):
            pass
        stopped_at = town.slack.clock.now()
        town.slack.clock.advance(timedelta(hours=1))
        again = Ears()
        async with listening(chat, again):
            pass
    assert abs(again.only(Reconnected).since - stopped_at) < timedelta(seconds=5)
    assert not again.all(WorkspaceJoined)


async def test_without_sockets_a_click_is_told_to_have_failed(town: Town) -> None:
    async with by_socket(town, Ears()):
        pass
    await town.slack.connected(0)
    with pytest.raises(NotTaken):
        await town.ada.command(town.room, "/quiz")


async def test_a_silent_connection_is_noticed_and_replaced(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "PING", 0.2)
    ears = Ears()
    async with by_socket(town, ears) as chat:
        message = await chat.post(town.place, QUESTION, "round:1")
        silent_since = town.slack.clock.now()
        town.slack.silence_sockets()
        await until(lambda: len(ears.all(Reconnected)) == 2)
        await until(lambda: town.slack.sockets >= 2)
        await town.ada.react(town.room, message.id, "one")
    assert ears.all(Reconnected)[1].since <= silent_since + timedelta(seconds=0.1)
    assert len(ears.all(ReactionChanged)) == 1


async def test_a_pong_is_a_sign_of_life(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "PING", 0.05)
    heard: list[datetime] = []

    def now() -> datetime:
        heard.append(town.slack.clock.now())
        return heard[-1]

    async with by_socket(town, Ears(), now):
        before = len(heard)
        await until(lambda: len(heard) > before + 4)
