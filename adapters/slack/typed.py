"""What somebody typed, read from the way in which Slack writes it down."""

import re

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
"""A mention, or a link that Slack has made of something like "main.py"."""


def typed(text: str, bot: str) -> str:
    """The words without mentions of us (`bot` is our user id) and as they were typed.

    That is, without the links that Slack makes, and without its three escapes.
    """
    others = _MENTION.sub(lambda found: "" if found[1] == bot else found[0], text)
    bare = _MARKED.sub(lambda found: found[1] + (found[3] or found[2]), others)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def after_mention(text: str, bot: str) -> str | None:
    """What follows the first mention of us, as Slack wrote it; None if there is none."""
    for found in _MENTION.finditer(text):
        if found[1] == bot:
            return text[found.end() :]
    return None
