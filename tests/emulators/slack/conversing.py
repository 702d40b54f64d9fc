"""conversations.*: which there are, who is in them, and what was said."""

from tests.emulators.slack import deeds
from tests.emulators.slack.calls import Answer, Call, Refusal, Table, page_of
from tests.emulators.slack.limits import SLOW_PAGE
from tests.emulators.slack.state import Channel, Message
from tests.emulators.slack.wire import channel_json, full_json

METHODS = Table()
FAMILIES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


@METHODS("conversations.info", form_only=True)
def info(call: Call) -> Answer:
    channel = call.channel()
    call.needs(f"{channel.family}:read")
    count = call.flag("include_num_members")
    return {"channel": channel_json(channel, call.bot, count=count)}


def listed(call: Call) -> list[Channel]:
    """Of the types asked for, those that the bot may know of."""
    types = (call.text("types") or "public_channel").split(",")
    if any(kind.strip() not in FAMILIES for kind in types):
        raise Refusal("invalid_types")
    families = {FAMILIES[kind.strip()] for kind in types}
    for family in sorted(families):
        call.needs(f"{family}:read")
    channels = [c for c in call.team.channels.values() if c.family in families]
    if call.flag("exclude_archived"):
        channels = [channel for channel in channels if not channel.archived]
    return [c for c in channels if c.family == "channels" or call.bot.id in c.members]


@METHODS("conversations.list", tier=2, form_only=True)
def list_(call: Call) -> Answer:
    page, more = page_of(call, listed(call), 100, 999)
    return {"channels": [channel_json(c, call.bot, count=True) for c in page], **more}


@METHODS("users.conversations", form_only=True)
def of_user(call: Call) -> Answer:
    user = call.user() if call.text("user") else call.bot
    theirs = [channel for channel in listed(call) if user.id in channel.members]
    page, more = page_of(call, theirs, 100, 999)
    return {"channels": [channel_json(channel, call.bot) for channel in page], **more}


@METHODS("conversations.members", tier=4, form_only=True)
def members(call: Call) -> Answer:
    channel = call.channel()
    call.needs(f"{channel.family}:read")
    page, more = page_of(call, list(channel.members), 100, 999)
    return {"members": page, **more}


@METHODS("conversations.join", scope="channels:join")
def join(call: Call) -> Answer:
    channel = call.channel()
    if channel.private or channel.direct:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if call.bot.id in channel.members:
        return {"channel": channel_json(channel, call.bot), "warning": "already_in_channel"}
    call.world.tell_later(call.team, deeds.enter(call.world, channel, call.bot), channel)
    return {"channel": channel_json(channel, call.bot)}


@METHODS("conversations.open", scope="im:write")
def open_(call: Call) -> Answer:
    ids = [id.strip() for id in call.needed("users").split(",")]
    if len(ids) > 1:
        call.needs("mpim:write")
    user = call.team.user(ids[0])
    if user is None or user.deleted:
        raise Refusal("user_not_found" if user is None else "user_disabled")
    if user.bot_id:
        raise Refusal("cannot_dm_bot")
    channel = deeds.open_direct(call.world, user, call.team)
    body = channel_json(channel, call.bot) if call.flag("return_im") else {"id": channel.id}
    return {"channel": body}


@METHODS("conversations.leave", scope="channels:manage")
def leave(call: Call) -> Answer:
    channel = call.room()
    call.world.tell_later(call.team, deeds.leave(call.world, channel, call.bot), channel)
    return {}


@METHODS("conversations.history", form_only=True)
def history(call: Call) -> Answer:
    channel = readable_room(call)
    messages = [m for m in channel.standing() if not m.thread or m.broadcast]
    newest_first = within(call, messages)[::-1]
    page, more = page_of(call, newest_first, page_size(call, 100), page_size(call, 999))
    return {**_messages(call, page), **more, "has_more": _has_more(more)}


def readable_room(call: Call) -> Channel:
    """Raises missing_scope too."""
    call.needed("channel")
    channel = call.room()
    call.needs(f"{channel.family}:history")
    return channel


def page_size(call: Call, usual: int) -> int:
    return SLOW_PAGE if call.world.slow_history else usual


def within(call: Call, messages: list[Message]) -> list[Message]:
    """Those between oldest and latest; without the bounds themselves unless asked."""
    oldest = _padded(call.text("oldest"), "invalid_ts_oldest")
    latest = _padded(call.text("latest"), "invalid_ts_latest")
    if call.flag("inclusive"):
        kept = [m for m in messages if not oldest or m.ts >= oldest]
        return [m for m in kept if not latest or m.ts <= latest]
    kept = [m for m in messages if not oldest or m.ts > oldest]
    return [m for m in kept if not latest or m.ts < latest]


def _padded(stamp: str, error: str) -> str:
    """Whole seconds may be written without their fraction; "" stays as it is."""
    seconds, _, fraction = stamp.partition(".")
    if stamp and (not seconds.isdigit() or (fraction and not fraction.isdigit())):
        raise Refusal(error)
    return f"{seconds}.{fraction:0<6}" if stamp else ""


def _messages(call: Call, page: list[Message]) -> Answer:
    metadata = call.flag("include_all_metadata")
    return {"messages": [full_json(message, metadata=metadata) for message in page]}


def _has_more(more: Answer) -> bool:
    return bool(more["response_metadata"]["next_cursor"])


@METHODS("conversations.replies", form_only=True)
def replies(call: Call) -> Answer:
    """The thread's first message and its replies, oldest first; of a reply's ts that one alone."""
    channel = readable_room(call)
    first = channel.messages.get(call.needed("ts"))
    if first is None or first.only_for:
        raise Refusal("thread_not_found")
    following = [] if first.thread else within(call, channel.replies(first.ts))
    thread = [first, *following]
    page, more = page_of(call, thread, page_size(call, 1000), page_size(call, 1000))
    return {**_messages(call, page), **more, "has_more": _has_more(more)}
