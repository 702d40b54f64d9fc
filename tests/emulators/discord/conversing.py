"""Routes of threads."""

from tests.emulators.discord import deeds, wire
from tests.emulators.discord.calls import Answer, Call, Table
from tests.emulators.discord.refusals import refusal
from tests.emulators.discord.schema import boolean, integer, one_of, record, string
from tests.emulators.discord.state import DIRECT, PRIVATE_THREAD, TEXT, THREAD, Channel, Json

ROUTES = Table()
_DURATION = one_of(60, 1440, 4320, 10080)
_NEW = record(
    {"name": string(1, 100)},
    {"auto_archive_duration": _DURATION, "rate_limit_per_user": integer(0, 21_600)},
)
_CHANGED = record(
    {},
    {
        "name": string(1, 100),
        "auto_archive_duration": _DURATION,
        "archived": boolean,
        "locked": boolean,
        "invitable": boolean,
        "rate_limit_per_user": integer(0, 21_600),
        "topic": string(0, 1024),
    },
)


@ROUTES("POST /channels/{}/messages/{}/threads")
def open_at_message(call: Call) -> Answer:
    """The thread gets the message's id."""
    channel = call.channel("create_public_threads", "read_message_history")
    if channel.kind != TEXT:
        raise refusal(50024)
    call.check(_NEW)
    message = call.message(channel)
    if message.thread:
        raise refusal(160004)
    return _open(call, channel, id=message.id)


@ROUTES("POST /channels/{}/threads")
def open_alone(call: Call) -> Answer:
    channel = call.channel("create_public_threads")
    if channel.kind != TEXT:
        raise refusal(50024)
    call.check(_NEW)
    kind = call.record.get("type", PRIVATE_THREAD)
    return _open(call, channel, kind=kind if kind == THREAD else PRIVATE_THREAD)


def _open(call: Call, channel: Channel, **more: str | int) -> Answer:
    archive = call.record.get("auto_archive_duration") or 4320
    name = str(call.record["name"]).strip()
    thread = deeds.open_thread(call.world, channel, call.bot, name, auto_archive=archive, **more)
    return wire.thread_json(thread) | {"member": wire.thread_member_json(thread, call.bot.id)}


@ROUTES("PATCH /channels/{}")
def modify(call: Call) -> Answer:
    channel = call.channel()
    call.check(_CHANGED)
    if channel.kind == DIRECT:
        raise refusal(50024)
    if channel.is_thread:
        return _modify_thread(call, channel)
    call.needs(channel, "manage_channels")
    channel.name = call.record.get("name") or channel.name
    channel.topic = call.record.get("topic") or channel.topic
    call.world.dispatch("CHANNEL_UPDATE", wire.channel_json(channel), channel.guild_id)
    return wire.channel_json(channel)


def _modify_thread(call: Call, thread: Channel) -> Answer:
    body = call.record
    _may_modify(call, thread, body)
    if thread.archived and body.get("archived") is not False:
        raise refusal(50083)
    names = {"name": "name", "archived": "archived", "locked": "locked"}
    names |= {"auto_archive_duration": "auto_archive", "invitable": "invitable"}
    changes = {own: body[name] for name, own in names.items() if body.get(name) is not None}
    deeds.change_thread(call.world, thread, changes)
    return wire.thread_json(thread)


def _may_modify(call: Call, thread: Channel, body: Json) -> None:
    """Locking is for moderators; an open thread's owner may do the rest."""
    reopening = body.get("archived") is False and not thread.locked and set(body) == {"archived"}
    if reopening:
        call.needs(thread, "send_messages_in_threads")
    elif "locked" in body or thread.locked or thread.owner_id != call.bot.id:
        call.needs(thread, "manage_threads")


@ROUTES("DELETE /channels/{}")
def delete(call: Call) -> Answer:
    channel = call.channel()
    if channel.kind == DIRECT:
        raise refusal(50024)
    call.needs(channel, "manage_threads" if channel.is_thread else "manage_channels")
    body = wire.channel_json(channel)
    deeds.remove_channel(call.world, channel)
    return body


@ROUTES("PUT /channels/{}/thread-members/@me")
def join(call: Call) -> Answer:
    return _join(call, call.bot.id)


@ROUTES("PUT /channels/{}/thread-members/{}")
def bring_in(call: Call) -> Answer:
    if call.parameters[1] not in call.world.users:
        raise refusal(10013)
    return _join(call, call.parameters[1])


def _join(call: Call, user_id: str) -> Answer:
    thread = call.channel()
    if not thread.is_thread:
        raise refusal(50024)
    if thread.archived:
        raise refusal(50083)
    thread.thread_members.setdefault(user_id, call.world.clock.stamp())
    return None


@ROUTES("DELETE /channels/{}/thread-members/@me")
def leave(call: Call) -> Answer:
    thread = call.channel()
    if not thread.is_thread:
        raise refusal(50024)
    thread.thread_members.pop(call.bot.id, None)
    return None
