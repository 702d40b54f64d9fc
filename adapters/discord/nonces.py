"""How a message is recognised: by Discord for some minutes, by us as long as it stands."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.places import Place

Json = dict[str, Any]

NONCE_LENGTH = 25
MARK_LENGTH = 22


def nonce(place: Place, key: str, gone: int = 0) -> str:
    """What makes Discord give the message that stands instead of a second one.

    It is Discord's for all of a bot's channels, so the place is part of it. `gone` messages under
    this key were deleted before: Discord may remember those.
    """
    return _hashed(place.workspace.id, place.id, key, str(gone))[:NONCE_LENGTH]


def mark(place: Place, key: str) -> str:
    """An address that tells a message of ours: the channel's own, and a hash of the key."""
    channel = place.channel
    return (
        f"https://discord.com/channels/{channel.workspace.id}/{channel.id}"
        f"#{_hashed(key)[:MARK_LENGTH]}"
    )


def marked(embeds: Sequence[Json], address: str) -> list[Json]:
    """The embeds, one of them with the address: one without a title, which shows no link."""
    untitled = [number for number, embed in enumerate(embeds) if not embed.get("title")]
    chosen = untitled[0] if untitled else 0
    return [
        {**embed, "url": address} if number == chosen else embed
        for number, embed in enumerate(embeds)
    ]


def bears(message: Mapping[str, Any], address: str) -> bool:
    """Was the message marked with this address?"""
    return any(embed.get("url") == address for embed in message.get("embeds") or ())


def _hashed(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()
