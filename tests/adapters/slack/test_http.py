"""Slack's requests by HTTP: only Slack's are taken, and only young ones."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from adapters.slack.chat import Slack
from adapters.slack.http import mount
from adapters.slack.options import Options
from bot.chat.content import Action, Button, Buttons, Content, Entry, Form, Text
from bot.chat.events import CommandGiven, Event, FormSubmitted, ReactionChanged, Reconnected
from tests.adapters.ears import Ears, listening
from tests.adapters.slack.hearing import options, served
from tests.adapters.slack.post import Post
from tests.adapters.slack.town import Town

EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {
        "type": "reaction_added",
        "user": "U1",
        "reaction": "one",
        "item": {"type": "message", "channel": "C1", "ts": "1732100000.000100"},
        "event_ts": "1732100001.000200",
    },
}


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def post(town: Town) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as session:
        chat = Slack(options(town, by_socket=False), None, town.slack.clock.now, town.pacer)
        ears = Ears()
        async with chat, served(chat) as url, listening(chat, ears):
            yield Post(town.slack, ears, session, f"{url}/slack/events")


async def test_what_slack_signed_is_taken(post: Post) -> None:
    assert await post.send(json.dumps(EVENT)) == 200
    assert post.ears.only(ReactionChanged).emoji == "🇦"


async def test_a_bad_signature_is_refused(post: Post) -> None:
    assert await post.send(json.dumps(EVENT), secret="another") == 401
    assert not post.ears.all(ReactionChanged)


async def test_a_request_without_a_signature_is_refused(post: Post) -> None:
    async with post.session.post(post.url, json=EVENT) as response:
        assert response.status == 401


@pytest.mark.parametrize("age", [timedelta(minutes=6), -timedelta(minutes=6)])
async def test_a_request_of_more_than_five_minutes_is_refused(post: Post, age: timedelta) -> None:
    assert await post.send(json.dumps(EVENT), age=age) == 401
    assert not post.ears.all(ReactionChanged)


async def test_a_request_of_four_minutes_is_taken(post: Post) -> None:
    assert await post.send(json.dumps(EVENT), age=timedelta(minutes=4)) == 200


@pytest.mark.parametrize("body", ["[1, 2]", "{broken", '"text"', '{"event": 7}', "payload=7", ""])
async def test_what_has_no_shape_harms_nobody(post: Post, body: str) -> None:
    assert 400 <= await post.send(body, secret="another") < 500
    assert await post.send(body) < 600
    assert await post.send(json.dumps(EVENT)) == 200


async def test_bytes_that_are_no_text_are_refused(post: Post) -> None:
    async with post.session.post(post.url, data=b"\xff\xfe\x00") as response:
        assert response.status == 400


async def test_slack_may_verify_the_address(post: Post) -> None:
    post.slack.events_to(post.url)
    await post.slack.verify()


async def test_a_retry_of_what_was_taken_is_acknowledged_and_dropped(post: Post) -> None:
    assert await post.send(json.dumps(EVENT)) == 200
    again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert await post.send(json.dumps(EVENT), more=again) == 200
    assert len(post.ears.all(ReactionChanged)) == 1


async def test_what_nobody_took_is_an_error_so_that_slack_tries_again(post: Post) -> None:
    async def fail(_: Event) -> None:
        raise ConnectionError("the database is away")

    post.ears.then = fail
    assert await post.send(json.dumps(EVENT)) == 500
    post.ears.then = None
    assert await post.send(json.dumps(EVENT)) == 200
    assert len(post.ears.all(ReactionChanged)) == 2


async def test_an_unknown_event_is_acknowledged(post: Post) -> None:
    assert await post.send(json.dumps(EVENT | {"event": {"type": "emoji_changed"}})) == 200
    assert await post.send(json.dumps({"type": "view_closed", "team": {"id": "T1"}})) == 200


async def test_before_anybody_listens_slack_shall_come_again() -> None:
    async with Town() as town, aiohttp.ClientSession() as session:
        chat = Slack(options(town, by_socket=False), None, town.slack.clock.now, town.pacer)
        async with chat, served(chat) as url:
            post = Post(town.slack, Ears(), session, f"{url}/slack/events")
            assert await post.send(json.dumps(EVENT)) == 500
            assert not chat.healthy()


async def test_a_deed_without_a_time_has_that_of_the_second_in_which_slack_sent_it(
    post: Post,
) -> None:
    fields = {"command": "/quiz", "text": "", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
    sent = post.slack.clock.now().replace(microsecond=0)
    for minutes in (0, 4):
        body = json.dumps(fields)
        assert await post.send(body, age=timedelta(minutes=minutes)) == 200
    now, late = (event.at for event in post.ears.all(CommandGiven))
    assert abs(now - sent) < timedelta(seconds=1.5)
    assert abs(late - (sent - timedelta(minutes=4))) < timedelta(seconds=1.5)


async def test_a_dialog_sent_before_closing_is_not_late_when_it_takes_long(
    town: Town, post: Post
) -> None:
    form = Form(Action("answer-form", ("7",)), "Answer", (Entry("answer", "Answer"),))
    question = Content("q", Text("q"), Buttons((Button("Answer…", form),)))
    town.slack.events_to(post.url)

    async def answer(event: Event) -> None:
        if isinstance(event, CommandGiven):
            await event.reply.say(question)

    post.ears.then = answer
    await town.ada.command(town.room, "/quiz")
    [asked] = town.ada.sees(town.room)
    await town.ada.press(town.room, asked.ts, "Answer…")
    before = town.slack.clock.now()
    await town.ada.submit({"answer": "1"})
    at = post.ears.only(FormSubmitted).at
    assert before.replace(microsecond=0) <= at <= town.slack.clock.now()


async def test_withheld_events_are_looked_for(post: Post) -> None:
    minute = int(post.slack.clock.now().timestamp()) - 60
    limited = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": minute}
    assert await post.send(json.dumps(limited)) == 200
    again = post.ears.all(Reconnected)[-1]
    assert int(again.since.timestamp()) == minute


def test_requests_that_could_not_be_checked_get_no_address() -> None:
    with pytest.raises(ValueError, match="signing secret"):
        mount(web.Application(), Slack(Options(bot_token="xoxb-1"), None, _never))


def test_with_sockets_there_is_no_address() -> None:
    app = web.Application()
    mount(app, Slack(Options(bot_token="xoxb-1", app_token="xapp-1"), None, _never))
    assert not list(app.router.routes())


def _never() -> datetime:
    raise AssertionError
