"""What keeps us from working in a channel, in sentences that say the remedy."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.errors import NotAllowed, Outside, Refused
from bot.chat.port import PlaceGone

INVITE = "Invite me first: type /invite @Quizstreak in the channel."
CHANNELS_ONLY = "I ask my daily questions in channels: give this command in one."
_OF_GROUPS = "mpim:read"
"""What looking at a direct conversation of several takes; we never ask for it."""
_ARCHIVED = "This channel is archived; unarchive it, or choose another one."


async def trouble_in(calls: Calls, team: str, channel: str) -> tuple[str | None, Mapping[str, Any]]:
    """What keeps us from posting, and what Slack says of the channel; joins it where that helps.

    Raises `ChatDown` or `Throttled`.
    """
    if channel.startswith("D"):
        return CHANNELS_ONLY, {}
    try:
        found = (await calls.call(team, "conversations.info", channel=channel))["channel"]
        if found.get("is_mpim"):
            return CHANNELS_ONLY, found
        if found.get("is_archived"):
            return _ARCHIVED, found
        if not _is_inside(found):
            await _enter(calls, team, channel, found)
    except Outside:
        return INVITE, {}
    except (PlaceGone, Refused) as trouble:
        among_several = isinstance(trouble, NotAllowed) and trouble.scope == _OF_GROUPS
        return CHANNELS_ONLY if among_several else f"{trouble}.", {}
    return None, found


def missing_scopes(
    scopes: frozenset[str], channel: Mapping[str, Any], *, reactions: bool, threads: bool
) -> str | None:
    """Which permissions the doors of a league lack; a bot of unknown scopes lacks none."""
    doors = {
        "reactions": ("reactions:read", "reactions:write") if reactions else (),
        "thread replies": (_history_scope(channel),) if threads else (),
    }
    lacking = {door: [one for one in wanted if one not in scopes] for door, wanted in doors.items()}
    shut = " and ".join(door for door, missing in lacking.items() if missing)
    if not shut or not scopes:
        return None
    missing = " and ".join(one for missing in lacking.values() for one in missing)
    return (
        f"I cannot take {shut} yet: add {missing} to the app's bot token scopes "
        f"and install it again, or leave {shut} out."
    )


def _history_scope(channel: Mapping[str, Any]) -> str:
    return "groups:history" if channel.get("is_private") else "channels:history"


def _is_inside(channel: Mapping[str, Any]) -> bool:
    return bool(channel.get("is_member"))


async def _enter(calls: Calls, team: str, channel: str, found: Mapping[str, Any]) -> None:
    """Join a public channel. Raises `Outside` where one has to be invited."""
    if found.get("is_private"):
        raise Outside
    try:
        await calls.call(team, "conversations.join", channel=channel)
    except (NotAllowed, Refused) as trouble:
        raise Outside from trouble
