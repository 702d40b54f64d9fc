"""A thread reply as the Web API tells it, and Slack's times in general."""

from datetime import UTC, datetime, timedelta

from adapters.slack.history import Message
from adapters.slack.installations import Bot
from adapters.slack.people import People
from adapters.slack.typed import typed
from bot.chat.places import MessageRef, Place
from bot.chat.port import ReplyRead

WRITTEN = frozenset({None, "", "thread_broadcast", "file_share", "me_message"})
"""Subtypes of what a person wrote; the rest is Slack's own telling."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALMOST_A_SECOND = timedelta(microseconds=999_999)


def reply_read(message: Message, parent: MessageRef, bot: Bot, people: People) -> ReplyRead | None:
    """What a person wrote under `parent`; None for anything else in the thread."""
    ts, user = str(message["ts"]), str(message.get("user") or "")
    if ts == parent.id or user in {"", bot.user} or message.get("bot_id"):
        return None
    if message.get("subtype") not in WRITTEN:
        return None
    channel = parent.place.channel
    thread = Place(channel.workspace, parent.id, parent=channel.id)
    return ReplyRead(
        person=people.known(channel.workspace.id, user),
        message=MessageRef(thread, ts),
        at=_written_at(message),
        text=typed(str(message.get("text") or ""), bot.user),
    )


def _written_at(message: Message) -> datetime:
    """When it was written or last edited.

    Of an edit Slack keeps the whole second only. It counts as that second's end: so it is not
    older than what we heard of it, and no later by any deadline on a full second.
    """
    written, edited = instant(str(message["ts"])), message.get("edited")
    if not edited:
        return written
    at = instant(str(edited["ts"]))
    return max(written, at if at.microsecond else at + _ALMOST_A_SECOND)


def instant(ts: str) -> datetime:
    """Slack's "1732100000.000100" as UTC, exact to the microsecond."""
    seconds, _, fraction = ts.partition(".")
    micros = int(fraction.ljust(6, "0")[:6])
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=micros)
