"""What Slack tells us becomes what happened: pure, and deaf to what it does not understand."""

from collections.abc import Callable, Mapping
from datetime import datetime

from adapters.slack import interactions
from adapters.slack.emoji import emoji_of
from adapters.slack.interactions import given
from adapters.slack.replies import WRITTEN
from adapters.slack.reply import Way
from adapters.slack.told import (
    Deed,
    Happened,
    Heard,
    Json,
    Renamed,
    Uninstalled,
    Withheld,
    moment,
    part,
    said,
)
from adapters.slack.typed import after_mention, typed
from bot.chat.commands import COMMANDS, split
from bot.chat.events import HomeOpened, PlaceLost, ReactionChanged, ReplyWritten
from bot.chat.places import MessageRef

_COMMANDS = frozenset(command.name for command in COMMANDS)
_DIRECT = "im"


def happened(heard: Heard) -> Happened | None:
    """What came of a request of Slack's; None for what is not for us."""
    told = _REQUESTS.get(said(heard.body, "type"))
    if told is None and said(heard.body, "command"):
        told = interactions.command
    return told(heard) if told else None


def _event(heard: Heard) -> Happened | None:
    event = part(heard.body, "event")
    told = _EVENTS.get(said(event, "type"))
    return told(heard, event) if told else None


def _reaction(heard: Heard, event: Json) -> Deed | None:
    at, user = moment(event.get("event_ts")), said(event, "user")
    item = part(event, "item")
    channel, message = said(item, "channel"), said(item, "ts")
    if at is None or said(item, "type") != "message" or not (user and channel and message):
        return None
    ref = MessageRef(heard.place(channel), message)
    emoji, standing = emoji_of(said(event, "reaction")), said(event, "type") == "reaction_added"
    return Deed(
        Way(heard.team, user, channel),
        lambda person, _: ReactionChanged(at, person, ref, emoji, standing),
        is_answered=False,
    )


def _message(heard: Heard, event: Json) -> Deed | None:
    match said(event, "subtype"):
        case "message_changed":
            return _changed(heard, event)
        case "message_deleted":
            deleted = part(event, "previous_message")
            return _reply(heard, event, deleted, moment(event.get("event_ts")), None)
        case subtype if subtype in WRITTEN:
            return _written(heard, event, subtype)
        case _:
            return None


def _written(heard: Heard, event: Json, subtype: str) -> Deed | None:
    if said(event, "channel_type") == _DIRECT:
        return None if subtype else _direct(heard, event)
    text = said(event, "text")
    if _is_command(after_mention(text, heard.bot), heard.bot):
        return None  # it comes again, as a mention
    return _reply(heard, event, event, moment(event.get("ts")), text)


def _changed(heard: Heard, event: Json) -> Deed | None:
    after, before = part(event, "message"), part(event, "previous_message")
    if said(after, "text") == said(before, "text"):
        return None  # a link was unfolded, a thread grew
    # The edit's own time stamp knows whole seconds only.
    at = moment(event.get("event_ts"))
    return _reply(heard, event, after, at, said(after, "text"))


def _reply(
    heard: Heard, event: Json, message: Json, at: datetime | None, text: str | None
) -> Deed | None:
    """A message in a thread, by a person; `text` as Slack wrote it, None: it is deleted."""
    user, ts, thread = said(message, "user"), said(message, "ts"), said(message, "thread_ts")
    channel = said(event, "channel")
    is_reply = bool(thread) and thread != ts and said(event, "channel_type") != _DIRECT
    if at is None or not is_reply or not (user and ts and channel) or _is_a_bots(heard, message):
        return None
    written = None if text is None else typed(text, heard.bot)
    reply = MessageRef(heard.place(channel, thread), ts)
    parent = MessageRef(heard.place(channel), thread)
    return Deed(
        Way(heard.team, user, channel, thread),
        lambda person, _: ReplyWritten(at, person, reply, parent, written),
        is_answered=False,
    )


