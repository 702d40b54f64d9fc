"""Why there is no connection to the gateway, and what an operator can do about it."""

import aiohttp
from discord import ConnectionClosed, DiscordException, LoginFailure, PrivilegedIntentsRequired

_BOT_PAGE = "at discord.com/developers/applications, under Bot"
_CLOSED = {
    4004: f"Discord does not know the bot's token: copy it again, or reset it, {_BOT_PAGE}.",
    4010: "This shard id is none of the shard count: both must be numbers of one plan.",
    4011: "The bot is in so many servers that it needs more shards: raise or remove the count.",
    4013: "Discord does not know an intent that we ask for: update discord.py.",
    4014: (
        f"Discord does not let us read messages: switch on Message Content Intent {_BOT_PAGE},"
        " or do without it."
    ),
}


def _code(error: Exception) -> int | None:
    if isinstance(error, LoginFailure):
        return 4004
    if isinstance(error, PrivilegedIntentsRequired):
        return 4014
    return error.code if isinstance(error, ConnectionClosed) else None


def hopeless(error: Exception) -> bool:
    """Can only the operator help?"""
    return _code(error) in _CLOSED


def foreseen(error: Exception) -> bool:
    """Is it something that happens between machines, and no mistake in a program?"""
    return isinstance(error, DiscordException | aiohttp.ClientError | OSError | TimeoutError)


def remedy(error: Exception) -> str:
    """What is wrong, in a sentence; the token is never in it."""
    code = _code(error)
    fallback = f"No connection to Discord ({type(error).__name__}{f' {code}' if code else ''})"
    return _CLOSED.get(code, fallback) if code else fallback
