"""Commands, buttons, dialogs and menus become what happened."""

from typing import Any

import pytest

from adapters.slack.events import happened
from adapters.slack.forms import Origin, pack
from adapters.slack.told import Opening
from bot.chat.content import Action
from bot.chat.events import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    HomeOpened,
    ShortcutUsed,
)
from bot.chat.places import MessageRef, Place
from tests.adapters.slack.payloads import (
    ACME,
    FORM,
    NOW,
    PARENT,
    ROOM,
    THREAD,
    Json,
    at,
    event,
    heard,
    press,
    submission,
    told,
)


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