def _direct(heard: Heard, event: Json) -> Deed | None:
    """What is written to us alone is a command, with or without `/quiz` before it."""
    words = split(typed(said(event, "text"), heard.bot))
    if words and words[0].lower().lstrip("/") == "quiz":
        words = words[1:]
    return _said_to_us(heard, event, words)


def _mention(heard: Heard, event: Json) -> Deed | None:
    """A command, or in a thread, where one may also answer, any words."""
    rest = after_mention(said(event, "text"), heard.bot) or ""
    is_edited = bool(part(event, "edited"))
    if _thread(event) and not _is_command(rest, heard.bot):
        at = moment(event.get("event_ts" if is_edited else "ts"))
        return _reply(heard, event, event, at, said(event, "text"))
    if is_edited:
        return None  # it was obeyed when it was written
    return _said_to_us(heard, event, split(typed(rest, heard.bot)))


def _is_command(rest: str | None, bot: str) -> bool:
    """Is it a command that follows the mention? Nothing at all asks for help."""
    if rest is None:
        return False
    words = split(typed(rest, bot))
    return not words or words[0].lower() in _COMMANDS


def _said_to_us(heard: Heard, event: Json, words: tuple[str, ...]) -> Deed | None:
    user, channel, at = said(event, "user"), said(event, "channel"), moment(event.get("ts"))
    if at is None or not (user and channel) or _is_a_bots(heard, event):
        return None
    return given(heard, Way(heard.team, user, channel, _thread(event)), at, words)


def _is_a_bots(heard: Heard, message: Json) -> bool:
    return bool(message.get("bot_id")) or said(message, "user") == heard.bot


def _thread(event: Json) -> str:
    thread = said(event, "thread_ts")
    return thread if thread != said(event, "ts") else ""


def _home(heard: Heard, event: Json) -> Deed | None:
    at, user = moment(event.get("event_ts")) or heard.at, said(event, "user")
    if said(event, "tab") != "home" or not user:
        return None
    way = Way(heard.team, user, said(event, "channel"), page=True)
    return Deed(way, lambda person, reply: HomeOpened(at, person, reply))


def _lost(heard: Heard, event: Json) -> PlaceLost | None:
    channel = said(event, "channel")
    at = moment(event.get("event_ts")) or heard.at
    return PlaceLost(at, heard.place(channel)) if channel else None


def _left(heard: Heard, event: Json) -> PlaceLost | None:
    """Somebody left a channel, or was put out; we?"""
    return _lost(heard, event) if said(event, "user") == heard.bot else None


def _uninstalled(heard: Heard, _: Json) -> Uninstalled:
    at = moment(heard.body.get("event_time")) or heard.at
    return Uninstalled(at, heard.team, heard.enterprise)


def _revoked(heard: Heard, event: Json) -> Uninstalled | None:
    """Tokens of people are none of ours."""
    return _uninstalled(heard, event) if part(event, "tokens").get("bot") else None


def _renamed(_: Heard, event: Json) -> Renamed:
    return Renamed(part(event, "user"))


def _withheld(heard: Heard) -> Withheld:
    return Withheld(moment(heard.body.get("minute_rate_limited")) or heard.at)


_EVENTS: Mapping[str, Callable[[Heard, Json], Happened | None]] = {
    "app_home_opened": _home,
    "app_mention": _mention,
    "app_uninstalled": _uninstalled,
    "channel_archive": _lost,
    "channel_deleted": _lost,
    "channel_left": _lost,
    "group_archive": _lost,
    "group_deleted": _lost,
    "group_left": _lost,
    "member_left_channel": _left,
    "message": _message,
    "reaction_added": _reaction,
    "reaction_removed": _reaction,
    "tokens_revoked": _revoked,
    "user_change": _renamed,
}
_REQUESTS: Mapping[str, Callable[[Heard], Happened | None]] = {
    "app_rate_limited": _withheld,
    "block_actions": interactions.pressed,
    "event_callback": _event,
    "message_action": interactions.chosen,
    "view_submission": interactions.submitted,
}
