"""The events of the Events API, and the scope that each needs."""

from tests.emulators.slack.state import Channel, Json, Message, User
from tests.emulators.slack.wire import message_json

MEMBERSHIP = frozenset({"member_joined_channel", "member_left_channel"})
ALWAYS = frozenset({"app_home_opened", "app_uninstalled", "tokens_revoked"})


def scope_of(event: Json, channel: Channel | None) -> str:
    """The scope without which the app is not told; "" when it needs none."""
    kind = str(event["type"])
    if kind in ALWAYS:
        return ""
    if kind in {"reaction_added", "reaction_removed"}:
        return "reactions:read"
    if kind == "app_mention":
        return "app_mentions:read"
    if kind == "user_change":
        return "users:read"
    family = channel.family if channel else "channels"
    return f"{family}:history" if kind == "message" else f"{family}:read"


def seen_by_the_bot(event: Json, channel: Channel | None) -> bool:
    """Messages and reactions only where the bot is a member; other news always."""
    if event["type"] not in {"message", "app_mention", "reaction_added", "reaction_removed"}:
        return True
    return channel is not None and channel.team.bot.id in channel.members


def written(message: Message) -> Json:
    """A new message."""
    channel = message.channel
    event = message_json(message) | {
        "channel": channel.id,
        "channel_type": channel.kind,
        "event_ts": message.ts,
    }
    if message.broadcast:
        event["root"] = message_json(channel.messages[message.thread], thread=True)
    return event


def mentioned(message: Message) -> Json:
    event = message_json(message) | {"channel": message.channel.id, "event_ts": message.ts}
    return event | {"type": "app_mention"}


def changed(message: Message, before: Json, stamp: str) -> Json:
    channel = message.channel
    after = message_json(message, thread=True) | {"source_team": message.author.team.id}
    return _hidden("message_changed", channel, stamp) | {
        "message": after,
        "previous_message": before,
    }


def deleted(message: Message, before: Json, stamp: str) -> Json:
    return _hidden("message_deleted", message.channel, stamp) | {
        "deleted_ts": message.ts,
        "previous_message": before,
    }


def _hidden(subtype: str, channel: Channel, stamp: str) -> Json:
    return {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "channel_type": channel.kind,
        "hidden": True,
        "ts": stamp,
        "event_ts": stamp,
    }


def reaction(message: Message, user: User, name: str, stamp: str, *, added: bool) -> Json:
    event: Json = {
        "type": "reaction_added" if added else "reaction_removed",
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel.id, "ts": message.ts},
        "event_ts": stamp,
    }
    return event if message.by_webhook else event | {"item_user": message.author.id}


def membership(kind: str, channel: Channel, user: User, stamp: str) -> Json:
    return {
        "type": kind,
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.private else "C",
        "team": user.team.id,
        "event_ts": stamp,
    }


def channel_news(verb: str, channel: Channel, user: User, stamp: str) -> Json:
    """Of archive, unarchive, deleted, left or rename; private channels have names of their own."""
    kind = f"{'group' if channel.private else 'channel'}_{verb}"
    return {
        "type": kind,
        "channel": channel.id,
        "user": user.id,
        "actor_id": user.id,
        "event_ts": stamp,
    }
