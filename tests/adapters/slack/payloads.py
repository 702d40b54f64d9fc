"""Slack's payloads as they are written down, for tests to take apart."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from adapters.slack.events import happened
from adapters.slack.forms import Origin, modal
from adapters.slack.told import Deed, Heard
from bot.chat.content import Action, Content, Entry, Form
from bot.chat.events import Event
from bot.chat.places import MessageRef, Person, Place, Workspace

Json = dict[str, Any]
E = TypeVar("E", bound=Event)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ACME = Workspace("slack", "T1")
ADA = Person(ACME, "U1", "Ada")
ROOM = Place(ACME, "C1")
THREAD = Place(ACME, "100.000001", parent="C1")
PARENT = MessageRef(ROOM, "100.000001")
FORM = Form(Action("answer-form", ("7",)), "Your answer", (Entry("answer", "Answer"),))


class Silence:
    """A way back that nobody takes here."""

    async def say(self, content: Content) -> None: ...
    async def replace(self, content: Content) -> None: ...


def at(seconds: int, micros: int = 0) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def heard(body: Mapping[str, Any]) -> Heard:
    return Heard(body, "T1", "", "U0BOT", NOW)


def event(**fields: Any) -> Json:
    return {"type": "event_callback", "team_id": "T1", "event_time": 300, "event": fields}


def told(body: Mapping[str, Any], kind: type[E]) -> E:
    """The event of this kind that came of it."""
    deed = happened(heard(body))
    assert isinstance(deed, Deed)
    found = deed.event(ADA, Silence())
    assert isinstance(found, kind)
    return found


def message(**fields: Any) -> Json:
    usual = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1"}
    return event(**{**usual, "ts": "200.000002", "event_ts": "200.000002", "text": "B", **fields})


def in_thread(**fields: Any) -> Json:
    return message(**{"thread_ts": "100.000001", **fields})


def changed(**fields: Any) -> Json:
    after: Json = {"type": "message", "user": "U1", "ts": "200.000002"}
    after |= {"thread_ts": "100.000001"}
    before = {**after, "text": "B"}
    after |= {"text": "C", "edited": {"user": "U1", "ts": "250.000000"}, **fields}
    return event(
        type="message",
        subtype="message_changed",
        hidden=True,
        channel="C1",
        channel_type="channel",
        ts="250.000009",
        event_ts="250.000009",
        message=after,
        previous_message=before,
    )


def mention(text: str, **fields: Any) -> Json:
    usual = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "200.000002"}
    return event(**{**usual, "event_ts": "200.000002", "text": text, **fields})


def press(**fields: Any) -> Json:
    button = {"type": "button", "action_id": "do:1", "value": "answer:7:B"}
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "name": "ada"},
        "trigger_id": "1.2.3",
        "container": {"type": "message", "message_ts": "100.000001", "channel_id": "C1"},
        "channel": {"id": "C1"},
        "response_url": "https://slack.example/1",
        "actions": [{**button, "action_ts": "210.000003"}],
        **fields,
    }


def submission(**fields: Any) -> Json:
    view = modal(FORM, Origin("C1", "100.000001"))
    state = {"values": {"answer": {"answer": {"type": "plain_text_input", "value": "42"}}}}
    view |= {"state": state, **fields}
    return {"type": "view_submission", "team": None, "user": {"id": "U1"}, "view": view}
