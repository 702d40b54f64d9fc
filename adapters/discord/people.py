"""People and instants as Discord's payloads tell them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from discord.utils import snowflake_time

from bot.chat.places import Person, Workspace


def person_of(
    user: Mapping[str, Any],
    workspace: Workspace,
    member: Mapping[str, Any] | None = None,
) -> Person:
    """Somebody, by the name that others read there."""
    nick = (member or {}).get("nick")
    name = nick or user.get("global_name") or user.get("username") or ""
    return Person(workspace, str(user["id"]), str(name))


def instant(snowflake: str) -> datetime:
    """When the thing with this id was made: UTC, to the millisecond."""
    return snowflake_time(int(snowflake)).astimezone(UTC)


def written_at(message: Mapping[str, Any]) -> datetime:
    """When a message was written or last edited; UTC."""
    edited = message.get("edited_timestamp")
    if not edited:
        return instant(str(message["id"]))
    return max(instant(str(message["id"])), datetime.fromisoformat(str(edited)).astimezone(UTC))
