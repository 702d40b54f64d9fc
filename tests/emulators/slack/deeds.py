"""What can happen to messages, whoever does it: each changes the state and returns the news."""

from dataclasses import dataclass, field

from tests.emulators.slack import events
from tests.emulators.slack.state import Channel, Json, Message, Team, User
from tests.emulators.slack.wire import message_json, with_ids
from tests.emulators.slack.world import World


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written."""

    text: str
    blocks: list[Json] = field(default_factory=list)
    thread: str = ""
    broadcast: bool = False
    metadata: Json | None = None
    only_for: str = ""
    by_webhook: bool = False


def write(world: World, channel: Channel, author: User, draft: Draft) -> tuple[Message, list[Json]]:
    """Ephemeral messages are no news."""
    message = Message(
        ts=world.clock.stamp(),
        channel=channel,
        author=author,
        text=draft.text,
        blocks=with_ids(draft.blocks),
        thread=_root(channel, draft.thread),
        metadata=draft.metadata,
        broadcast=draft.broadcast,
        only_for=draft.only_for,
        by_webhook=draft.by_webhook,
    )
    channel.messages[message.ts] = message
    world.show("ephemeral" if message.only_for else "message", channel, message, shown(message))
    return message, [] if message.only_for else [events.written(message), *_mention(message)]


def shown(message: Message) -> Json:
    """What is on the screen, and what goes with it unseen."""
    return message_json(message, metadata=True)


def _root(channel: Channel, thread: str) -> str:
    """Threads have one level: a reply's thread is that of its first message."""
    parent = channel.messages.get(thread)
    return parent.thread or thread if parent else thread


def _mention(message: Message) -> list[Json]:
    if message.channel.direct or message.by_bot:
        return []
    named = f"<@{message.channel.team.bot.id}" in message.text
    return [events.mentioned(message)] if named else []


def rewrite(
    world: World, message: Message, text: str, blocks: list[Json], metadata: Json | None = None
) -> list[Json]:
    before = message_json(message, thread=True)
    message.text, message.blocks = text, with_ids(blocks)
    message.metadata = metadata or message.metadata
    if not blocks:
        # Slack marks no message as edited that is drawn from blocks
        message.edited = world.clock.whole_second()
    world.show("edit", message.channel, message, shown(message))
    return [] if message.only_for else [events.changed(message, before, world.clock.stamp())]


def remove(world: World, message: Message) -> list[Json]:
    """A message with replies leaves a tombstone, so that its thread stands."""
    channel, before = message.channel, message_json(message, thread=True)
    world.show("delete", channel, message, {})
    if message.only_for:
        del channel.messages[message.ts]
        return []
    if channel.replies(message.ts):
        message.tombstone = True
        message.reactions.clear()
        return [events.changed(message, before, world.clock.stamp())]
    del channel.messages[message.ts]
    first = channel.messages.get(message.thread)
    if first and first.tombstone and not channel.replies(first.ts):
        del channel.messages[first.ts]
    return [events.deleted(message, before, world.clock.stamp())]


def put_reaction(world: World, message: Message, user: User, name: str) -> list[Json]:
    message.reactions.setdefault(name, []).append(user.id)
    world.show("reaction", message.channel, message, {"reaction": name, "user": user.id})
    return [events.reaction(message, user, name, world.clock.stamp(), added=True)]


def take_reaction(world: World, message: Message, user: User, name: str) -> list[Json]:
    message.reactions[name].remove(user.id)
    if not message.reactions[name]:
        del message.reactions[name]
    return [events.reaction(message, user, name, world.clock.stamp(), added=False)]


def enter(world: World, channel: Channel, user: User) -> list[Json]:
    channel.members[user.id] = user
    return [events.membership("member_joined_channel", channel, user, world.clock.stamp())]


def leave(world: World, channel: Channel, user: User) -> list[Json]:
    """Of a bot that left, the news is told by two events."""
    del channel.members[user.id]
    stamp = world.clock.stamp()
    news = [events.membership("member_left_channel", channel, user, stamp)]
    return [*news, events.channel_news("left", channel, user, stamp)] if user.bot_id else news


def open_direct(world: World, user: User, team: Team | None = None) -> Channel:
    """The bot's conversation with a person, as it is or new."""
    team = team or user.team
    bot = team.bot
    standing = team.direct([user, bot])
    if standing:
        return standing
    channel = Channel(world.id("D"), "", team, direct=True)
    channel.members = {user.id: user, bot.id: bot}
    team.channels[channel.id] = channel
    return channel
