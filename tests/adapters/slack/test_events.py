"""What is written, reacted and lost in Slack becomes what happened, and junk becomes nothing."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.events import happened
from adapters.slack.told import Deed, Renamed, Uninstalled, team_of
from bot.chat.events import (
    CommandGiven,
    PlaceLost,
    ReactionChanged,
    ReplyWritten,
)
from bot.chat.places import MessageRef, Place
from tests.adapters.slack.payloads import (
    ACME,
    ADA,
    PARENT,
    ROOM,
    THREAD,
    Json,
    Silence,
    at,
    changed,
    event,
    heard,
    in_thread,
    mention,
    message,
    press,
    submission,
    told,
)

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
