"""How a person's deed becomes an interaction, and how its answer is waited for."""

import asyncio

from tests.emulators.discord import wire
from tests.emulators.discord.permissions import granted
from tests.emulators.discord.state import (
    COMPLETING,
    Channel,
    Interaction,
    Json,
    Member,
    Message,
)
from tests.emulators.discord.world import World


class NotTaken(Exception):
    """What a person wanted to do did not come about; the words are those on the screen."""


def begin(
    world: World,
    member: Member,
    channel: Channel,
    kind: int,
    message: Message | None = None,
    name: str = "",
) -> Interaction:
    id = world.clock.snowflake()
    token = f"token{world.serial()}of{id}"
    interaction = Interaction(
        id, token, kind, member.user, channel, world.clock.now(), name, message
    )
    world.interactions[token] = interaction
    return interaction


async def ask(world: World, member: Member, interaction: Interaction, data: Json) -> Interaction:
    """Tell the app, and wait for its first response as long as Discord waits. Raises NotTaken."""
    payload = _payload(world, member, interaction) | {"data": data}
    world.dispatch("INTERACTION_CREATE", payload, interaction.channel.guild_id)
    try:
        async with asyncio.timeout(world.patience):
            await interaction.answered.wait()
    except TimeoutError:
        interaction.dead = True
        words = "did not respond" if interaction.kind != COMPLETING else "gave no choices"
        raise NotTaken(f"The application {words}.") from None
    return interaction


def _payload(world: World, member: Member, interaction: Interaction) -> Json:
    channel = interaction.channel
    message = interaction.message
    payload: Json = {
        "id": interaction.id,
        "application_id": world.app.id,
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "channel_id": channel.id,
        "channel": _channel(member, channel),
        "locale": member.locale,
        "app_permissions": str(_app_permissions(channel)),
        "entitlements": [],
        "attachment_size_limit": 10 * 1024**2,
    }
    if message:
        payload["message"] = wire.message_json(message, world.bot.id)
    return payload | _whose(member, channel)


def _channel(member: Member, channel: Channel) -> Json:
    body = wire.channel_json(channel)
    return body if channel.guild is None else body | {"permissions": str(granted(member, channel))}


def _app_permissions(channel: Channel) -> int:
    guild = channel.guild
    return granted(guild.members[guild.bot_id], channel) if guild else 0


def _whose(member: Member, channel: Channel) -> Json:
    """In a guild the member, in a direct conversation the user."""
    guild = channel.guild
    if guild is None:
        return {
            "user": wire.user_json(member.user),
            "context": 1,
            "authorizing_integration_owners": {"0": "0"},
        }
    return {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": wire.member_json(member) | {"permissions": str(granted(member, channel))},
        "context": 0,
        "authorizing_integration_owners": {"0": guild.id},
    }
