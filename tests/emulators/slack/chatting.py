"""chat.*: posting, editing, deleting, and posting later."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.emulators.slack import deeds
from tests.emulators.slack.calls import Answer, Call, Refusal, Table, refuse_faulty
from tests.emulators.slack.deeds import Draft
from tests.emulators.slack.state import Channel, Json, Message, Scheduled
from tests.emulators.slack.wire import message_json
from tests.emulators.slack.world import World

METHODS = Table()
LONGEST_TEXT = 40_000
LONGEST_EDIT = 4_000
METADATA_BYTES = 16_000


@METHODS("chat.postMessage", scope="chat:write", tier=0)
def post_message(call: Call) -> Answer:
    channel = destination(call)
    message, news = deeds.write(call.world, channel, call.bot, draft_of(call))
    call.world.tell_later(call.team, news, channel)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(message, metadata=True),
    }


def destination(call: Call) -> Channel:
    """A channel, or the conversation with the person whose id stands for it."""
    user = call.team.users.get(call.text("channel"))
    if user:
        if user.bot_id:
            raise Refusal("channel_not_found")
        return deeds.open_direct(call.world, user)
    return call.open_room()


def draft_of(call: Call) -> Draft:
    """Raises what Slack refuses in a message's content."""
    text, blocks = call.text("text"), blocks_of(call) or []
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > LONGEST_TEXT:
        raise Refusal("msg_too_long")
    return Draft(
        text=text,
        blocks=blocks,
        thread=call.text("thread_ts"),
        broadcast=call.flag("reply_broadcast") and bool(call.text("thread_ts")),
        metadata=metadata_of(call),
    )


def blocks_of(call: Call) -> list[Json] | None:
    """None when they were not given."""
    blocks = call.data("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    refuse_faulty(call.world, call.team, {"blocks": blocks}, "message")
    return blocks


def metadata_of(call: Call) -> Json | None:
    """Raises what Slack refuses in an app's metadata."""
    metadata = call.data("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format")
    if any(isinstance(value, dict) for value in payload.values()):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return metadata


@METHODS("chat.update", scope="chat:write")
def update(call: Call) -> Answer:
    """Words without blocks take the place of the blocks, too."""
    message = own_message(call, "cant_update_message", archived="is_inactive")
    blocks, text = blocks_of(call) or [], call.text("text")
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > LONGEST_EDIT:
        raise Refusal("msg_too_long")
    if blocks and _is_rich(message.blocks) and not _is_rich(blocks):
        raise Refusal("block_mismatch")
    metadata = metadata_of(call)
    news = deeds.rewrite(call.world, message, text or message.text, blocks, metadata)
    call.world.tell_later(call.team, news, message.channel)
    body = {"channel": message.channel.id, "ts": message.ts, "text": message.text}
    return body | {"message": message_json(message)}


def _is_rich(blocks: list[Json]) -> bool:
    return any(block["type"] == "rich_text" for block in blocks)


def own_message(call: Call, error: str, *, archived: str = "is_archived") -> Message:
    """Raises `error` for somebody else's, and `archived` where nobody writes any more."""
    call.needed("channel")
    call.needed("ts")
    channel = call.room()
    if channel.archived:
        raise Refusal(archived)
    message = call.message(channel)
    if message.author is not call.bot or message.by_webhook:
        raise Refusal(error)
    return message


@METHODS("chat.delete", scope="chat:write")
def delete(call: Call) -> Answer:
    message = own_message(call, "cant_delete_message")
    news = deeds.remove(call.world, message)
    call.world.tell_later(call.team, news, message.channel)
    return {"channel": message.channel.id, "ts": message.ts}


@METHODS("chat.postEphemeral", scope="chat:write", tier=4)
def post_ephemeral(call: Call) -> Answer:
    channel = call.open_room()
    user = channel.members.get(call.needed("user"))
    if user is None:
        raise Refusal("user_not_in_channel")
    draft = draft_of(call)
    thread = call.text("thread_ts")
    if not user.active or (thread and not channel.replies(thread)):
        return {"message_ts": call.world.clock.stamp()}
    private = Draft(draft.text, draft.blocks, draft.thread, only_for=user.id)
    message, _ = deeds.write(call.world, channel, call.bot, private)
    return {"message_ts": message.ts}


@METHODS("chat.getPermalink", tier=0, form_only=True)
def get_permalink(call: Call) -> Answer:
    call.needed("message_ts")
    channel = call.channel()
    message = call.message(channel, "message_ts")
    address = f"https://{call.team.domain}.slack.com/archives/{channel.id}"
    link = f"{address}/p{message.ts.replace('.', '')}"
    if message.thread:
        link += f"?thread_ts={message.thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


@METHODS("chat.scheduleMessage", scope="chat:write")
def schedule_message(call: Call) -> Answer:
    channel = call.open_room()
    at = datetime.fromtimestamp(call.number("post_at", 0), UTC)
    now = call.world.clock.now()
    if at <= now:
        raise Refusal("time_in_past")
    if at > now + timedelta(days=120):
        raise Refusal("time_too_far")
    draft_of(call)
    later = Scheduled(call.world.id("Q"), channel, at, dict(call.arguments))
    call.world.scheduled[later.id] = later
    return {"scheduled_message_id": later.id, "channel": channel.id, "post_at": str(_unix(later))}


def _unix(later: Scheduled) -> int:
    return int(later.at.timestamp())


@METHODS("chat.deleteScheduledMessage", scope="chat:write")
def delete_scheduled(call: Call) -> Answer:
    later = call.world.scheduled.get(call.needed("scheduled_message_id"))
    if later is None or later.channel is not call.channel():
        raise Refusal("invalid_scheduled_message_id")
    del call.world.scheduled[later.id]
    return {}


@METHODS("chat.scheduledMessages.list")
def list_scheduled(call: Call) -> Answer:
    only = call.text("channel")
    listed: list[dict[str, Any]] = [
        {
            "id": later.id,
            "channel_id": later.channel.id,
            "post_at": _unix(later),
            "text": later.arguments.get("text", ""),
        }
        for later in call.world.scheduled.values()
        if later.channel.team is call.team and only in ("", later.channel.id)
    ]
    return {"scheduled_messages": listed, "response_metadata": {"next_cursor": ""}}


def post_due(world: World, call_for: Callable[[Scheduled], Call]) -> None:
    """Post what was scheduled until now; what cannot be posted any more is dropped."""
    for later in sorted(world.scheduled.values(), key=lambda one: one.at):
        if later.at <= world.clock.now():
            del world.scheduled[later.id]
            with suppress(Refusal):
                post_message(call_for(later))
