"""Commands, buttons, dialogs, menus and the page: what people do with what we show. Pure."""

from datetime import datetime

from adapters.slack import forms
from adapters.slack.forms import Origin
from adapters.slack.reply import Way
from adapters.slack.told import Deed, Heard, Json, Opening, first, moment, part, said
from adapters.slack.typed import typed
from bot.chat.commands import SHORTCUTS, split
from bot.chat.content import Action
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, ShortcutUsed
from bot.chat.places import MessageRef

_DOES, _OPENS = "do:", "open:"
_SHORTCUT_NAMES = frozenset(shortcut.name for shortcut in SHORTCUTS)


def command(heard: Heard) -> Deed | None:
    """`/quiz …`; Slack tells no time for it."""
    user, channel = said(heard.body, "user_id"), said(heard.body, "channel_id")
    if not user or not channel:
        return None
    way = Way(heard.team, user, channel, response_url=said(heard.body, "response_url"))
    words = split(typed(said(heard.body, "text"), heard.bot))
    return given(heard, way, heard.at, words, said(heard.body, "user_name"))


def given(heard: Heard, way: Way, at: datetime, words: tuple[str, ...], name: str = "") -> Deed:
    """A command, however it was given."""
    place = heard.place(way.channel, way.thread)
    return Deed(way, lambda person, reply: CommandGiven(at, person, place, words, reply), name)


def pressed(heard: Heard) -> Deed | Opening | None:
    """A button of ours: an action, or a form that opens."""
    button = first(heard.body, "actions")
    id_, value = said(button, "action_id"), said(button, "value")
    way = _way_to(heard)
    if way is None or not value:
        return None
    if id_.startswith(_OPENS):
        return _opening(heard, way, value)
    if not id_.startswith(_DOES):
        return None
    at = moment(button.get("action_ts")) or heard.at
    message = MessageRef(heard.place(way.channel, way.thread), way.message)
    action = Action.parse(value)
    return Deed(
        way,
        lambda person, reply: ButtonPressed(at, person, message, action, reply),
        _name(heard.body),
    )


def _way_to(heard: Heard) -> Way | None:
    """Where the button is: on the page, or in a message."""
    body = heard.body
    user = said(body, "user", "id")
    url = said(body, "response_url")
    if said(body, "view", "type") == "home":
        channel = said(body, "view", "private_metadata") or user
        way = Way(heard.team, user, channel, message=said(body, "view", "id"), page=True)
    else:
        box = part(body, "container")
        channel = said(box, "channel_id") or said(body, "channel", "id")
        message = said(box, "message_ts") or said(body, "message", "ts")
        thread = said(box, "thread_ts") or said(body, "message", "thread_ts")
        thread = thread if thread != message else ""
        is_private = box.get("is_ephemeral") is True
        way = Way(heard.team, user, channel, thread, message, url, is_private)
    return way if user and way.channel and way.message else None


def _opening(heard: Heard, way: Way, value: str) -> Opening | None:
    trigger = said(heard.body, "trigger_id")
    try:
        form = forms.unpack(value)
    except ValueError:
        return None
    # What only one person sees has no message that could be looked up later.
    message = "" if way.is_private or way.page else way.message
    origin = Origin(way.channel, way.thread, message, way.response_url, way.page)
    return Opening(trigger, form, origin) if trigger else None


def submitted(heard: Heard) -> Deed | None:
    """A dialog was sent; Slack tells no time for it."""
    user = said(heard.body, "user", "id")
    try:
        action, origin, values = forms.submitted(part(heard.body, "view"))
    except ValueError:
        return None
    if not user or not origin.channel:
        return None
    place = heard.place(origin.channel, origin.thread)
    at = heard.at
    return Deed(
        _way_back(heard.team, user, origin),
        lambda person, reply: FormSubmitted(at, person, place, action, values, reply),
        _name(heard.body),
    )


def _way_back(team: str, user: str, origin: Origin) -> Way:
    is_private = bool(origin.response_url) and not origin.message and not origin.page
    return Way(
        team,
        user,
        origin.channel,
        origin.thread,
        origin.message,
        origin.response_url,
        is_private,
        origin.page,
    )


def chosen(heard: Heard) -> Deed | None:
    """An entry of a message's menu."""
    body = heard.body
    shortcut, user = said(body, "callback_id"), said(body, "user", "id")
    channel, message = said(body, "channel", "id"), said(body, "message", "ts")
    if shortcut not in _SHORTCUT_NAMES or not (user and channel and message):
        return None
    thread = said(body, "message", "thread_ts")
    thread = thread if thread != message else ""
    way = Way(heard.team, user, channel, thread, response_url=said(body, "response_url"))
    ref = MessageRef(heard.place(channel, thread), message)
    at = moment(body.get("action_ts")) or heard.at
    return Deed(
        way,
        lambda person, reply: ShortcutUsed(at, person, ref, shortcut, reply),
        _name(body),
    )


def _name(body: Json) -> str:
    return said(body, "user", "name") or said(body, "user", "username")
