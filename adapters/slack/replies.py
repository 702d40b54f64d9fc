"""A thread reply as the Web API tells it."""

from datetime import UTC, datetime, timedelta

from adapters.slack.history import Message
from adapters.slack.installations import Bot
from adapters.slack.people import People
from bot.chat.places import MessageRef, Place
from bot.chat.port import ReplyRead

_WRITTEN = frozenset({None, "", "thread_broadcast", "file_share", "me_message"})
"""Subtypes of what a person wrote; the rest is Slack's own telling."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reply_read(message: Message, parent: MessageRef, bot: Bot, people: People) -> ReplyRead | None:
    """What a person wrote under `parent`; None for anything else in the thread."""
    ts, user = str(message["ts"]), str(message.get("user") or "")
    if ts == parent.id or user in {"", bot.user} or message.get("bot_id"):
        return None
    if message.get("subtype") not in _WRITTEN:
        return None
    channel = parent.place.channel
    thread = Place(channel.workspace, parent.id, parent=channel.id)
    edited = message.get("edited") or {}
    return ReplyRead(
        person=people.known(channel.workspace.id, user),
        message=MessageRef(thread, ts),
        at=instant(str(edited.get("ts") or ts)),
        text=unescaped(str(message.get("text") or "")),
    )


def instant(ts: str) -> datetime:
    """Slack's "1732100000.000100" as UTC, exact to the microsecond."""
    seconds, _, fraction = ts.partition(".")
    micros = int(fraction.ljust(6, "0")[:6])
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=micros)


def unescaped(text: str) -> str:
    """Words as they were typed: Slack escapes three signs."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
