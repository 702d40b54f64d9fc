"""Slack's payloads, as they are written down and as no one foresaw, become what happened."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.events import happened
from adapters.slack.forms import Origin, modal, pack
from adapters.slack.told import Deed, Heard, Opening, Renamed, Uninstalled, team_of
from bot.chat.content import Action, Content, Entry, Form
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    HomeOpened,
    PlaceLost,
    ReactionChanged,
    ReplyWritten,
    ShortcutUsed,
)
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


# Reactions


def test_a_reaction_with_its_time_to_the_microsecond() -> None:
    body = event(
        type="reaction_added",
        user="W1",
        reaction="one::skin-tone-3",
        item={"type": "message", "channel": "C1", "ts": "100.000001"},
        event_ts="1732100000.000100",
    )
    found = told(body, ReactionChanged)
    assert found.at == at(1732100000, 100)
    assert (found.emoji, found.standing, found.message) == ("🇦", True, PARENT)


@pytest.mark.parametrize(
    "item", [{"type": "file", "file": "F1"}, {}, None, {"type": "message", "channel": "C1"}]
)
def test_a_reaction_on_anything_but_a_message_is_left_alone(item: Any) -> None:
    body = event(type="reaction_added", user="U1", reaction="one", item=item, event_ts="200.000002")
    assert happened(heard(body)) is None


# Replies


@pytest.mark.parametrize("subtype", [None, "thread_broadcast", "file_share", "me_message"])
def test_what_people_write_in_a_thread_is_a_reply(subtype: str | None) -> None:
    found = told(in_thread(subtype=subtype), ReplyWritten)
    assert (found.text, found.at) == ("B", at(200, 2))
    assert (found.message, found.parent) == (MessageRef(THREAD, "200.000002"), PARENT)


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "channel_join"},
        {"subtype": "message_replied"},
        {"subtype": "bot_message", "bot_id": "B9"},
        {"bot_id": "B9"},
        {"user": "U0BOT"},
        {"user": None},
        {"ts": "100.000001"},
        {"thread_ts": None},
        {"ts": None},
        {"ts": "soon"},
        {"channel": None},
    ],
    ids=str,
)
def test_what_is_no_reply_of_a_person_is_left_alone(fields: Json) -> None:
    assert happened(heard(in_thread(**fields))) is None


def test_slacks_way_of_writing_is_undone() -> None:
    text = "<@U0BOT> a &lt; b &amp;&amp; see <http://model.fit|model.fit>, <@U2>"
    assert told(in_thread(text=text), ReplyWritten).text == "a < b && see model.fit, @U2"


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


def test_an_edit_is_the_same_reply_at_the_time_of_the_edit() -> None:
    found = told(changed(), ReplyWritten)
    assert (found.text, found.at) == ("C", at(250, 9))
    assert found.message == MessageRef(THREAD, "200.000002")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "B"},  # a link was unfolded
        {"thread_ts": "200.000002"},  # the message that a thread hangs under
        {"bot_id": "B1", "user": "U0BOT"},
        {"subtype": "tombstone", "user": "USLACKBOT", "thread_ts": "200.000002"},
    ],
    ids=str,
)
def test_other_changes_are_left_alone(fields: Json) -> None:
    assert happened(heard(changed(**fields))) is None


def test_a_deleted_reply_has_no_text() -> None:
    body = event(
        type="message",
        subtype="message_deleted",
        channel="C1",
        channel_type="channel",
        deleted_ts="200.000002",
        event_ts="260.000000",
        previous_message={"user": "U1", "ts": "200.000002", "thread_ts": "100.000001"},
    )
    found = told(body, ReplyWritten)
    assert (found.text, found.at, found.message.id) == (None, at(260), "200.000002")


# Words to us


def mention(text: str, **fields: Any) -> Json:
    usual = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "200.000002"}
    return event(**{**usual, "event_ts": "200.000002", "text": text, **fields})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0BOT> practice trees", ("practice", "trees")),
        ("hi <@U0BOT|quizstreak>   LEADERBOARD week", ("LEADERBOARD", "week")),
        ("<@U0BOT>", ()),
        ("<@U0BOT> what can you do?", ("what", "can", "you", "do?")),
        ("<@U2> and <@U0BOT> me", ("me",)),
    ],
)
def test_a_mention_is_a_command(text: str, words: tuple[str, ...]) -> None:
    found = told(mention(text), CommandGiven)
    assert (found.words, found.place, found.at) == (words, ROOM, at(200, 2))


def test_a_mention_in_a_thread_with_other_words_is_a_reply() -> None:
    found = told(mention("<@U0BOT> B", thread_ts="100.000001"), ReplyWritten)
    assert (found.text, found.at, found.parent) == ("B", at(200, 2), PARENT)


def test_an_edited_mention_in_a_thread_is_an_edited_reply() -> None:
    edited = {"edited": {"user": "U1", "ts": "250.000000"}, "event_ts": "250.000009"}
    found = told(mention("<@U0BOT> C", thread_ts="100.000001", **edited), ReplyWritten)
    assert (found.text, found.at) == ("C", at(250, 9))


def test_a_command_is_not_obeyed_again_when_it_is_edited() -> None:
    assert happened(heard(mention("<@U0BOT> me", edited={"ts": "250.000000"}))) is None


def test_a_command_by_mention_in_a_thread_is_told_once() -> None:
    text = "<@U0BOT> help"
    assert told(mention(text, thread_ts="100.000001"), CommandGiven).place == THREAD
    assert happened(heard(in_thread(text=text))) is None


@pytest.mark.parametrize("text", ["practice trees", "/quiz practice trees", "Quiz practice trees"])
def test_what_is_written_to_us_alone_is_a_command(text: str) -> None:
    found = told(message(channel="D1", channel_type="im", text=text), CommandGiven)
    assert (found.words, found.place) == (("practice", "trees"), Place(ACME, "D1"))


@pytest.mark.parametrize("fields", [{"subtype": "file_share"}, {"bot_id": "B1"}], ids=str)
def test_what_else_is_in_that_conversation_is_left_alone(fields: Json) -> None:
    assert happened(heard(message(channel="D1", channel_type="im", **fields))) is None


def test_a_slash_command_has_the_words_that_were_quoted() -> None:
    body = {
        "command": "/quiz",
        "text": 'practice "k &lt; n" 3',
        "team_id": "T1",
        "user_id": "W1",
        "user_name": "ada",
        "channel_id": "C1",
        "is_enterprise_install": "false",
        "response_url": "https://slack.example/1",
    }
    found = told(body, CommandGiven)
    assert (found.words, found.place, found.at) == (("practice", "k < n", "3"), ROOM, NOW)


# Buttons, dialogs, menus


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


def test_a_press_has_the_time_of_the_press() -> None:
    found = told(press(), ButtonPressed)
    assert (found.action, found.at) == (Action("answer", ("7", "B")), at(210, 3))
    assert found.message == PARENT


def test_a_press_in_a_thread_names_the_thread() -> None:
    box = {"message_ts": "200.000002", "thread_ts": "100.000001", "channel_id": "C1"}
    assert told(press(container=box), ButtonPressed).message == MessageRef(THREAD, "200.000002")


def test_the_message_that_a_thread_hangs_under_is_in_the_channel() -> None:
    box = {"message_ts": "100.000001", "thread_ts": "100.000001", "channel_id": "C1"}
    assert told(press(container=box), ButtonPressed).message == PARENT


@pytest.mark.parametrize(
    "fields",
    [
        {"actions": []},
        {"actions": None},
        {"actions": [{"action_id": "link", "value": "x"}]},
        {"actions": [{"action_id": "do:1"}]},
        {"actions": [{"action_id": "open:1", "value": "no form"}]},
        {"user": None},
        {"container": {}, "channel": None},
        {"container": {"type": "view"}, "channel": None, "view": {"type": "modal"}},
    ],
    ids=str,
)
def test_other_presses_are_left_alone(fields: Json) -> None:
    assert happened(heard(press(**fields))) is None


def opening(**fields: Any) -> Opening:
    button = {"action_id": "open:2", "value": pack(FORM)}
    found = happened(heard(press(actions=[button], **fields)))
    assert isinstance(found, Opening)
    return found


def test_a_dialogs_button_opens_it_and_remembers_the_place() -> None:
    found = opening()
    assert (found.trigger, found.form) == ("1.2.3", FORM)
    assert found.origin == Origin("C1", "", "100.000001", "https://slack.example/1")


def test_a_private_message_is_not_remembered_for_slack_cannot_find_it() -> None:
    box = {"message_ts": "100.000001", "channel_id": "C1", "is_ephemeral": True}
    assert opening(container=box).origin == Origin("C1", "", "", "https://slack.example/1")


def test_the_page_has_the_conversation_beside_it() -> None:
    view = {"type": "home", "id": "V1", "private_metadata": "D1"}
    box = {"container": {"type": "view", "view_id": "V1"}, "channel": None, "view": view}
    assert opening(**box, response_url=None).origin == Origin("D1", page=True)
    assert told(press(**box), ButtonPressed).message == MessageRef(Place(ACME, "D1"), "V1")


def submission(**fields: Any) -> Json:
    view = modal(FORM, Origin("C1", "100.000001"))
    state = {"values": {"answer": {"answer": {"type": "plain_text_input", "value": "42"}}}}
    view |= {"state": state, **fields}
    return {"type": "view_submission", "team": None, "user": {"id": "U1"}, "view": view}


def test_a_dialog_comes_back_to_where_it_was_opened() -> None:
    found = told(submission(), FormSubmitted)
    assert (found.action, found.values) == (FORM.action, {"answer": "42"})
    assert (found.place, found.at) == (THREAD, NOW)


@pytest.mark.parametrize("meta", ["", "{}", "[]", "7", None, '{"channel": 7, "who": 1}'])
def test_a_dialog_that_is_not_ours_is_left_alone(meta: Any) -> None:
    assert happened(heard(submission(private_metadata=meta))) is None


def test_a_menus_entry_names_the_message() -> None:
    body = {
        "type": "message_action",
        "callback_id": "practise-later",
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "message": {"ts": "200.000002", "thread_ts": "100.000001"},
        "action_ts": "220.000000",
    }
    found = told(body, ShortcutUsed)
    assert (found.shortcut, found.at) == ("practise-later", at(220))
    assert found.message == MessageRef(THREAD, "200.000002")
    assert happened(heard({**body, "callback_id": "another-app's"})) is None


def test_only_the_home_tab_is_the_page() -> None:
    fields = {"type": "app_home_opened", "user": "U1", "channel": "D1", "event_ts": "230.000000"}
    assert told(event(**fields, tab="home"), HomeOpened).at == at(230)
    assert happened(heard(event(**fields, tab="messages"))) is None


# Channels, workspaces, people


@pytest.mark.parametrize(
    "kind",
    [
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "group_archive",
        "group_deleted",
        "group_left",
    ],
)
def test_a_channel_that_is_gone_is_lost(kind: str) -> None:
    body = event(type=kind, channel="C1", event_ts="240.000000")
    assert happened(heard(body)) == PlaceLost(at(240), ROOM)


def test_only_our_own_leaving_loses_a_channel() -> None:
    fields = {"type": "member_left_channel", "channel": "C1", "event_ts": "240.000000"}
    assert happened(heard(event(**fields, user="U0BOT"))) == PlaceLost(at(240), ROOM)
    assert happened(heard(event(**fields, user="U1"))) is None


def test_an_uninstall_and_our_revoked_tokens_put_us_out() -> None:
    out = Uninstalled(at(300), "T1", "")
    assert happened(heard(event(type="app_uninstalled"))) == out
    revoked = event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": ["U0BOT"]})
    assert happened(heard(revoked)) == out
    of_people = event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []})
    assert happened(heard(of_people)) is None


def test_who_changed_is_told() -> None:
    user = {"id": "U1", "profile": {"display_name": "Countess"}}
    assert happened(heard(event(type="user_change", user=user))) == Renamed(user)


# Whose it is


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team": {"id": "T1"}}, "T1"),
        ({"team": None, "user": {"id": "W1", "team_id": "T1"}}, "T1"),
        ({"team_id": "T2", "authorizations": [{"team_id": "T1"}]}, "T1"),
        ({"team_id": "T1", "authorizations": [{"team_id": None, "enterprise_id": "E1"}]}, "T1"),
        ({"team_id": "E1", "context_team_id": "T1"}, "T1"),
        ({"team": {"id": "T2"}, "view": {"app_installed_team_id": "T1"}}, "T1"),
        ({"team_id": None, "enterprise_id": "E1"}, ""),
        ({"team_id": "E1"}, ""),
        ({"team": 7, "authorizations": [7], "view": []}, ""),
    ],
    ids=str,
)
def test_the_workspace_is_that_of_our_installation(body: Json, team: str) -> None:
    assert team_of(body) == team


# Whatever comes

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
SOUND = [
    event(
        type="reaction_added",
        user="U1",
        reaction="one",
        item={"type": "message", "channel": "C1", "ts": "100.000001"},
        event_ts="200.000002",
    ),
    in_thread(),
    changed(),
    mention("<@U0BOT> help"),
    press(),
    submission(),
    event(type="tokens_revoked", tokens={"bot": ["U0BOT"]}),
]


@given(st.sampled_from(SOUND), st.data())
def test_no_payload_makes_us_stumble(sound: Json, data: st.DataObject) -> None:
    body = deepcopy(sound)
    _spoil(body, data)
    what = happened(heard(body))
    if isinstance(what, Deed):
        what.event(ADA, Silence())
    team_of(body)


def _spoil(part: Json, data: st.DataObject) -> None:
    """Replace something in it, somewhere, by anything."""
    key = data.draw(st.sampled_from(sorted(part)))
    inner = part[key][0] if isinstance(part[key], list) and part[key] else part[key]
    if isinstance(inner, dict) and inner and data.draw(st.booleans()):
        _spoil(inner, data)
    else:
        part[key] = data.draw(JUNK)
