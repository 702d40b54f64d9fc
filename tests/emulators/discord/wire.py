"""Discord's things as Discord writes them in JSON."""

from typing import Any

from tests.emulators.discord.state import (
    DIRECT,
    HAS_THREAD,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Role,
    User,
)


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "username": user.name,
        "discriminator": "0000" if user.bot else "0",
        "global_name": user.global_name,
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def self_json(user: User) -> Json:
    """The bot's own user, as it alone sees it."""
    more = {"flags": 0, "verified": True, "mfa_enabled": False, "locale": "en-US", "email": None}
    return user_json(user) | more


def member_json(member: Member, *, with_user: bool = True) -> Json:
    body: Json = {
        "roles": list(member.roles),
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": member.joined,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    return body | ({"user": user_json(member.user)} if with_user else {})


def role_json(role: Role) -> Json:
    return {
        "id": role.id,
        "name": role.name,
        "permissions": str(role.permissions),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
    }


def channel_json(channel: Channel) -> Json:
    if channel.kind == DIRECT:
        assert channel.recipient is not None
        recipients = [user_json(channel.recipient)]
        return _base(channel) | {"recipients": recipients, "flags": 0}
    return thread_json(channel) if channel.is_thread else _text_json(channel)


def _base(channel: Channel) -> Json:
    last = max((int(id) for id in channel.messages), default=None)
    return {
        "id": channel.id,
        "type": channel.kind,
        "last_message_id": None if last is None else str(last),
    }


def _text_json(channel: Channel) -> Json:
    overwrites = [
        {
            "id": target,
            "type": 0 if target == channel.guild_id else 1,
            "allow": str(allow),
            "deny": str(deny),
        }
        for target, (allow, deny) in channel.overwrites.items()
    ]
    return _base(channel) | {
        "guild_id": channel.guild_id,
        "name": channel.name,
        "position": 0,
        "permission_overwrites": overwrites,
        "nsfw": False,
        "topic": channel.topic or None,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "flags": 0,
    }


def thread_json(thread: Channel) -> Json:
    assert thread.parent is not None
    return _base(thread) | {
        "guild_id": thread.guild_id,
        "parent_id": thread.parent.id,
        "owner_id": thread.owner_id,
        "name": thread.name,
        "rate_limit_per_user": 0,
        "message_count": len(thread.standing()),
        "member_count": min(len(thread.thread_members), 50),
        "total_message_sent": len(thread.standing()),
        "flags": 0,
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": thread.auto_archive,
            "archive_timestamp": thread.created,
            "create_timestamp": thread.created,
            "locked": thread.locked,
            "invitable": thread.invitable,
        },
    }


def thread_member_json(thread: Channel, user_id: str) -> Json:
    joined = thread.thread_members[user_id]
    return {"id": thread.id, "user_id": user_id, "join_timestamp": joined, "flags": 0}


def emoji_json(emoji: str) -> Json:
    name, colon, id = emoji.partition(":")
    return {"id": id if colon else None, "name": name}


def reactions_json(message: Message, viewer: str) -> list[Json]:
    return [
        {
            "emoji": emoji_json(emoji),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "me": viewer in users,
            "me_burst": False,
            "burst_colors": [],
        }
        for emoji, users in message.reactions.items()
    ]


def message_json(message: Message, viewer: str = "", *, nonce: bool = False) -> Json:
    """As a channel lists it; `viewer` is whose own reactions are marked."""
    body: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "type": message.kind,
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": message.at,
        "edited_timestamp": message.edited,
        "tts": False,
        "mention_everyone": message.pings_everyone,
        "mentions": [user_json(user) for user in message.pings],
        "mention_roles": [],
        "attachments": loose(message),
        "embeds": message.embeds,
        "components": message.components,
        "pinned": False,
        "flags": message.flags | (HAS_THREAD if message.thread else 0),
    }
    return body | _sometimes(message, viewer, nonce=nonce)


def loose(message: Message) -> list[Json]:
    """The attachments that no embed took."""
    return [one for one in message.attachments if one["url"] not in message.held]


def _sometimes(message: Message, viewer: str, *, nonce: bool) -> Json:
    """What is absent rather than null."""
    body: Json = {}
    if message.reactions:
        body["reactions"] = reactions_json(message, viewer)
    if message.reference:
        body["message_reference"] = message.reference
        answered = message.answered
        body["referenced_message"] = message_json(answered, viewer) if answered else None
    if message.interaction:
        body["interaction_metadata"] = message.interaction
    if message.author.bot and (message.interaction or message.only_for):
        body["application_id"] = message.author.id
        body["webhook_id"] = message.author.id
    if message.thread:
        body["thread"] = thread_json(message.thread)
    if nonce and message.nonce is not None:
        body["nonce"] = message.nonce
    return body


def event_json(message: Message, viewer: str) -> Json:
    """As the gateway tells of it: with where it is, and who its author is there."""
    body = message_json(message, viewer, nonce=True)
    body |= {"channel_type": message.channel.kind}
    guild = message.channel.guild
    if guild is None:
        return body
    body["guild_id"] = guild.id
    member = guild.members.get(message.author.id)
    return body | ({"member": member_json(member, with_user=False)} if member else {})


def joined_json(guild: Guild) -> Json:
    """The same for a guild to which the bot has just come."""
    return {key: value for key, value in guild_json(guild).items() if key != "unavailable"}


def guild_json(guild: Guild) -> Json:
    """As GUILD_CREATE carries it; only the bot's own membership is listed."""
    if not guild.available:
        return {"id": guild.id, "unavailable": True}
    channels = [channel for channel in guild.channels.values() if not channel.is_thread]
    threads = [one for one in guild.channels.values() if one.is_thread and not one.archived]
    bot = guild.members.get(guild.bot_id)
    return basic_guild_json(guild) | {
        "joined_at": bot.joined if bot else None,
        "large": len(guild.members) > 250,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(bot)] if bot else [],
        "channels": [channel_json(channel) for channel in channels],
        "threads": [thread_json(thread) for thread in threads],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def basic_guild_json(guild: Guild) -> Json:
    """As GET /guilds/{} gives it."""
    nothing = dict.fromkeys(_NULLS)
    return nothing | {
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner_id,
        "preferred_locale": guild.locale,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [_custom_json(id, name) for id, name in guild.emojis.items()],
        "stickers": [],
        "features": [],
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "system_channel_flags": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
    }


_NULLS = (
    "icon",
    "splash",
    "discovery_splash",
    "banner",
    "description",
    "afk_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "application_id",
    "vanity_url_code",
)


def _custom_json(id: str, name: str) -> Json:
    common: dict[str, Any] = {"roles": [], "require_colons": True, "managed": False}
    return common | {"id": id, "name": name, "animated": False, "available": True}
