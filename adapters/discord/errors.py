"""What Discord's error codes mean to us: one table."""

from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
from discord import (
    DiscordException,
    DiscordServerError,
    HTTPException,
    LoginFailure,
    RateLimited,
)

from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone, Throttled

SHORTEST_PAUSE = 0.25
"""Seconds to wait when Discord says "later" without saying when, or less."""
BAN_PAUSE = 60.0
"""Seconds to wait when the network before Discord turns us away without saying for how long."""
OLD_EDITS_PAUSE = 60.0
"""Seconds to wait before a message older than an hour may be edited again."""

THREAD_EXISTS = 160004
REACTIONS_FULL = 30010
NO_SUCH_EMOJI = 10014
"""Also that nobody has reacted with it."""
FORM_INVALID = 50035
DOOR_CLOSED = 50027
"""An interaction's own token is not valid any more, or never was; ours may well be."""

T = TypeVar("T")


class Refused(ChatError):
    """Discord refused a call with a code that only its caller understands."""

    def __init__(self, code: int, details: str = "") -> None:
        super().__init__(f"Discord says {code}" + (f": {details}" if details else ""))
        self.code = code


class Limited(Throttled):
    """Discord itself asked us to wait, not the pacer."""


class NoSuchPlace(PlaceGone):
    """There is no such channel, or none that we may know of."""


class Archived(PlaceGone):
    """The thread is put away."""


class NotAllowed(PlaceGone):
    """We lack a permission that this needs."""


class BadToken(ChatDown):
    """The token is not valid any more; trying again does not help."""


_PLACE_GONE = {
    10001: "There is no such account",
    10004: "We are not in the server",
    10013: "There is no such person",
    20016: "The channel is in slow mode",
    30013: "The bot has met as many people as it may",
    40007: "We are banned from the server",
    50002: "The account may not do this",
    50003: "A direct conversation takes no such thing",
    50007: "The person takes no messages from us",
    50008: "The channel takes no messages",
    50024: "A channel of this kind takes no such thing",
    50278: "The person takes no messages from us",
    160002: "We may not read the channel's history",
    160005: "The thread is locked",
    160006: "The server has as many active threads as it may",
    160007: "The server has as many active announcement threads as it may",
    200000: "The server's AutoMod does not let the message through",
}
_MESSAGE_GONE = {
    10008: "The message is deleted",
    50005: "The message is not ours to change",
    50021: "Discord does not let anybody change the message",
    90001: "The message takes no reactions of ours",
}
_NOT_ALLOWED = {
    50001: "We may not see the channel",
    50013: "We lack a permission in the channel",
    60003: "The server wants our owner to log in with two factors",
}
_LATER = {
    20022: SHORTEST_PAUSE,
    20028: SHORTEST_PAUSE,
    20029: SHORTEST_PAUSE,
    30046: OLD_EDITS_PAUSE,
    40003: BAN_PAUSE,
    40062: BAN_PAUSE,
    110000: BAN_PAUSE,
}
"""Codes of limits that come without a pause, and how long we wait."""


async def reaching(call: Awaitable[T]) -> T:
    """What a call of the library gives, its errors in the port's words.

    The library's own errors are not even kept as the cause: they hold the request, and so the
    token.
    """
    try:
        return await call
    except DiscordException as error:
        raise understood(error) from None
    except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
        # The last three are how the library fails on an answer that is not Discord's.
        raise ChatDown(f"No answer from Discord ({type(error).__name__})") from None


def understood(error: DiscordException) -> ChatError:
    """What an error of the library means."""
    if isinstance(error, RateLimited):
        return Limited(max(error.retry_after, SHORTEST_PAUSE))
    if isinstance(error, LoginFailure):
        return PlaceGone("Discord does not know the bot's token")
    if not isinstance(error, HTTPException):
        return ChatDown(f"discord.py gave up ({type(error).__name__})")
    if error.status == 429:
        return Limited(_seconds(error.response.headers.get("Retry-After")))
    if isinstance(error, DiscordServerError) or error.status >= 500:
        return ChatDown(f"Discord answered {error.status}")
    return translated(error.status, error.code, error.text)


def translated(status: int, code: int, text: str = "") -> ChatError:
    """What a refusal means: HTTP's `status`, Discord's `code` (0: none) and its words."""
    if pause := _LATER.get(code):
        return Limited(pause)
    if code == 10003 or (code == FORM_INVALID and "In channel_id" in text):
        return NoSuchPlace("There is no such channel")
    if code == 50083:
        return Archived("The thread is archived")
    if sentence := _NOT_ALLOWED.get(code):
        return NotAllowed(sentence)
    if sentence := _PLACE_GONE.get(code):
        return PlaceGone(sentence)
    if sentence := _MESSAGE_GONE.get(code):
        return MessageGone(sentence)
    if status == 401 and code != DOOR_CLOSED:
        return BadToken("Discord does not know the bot's token any more: set the new one")
    if not code:
        return ChatDown(f"Discord answered {status} and nothing that we understand")
    return Refused(code, text)


def _seconds(retry_after: str | None) -> float:
    try:
        return max(float(retry_after or BAN_PAUSE), SHORTEST_PAUSE)
    except ValueError:
        return BAN_PAUSE
