"""Calls to the Web API: one connection, errors in the port's words, and no secret in any of it."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.slack.calls import Arguments, Calls
from adapters.slack.errors import NotAllowed, Outside, Refused, translated
from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone, Throttled
from tests.adapters.slack.town import Town
from tests.emulators.slack.faults import Kind

# Named here, because a traceback shows the lines of a test.
WORDS = "secret words"
HOOK = "secret-hook"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


async def post(town: Town, text: str, channel: str = "C1") -> str:
    answer = await town.calls.call("T1", "chat.postMessage", channel=channel, text=text)
    return str(answer["ts"])


async def test_a_call_gives_what_slack_answers(town: Town) -> None:
    ts = await post(town, "hello")
    found = await town.calls.call("T1", "conversations.history", channel="C1", limit=3, cursor=None)
    assert [message["ts"] for message in found["messages"]] == [ts]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", ChatDown),
        ("timeout", ChatDown),
        (500, ChatDown),
        (503, ChatDown),
        (429, Throttled),
        ({"ok": False, "error": "internal_error"}, ChatDown),
        ({"ok": False, "error": "ratelimited"}, Throttled),
        ({"ok": False, "error": "is_archived"}, PlaceGone),
        ({"ok": False, "error": "channel_not_found"}, Outside),
        ({"ok": False, "error": "token_revoked"}, PlaceGone),
        ({"ok": False, "error": "message_not_found"}, MessageGone),
        ({"ok": False, "error": "cant_update_message"}, MessageGone),
        ({"ok": False, "error": "missing_scope", "needed": "chat:write"}, NotAllowed),
        ({"ok": False, "error": "msg_too_long"}, Refused),
        ({}, ChatDown),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["chat.update", "conversations.info", "reactions.add"])
async def test_every_fault_is_one_of_the_ports_errors(
    town: Town, method: str, kind: Kind, error: type[ChatError]
) -> None:
    town.slack.fail(method, before=kind, times=9, retry_after=60)
    with town.impatient(), pytest.raises(error):
        await town.calls.call("T1", method, channel="C1", ts="1.1", timestamp="1.1", name="one")
    if error is ChatDown and method != "conversations.info":  # reading twice does no harm
        assert len(town.slack.transcript.calls(method)) == 1


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "text/plain"])
@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("body", ["<h1>Bad gateway</h1>", "[1]", '"ok"', "null", "", "{"])
async def test_an_answer_that_is_not_slacks_means_that_nobody_knows(
    town: Town, content_type: str, status: int, body: str
) -> None:
    async def proxy(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=content_type)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", proxy)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    calls = Calls(town.session, url, town.installations, town.pacer)
    try:
        with pytest.raises(ChatDown):
            await calls.call("T1", "chat.postMessage", channel="C1", text="x")
        with pytest.raises(ChatDown):
            await calls.call("T1", "reactions.get", channel="C1")
    finally:
        await runner.cleanup()


async def test_nothing_listens_and_the_chat_is_down(town: Town) -> None:
    calls = Calls(town.session, "http://127.0.0.1:1/api/", town.installations, town.pacer)
    with pytest.raises(ChatDown, match="No answer from Slack"):
        await calls.call("T1", "reactions.get", channel="C1")


@pytest.mark.parametrize(
    ("status", "body", "after", "error"),
    [
        (429, None, "30", Throttled),
        (429, "x", "soon", Throttled),
        (200, {"ok": False, "error": "user_not_found"}, None, PlaceGone),
        (200, {"ok": False, "error": "thread_not_found"}, None, MessageGone),
        (200, {"ok": False, "error": 7}, None, ChatDown),
        (200, {"ok": False, "error": "something_new"}, None, Refused),
        (500, {"ok": False, "error": "something_new"}, None, ChatDown),
    ],
)
def test_codes_are_translated_by_one_table(
    status: int, body: object, after: str | None, error: type[ChatError]
) -> None:
    assert type(translated(status, body, after)) is error


def test_a_refusal_says_where_it_lies() -> None:
    meta = {"messages": ["[ERROR] must be more than 0 characters [/blocks/0]"]}
    refused = translated(200, {"error": "invalid_blocks", "response_metadata": meta})
    assert str(refused) == (
        "Slack says invalid_blocks: [ERROR] must be more than 0 characters [/blocks/0]"
    )


async def test_a_short_pause_is_waited_for_and_a_long_one_passed_on(town: Town) -> None:
    town.slack.fail("reactions.get", before=429, retry_after=2)
    ts = await post(town, "x")
    before = town.time.now
    await town.calls.call("T1", "reactions.get", channel="C1", timestamp=ts)
    assert town.time.now - before == pytest.approx(2)
    town.slack.fail("reactions.get", before=429, retry_after=30)
    with pytest.raises(Throttled) as throttled:
        await town.calls.call("T1", "reactions.get", channel="C1", timestamp=ts)
    assert throttled.value.retry_after == pytest.approx(30)
    asked = len(town.slack.transcript.calls("reactions.get"))
    with pytest.raises(Throttled):
        await town.calls.call("T1", "reactions.get", channel="C1", timestamp=ts)
    assert len(town.slack.transcript.calls("reactions.get")) == asked


async def test_posts_reach_a_channel_in_the_order_of_asking(town: Town) -> None:
    numbers = range(25)
    outcomes = await asyncio.gather(
        *(post(town, str(number)) for number in numbers), return_exceptions=True
    )
    taken = [str(number) for number in numbers if isinstance(outcomes[number], str)]
    assert [seen.text for seen in town.ada.sees(town.room)] == taken
    assert len(taken) >= 3
    assert all(isinstance(one, str | Throttled) for one in outcomes)


async def test_edits_that_wait_are_merged_and_the_newest_wins(town: Town) -> None:
    ts, other = await post(town, "first"), await post(town, "other")

    async def edit(text: str, ts: str = ts) -> str:
        answer = await town.calls.call("T1", "chat.update", channel="C1", ts=ts, text=text)
        return str(answer["text"])

    texts = [f"{number} answered" for number in range(40)]
    shown = await asyncio.gather(*map(edit, texts), edit("another", other))
    assert shown == ["39 answered"] * 40 + ["another"]
    assert [seen.text for seen in town.ada.sees(town.room)] == ["39 answered", "another"]
    assert len(town.slack.transcript.calls("chat.update")) == 2
    assert await edit("and again") == "and again"


async def test_an_edit_asked_for_while_one_is_on_its_way_comes_after_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ts = await post(town, "first")
    sent = asyncio.Event()
    send = town.calls._send

    async def slow(method: str, token: str, arguments: Arguments) -> dict[str, Any]:
        sent.set()
        await asyncio.sleep(0.1)
        return await send(method, token, arguments)

    monkeypatch.setattr(town.calls, "_send", slow)
    edit = town.calls.call
    first = asyncio.create_task(edit("T1", "chat.update", channel="C1", ts=ts, text="older"))
    await sent.wait()
    await edit("T1", "chat.update", channel="C1", ts=ts, text="newer")
    assert (await first)["text"] == "older"
    assert [seen.text for seen in town.ada.sees(town.room)] == ["newer"]


async def test_an_edit_goes_out_though_who_asked_first_has_left(town: Town) -> None:
    ts = await post(town, "first")
    edit = town.calls.call
    first = asyncio.create_task(edit("T1", "chat.update", channel="C1", ts=ts, text="one"))
    second = asyncio.create_task(edit("T1", "chat.update", channel="C1", ts=ts, text="two"))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["text"] == "two"


async def test_all_who_wait_for_an_edit_hear_that_it_failed(town: Town) -> None:
    edit = town.calls.call
    outcomes = await asyncio.gather(
        edit("T1", "chat.update", channel="C1", ts="1.000000", text="one"),
        edit("T1", "chat.update", channel="C1", ts="1.000000", text="two"),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [MessageGone, MessageGone]


async def test_all_calls_use_one_connection(town: Town) -> None:
    opened: list[object] = []
    tracing = aiohttp.TraceConfig()

    async def note(*about: object) -> None:
        opened.append(about)

    tracing.on_connection_create_end.append(note)
    async with aiohttp.ClientSession(trace_configs=[tracing]) as session:
        calls = Calls(session, town.slack.base_url, town.installations, town.pacer)
        for _ in range(5):
            await calls.call("T1", "users.info", user="U1")
            await calls.call("T1", "chat.postMessage", channel="C1", text="x")
    assert len(opened) == 1


async def test_tokens_are_in_no_log_error_or_repr(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    faults: list[Kind] = ["reset", 500, 429, {"ok": False, "error": "invalid_blocks"}, {}]
    shown = [repr(town.calls), repr(town.bot), repr(town.installations)]
    for kind in faults:
        town.slack.fail("chat.postMessage", before=kind, retry_after=60)
        town.time.now += 100
        try:
            await post(town, WORDS)
        except ChatError as error:
            shown += [repr(error), "".join(traceback.format_exception(error))]
    with pytest.raises(ChatError) as gone:
        await town.calls.respond(f"{town.slack.world.base_url}/hooks/{HOOK}", {"text": "x"})
    shown += [repr(gone.value), "".join(traceback.format_exception(gone.value))]
    town.time.now += 100
    await post(town, WORDS)
    written = "\n".join([*shown, caplog.text])
    assert len(shown) == 15
    for secret in (town.grant.token, "xoxb", HOOK, WORDS):
        assert secret not in written


async def test_an_error_keeps_nothing_that_holds_the_token(town: Town) -> None:
    town.slack.fail("chat.update", before={"ok": False, "error": "msg_too_long"})
    with pytest.raises(Refused) as refused:
        await town.calls.call("T1", "chat.update", channel="C1", ts="1.1", text="x")
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_a_workspace_that_removed_us_is_gone(town: Town) -> None:
    await town.acme.uninstall(town.ada)
    with pytest.raises(PlaceGone):
        await post(town, "anybody?")
    with pytest.raises(PlaceGone):
        await town.calls.call("T2", "chat.postMessage", channel="C1", text="anybody?")
