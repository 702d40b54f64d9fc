"""The link by which a server lets us in, with no permission that we do not use. Pure."""

import base64
import binascii
from dataclasses import dataclass

AUTHORIZE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")


@dataclass(frozen=True, slots=True)
class Permission:
    """One of Discord's: its name there, its bit, and whether we can do without it."""

    name: str
    bit: int
    optional: bool = False


PERMISSIONS = (
    Permission("View Channels", 1 << 10),
    Permission("Send Messages", 1 << 11),
    Permission("Send Messages in Threads", 1 << 38),
    Permission("Create Public Threads", 1 << 35),
    Permission("Embed Links", 1 << 14),
    Permission("Attach Files", 1 << 15),
    Permission("Read Message History", 1 << 16),
    Permission("Add Reactions", 1 << 6),
    Permission("Manage Threads", 1 << 34, optional=True),
)
"""What we use in a server; without the last one, threads are not locked after a round."""
TIDYING = Permission("Manage Messages", 1 << 13, optional=True)
"""What taking people's older letters off needs; asked for only if the operator wants that."""


def permissions(*, locking: bool = True, tidying: bool = False) -> int:
    """The bits to ask a server for."""
    bits = sum(one.bit for one in PERMISSIONS if locking or not one.optional)
    return bits | TIDYING.bit if tidying else bits


def link(application: str, *, locking: bool = True, tidying: bool = False) -> str:
    """What to open in a browser to let the bot into a server. Raises `ValueError` for no id."""
    if not application.isascii() or not application.isdigit():
        raise ValueError(
            f"“{application}” is no application's id: copy it from “General Information” at"
            " Discord's developer portal; it has only digits."
        )
    bits, scopes = permissions(locking=locking, tidying=tidying), "+".join(SCOPES)
    return f"{AUTHORIZE}?client_id={application}&permissions={bits}&scope={scopes}"


def application_of(token: str) -> str | None:
    """The id that a bot's token begins with; None if it begins with none.

    It is the bot's, and that of its application for all but bots of 2016 and before.
    """
    first = token.partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return found if found.isdigit() else None
