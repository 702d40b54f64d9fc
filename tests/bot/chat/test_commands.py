"""The words after `/quiz`: what is understood, and what is said of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.commands import ADMINS_ONLY, COMMANDS, Call, Command, Misunderstood, parse, split
from bot.chat.content import CHOICES_LIMIT
from bot.handlers import asking, leagues


def test_no_words_ask_for_help() -> None:
    assert parse(()) == Call("help")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_understood_in_any_case(command: Command) -> None:
    assert parse((command.name,)) == parse((command.name.upper(),)) == Call(command.name)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_can_be_registered(command: Command) -> None:
    """Discord: lower-case names of at most 32 signs, descriptions of 1 to 100."""
    named = [(command.name, command.says), *((o.name, o.says) for o in command.options)]
    for name, says in named:
        assert name.islower()
        assert 1 <= len(name) <= 32
        assert 1 <= len(says) <= 100
    assert all(len(option.choices) <= CHOICES_LIMIT for option in command.options)


def test_only_the_last_option_may_take_the_whole_rest() -> None:
    for command in COMMANDS:
        assert not any(option.whole for option in command.options[:-1])


def test_options_are_found_by_what_they_may_be_in_any_order() -> None:
    assert parse(("leaderboard", "teams")).arguments == {"of": "teams"}
    assert parse(("leaderboard", "Players", "Week")).arguments == {
        "of": "players",
        "window": "week",
    }


def test_a_whole_option_takes_the_rest() -> None:
    call = parse(("team", "create", "The", "Night", "Owls"))
    assert call.arguments == {"deed": "create", "name": "The Night Owls"}


def test_a_code_keeps_its_case() -> None:
    assert parse(("join", "abcd-EFGH")).arguments == {"code": "abcd-EFGH"}


def test_a_misspelt_command_gets_the_nearest() -> None:
    with pytest.raises(Misunderstood) as caught:
        parse(("setings",))
    assert (caught.value.word, caught.value.after) == ("setings", "/quiz")
    assert caught.value.nearest == "settings"


def test_a_misspelt_option_gets_the_nearest_of_its_command() -> None:
    with pytest.raises(Misunderstood) as caught:
        parse(("leaderboard", "weak"))
    assert (caught.value.after, caught.value.nearest) == ("/quiz leaderboard", "week")


def test_a_word_too_many_is_misunderstood() -> None:
    with pytest.raises(Misunderstood) as caught:
        parse(("pause", "please"))
    assert (caught.value.known, caught.value.nearest) == ((), None)


def test_quotes_keep_words_together_and_a_stray_one_is_just_a_sign() -> None:
    assert split('report "the key" is wrong') == ("report", "the key", "is", "wrong")
    assert split("report it's wrong") == ("report", "it's", "wrong")


@given(st.text())
def test_any_text_is_a_call_or_misunderstood(text: str) -> None:
    try:
        call = parse(split(text))
    except Misunderstood as misunderstood:
        assert misunderstood.word in split(text)  # noqa: PT017
    else:
        assert call.command in {command.name for command in COMMANDS}


def test_admins_commands_are_exactly_those_that_change_a_league_or_review_for_it() -> None:
    assert frozenset(leagues.COMMANDS) | {"review"} == ADMINS_ONLY
    assert not ADMINS_ONLY & asking.COMMANDS.keys()
