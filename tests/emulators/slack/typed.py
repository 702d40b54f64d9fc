"""How Slack keeps what a person typed."""

import re

TYPED = re.compile(r"&lt;([@#!][^&|]+(?:\|[^&]*)?)&gt;")


def typed(text: str) -> str:
    """Escaped, with mentions and web addresses marked."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = TYPED.sub(r"<\1>", text)
    return re.sub(r"https?://[^\s<>|]+", lambda found: f"<{found[0]}>", text)
