"""What one person has before their eyes: a channel or a dialog, as HTML."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.emulators.discord import dates, wire
from tests.emulators.discord.clock import moment_of
from tests.emulators.discord.drawing import (
    Reader,
    dialog_html,
    embed_html,
    files_html,
    rows_html,
    tag,
    words,
)
from tests.emulators.discord.emulator import DiscordEmulator, Person
from tests.emulators.discord.permissions import may
from tests.emulators.discord.state import LOADING, Channel, Message, User
from tests.emulators.discord.world import World

_STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_COLOURS = ("#5865f2", "#3ba55d", "#faa61a", "#ed4245", "#eb459e", "#1abc9c", "#e67e22")
_UTC = ZoneInfo("UTC")


def draw(discord: DiscordEmulator, person: Person, room: Channel, zone: ZoneInfo = _UTC) -> str:
    """The channel, thread or direct conversation as it stands, with threads in place."""
    return _document(_room(discord.world, person, room, _reader(discord.world, person, zone)))


def draw_dialog(
    discord: DiscordEmulator, person: Person, room: Channel, zone: ZoneInfo = _UTC
) -> str:
    """The person's open dialog before the channel; raises ValueError when none is open."""
    if person.dialog is None:
        raise ValueError("no dialog is open")
    reader = _reader(discord.world, person, zone)
    modal = dialog_html(person.dialog, discord.app.name, reader)
    room_html = _room(discord.world, person, room, reader)
    return _document(room_html + tag("div", modal, klass="shade"))


def _reader(world: World, person: Person, zone: ZoneInfo) -> Reader:
    def name(mark: str) -> str:
        id = "".join(re.findall(r"\d+", mark))
        if mark.startswith("<#") and id in world.channels:
            return f"#{world.channels[id].name}"
        if mark.startswith("<@") and id in world.users:
            return f"@{_name(world.users[id], person)}"
        command = re.fullmatch(r"</([^:]+):\d+>", mark)
        return f"/{command[1]}" if command else mark

    return Reader(zone, world.clock.now().astimezone(zone), name, world.files)


def _name(user: User, person: Person) -> str:
    member = person.guild.members.get(user.id)
    return member.shown_name if member else user.global_name or user.name


# The frame


def _document(body: str) -> str:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head += tag("title", "Discord") + tag("style", _STYLE)
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _room(world: World, person: Person, room: Channel, reader: Reader) -> str:
    body = tag("div", _title(world, room), klass="top")
    body += tag("div", _messages(world, room, person, reader), klass="messages")
    rail = _direct_rail(world) if room.guild is None else _guild_rail(person, room)
    return tag("div", rail + tag("div", body, klass="room"), klass="frame")


def _guild_rail(person: Person, here: Channel) -> str:
    guild = person.guild
    rows = [
        _row(f"# {channel.name}", here=channel in (here, here.parent))
        for channel in guild.channels.values()
        if not channel.is_thread and may(person, channel, "view_channel")
    ]
    return _rail(guild.name, rows)


def _direct_rail(world: World) -> str:
    return _rail("Direct Messages", [_row(world.app.name, here=True)])


def _row(name: str, *, here: bool) -> str:
    return tag("div", escape(name), klass="channel here" if here else "channel")


def _rail(name: str, rows: list[str]) -> str:
    head = tag("div", escape(name), klass="guild")
    icon = tag("div", tag("div", escape(name[:1]), klass="icon"), klass="icons")
    return icon + tag("div", head + "".join(rows), klass="rail")


def _title(world: World, room: Channel) -> str:
    if room.guild is None:
        return escape(f"@ {world.app.name}")
    if room.parent:
        return escape(f"# {room.parent.name} › {room.name}")
    return escape(f"# {room.name}")


# Messages


def _messages(world: World, room: Channel, person: Person, reader: Reader) -> str:
    html, last = "", ""
    for message in _visible(room, person):
        day = dates.day(_moment(message, reader))
        html += tag("div", tag("span", day), klass="day") if day != last else ""
        last = day
        html += _message(message, person, reader)
        thread = world.channels.get(message.id)
        if thread and thread is not room:
            html += _thread(thread, person, reader)
    return html


def _visible(room: Channel, person: Person) -> Iterator[Message]:
    for id in sorted(room.messages, key=int):
        if room.messages[id].only_for in ("", person.id):
            yield room.messages[id]


def _moment(message: Message, reader: Reader) -> datetime:
    return moment_of(message.id).astimezone(reader.zone)


def _thread(thread: Channel, person: Person, reader: Reader) -> str:
    count = len(thread.standing())
    state = " 🔒" if thread.locked else ""
    line = tag("b", escape(thread.name) + state)
    line += tag("span", f"{count} Message{'' if count == 1 else 's'} ›")
    inside = "".join(_message(message, person, reader) for message in _visible(thread, person))
    return tag("div", tag("div", line, klass="line") + inside, klass="thread")


def _message(message: Message, person: Person, reader: Reader) -> str:
    """One message, as this person sees it."""
    author = _name(message.author, person)
    body = tag("div", _who(message, author, reader), klass="who")
    body += _content(message, reader) + rows_html(message.components) + _chips(message, person)
    if message.only_for:
        only = f"👁 Only you can see this · {tag('a', 'Dismiss message')}"
        body += tag("div", only, klass="only")
    inner = _avatar(author, app=message.author.bot) + tag("div", body, klass="body")
    kinds = "message" + (" mine" if _calls(message, person) else "")
    return _above(message, person) + tag("div", inner, klass=kinds)


def _calls(message: Message, person: Person) -> bool:
    called = any(user is person.user for user in message.pings)
    return bool(message.only_for) or called or message.pings_everyone


def _above(message: Message, person: Person) -> str:
    """What the message answers: another one, or a command."""
    if message.answered:
        name = escape(_name(message.answered.author, person))
        said = escape((message.answered.content or "Click to see attachment")[:80])
        return tag("div", f"╭ {tag('b', name)} {said}", klass="above")
    about = message.interaction or {}
    if "name" in about:
        name = escape(str(about["user"]["global_name"] or about["user"]["username"]))
        command = tag("span", escape(f"/{about['name']}"), klass="mention")
        return tag("div", f"╭ {tag('b', name)} used {command}", klass="above")
    return ""


def _who(message: Message, author: str, reader: Reader) -> str:
    badge = tag("span", "APP", klass="app") if message.author.bot else ""
    at = tag("time", dates.moment(_moment(message, reader), reader.now))
    return tag("b", escape(author)) + badge + at


def _content(message: Message, reader: Reader) -> str:
    if message.flags & LOADING:
        return tag("div", escape(f"{message.author.global_name} is thinking…"), klass="thinking")
    html = words(message.content, reader) if message.content else ""
    html += tag("span", "(edited)", klass="edited") if message.edited and html else ""
    html += "".join(embed_html(embed, reader) for embed in message.embeds)
    return html + files_html(wire.loose(message), reader)


def _chips(message: Message, person: Person) -> str:
    chips = [
        tag(
            "span",
            f"{escape(emoji.partition(':')[0])} {len(users)}",
            klass="chip mine" if person.id in users else "chip",
        )
        for emoji, users in message.reactions.items()
    ]
    return tag("div", "".join(chips), klass="chips") if chips else ""


def _avatar(name: str, *, app: bool) -> str:
    colour = "#0b655e" if app else _COLOURS[sum(map(ord, name)) % len(_COLOURS)]
    letter = escape(name[:1].upper() or "?")
    return tag("div", letter, klass="avatar", style=f"background:{colour}")
