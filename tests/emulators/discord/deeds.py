"""What can happen to messages and threads, whoever does it: the state changes, the app is told."""

from collections.abc import Mapping
from typing import Any

from tests.emulators.discord import wire
from tests.emulators.discord.drafts import Draft, Upload, pinged, pings_everyone
from tests.emulators.discord.permissions import may
from tests.emulators.discord.state import (
    EPHEMERAL,
    THREAD,
    Channel,
    Interaction,
    Json,
    Message,
    User,
)
from tests.emulators.discord.world import World


def write(world: World, channel: Channel, author: User, draft: Draft, **more: Any) -> Message:
    """A new message; `more` are fields of it."""
    message = Message(world.clock.snowflake(), channel, author, at=world.clock.stamp(), **more)
    _fill(world, message, draft)
    message.flags, message.nonce = draft.flags, draft.nonce
    channel.messages[message.id] = message
    if message.answered:
        _ping_answered(message, draft)
    if channel.is_thread:
        channel.thread_members.setdefault(author.id, message.at)
    world.show("ephemeral" if message.only_for else "message", message)
    _tell(world, "MESSAGE_CREATE", message)
    return message


def _ping_answered(message: Message, draft: Draft) -> None:
    answered = message.answered
    wanted = draft.mentions is None or draft.mentions.get("replied_user", False)
    if answered and wanted and answered.author not in message.pings:
        message.pings.append(answered.author)


def _fill(world: World, message: Message, draft: Draft) -> None:
    message.content, message.embeds = draft.content, draft.embeds
    message.components, message.attachments = draft.components, draft.attachments
    message.held = draft.held
    message.pings = pinged(draft.content, draft.mentions, world.users)
    called = pings_everyone(draft.content, draft.mentions)
    message.pings_everyone = called and _may_call_everyone(message)


def _may_call_everyone(message: Message) -> bool:
    guild = message.channel.guild
    member = guild.members.get(message.author.id) if guild else None
    return may(member, message.channel, "mention_everyone")


def _tell(world: World, event: str, message: Message) -> None:
    """What is for one person alone is no news."""
    if not message.only_for:
        payload = wire.event_json(message, world.bot.id)
        world.dispatch(event, payload, message.channel.guild_id)


def rewrite(world: World, message: Message, draft: Draft) -> None:
    """An edit; of a message that was still loading it is the first sight."""
    _fill(world, message, draft)
    message.flags = draft.flags
    message.edited = world.clock.stamp()
    world.show("edit", message)
    _tell(world, "MESSAGE_UPDATE", message)


def remove(world: World, message: Message) -> None:
    del message.channel.messages[message.id]
    world.show("delete", message, {})
    if not message.only_for:
        payload = _where(message.channel) | {"id": message.id}
        world.dispatch("MESSAGE_DELETE", payload, message.channel.guild_id)


def _where(channel: Channel) -> Json:
    guild = {"guild_id": channel.guild_id} if channel.guild else {}
    return {"channel_id": channel.id, **guild}


# Reactions


def put_reaction(world: World, message: Message, user: User, emoji: str) -> None:
    message.reactions.setdefault(emoji, []).append(user.id)
    _reacted(world, message, user, emoji, "MESSAGE_REACTION_ADD")


def take_reaction(world: World, message: Message, user: User, emoji: str) -> None:
    message.reactions[emoji].remove(user.id)
    if not message.reactions[emoji]:
        del message.reactions[emoji]
    _reacted(world, message, user, emoji, "MESSAGE_REACTION_REMOVE")


def _reacted(world: World, message: Message, user: User, emoji: str, event: str) -> None:
    world.show("reaction", message, {"emoji": emoji, "user": user.id})
    payload = _where(message.channel) | {
        "user_id": user.id,
        "message_id": message.id,
        "emoji": wire.emoji_json(emoji),
        "burst": False,
        "type": 0,
    }
    guild = message.channel.guild
    if guild and event == "MESSAGE_REACTION_ADD":
        payload["message_author_id"] = message.author.id
        if user.id in guild.members:
            payload["member"] = wire.member_json(guild.members[user.id])
    world.dispatch(event, payload, message.channel.guild_id)


def clear_reactions(world: World, message: Message, emoji: str = "") -> None:
    """All of them, or those of one emoji."""
    payload = _where(message.channel) | {"message_id": message.id}
    if emoji:
        message.reactions.pop(emoji, None)
        payload["emoji"] = wire.emoji_json(emoji)
    else:
        message.reactions.clear()
    event = "MESSAGE_REACTION_REMOVE_EMOJI" if emoji else "MESSAGE_REACTION_REMOVE_ALL"
    world.show("reaction", message, {"emoji": emoji, "user": ""})
    world.dispatch(event, payload, message.channel.guild_id)


# Threads


def open_thread(world: World, parent: Channel, owner: User, name: str, **more: Any) -> Channel:
    """`more` are fields of the channel, such as `id` when it starts from a message."""
    fields: dict[str, Any] = {
        "id": world.clock.snowflake(),
        "kind": THREAD,
        "created": world.clock.stamp(),
    } | more
    thread = Channel(name=name, guild=parent.guild, parent=parent, owner_id=owner.id, **fields)
    thread.thread_members[owner.id] = world.clock.stamp()
    world.channels[thread.id] = thread
    if parent.guild:
        parent.guild.channels[thread.id] = thread
    started = parent.messages.get(thread.id)
    if started:
        started.thread = thread
    payload = wire.thread_json(thread) | {"newly_created": True}
    if owner is world.bot:
        payload["member"] = wire.thread_member_json(thread, owner.id)
    world.dispatch("THREAD_CREATE", payload, thread.guild_id)
    return thread


def change_thread(world: World, thread: Channel, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(thread, name, value)
    world.dispatch("THREAD_UPDATE", wire.thread_json(thread), thread.guild_id)


def remove_channel(world: World, channel: Channel) -> None:
    """With its threads."""
    inner = [one for one in world.channels.values() if one.parent is channel]
    for each in [*inner, channel]:
        del world.channels[each.id]
        if each.guild:
            del each.guild.channels[each.id]
    event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    world.dispatch(event, wire.channel_json(channel), channel.guild_id)


# Files


def stored(world: World, given: list[Json] | None, files: Mapping[str, Upload]) -> list[Json]:
    """Uploads with the descriptions that the body gives them, as attachments."""
    about = {str(one["id"]): one for one in given or []}
    return [
        _stored(world, upload, about.get(number.removeprefix("files[").rstrip("]"), {}))
        for number, upload in files.items()
    ]


def _stored(world: World, upload: Upload, about: Json) -> Json:
    id = world.clock.snowflake()
    filename = about.get("filename") or upload.filename
    url = f"{world.base_url}/cdn/{id}/{filename}"
    world.files[url] = upload.data
    body = {
        "id": id,
        "filename": filename,
        "size": len(upload.data),
        "url": url,
        "proxy_url": url,
        "content_type": upload.content_type,
    }
    return body | ({"description": about["description"]} if about.get("description") else {})


# Answers to interactions


def private_to(interaction: Interaction, flags: int) -> str:
    """Who alone sees an answer with these flags."""
    return interaction.user.id if flags & EPHEMERAL else ""
