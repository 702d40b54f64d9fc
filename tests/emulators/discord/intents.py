"""What an app asked to hear: the bits of intents, the events behind them, and hidden words."""

from tests.emulators.discord.permissions import bot_may
from tests.emulators.discord.state import PRIVATE_THREAD, Json
from tests.emulators.discord.world import World

GUILDS = 1 << 0
MEMBERS = 1 << 1
EXPRESSIONS = 1 << 3
PRESENCES = 1 << 8
MESSAGES, REACTIONS, TYPING, POLLS = 1 << 9, 1 << 10, 1 << 11, 1 << 24
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING, DIRECT_POLLS = 1 << 12, 1 << 13, 1 << 14, 1 << 25
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
KNOWN = (1 << 17) - 1 | 1 << 20 | 1 << 21 | POLLS | DIRECT_POLLS
"""Every bit that means something."""

_FLAGS = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}
_FREE = {"INTERACTION_CREATE", "USER_UPDATE"}
_BY_START = {
    "GUILD_MEMBER_": (MEMBERS, 0),
    "GUILD_EMOJIS_": (EXPRESSIONS, 0),
    "GUILD_": (GUILDS, 0),
    "CHANNEL_": (GUILDS, 0),
    "THREAD_": (GUILDS, 0),
    "MESSAGE_REACTION_": (REACTIONS, DIRECT_REACTIONS),
    "MESSAGE_POLL_": (POLLS, DIRECT_POLLS),
    "MESSAGE_": (MESSAGES, DIRECT_MESSAGES),
    "TYPING_": (TYPING, DIRECT_TYPING),
}
"""What an event needs in a guild and in a direct conversation; the first that fits counts."""


def flags_of(privileged: int) -> int:
    """How the application's own flags show the privileged intents that are switched on."""
    return sum(flag for intent, flag in _FLAGS.items() if privileged & intent)


def wanted(event: str, intents: int, *, direct: bool) -> bool:
    """Did the app ask for this? Raises LookupError for an event that is not known here."""
    if event in _FREE:
        return True
    for start, needs in _BY_START.items():
        if event.startswith(start):
            return bool(intents & needs[direct])
    raise LookupError(event)


def visible(world: World, event: str, payload: Json) -> bool:
    """May the bot see where this happened? Only conversations and threads are hidden from bots."""
    id = payload.get("id") if event.startswith("THREAD_") else payload.get("channel_id")
    channel = world.channels.get(str(id))
    if event in _FREE or channel is None or channel.guild is None:
        return True
    inside = channel.kind != PRIVATE_THREAD or world.bot.id in channel.thread_members
    names = ("view_channel",) if inside else ("view_channel", "manage_threads")
    return bot_may(channel.guild, channel, *names)


def hidden(event: str, payload: Json, intents: int, bot_id: str) -> Json:
    """The payload of an event without the words that the app may not read."""
    if intents & MESSAGE_CONTENT or event not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
        return payload
    return payload if "guild_id" not in payload else blanked(payload, bot_id)


def blanked(message: Json, bot_id: str) -> Json:
    """A guild's message as those see it who may not read: their own, and what calls them, whole."""
    answered = message.get("referenced_message")
    if answered:
        message = message | {"referenced_message": blanked(answered, bot_id)}
    callees = {user["id"] for user in message.get("mentions", [])}
    if message.get("author", {}).get("id") == bot_id or bot_id in callees:
        return message
    return message | {"content": "", "embeds": [], "attachments": [], "components": []}
