"""The playground over HTTP: who is let in, what each call does, and what is streamed."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.playground.chat import Playground
from adapters.playground.routes import mount
from bot.chat.commands import COMMANDS
from bot.chat.content import Content, Picture, Text
from bot.chat.events import ButtonPressed, CommandGiven, Event, FormSubmitted, ReplyWritten
from bot.chat.places import MessageRef, Place
from tests.adapters.ears import Ears, listening
from tests.patience import PATIENCE

API = "/playground/api"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(playground: Playground) -> AsyncIterator[Client]:
    app = web.Application()
    mount(app, playground, None)
    async with TestClient(TestServer(app)) as client:
        yield client


async def state(client: Client, person: str = "ada", channel: str = "ml-interviews") -> Any:
    response = await client.get(f"{API}/state", params={"as": person, "channel": channel})
    assert response.status == 200
    return await response.json()


async def error(response: ClientResponse) -> tuple[int, str]:
    sentence = (await response.json())["error"]
    assert sentence.endswith(".")
    return response.status, sentence


async def heard(response: ClientResponse) -> tuple[str, Any]:
    """The next event of a stream, comments left out."""
    kind = ""
    async with asyncio.timeout(PATIENCE):
        async for raw in response.content:
            line = raw.decode().strip()
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            if line.startswith("data: "):
                return kind, json.loads(line.removeprefix("data: "))
    raise EOFError


# Who is let in


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "[::1", ""]
)
async def test_a_foreign_host_name_is_refused(client: Client, host: str) -> None:
    response = await client.get(f"{API}/state", headers={"Host": host})
    assert (await error(response))[0] == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080"])
async def test_this_computers_names_are_let_in(client: Client, host: str) -> None:
    assert (await client.get(f"{API}/state", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://[", ""]
)
async def test_a_foreign_page_changes_nothing(
    client: Client, playground: Playground, ears: Ears, origin: str
) -> None:
    body = {"as": "ada", "channel": "ml-interviews", "text": "boo"}
    response = await client.post(f"{API}/say", json=body, headers={"Origin": origin})
    assert (await error(response))[0] == 403
    assert playground.people.messages("ada", "ml-interviews") == []


async def test_our_own_page_may_post(client: Client, ears: Ears) -> None:
    origin = str(client.make_url("/")).rstrip("/")
    body = {"as": "ada", "channel": "ml-interviews", "text": "hello"}
    response = await client.post(f"{API}/say", json=body, headers={"Origin": origin})
    assert (response.status, await response.json()) == (200, {"ok": True})


async def test_a_form_of_another_site_cannot_pass_as_json(client: Client) -> None:
    body = '{"as": "ada", "channel": "ml-interviews", "text": "boo"}'
    response = await client.post(f"{API}/say", data=body, headers={"Content-Type": "text/plain"})
    assert (await error(response))[0] == 400


# Looking


async def test_the_page_and_its_files_are_served_with_a_policy(client: Client) -> None:
    page = await client.get("/")
    assert page.content_type == "text/html"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    script = await client.get("/playground/static/app.js")
    assert script.status == 200
    assert "javascript" in script.content_type


@pytest.mark.parametrize("name", ["nothing.js", "..%2fchat.py", "%2e%2e", "."])
async def test_no_other_file_is_served(client: Client, name: str) -> None:
    response = await client.get(f"/playground/static/{name}")
    assert response.status == 404


async def test_the_state_has_all_that_the_page_draws(
    client: Client, asked: MessageRef, playground: Playground
) -> None:
    await playground.react(asked, ["🇦"])
    drawn = await state(client, "grace")
    assert drawn["you"] == "grace"
    assert drawn["live"] is drawn["running"] is False
    assert [p["id"] for p in drawn["people"] if p["admin"]] == ["ada"]
    assert [c["name"] for c in drawn["commands"]] == [c.name for c in COMMANDS]
    [message] = drawn["messages"]
    assert message["id"] == asked.id
    assert message["author"] == {"id": "quizstreak", "name": "Quizstreak", "bot": True}
    assert message["reactions"] == [
        {"emoji": "🇦", "count": 1, "mine": False, "people": ["Quizstreak"]}
    ]


async def test_without_parameters_the_first_person_sees_the_first_channel(client: Client) -> None:
    drawn = await (await client.get(f"{API}/state")).json()
    assert drawn["you"] == "ada"


async def test_what_was_looked_at_is_read(
    client: Client, playground: Playground, asked: MessageRef
) -> None:
    assert (await state(client, "ada", "data-team"))["channels"][0]["unread"] == 1
    await state(client, "ada")
    assert (await state(client, "ada", "data-team"))["channels"][0]["unread"] == 0


async def test_a_picture_is_served_by_its_name(
    client: Client, playground: Playground, channel: Place
) -> None:
    await playground.post(channel, Content("plot", Picture(b"\x89PNG", "a plot")), "k")
    url = (await state(client))["messages"][0]["blocks"][0]["url"]
    response = await client.get(url)
    assert (response.content_type, await response.read()) == ("image/png", b"\x89PNG")
    assert (await error(await client.get(f"{API}/picture/none.png")))[0] == 404


async def test_an_unknown_viewer_or_channel_is_not_found(client: Client) -> None:
    for query in ("as=nobody", "as=ada&channel=nowhere", "as=ada&channel=direct-grace"):
        assert (await error(await client.get(f"{API}/state?{query}")))[0] == 404
    assert (await error(await client.get(f"{API}/stream?as=nobody")))[0] == 404


# Deeds


async def test_each_deed_comes_through(client: Client, ears: Ears, asked: MessageRef) -> None:
    async def do(deed: str, **body: object) -> None:
        response = await client.post(f"{API}/{deed}", json=body)
        assert (deed, response.status, await response.json()) == (deed, 200, {"ok": True})

    here = {"as": "grace", "channel": "ml-interviews"}
    mine = {"as": "grace", "message": asked.id}
    await do("say", **here, text="/quiz streak why", thread=None)
    await do("say", **here, text="B", thread=asked.id)
    await do("react", **mine, emoji="🇧", standing=True)
    await do("react", **mine, emoji="🇧", standing=False)
    await do("press", **mine, action="answer:1:B")
    await do("submit", **here, message=asked.id, action="answer-form:1", values={"answer": "2"})
    reply = ears.only(ReplyWritten).message.id
    await do("edit", **{"as": "grace"}, message=reply, text="C")
    await do("delete", **{"as": "grace"}, message=reply)
    await do("archive", **{"as": "ada"}, channel="data-team")
    await do("restore", **{"as": "ada"}, channel="data-team")
    assert ears.only(CommandGiven).words == ("streak", "why")
    assert str(ears.only(ButtonPressed).action) == "answer:1:B"
    assert ears.only(FormSubmitted).values == {"answer": "2", "note": "", "sure": ""}
    assert [event.text for event in ears.all(ReplyWritten)] == ["B", "C", None]


async def test_a_person_is_added_by_name(client: Client) -> None:
    response = await client.post(f"{API}/people", json={"name": "Margaret"})
    added = (await response.json())["id"]
    assert added in [p["id"] for p in (await state(client))["people"]]


@pytest.mark.parametrize(
    ("deed", "body", "status"),
    [
        ("say", {"as": "nobody", "channel": "ml-interviews", "text": "x"}, 404),
        ("say", {"as": "ada", "channel": "nowhere", "text": "x"}, 404),
        ("say", {"as": "ada", "channel": "ml-interviews", "text": "x" * 2001}, 400),
        ("say", {"as": "ada", "channel": "ml-interviews", "text": 7}, 400),
        ("say", {"as": "ada", "channel": "ml-interviews"}, 400),
        ("say", ["ada"], 400),
        ("react", {"as": "ada", "message": "1", "emoji": "👍", "standing": "yes"}, 400),
        ("press", {"as": "ada", "message": "1", "action": "win:1"}, 404),
        ("press", {"as": "ada", "message": "77", "action": "answer:1:A"}, 404),
        ("submit", {"as": "ada", "message": "1", "action": "answer-form:1", "values": []}, 400),
        (
            "submit",
            {"as": "ada", "message": "1", "action": "answer-form:1", "values": {"answer": 1}},
            400,
        ),
        ("submit", {"as": "ada", "message": "1", "action": "other", "values": {}}, 404),
        ("archive", {"as": "grace", "channel": "data-team"}, 403),
        ("clock", {"move": "hour"}, 409),
        ("clock/run", {"weeks": 3}, 409),
        ("clock/stop", {}, 409),
    ],
)
async def test_what_cannot_be_is_answered_with_a_sentence(
    client: Client, ears: Ears, asked: MessageRef, deed: str, body: object, status: int
) -> None:
    assert (await error(await client.post(f"{API}/{deed}", json=body)))[0] == status


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, '{"as": "\\ud800"}', "\xff"])
async def test_what_is_no_json_is_refused(client: Client, body: str) -> None:
    response = await client.post(
        f"{API}/say", data=body.encode("latin-1"), headers={"Content-Type": "application/json"}
    )
    assert (await error(response))[0] == 400


async def test_a_deed_that_the_engine_did_not_take_is_answered_503(
    client: Client, playground: Playground, asked: MessageRef
) -> None:
    async def fail(event: Event) -> None:
        if isinstance(event, ButtonPressed):
            raise ConnectionError("no database")

    async with listening(playground, Ears(fail)):
        body = {"as": "ada", "message": asked.id, "action": "answer:1:A"}
        status, sentence = await error(await client.post(f"{API}/press", json=body))
    assert status == 503
    assert "Try again" in sentence


# The stream


async def test_the_stream_tells_the_clock_and_then_what_changes(
    client: Client, playground: Playground, channel: Place
) -> None:
    async with client.get(f"{API}/stream?as=ada") as stream:
        assert stream.content_type == "text/event-stream"
        assert (await heard(stream))[0] == "clock"
        message = await playground.post(channel, Content("Hi", Text("Hi")), "k")
        kind, data = await heard(stream)
        assert (kind, data["channel"], data["message"]["id"]) == ("changed", channel.id, message.id)
        await playground.retract(message)
        assert await heard(stream) == ("changed", {"channel": channel.id, "message": None})


async def test_the_stream_keeps_private_messages_from_others(
    client: Client, playground: Playground, ears: Ears
) -> None:
    async with client.get(f"{API}/stream?as=ada") as ada:
        await heard(ada)
        await playground.people.say("grace", "ml-interviews", "/quiz me")
        await ears.only(CommandGiven).reply.say(Content("secret"))
        await playground.people.say("grace", "direct-grace", "psst")
        await playground.people.say("grace", "ml-interviews", "for all")
        _, data = await heard(ada)
        assert data["message"]["text"] == "for all"


async def test_a_reply_tells_its_parents_new_count(
    client: Client, playground: Playground, ears: Ears, asked: MessageRef
) -> None:
    async with client.get(f"{API}/stream?as=ada") as stream:
        await heard(stream)
        await playground.people.say("grace", "ml-interviews", "B", asked.id)
        changed = [(await heard(stream))[1]["message"] for _ in range(2)]
    assert [(m["thread"], m["replies"]) for m in changed] == [(asked.id, 0), (None, 1)]


async def test_streams_end_when_the_server_does(client: Client, playground: Playground) -> None:
    async with client.get(f"{API}/stream?as=ada") as stream:
        await heard(stream)
        async with asyncio.timeout(PATIENCE):
            await client.server.close()
        with pytest.raises(EOFError):
            await heard(stream)
