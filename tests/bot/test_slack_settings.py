"""What the settings say about Slack: which belong together, and that no secret is shown."""

from itertools import chain, combinations

import pytest
from cryptography.fernet import Fernet

from bot.settings import PREFIX, REMEDIES, SLACK, Settings, SettingsTrouble, load

KEY, OTHER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
VALUES = {
    "SLACK_BOT_TOKEN": "xoxb-hush",
    "SLACK_APP_TOKEN": "xapp-hush",
    "SLACK_SIGNING_SECRET": "hush-signing",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "hush-client",
    "TOKEN_KEYS": KEY,
}
WAYS = {
    "socket": {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"},
    "http": {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"},
    "many": {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "TOKEN_KEYS"},
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
        monkeypatch.delenv(field.upper(), raising=False)


def set_(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(PREFIX + name, value)


def trouble() -> str:
    with pytest.raises(SettingsTrouble) as raised:
        load(None)
    says = str(raised.value)
    assert "hush" not in says
    assert says.endswith(".")
    return says


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_slack_can_be_set(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    set_(monkeypatch, **{name: VALUES[name] for name in WAYS[way]})
    settings = load(None)
    assert all(getattr(settings, name.lower()) for name in WAYS[way])


def test_slack_s_own_names_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WAYS["socket"]:
        monkeypatch.setenv(name, VALUES[name])
    token = load(None).slack_bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-hush"


def may_be(names: set[str]) -> bool:
    """Said in other words than the program's: what fits one of the three ways and no other."""
    one = "SLACK_BOT_TOKEN" in names
    many = "SLACK_CLIENT_ID" in names
    if one or many:
        fits = (WAYS["socket"] <= names or WAYS["http"] <= names) if one else WAYS["many"] <= names
        strays = {"SLACK_CLIENT_SECRET"} if one else {"SLACK_APP_TOKEN"}
        return fits and not (one and many) and not strays & names
    return names <= {"TOKEN_KEYS"}


SUBSETS = [set(s) for s in chain(*(combinations(VALUES, size) for size in range(7)))]


@pytest.mark.parametrize("names", SUBSETS, ids=lambda names: "+".join(sorted(names)) or "none")
def test_what_cannot_be_together_is_told(monkeypatch: pytest.MonkeyPatch, names: set[str]) -> None:
    set_(monkeypatch, **{name: VALUES[name] for name in names})
    if may_be(names):
        load(None)
    else:
        assert trouble().count(PREFIX + "SLACK_") >= 1


def test_a_name_is_told_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-hush")
    assert trouble() == (
        "SLACK_APP_TOKEN is set without QUIZSTREAK_SLACK_BOT_TOKEN: copy the Bot User OAuth Token,"
        " which begins with xoxb-, from “OAuth & Permissions”."
    )


WRONG = {
    "SLACK_BOT_TOKEN": "xapp-hush",
    "SLACK_APP_TOKEN": "xoxb-hush",
    "TOKEN_KEYS": f"{KEY}, hush",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_secret_is_named_but_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_(monkeypatch, **{name: WRONG[name]})
    assert trouble() == f"{PREFIX}{name} is wrong: {REMEDIES[name.lower()]}."


def test_addresses_lose_or_get_their_closing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    set_(monkeypatch, PUBLIC_URL="https://quiz.example.com/", SLACK_API="https://slack-gov.com/api")
    settings = load(None)
    assert settings.public_url == "https://quiz.example.com"
    assert settings.slack_api == "https://slack-gov.com/api/"


@pytest.mark.parametrize("name", ["PUBLIC_URL", "SLACK_API"])
def test_an_address_without_its_beginning_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    set_(monkeypatch, **{name: "quiz.example.com"})
    assert trouble() == f"{PREFIX}{name} is “quiz.example.com”: {REMEDIES[name.lower()]}."


def test_several_keys_have_commas_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    set_(monkeypatch, TOKEN_KEYS=f"{KEY}, {OTHER_KEY}")
    assert [key.get_secret_value() for key in load(None).token_keys] == [KEY, OTHER_KEY]


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for way in WAYS.values():
        with monkeypatch.context() as patched:
            set_(patched, **{name: VALUES[name] for name in way})
            settings = load(None)
        for shown in (repr(settings), str(settings), settings.model_dump_json()):
            assert "hush" not in shown
            assert KEY not in shown


def test_every_secret_of_slack_is_listed() -> None:
    assert {name.lower() for name in VALUES} == {*SLACK, "token_keys"}


def test_who_talks_to_no_chat_minds_no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-of-another-program")
    monkeypatch.setenv("QUIZSTREAK_SLACK_APP_TOKEN", "xapp-hush")
    settings = load(None, chats=False)
    assert not any(getattr(settings, name) for name in SLACK)
