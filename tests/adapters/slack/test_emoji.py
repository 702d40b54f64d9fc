"""Slack's names of emoji."""

import re
from pathlib import Path

import pytest

import bot
from adapters.slack.emoji import emoji_of, letter_name, name_of, split, with_keycaps
from bot.quiz.answers import LETTER_EMOJI, letter_of
from tests.emulators.slack.emojis import is_emoji

_EMOJI = re.compile("[\U0001f000-\U0001faff❄➖✅❌✔⭐⏳⌛]")


def used() -> set[str]:
    """Every emoji that stands in the bot's own source, and the letters that it makes."""
    sources = [path.read_text(encoding="utf-8") for path in Path(bot.__path__[0]).rglob("*.py")]
    return {*LETTER_EMOJI.values(), *(sign for text in sources for sign in _EMOJI.findall(text))}


def test_every_emoji_that_the_bot_uses_has_a_name_that_slack_knows() -> None:
    assert {"📝", "🔥", "❄", "➖"} < used()
    assert [emoji for emoji in used() if not is_emoji(name_of(emoji))] == []


def test_a_name_leads_back_to_its_emoji() -> None:
    assert {emoji: emoji_of(name_of(emoji)) for emoji in used()} == {e: e for e in used()}


@pytest.mark.parametrize(
    ("name", "emoji"),
    [
        ("one", "🇦"),
        ("seven", "🇬"),
        ("a", "🇦"),
        ("b", "🇧"),
        ("+1::skin-tone-3", "👍"),
        ("thumbsup", "👍"),
        ("memo", "📝"),
        ("party-parrot", ":party-parrot:"),
        ("eight", ":eight:"),
    ],
)
def test_a_reaction_is_read_as_a_bare_emoji(name: str, emoji: str) -> None:
    assert emoji_of(name) == emoji


def test_reacting_with_a_letter_s_stand_in_answers_that_letter() -> None:
    for letter in LETTER_EMOJI:
        name = letter_name(letter)
        assert name is not None
        assert letter_of(emoji_of(name)) == letter
    assert letter_name("H") is None


def test_an_emoji_is_named_with_or_without_its_variation() -> None:
    assert name_of("❄️") == name_of("❄") == "snowflake"


def test_an_emoji_without_a_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        name_of("🦄")


def test_letters_in_a_text_are_found() -> None:
    assert list(split("x🇦🇧 🇿")) == [("x", False), ("🇦", True), ("🇧", True), (" 🇿", False)]
    assert with_keycaps("x🇦🇿") == "x1️⃣🇿"
