"""What the settings say about Discord: which fit together, and that the token is not shown."""

import pytest

from bot.lines import discord_options, tidied
from bot.settings import DISCORD, PREFIX, REMEDIES, Settings, SettingsTrouble, load

TOKEN = "hush.hush-2.hush_3"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in (*Settings.model_fields, "discord_bot_token"):
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


def test_without_a_token_there_is_no_bot() -> None:
    assert discord_options(load(None)) is None


def test_a_token_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    set_(monkeypatch, DISCORD_TOKEN=TOKEN)
    options = discord_options(load(None))
    assert options is not None
    assert (options.token, options.api) == (TOKEN, "https://discord.com/api/v10")
    assert (options.gateway, options.message_content) == ("", False)
    assert (options.shard_ids, options.shard_count) == ((), None)
    assert options.requests_per_second == 48
    assert (options.tidy_reactions, tidied(load(None))) == (False, frozenset())


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "DISCORD_BOT_TOKEN", PREFIX + "DISCORD_TOKEN"])
def test_the_token_may_have_any_usual_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, TOKEN)
    token = load(None).discord_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_our_name_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "other.other.other")
    monkeypatch.setenv("DISCORD_TOKEN", "another.another.another")
    set_(monkeypatch, DISCORD_TOKEN=TOKEN)
    token = load(None).discord_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    set_(
        monkeypatch,
        DISCORD_TOKEN=TOKEN,
        DISCORD_API="https://discord.example.com/api/v10/",
        DISCORD_GATEWAY="wss://gateway.example.com",
        DISCORD_MESSAGE_CONTENT="true",
        DISCORD_TIDY_REACTIONS="true",
        DISCORD_SHARD_IDS="4",
        DISCORD_SHARD_COUNT="8",
        DISCORD_REQUESTS_PER_SECOND="24.5",
    )
    options = discord_options(load(None))
    assert options is not None
    assert options.api == "https://discord.example.com/api/v10"
    assert (options.gateway, options.message_content) == ("wss://gateway.example.com", True)
    assert (options.shard_ids, options.shard_count) == ((4,), 8)
    assert options.requests_per_second == 24.5
    assert options.tidy_reactions
    assert tidied(load(None)) == {"discord", "playground"}


SHARDS = {
    "0": (0,),
    "0,1": (0, 1),
    "0-3": (0, 1, 2, 3),
    " 3 , 0 - 1, 3,": (0, 1, 3),
    "5-5": (5,),
}


@pytest.mark.parametrize("text", SHARDS)
def test_shards_are_numbers_and_ranges(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_SHARD_COUNT", "6")
    monkeypatch.setenv("DISCORD_SHARD_IDS", text)
    assert load(None).discord_shard_ids == SHARDS[text]


WRONG = {
    "DISCORD_API": ["discord.com/api", "ftp://discord.com"],
    "DISCORD_GATEWAY": ["https://gateway.discord.gg", "gateway.discord.gg"],
    "DISCORD_MESSAGE_CONTENT": ["perhaps"],
    "DISCORD_TIDY_REACTIONS": ["always"],
    "DISCORD_SHARD_IDS": ["one", "-1", "3-0", "0-", "0..3", "0;1", "99999", "０"],
    "DISCORD_SHARD_COUNT": ["0", "-1", "10001", "many", "1.5"],
    "DISCORD_REQUESTS_PER_SECOND": ["0", "51", "-3", "fast", "nan"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n in WRONG for v in WRONG[n]])
def test_a_wrong_value_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    set_(monkeypatch, **{name: value})
    assert trouble() == f"{PREFIX}{name} is “{value}”: {REMEDIES[name.lower()]}."


@pytest.mark.parametrize(
    "value", ["hush", "hush.hush", "Bot hush.hush.hush", "hush.hush.hush.", ".."]
)
def test_what_is_no_token_is_named_but_not_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("DISCORD_BOT_TOKEN", value)
    assert trouble() == f"DISCORD_BOT_TOKEN is wrong: {REMEDIES['discord_token']}."


CLASHES = {
    "ids without a count": (
        {"DISCORD_TOKEN": TOKEN, "DISCORD_SHARD_IDS": "0"},
        "QUIZSTREAK_DISCORD_SHARD_IDS is set without QUIZSTREAK_DISCORD_SHARD_COUNT: write how",
    ),
    "ids without a token": (
        {"DISCORD_SHARD_IDS": "0", "DISCORD_SHARD_COUNT": "2"},
        "QUIZSTREAK_DISCORD_SHARD_IDS is set without QUIZSTREAK_DISCORD_TOKEN: copy",
    ),
    "a count without a token": (
        {"DISCORD_SHARD_COUNT": "2"},
        "QUIZSTREAK_DISCORD_SHARD_COUNT is set without QUIZSTREAK_DISCORD_TOKEN: copy",
    ),
    "a shard beyond the count": (
        {"DISCORD_TOKEN": TOKEN, "DISCORD_SHARD_IDS": "1-4", "DISCORD_SHARD_COUNT": "3"},
        (
            "QUIZSTREAK_DISCORD_SHARD_IDS names shard 3, but QUIZSTREAK_DISCORD_SHARD_COUNT is 3:"
            " shards are counted from 0 to 2."
        ),
    ),
}


@pytest.mark.parametrize("case", CLASHES)
def test_what_cannot_be_together_is_told(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    values, says = CLASHES[case]
    set_(monkeypatch, **values)
    assert trouble().startswith(says)


def test_a_count_alone_is_that_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    set_(monkeypatch, DISCORD_TOKEN=TOKEN, DISCORD_SHARD_COUNT="3")
    assert load(None).discord_shard_count == 3


def test_the_token_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    set_(monkeypatch, DISCORD_TOKEN=TOKEN)
    settings = load(None)
    for shown in (
        repr(settings),
        str(settings),
        settings.model_dump_json(),
        repr(discord_options(settings)),
    ):
        assert "hush" not in shown


def test_who_talks_to_no_chat_minds_no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "of another program")
    monkeypatch.setenv("DISCORD_SHARD_IDS", "all")
    set_(monkeypatch, DISCORD_SHARD_COUNT="none")
    settings = load(None, chats=False)
    assert not any(getattr(settings, name) for name in DISCORD)
