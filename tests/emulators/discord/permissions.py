"""What roles and channels allow: bits by their names, and how they add up."""

from collections.abc import Iterable

from tests.emulators.discord.state import Channel, Guild, Member

BITS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
EVERYTHING = sum(BITS.values())
ORDINARY = (
    "add_reactions",
    "attach_files",
    "create_public_threads",
    "embed_links",
    "read_message_history",
    "send_messages",
    "send_messages_in_threads",
    "use_application_commands",
    "view_channel",
)


def bits(names: Iterable[str]) -> int:
    """Raises KeyError for a name that is not in the table."""
    return sum(BITS[name] for name in set(names))


def granted(member: Member, channel: Channel | None = None) -> int:
    """All that this member may do, in a channel or in the guild at large."""
    guild = member.guild
    base = guild.roles[guild.id].permissions
    for role in member.roles:
        base |= guild.roles[role].permissions
    if base & BITS["administrator"] or guild.owner_id == member.id:
        return EVERYTHING
    return base if channel is None else _within(base, member, channel)


def _within(base: int, member: Member, channel: Channel) -> int:
    for target in (member.guild.id, member.id):
        allow, deny = (channel.parent or channel).overwrites.get(target, (0, 0))
        base = (base & ~deny) | allow
    return base if base & BITS["view_channel"] else 0


def may(member: Member | None, channel: Channel, *names: str) -> bool:
    """In a direct conversation everything is allowed."""
    if channel.guild is None:
        return True
    wanted = bits(names)
    if member is None or member.guild is not channel.guild:
        return False
    return granted(member, channel) & wanted == wanted


def bot_may(guild: Guild, channel: Channel, *names: str) -> bool:
    return guild.bot_in and may(guild.members.get(guild.bot_id), channel, *names)
