"""Routes of messages: writing, editing, deleting, listing."""

from datetime import timedelta

from tests.emulators.discord import deeds, wire
from tests.emulators.discord.calls import Answer, Call, Table
from tests.emulators.discord.clock import moment_of
from tests.emulators.discord.drafts import (
    Draft,
    check_message,
    check_substance,
    kept_embeds,
    kept_rows,
)
from tests.emulators.discord.intents import MESSAGE_CONTENT, blanked
from tests.emulators.discord.permissions import bot_may
from tests.emulators.discord.refusals import malformed, refusal
from tests.emulators.discord.schema import Fault
from tests.emulators.discord.state import EPHEMERAL, Channel, Json, Message
from tests.emulators.discord.world import NONCE_LIFE

ROUTES = Table()
HOUR = timedelta(hours=1)


@ROUTES("POST /channels/{}/messages")
def post(call: Call) -> Answer:
    channel = call.channel()
    _may_write(call, channel)
    body = call.record
    check_message(body, call.files)
    if body.get("flags", 0) and body["flags"] & EPHEMERAL:
        raise malformed([Fault(("flags",), "MESSAGE_FLAGS_INVALID", "Invalid flags")])
    _may_adorn(call, channel)
    before = _posted_before(call)
    if before:
        return wire.message_json(before, call.bot.id, nonce=True)
    return wire.message_json(_post(call, channel), call.bot.id, nonce=True)


def _may_write(call: Call, channel: Channel) -> None:
    call.needs(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
    if channel.recipient and not channel.recipient.accepts_direct:
        raise refusal(50007)
    if channel.archived:
        if channel.locked:
            raise refusal(160005)
        deeds.change_thread(call.world, channel, {"archived": False})
    elif channel.locked:
        call.needs(channel, "manage_threads")


def _may_adorn(call: Call, channel: Channel) -> None:
    """Embeds, files and old messages are things of their own to be allowed."""
    if call.record.get("embeds"):
        call.needs(channel, "embed_links")
    if call.files:
        call.needs(channel, "attach_files")
    if call.record.get("message_reference"):
        call.needs(channel, "read_message_history")


def _posted_before(call: Call) -> Message | None:
    """What we wrote a short while ago, anywhere, with the same nonce; if the call insists on it."""
    nonce = call.record.get("nonce")
    if nonce is None or not call.record.get("enforce_nonce"):
        return None
    found = call.world.nonces.get(str(nonce))
    fresh = found and call.world.clock.now() - moment_of(found.id) < NONCE_LIFE
    return found if fresh else None


def _post(call: Call, channel: Channel) -> Message:
    draft = draft_of(call, None)
    check_substance(draft)
    answered = _answered(call, channel)
    reference = answered and {
        "type": 0,
        "message_id": answered.id,
        "channel_id": channel.id,
        **({"guild_id": channel.guild_id} if channel.guild else {}),
    }
    more = {"kind": 19 if answered else 0, "reference": reference, "answered": answered}
    message = deeds.write(call.world, channel, call.bot, draft, **more)
    if draft.nonce is not None:
        call.world.nonces[str(draft.nonce)] = message
    return message


def _answered(call: Call, channel: Channel) -> Message | None:
    reference = call.record.get("message_reference")
    if not reference:
        return None
    found = channel.public(str(reference["message_id"]))
    if found is None and reference.get("fail_if_not_exists", True):
        place = ("message_reference",)
        raise malformed([Fault(place, "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")])
    return found


def draft_of(call: Call, old: Message | None, body: Json | None = None) -> Draft:
    """The message that a checked body describes; what an edit leaves out stays as it is."""
    body = call.record if body is None else body
    attachments = _attachments(call, old, body)
    embeds, held = kept_embeds(body.get("embeds"), attachments)
    if old and "embeds" not in body:
        embeds, held = old.embeds, old.held
    rows = kept_rows(body.get("components"))
    if old and "components" not in body:
        rows = old.components
    content = str(body.get("content") or "").strip()
    if old and "content" not in body:
        content = old.content
    flags = int(body.get("flags") or 0)
    if old:
        flags = old.flags
    return Draft(
        content,
        embeds,
        rows,
        attachments,
        held,
        flags,
        body.get("nonce"),
        body.get("allowed_mentions"),
    )


def _attachments(call: Call, old: Message | None, body: Json) -> list[Json]:
    """New files, after those of the old message that the body does not leave out."""
    new = deeds.stored(call.world, body.get("attachments"), call.files)
    if old is None:
        return new
    listed = body.get("attachments")
    kept = {str(one["id"]) for one in listed} if listed is not None else None
    return [one for one in old.attachments if kept is None or one["id"] in kept] + new


@ROUTES("PATCH /channels/{}/messages/{}")
def edit(call: Call) -> Answer:
    channel = call.channel()
    message = call.open_message(channel)
    if message.author is not call.bot:
        raise refusal(50005)
    body = {key: value for key, value in call.record.items() if key != "flags"}
    check_message(body, call.files)
    _may_adorn(call, channel)
    _not_too_often(call, message)
    draft = draft_of(call, message)
    check_substance(draft)
    deeds.rewrite(call.world, message, draft)
    return wire.message_json(message, call.bot.id)


def _not_too_often(call: Call, message: Message) -> None:
    """Old messages have a small quota of edits."""
    if call.world.late_edits is None or call.world.clock.now() - moment_of(message.id) < HOUR:
        return
    message.late_edits += 1
    if message.late_edits > call.world.late_edits:
        raise refusal(30046, retry_after=0.05, **{"global": False})


@ROUTES("DELETE /channels/{}/messages/{}")
def delete(call: Call) -> Answer:
    channel = call.channel()
    message = call.open_message(channel)
    if message.author is not call.bot:
        call.needs(channel, "manage_messages")
    deeds.remove(call.world, message)
    return None


@ROUTES("GET /channels/{}/messages/{}")
def one(call: Call) -> Answer:
    channel = call.channel()
    call.needs(channel, "read_message_history", code=50001)
    return _legible(call, call.message(channel))


@ROUTES("GET /channels/{}/messages")
def several(call: Call) -> Answer:
    """Newest first; of `before`, `after` and `around` one may be given."""
    channel = call.channel()
    limit = call.number("limit", 50, 1, 100)
    if channel.guild and not _may_read(call, channel):
        return []
    found = channel.standing()
    if "after" in call.query:
        after = int(call.query["after"])
        page = [message for message in found if int(message.id) > after][:limit]
    elif "around" in call.query:
        page = _around(found, int(call.query["around"]), limit)
    else:
        before = int(call.query.get("before") or 1 << 63)
        page = [message for message in found if int(message.id) < before][-limit:]
    return [_legible(call, message) for message in reversed(page)]


def _legible(call: Call, message: Message) -> Json:
    """Without its words, unless the app may read them here."""
    body = wire.message_json(message, call.bot.id)
    everything = call.world.privileged & MESSAGE_CONTENT or message.channel.guild is None
    return body if everything else blanked(body, call.bot.id)


def _may_read(call: Call, channel: Channel) -> bool:
    return channel.guild is not None and bot_may(channel.guild, channel, "read_message_history")


def _around(found: list[Message], id: int, limit: int) -> list[Message]:
    """The message of this id, with as many before it as after."""
    before = [message for message in found if int(message.id) < id]
    after = [message for message in found if int(message.id) >= id]
    half = limit // 2
    return (before[-half:] if half else []) + after[: limit - half]
