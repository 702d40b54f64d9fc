"""Slack's short names of emoji, those of the open emoji-data set.

Slack has no regional indicators, the letters that one reacts with elsewhere: keycap digits stand in
for them, A is 1️⃣ and so on.
"""

import re
from collections.abc import Iterator

_VARIATION = "\N{VARIATION SELECTOR-16}"
_KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
_LETTERS = "ABCDEFG"
_FIRST = ord("\N{REGIONAL INDICATOR SYMBOL LETTER A}")
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven")
_STAND_INS = dict(zip(_LETTERS, _DIGITS, strict=True))
_LETTER_NAMES = {chr(_FIRST + n): name for n, name in enumerate(_DIGITS)}
_KEYCAPS = {letter: f"{n}{_VARIATION}{_KEYCAP}" for n, letter in enumerate(_LETTER_NAMES, start=1)}
_OTHER_NAMES = {
    "👍": "+1",
    "👎": "-1",
    "📝": "memo",
    "🔥": "fire",
    "❄": "snowflake",
    "✅": "white_check_mark",
    "✔": "heavy_check_mark",
    "❌": "x",
    "➖": "heavy_minus_sign",
    "🟡": "large_yellow_circle",
    "💤": "zzz",
    "⏳": "hourglass_flowing_sand",
    "🥇": "first_place_medal",
    "🥈": "second_place_medal",
    "🥉": "third_place_medal",
    "🎉": "tada",
    "👏": "clap",
    "👀": "eyes",
}
_NAMES = _LETTER_NAMES | _OTHER_NAMES
_ALIASES = {
    "thumbsup": "👍",
    "thumbsdown": "👎",
    "pencil": "📝",
    # the only letters that Slack does have, in red squares
    "a": chr(_FIRST),
    "b": chr(_FIRST + 1),
}
_EMOJI = {name: emoji for emoji, name in _NAMES.items()} | _ALIASES
_LETTER_RUN = re.compile(f"([{''.join(_LETTER_NAMES)}])")


def name_of(emoji: str) -> str:
    """Slack's name of a Unicode emoji, without colons. Raises `KeyError` if we have none."""
    return _NAMES[emoji.replace(_VARIATION, "")]


def emoji_of(name: str) -> str:
    """The bare emoji of Slack's name, in whatever skin tone; an unknown `name` as ":name:"."""
    plain, _, _ = name.partition("::skin-tone-")
    return _EMOJI.get(plain, f":{plain}:")


def letter_name(letter: str) -> str | None:
    """The name of what stands in for an option's letter, "A" to "G"."""
    return _STAND_INS.get(letter)


def with_keycaps(text: str) -> str:
    """The text with keycaps in place of regional indicators, where no element can stand."""
    return _LETTER_RUN.sub(lambda found: _KEYCAPS[found[0]], text)


def split(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, and of each whether it is a lone regional indicator."""
    for part in _LETTER_RUN.split(text):
        if part:
            yield part, part in _LETTER_NAMES
