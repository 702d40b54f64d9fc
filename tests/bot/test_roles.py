"""Who hears what: roles of a process against the ways in which chats reach us."""

import pytest

from bot.roles import EVERY_ROLE, Role, check, hears_discord, hears_slack, named
from bot.settings import PREFIX, Settings, SettingsTrouble, load

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
DISCORD = {"DISCORD_TOKEN": "a.b.c"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
        monkeypatch.delenv(field.upper(), raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)
    return load(None)


def test_no_names_are_all_roles() -> None:
    assert named("") == named(" , ") == EVERY_ROLE
    assert named("clock, slack") == {Role.CLOCK, Role.SLACK}


@pytest.mark.parametrize("role", Role)
def test_sockets_are_heard_by_the_role_of_slack_alone(
    monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    assert hears_slack(settings(monkeypatch, **SOCKET), frozenset({role})) == (role is Role.SLACK)


@pytest.mark.parametrize("role", Role)
def test_http_is_heard_by_the_role_of_the_web_alone(
    monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    assert hears_slack(settings(monkeypatch, **HTTP), frozenset({role})) == (role is Role.WEB)


def test_an_app_token_wins_over_a_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    both = settings(monkeypatch, **(SOCKET | HTTP))
    assert hears_slack(both, frozenset({Role.SLACK}))
    assert not hears_slack(both, frozenset({Role.WEB}))


def test_without_slack_nobody_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not hears_slack(settings(monkeypatch), EVERY_ROLE)


@pytest.mark.parametrize("only", ["clock", "web", "slack", "clock,slack", "web,clock"])
def test_with_sockets_any_roles_have_something_to_do(
    monkeypatch: pytest.MonkeyPatch, only: str
) -> None:
    check(settings(monkeypatch, **SOCKET), named(only))


@pytest.mark.parametrize("role", Role)
def test_the_gateway_is_heard_by_the_role_of_discord_alone(
    monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    heard = hears_discord(settings(monkeypatch, **DISCORD), frozenset({role}))
    assert heard == (role is Role.DISCORD)


def test_without_a_token_nobody_hears_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not hears_discord(settings(monkeypatch, **SOCKET), EVERY_ROLE)


@pytest.mark.parametrize("only", ["discord", "slack,discord", "clock", "web", "playground,discord"])
def test_with_discord_s_token_any_roles_have_something_to_do(
    monkeypatch: pytest.MonkeyPatch, only: str
) -> None:
    check(settings(monkeypatch, **DISCORD), named(only))


def test_every_chat_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsTrouble) as trouble:
        check(settings(monkeypatch), named("slack,discord"))
    assert str(trouble.value) == (
        "This process would do nothing: set QUIZSTREAK_SLACK_APP_TOKEN and"
        " QUIZSTREAK_SLACK_BOT_TOKEN to open sockets to Slack, or set QUIZSTREAK_DISCORD_TOKEN to"
        " open Discord's gateway."
    )


@pytest.mark.parametrize("only", ["playground", "playground,slack", "discord"])
def test_roles_whose_chats_are_not_configured_would_do_nothing(
    monkeypatch: pytest.MonkeyPatch, only: str
) -> None:
    with pytest.raises(SettingsTrouble, match="This process would do nothing: set "):
        check(settings(monkeypatch), named(only))


def test_opening_no_sockets_would_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsTrouble, match="by HTTP, so give it the role web"):
        check(settings(monkeypatch, **HTTP), named("slack"))
