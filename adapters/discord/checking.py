"""What keeps us from working in a channel, in sentences that say the remedy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from discord import Permissions

from adapters.discord.calls import Calls
from adapters.discord.errors import Refused
from bot.chat.places import DIRECT, Place
from bot.chat.port import PlaceGone

ABSENT = (
    "I cannot see this channel: open Edit Channel → Permissions, add my role"
    " and allow View Channel."
)
_WRONG_KIND = "This is no text channel; choose a text or announcement channel."
_THREADLESS = (
    "A voice or stage channel has no threads: leave thread replies out, or choose a text channel."
)
_VOICE_KINDS = frozenset({2, 13})
_TEXT_KINDS = frozenset({0, 5}) | _VOICE_KINDS
_THREAD_KINDS = frozenset({10, 11, 12})
_DIRECT_KINDS = frozenset({1, 3})

# By the library's name, and by the one that people read at Discord.
_POSTING = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
_REACTIONS = {"add_reactions": "Add Reactions"}
_THREADS = {
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
_TIDYING = {"manage_messages": "Manage Messages"}
_ROLE, _MEMBER = 0, 1

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wants:
    """What we are to do in a channel besides posting."""

    reactions: bool = False
    threads: bool = False
    tidying: bool = False
    """Take people's reactions off."""


async def trouble_in(calls: Calls, place: Place, us: str, wants: Wants) -> str | None:
    """What keeps us from working there, or None. Raises `ChatDown` or `Throttled`."""
    if place.workspace.id == DIRECT:
        return None
    try:
        channel = await calls.get("/channels/{channel_id}", channel_id=place.channel.id)
        kind = int(channel.get("type") or 0)
        if kind in _DIRECT_KINDS:
            return None
        if kind not in _TEXT_KINDS | _THREAD_KINDS:
            return _WRONG_KIND
        if wants.threads and kind in _VOICE_KINDS:
            return _THREADLESS
        allowed = await _allowed(calls, place.workspace.id, channel, us)
    except (PlaceGone, Refused):
        return ABSENT
    return missing(allowed, wants)


async def _allowed(calls: Calls, guild: str, channel: Json, us: str) -> Permissions:
    """What we may do in a channel."""
    found = await calls.get("/guilds/{guild_id}", guild_id=guild)
    member = await calls.get("/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=us)
    return permissions(found, member, channel)


def permissions(guild: Json, member: Json, channel: Json) -> Permissions:
    """A member's permissions in a channel, as Discord's page on permissions computes them."""
    user, own = str((member.get("user") or {}).get("id")), set(map(str, member.get("roles") or ()))
    if user == str(guild.get("owner_id")):
        return Permissions.all()
    everyone = str(guild["id"])
    base = 0
    for role in guild.get("roles") or ():
        if str(role["id"]) in own | {everyone}:
            base |= int(role["permissions"])
    if Permissions(base).administrator:
        return Permissions.all()
    for allow, deny in _overwrites(channel, everyone, own, user):
        base = (base & ~deny) | allow
    return Permissions(base)


def _overwrites(
    channel: Json, everyone: str, roles: set[str], user: str
) -> Iterator[tuple[int, int]]:
    """What is allowed and denied: to everyone, then to all roles together, then to the member."""
    given: Sequence[Json] = channel.get("permission_overwrites") or ()
    of_roles = [one for one in given if int(one["type"]) == _ROLE]
    yield _joined([one for one in of_roles if str(one["id"]) == everyone])
    yield _joined([one for one in of_roles if str(one["id"]) in roles - {everyone}])
    yield _joined([one for one in given if int(one["type"]) == _MEMBER and str(one["id"]) == user])


def _joined(overwrites: Sequence[Json]) -> tuple[int, int]:
    allow = deny = 0
    for one in overwrites:
        allow |= int(one["allow"])
        deny |= int(one["deny"])
    return allow, deny


def missing(allowed: Permissions, wants: Wants) -> str | None:
    """Which permissions we lack for posting, else for what else we want; None: nothing."""
    if not allowed.view_channel:
        return ABSENT
    if lacking := _lacking(allowed, _POSTING):
        return f"I cannot post here yet: allow my role {_listed(lacking)} in this channel."
    return _shut(allowed, wants) or _untidy(allowed, wants)


def _shut(allowed: Permissions, wants: Wants) -> str | None:
    """Which doors of a league we cannot open."""
    doors = {
        "reactions": _lacking(allowed, _REACTIONS) if wants.reactions else [],
        "thread replies": _lacking(allowed, _THREADS) if wants.threads else [],
    }
    shut = " and ".join(door for door, names in doors.items() if names)
    if not shut:
        return None
    names = _listed([name for names in doors.values() for name in names])
    return f"I cannot take {shut} yet: allow my role {names} in this channel, or leave {shut} out."


def _untidy(allowed: Permissions, wants: Wants) -> str | None:
    if not wants.tidying or not (lacking := _lacking(allowed, _TIDYING)):
        return None
    return (
        f"I cannot take older letters off a question yet: allow my role {_listed(lacking)} in this"
        " channel, or set QUIZSTREAK_DISCORD_TIDY_REACTIONS to false."
    )


def _lacking(allowed: Permissions, wanted: Mapping[str, str]) -> list[str]:
    return [name for permission, name in wanted.items() if not getattr(allowed, permission)]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
