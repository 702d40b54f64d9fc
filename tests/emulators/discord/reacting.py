"""Routes of reactions."""

from tests.emulators.discord import deeds, wire
from tests.emulators.discord.calls import Answer, Call, Table
from tests.emulators.discord.emojis import known
from tests.emulators.discord.refusals import refusal
from tests.emulators.discord.state import Message, User

ROUTES = Table()
MOST = 20
_ALL = "/channels/{}/messages/{}/reactions"


def _emoji(call: Call, message: Message) -> str:
    """A name in an address may begin with a colon; an animated one with "a:"."""
    emoji = call.parameters[2].removeprefix("a:").removeprefix(":")
    if not known(emoji, message.channel.guild):
        raise refusal(10014)
    return emoji


@ROUTES(f"PUT {_ALL}/{{}}/@me")
def add(call: Call) -> Answer:
    channel = call.channel("read_message_history")
    message = call.open_message(channel)
    emoji = _emoji(call, message)
    if emoji not in message.reactions:
        call.needs(channel, "add_reactions")
        if len(message.reactions) >= MOST:
            raise refusal(30010)
    if call.bot.id not in message.reactions.get(emoji, []):
        deeds.put_reaction(call.world, message, call.bot, emoji)
    return None


@ROUTES(f"DELETE {_ALL}/{{}}/@me")
def remove_own(call: Call) -> Answer:
    return _remove(call, call.open_message(call.channel()), call.bot)


@ROUTES(f"DELETE {_ALL}/{{}}/{{}}")
def remove_anybodys(call: Call) -> Answer:
    message = call.open_message(call.channel("manage_messages"))
    user = call.world.users.get(call.parameters[3])
    if user is None:
        raise refusal(10013)
    return _remove(call, message, user)


def _remove(call: Call, message: Message, user: User) -> Answer:
    emoji = _emoji(call, message)
    if user.id in message.reactions.get(emoji, []):
        deeds.take_reaction(call.world, message, user, emoji)
    return None


@ROUTES(f"DELETE {_ALL}")
def clear(call: Call) -> Answer:
    message = call.open_message(call.channel("manage_messages"))
    deeds.clear_reactions(call.world, message)
    return None


@ROUTES(f"DELETE {_ALL}/{{}}")
def clear_one(call: Call) -> Answer:
    message = call.open_message(call.channel("manage_messages"))
    deeds.clear_reactions(call.world, message, _emoji(call, message))
    return None


@ROUTES(f"GET {_ALL}/{{}}")
def users(call: Call) -> Answer:
    """Who reacted with one emoji, by rising id, a page at a time."""
    channel = call.channel()
    call.needs(channel, "read_message_history", code=50001)
    message = call.message(channel)
    emoji = _emoji(call, message)
    limit = call.number("limit", 25, 1, 100)
    after = int(call.query.get("after") or 0)
    ids = sorted(int(id) for id in message.reactions.get(emoji, []) if int(id) > after)
    return [wire.user_json(call.world.users[str(id)]) for id in ids[:limit]]
