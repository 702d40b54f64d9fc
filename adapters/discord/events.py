"""What discord.py tells becomes what happened: pure, and deaf to what is not for us."""

from datetime import datetime

from discord import (
    ClientUser,
    DMChannel,
    Guild,
    Member,
    Message,
    MessageType,
    PartialEmoji,
    Permissions,
    Thread,
    User,
)
from discord.abc import GuildChannel

from adapters.discord.replies import typed
from bot.chat.commands import split
from bot.chat.events import PlaceLost, ReactionChanged, ReplyWritten
from bot.chat.places import DIRECT, MessageRef, Person, Place, Workspace

_WRITTEN = frozenset({MessageType.default, MessageType.reply})


def workspace(guild: int | None) -> Workspace:
    """A server, or where direct conversations are."""
    return Workspace("discord", str(guild) if guild else DIRECT)


def place(guild: int | None, channel: int, parent: int | None = None) -> Place:
    """A channel, or a thread of the channel `parent`."""
    return Place(workspace(guild), str(channel), str(parent) if parent else None)


def place_in(guild: int | None, known: Guild | None, channel: int) -> Place:
    """A channel or thread of a server; threads are told apart as far as we know the server."""
    thread = known.get_thread(channel) if known else None
    return place(guild, channel, thread.parent_id if thread else None)


def stranger(user: int, guild: int | None) -> Person:
    """Somebody of whom only the id was told."""
    return Person(workspace(guild), str(user), "")


def person(
    user: User | Member, guild: int | None, permissions: Permissions | None = None
) -> Person:
    """Somebody by the name that people see; `permissions` are theirs in the place of the event."""
    may_manage = bool(permissions and (permissions.manage_guild or permissions.manage_channels))
    return Person(workspace(guild), str(user.id), user.display_name, may_manage)


def reaction(
    message: MessageRef, who: Person, emoji: PartialEmoji, at: datetime, *, standing: bool
) -> ReactionChanged | None:
    """A reaction came or went; a server's own emoji says nothing to us.

    Discord tells no time for it: `at` is when we heard of it.
    """
    if emoji.is_custom_emoji() or not emoji.name:
        return None
    return ReactionChanged(at, who, message, emoji.name, standing)


def reply(message: Message, us: ClientUser, *, reads_all: bool) -> ReplyWritten | None:
    """What a person wrote in a thread; its time is that of its last edit.

    Unless we may read everything, Discord shows us only the words of those who ping us.
    """
    thread = message.channel
    if not isinstance(thread, Thread) or not _is_a_persons(message):
        return None
    if not reads_all and us not in message.mentions:
        return None
    guild, parent = thread.guild.id, thread.parent_id
    return ReplyWritten(
        message.edited_at or message.created_at,
        person(message.author, guild),
        MessageRef(place(guild, thread.id, parent), str(message.id)),
        # A thread that began at a message has that message's id.
        MessageRef(place(guild, parent), str(thread.id)),
        typed(message.content, str(us.id)),
    )


def words_to_us(message: Message, us: ClientUser) -> tuple[str, ...] | None:
    """What is written to us alone is a command, with or without `/quiz` before it."""
    if not isinstance(message.channel, DMChannel) or not _is_a_persons(message):
        return None
    words = split(typed(message.content, str(us.id)))
    return words[1:] if words and words[0].lower().lstrip("/") == "quiz" else words


def _is_a_persons(message: Message) -> bool:
    return message.type in _WRITTEN and not message.author.bot and message.webhook_id is None


def put_out(before: GuildChannel, after: GuildChannel, at: datetime) -> PlaceLost | None:
    """A channel that we saw and see no more; one that is closed for a while is not lost."""
    us = after.guild.me
    if not before.permissions_for(us).view_channel or after.permissions_for(us).view_channel:
        return None
    return PlaceLost(at, place(after.guild.id, after.id))
