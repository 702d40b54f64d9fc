"""Which emojis exist."""

import re

from tests.emulators.discord.state import Guild

_PICTURE = (
    "[\u00a9\u00ae\u203c-\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001faff]"
)
_TONE = "[\U0001f3fb-\U0001f3ff]"
_LETTER = "[\U0001f1e6-\U0001f1ff]"
_ONE = f"(?:{_PICTURE}\ufe0f?{_TONE}?\u20e3?)"
_UNICODE = re.compile(
    rf"(?:[0-9#*]\ufe0f?\u20e3|{_LETTER}{{1,2}}|{_ONE}(?:\u200d{_ONE})*[\U000e0020-\U000e007f]*)"
)


def known(emoji: str, guild: Guild | None) -> bool:
    """A character that Unicode draws as a picture, or "name:id" of a custom one."""
    name, colon, id = emoji.partition(":")
    if colon:
        return guild is not None and guild.emojis.get(id) == name
    return bool(_UNICODE.fullmatch(emoji))
