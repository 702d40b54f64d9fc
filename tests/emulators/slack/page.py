"""What one person has before their eyes: a channel, a dialog or the app's home, as HTML."""

import base64
from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.emulators.slack import dates
from tests.emulators.slack.clock import moment_of
from tests.emulators.slack.drawing import Json, Reader, blocks_html, message_text, tag
from tests.emulators.slack.emojis import emoji
from tests.emulators.slack.emulator import Person, SlackEmulator
from tests.emulators.slack.spans import plain
from tests.emulators.slack.state import App, Channel, Message, User
from tests.emulators.slack.world import World

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_COLOURS = ("#2eb67d", "#1d9bd1", "#e01e5a", "#ecb22e", "#7b3ff2", "#0b7285", "#a0522d")
_EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


def draw(slack: SlackEmulator, person: Person, room: Channel) -> str:
    """The channel as it stands, with its threads in place."""
    return _document(_room(slack.world, person, room, _reader(slack.world, person)))


def draw_dialog(slack: SlackEmulator, person: Person, room: Channel) -> str:
    """The person's open dialog, with its complaints, before the channel."""
    reader = _reader(slack.world, person)
    dialog = _dialog(person.dialogs[-1], reader, slack.app)
    room_html = _room(slack.world, person, room, reader)
    return _document(room_html + tag("div", dialog, klass="shade"))


def draw_home(slack: SlackEmulator, person: Person) -> str:
    """The Home tab of the app; empty when none is published."""
    reader = _reader(slack.world, person)
    tabs = "".join(tag("span", name, klass=kind) for name, kind in _TABS)
    view = blocks_html(person.home["blocks"], reader) if person.home else ""
    body = tag("div", escape(slack.app.name), klass="top") + tag("div", tabs, klass="tabs")
    body += tag("div", view, klass="home")
    return _document(_frame(person, tag("div", body, klass="room"), None))


_TABS = (("Home", "here"), ("Messages", ""), ("About", ""))


def _reader(world: World, person: Person) -> Reader:
    def name(id: str) -> str:
        user, room = person.team.user(id), person.team.channels.get(id)
        return user.name if user else room.name if room else ""

    def picture(block: Json) -> str:
        file = world.files.get(block.get("slack_file", {}).get("id", ""))
        return _data_url(file.data) if file else _EMPTY

    return Reader(ZoneInfo(person.zone), world.clock.now(), name, picture, person.errors)


def _room(world: World, person: User, room: Channel, reader: Reader) -> str:
    body = tag("div", _room_title(room, person), klass="top")
    body += tag("div", _messages(room, person, reader), klass="messages")
    return _frame(person, tag("div", body, klass="room"), room)


def _data_url(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


# The frame


def _document(body: str) -> str:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head += tag("title", "Slack") + tag("style", _STYLE)
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _frame(person: User, content: str, here: Channel | None) -> str:
    rows = [
        tag("div", f"# {escape(room.name)}", klass="row here" if room is here else "row")
        for room in person.team.channels.values()
        if person.id in room.members and not room.direct
    ]
    team = tag("div", escape(person.team.name), klass="team")
    return tag("div", tag("div", team + "".join(rows), klass="rail") + content, klass="frame")


def _room_title(room: Channel, person: User) -> str:
    if room.direct:
        others = [user.real_name for user in room.members.values() if user is not person]
        return escape(", ".join(others))
    return escape(f"{'🔒' if room.private else '#'} {room.name}")


# Messages


def _messages(room: Channel, person: User, reader: Reader) -> str:
    visible = sorted(
        (one for one in room.messages.values() if one.only_for in ("", person.id)),
        key=lambda one: one.ts,
    )
    html, day = "", ""
    for message in visible:
        if message.thread:
            continue
        html += (
            ""
            if _day(message, reader) == day
            else tag("div", _day_line(message, reader), klass="day")
        )
        day = _day(message, reader)
        replies = [one for one in visible if one.thread == message.ts]
        html += _message_html(message, person, reader) + _thread(replies, person, reader)
    return html


def _moment(message: Message, reader: Reader) -> datetime:
    return moment_of(message.ts).astimezone(reader.zone)


def _day(message: Message, reader: Reader) -> str:
    at = int(_moment(message, reader).timestamp())
    return dates.shown("{day_divider_pretty}", at, reader.zone, reader.now)


def _day_line(message: Message, reader: Reader) -> str:
    words = _day(message, reader)
    return tag("span", escape(words[:1].upper() + words[1:]))


def _thread(replies: list[Message], person: User, reader: Reader) -> str:
    if not replies:
        return ""
    count = "1 reply" if len(replies) == 1 else f"{len(replies)} replies"
    last = dates.clock_time(_moment(replies[-1], reader))
    line = tag("div", f"{count} {tag('span', f'Last reply at {last}')}", klass="replies")
    inside = "".join(_message_html(reply, person, reader) for reply in replies)
    return line + tag("div", inside, klass="thread")


def _message_html(message: Message, person: User, reader: Reader) -> str:
    """One message, as this person sees it."""
    if message.tombstone:
        return _row(message.author, tag("span", "This message was deleted.", klass="gone"), "")
    body = _who(message, reader) + _content(message, reader)
    body += _chips(message, person)
    if not message.only_for:
        return _row(message.author, body, "")
    return _row(
        message.author, tag("div", "👁 Only visible to you", klass="only") + body, " ephemeral"
    )


def _row(author: User, body: str, kind: str) -> str:
    inner = _avatar(author.real_name, bool(author.bot_id)) + tag("div", body, klass="body")
    return tag("div", inner, klass=f"message{kind}")


def _avatar(name: str, app: bool = False) -> str:
    colour = "#611f69" if app else _COLOURS[sum(map(ord, name)) % len(_COLOURS)]
    letter = escape(name[:1].upper() or "?")
    return tag("div", letter, klass="avatar", style=f"background:{colour}")


def _who(message: Message, reader: Reader) -> str:
    author = message.author
    name = tag("b", escape(author.real_name if author.bot_id else author.name))
    badge = tag("span", "APP", klass="app") if author.bot_id else ""
    at = tag("time", dates.clock_time(_moment(message, reader)))
    return tag("div", name + badge + at, klass="who")


def _content(message: Message, reader: Reader) -> str:
    edited = tag("span", "(edited)", klass="edited") if message.edited else ""
    if message.blocks:
        return blocks_html(message.blocks, reader) + edited
    return message_text(message.text, reader) + edited


def _chips(message: Message, person: User) -> str:
    chips = [
        tag("span", f"{escape(emoji(name))} {len(users)}", klass=f"chip{_mine(users, person)}")
        for name, users in message.reactions.items()
        if users
    ]
    return tag("div", "".join(chips), klass="chips") if chips else ""


def _mine(users: Iterable[str], person: User) -> str:
    return " mine" if person.id in users else ""


# Dialogs


def _dialog(view: Json, reader: Reader, app: App) -> str:
    title = _avatar(app.name, app=True) + escape(plain(view["title"]))
    title += tag("span", "✕", klass="close")
    buttons = [("close", "button", "Close"), ("submit", "button primary", "")]
    foot = "".join(
        tag("button", escape(words), klass=kind, type="button")
        for key, kind, default in buttons
        if (words := plain(view[key]) if view.get(key) else default)
    )
    inner = tag("div", title, klass="title")
    inner += tag("div", blocks_html(view["blocks"], reader), klass="inside")
    return tag("div", inner + tag("div", foot, klass="foot"), klass="modal", role="dialog")
