"""The manifest asks for what we use, and for nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.manifest import EVENTS, METHODS, Wanted, events, manifest, scopes
from bot.chat.commands import SHORTCUTS

ADAPTER = Path(__file__).parents[3] / "adapters/slack"
FAMILIES = "api|apps|auth|bookmarks|bots|chat|conversations|emoji|files|oauth|pins|reactions|team"
A_METHOD = rf'"((?:{FAMILIES}|users|usergroups|views)\.[a-zA-Z0-9.]+)"'
TABLES = {"calls.py", "manifest.py", "pacing.py"}
"""They name methods that others call."""


def sources() -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in ADAPTER.glob("*.py")
        if path.name not in TABLES
    }


def test_it_knows_every_method_that_the_adapter_calls() -> None:
    called = set(re.findall(A_METHOD, "".join(sources().values())))
    assert called - METHODS.keys() == set()


def test_every_event_of_the_manifest_is_one_that_the_adapter_takes() -> None:
    text = "".join(sources().values())
    names = {name.split(".")[0] for name in EVENTS}
    assert [name for name in sorted(names) if f'"{name}"' not in text] == []


def test_everything_is_asked_for_by_default() -> None:
    assert scopes() == [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:read",
        "reactions:write",
        "users:read",
    ]
    assert set(events()) == EVENTS.keys()


def test_history_is_not_asked_for_without_threads() -> None:
    assert set(scopes()) - set(scopes(threads=False)) == {"channels:history", "groups:history"}
    assert set(events()) - set(events(threads=False)) == {"message.channels", "message.groups"}


def test_reactions_are_not_asked_for_without_that_door() -> None:
    assert set(scopes()) - set(scopes(reactions=False)) == {"reactions:read"}
    assert set(events()) - set(events(reactions=False)) == {"reaction_added", "reaction_removed"}


def test_a_reply_in_a_thread_is_acknowledged_by_a_reaction() -> None:
    assert "reactions:write" in scopes(reactions=False)
    assert "reactions:write" not in scopes(reactions=False, threads=False)


@pytest.mark.parametrize("reactions", [True, False])
@pytest.mark.parametrize("threads", [True, False])
def test_every_event_s_permissions_are_asked_for(reactions: bool, threads: bool) -> None:
    asked = set(scopes(reactions=reactions, threads=threads))
    for name in events(reactions=reactions, threads=threads):
        assert set(EVENTS[name]) <= asked


def addresses(part: object) -> list[str]:
    if isinstance(part, dict):
        return [found for value in part.values() for found in addresses(value)]
    if isinstance(part, list):
        return [found for value in part for found in addresses(value)]
    return [part] if isinstance(part, str) and "://" in part else []


def test_in_socket_mode_it_names_no_address() -> None:
    found = manifest(Wanted())
    assert found["settings"]["socket_mode_enabled"] is True
    assert addresses(found) == []


def test_by_http_every_address_is_ours() -> None:
    found = manifest(Wanted(url="https://quiz.example.com/"))
    assert found["settings"]["socket_mode_enabled"] is False
    assert sorted(addresses(found)) == [
        "https://quiz.example.com/slack/events",
        "https://quiz.example.com/slack/events",
        "https://quiz.example.com/slack/events",
        "https://quiz.example.com/slack/oauth_redirect",
    ]


def test_texts_keep_slack_s_limits() -> None:
    found: dict[str, Any] = manifest(Wanted())
    assert len(found["display_information"]["name"]) <= 35
    assert len(found["display_information"]["description"]) <= 140
    assert len(found["features"]["shortcuts"]) == len(SHORTCUTS) <= 10
    for shortcut in found["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_the_command_may_have_another_name() -> None:
    [command] = manifest(Wanted(command="/ml-quiz"))["features"]["slash_commands"]
    assert command["command"] == "/ml-quiz"


def test_tokens_change_by_themselves_only_when_asked_for() -> None:
    assert not manifest(Wanted())["settings"]["token_rotation_enabled"]
    many = Wanted(url="https://quiz.example.com", rotation=True)
    assert manifest(many)["settings"]["token_rotation_enabled"]
    with pytest.raises(ValueError, match="so it must not change: leave"):
        Wanted(rotation=True)


@pytest.mark.parametrize("command", ["quiz", "/Quiz", "/two words", "/", "/" + "q" * 32])
def test_what_is_no_command_is_refused(command: str) -> None:
    with pytest.raises(ValueError, match="is no command: write"):
        Wanted(command=command)


def test_an_address_that_slack_would_not_call_is_refused() -> None:
    with pytest.raises(ValueError, match="Slack wants an https:// address"):
        Wanted(url="http://quiz.example.com")
