"""Thread replies as the REST API tells them."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.discord.calls import Calls
from adapters.discord.errors import NoSuchPlace
from adapters.discord.keys import MESSAGE, MESSAGES, PAGE
from adapters.discord.people import person_of, written_at
from bot.chat.places import MessageRef, Place
from bot.chat.port import MessageGone, ReplyRead

WRITTEN = frozenset({0, 19})
"""Types of what a person wrote: a message, and one that replies to another."""
HAS_THREAD = 1 << 5
"""A flag of messages under which a thread hangs, or hung."""


def thread_under(message: MessageRef) -> Place:
    """Discord gives a thread the id of the message that it hangs under."""
    channel = message.place.channel
    return Place(channel.workspace, message.id, parent=channel.id)


def typed(text: str, us: str) -> str:
    """What somebody wrote, without the ping that made us hear it."""
    return re.sub(rf"<@!?{us}>", " ", text).strip()


def reply_read(
    message: Mapping[str, Any], parent: MessageRef, us: str, *, reads_all: bool = True
) -> ReplyRead | None:
    """What a person wrote under `parent`; None for anything else, and for what is hidden from us.

    Without the message-content intent we hear only words that ping us. Here Discord may show us
    others, but nobody who wrote them was told that they count.
    """
    author = message.get("author") or {}
    if author.get("bot") or message.get("webhook_id") or message.get("type", 0) not in WRITTEN:
        return None
    if not (reads_all or _pings(message, us)):
        return None
    if not (text := typed(str(message.get("content") or ""), us)):
        return None
    thread = thread_under(parent)
    return ReplyRead(
        person=person_of(author, thread.workspace, message.get("member")),
        message=MessageRef(thread, str(message["id"])),
        at=written_at(message),
        text=text,
    )


def _pings(message: Mapping[str, Any], us: str) -> bool:
    return any(str(user.get("id")) == us for user in message.get("mentions") or ())


async def replies_under(
    calls: Calls, message: MessageRef, us: str, *, reads_all: bool
) -> list[ReplyRead]:
    """Every person's reply, oldest first; empty without a thread.

    Raises `PlaceGone` where we may not read it, or it was deleted: nobody took anything back then.
    """
    found: list[ReplyRead] = []
    after = "0"
    while True:
        query: dict[str, str | int] = {"limit": PAGE, "after": after}
        try:
            page = await calls.page(MESSAGES, query, channel_id=message.id)
        except NoSuchPlace:
            if await _had_thread(calls, message):
                raise
            return []
        in_order = sorted(page, key=lambda one: int(one["id"]))
        read = (reply_read(one, message, us, reads_all=reads_all) for one in in_order)
        found += filter(None, read)
        if len(page) < PAGE:
            return found
        after = str(in_order[-1]["id"])


async def _had_thread(calls: Calls, message: MessageRef) -> bool:
    try:
        found = await calls.get(MESSAGE, channel_id=message.place.id, message_id=message.id)
    except MessageGone:
        return True  # nobody knows any more
    return bool(int(found.get("flags") or 0) & HAS_THREAD)
