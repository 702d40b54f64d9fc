"""The chats of one process: all that it can speak in, and those that it hears."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from pydantic import SecretStr

from adapters.discord.chat import PLATFORM as DISCORD
from adapters.discord.chat import Discord
from adapters.discord.options import Options as DiscordOptions
from adapters.discord.whole import whole
from adapters.playground.chat import Playground
from adapters.playground.records import PLATFORM as PLAYGROUND
from adapters.playground.sole import AlreadyServed, sole_server
from adapters.slack.chat import Slack
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options as SlackOptions
from adapters.slack.upkeep import kept_up
from bot.chat.port import Chat, ChatDown, PlaceGone, Throttled
from bot.db import claims
from bot.db.engine import Database
from bot.db.queries import workspaces
from bot.db.trouble import translated
from bot.roles import Role, hears_discord, hears_slack
from bot.settings import Settings, SettingsTrouble

log = structlog.get_logger()

AChat = TypeVar("AChat")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two tries to reach a chat at the start."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What this process has: `heard` are those of `chats` whose events come to it."""

    chats: tuple[Chat, ...] = ()
    heard: tuple[Chat, ...] = ()
    playground: Playground | None = None
    slack: Slack | None = None
    """If its requests come to this process by HTTP."""


@asynccontextmanager
async def opened(
    settings: Settings, roles: frozenset[Role], database: Database
) -> AsyncIterator[Lines]:
    """Open them until the block ends; a chat that is out of reach is tried until it answers.

    Raises `SettingsTrouble` if one refuses us.
    """
    async with AsyncExitStack() as stack:
        playground = await _sole_playground(stack, settings, database)
        slack = await _slack(stack, settings, database)
        discord = await _discord(stack, settings, database)
        if slack and Role.CLOCK in roles:
            await stack.enter_async_context(kept_up(slack, _now))
        heard = {
            playground,
            slack if hears_slack(settings, roles) else None,
            discord if hears_discord(settings, roles) else None,
        }
        chats = tuple[Chat, ...](chat for chat in (playground, slack, discord) if chat)
        yield Lines(
            chats,
            tuple(chat for chat in chats if chat in heard),
            playground,
            slack if slack in heard and not settings.slack_app_token else None,
        )


def slack_options(settings: Settings) -> SlackOptions | None:
    """Which app of Slack we are; None: none."""
    if not (settings.slack_bot_token or settings.slack_client_id):
        return None
    return SlackOptions(
        bot_token=_shown(settings.slack_bot_token),
        app_token=_shown(settings.slack_app_token),
        signing_secret=_shown(settings.slack_signing_secret),
        client_id=settings.slack_client_id,
        client_secret=_shown(settings.slack_client_secret),
        token_keys=tuple(map(_shown, settings.token_keys)),
        public_url=settings.public_url,
        api=settings.slack_api,
        reactions=settings.slack_reactions,
        threads=settings.slack_threads,
    )


def discord_options(settings: Settings) -> DiscordOptions | None:
    """Which bot of Discord we are; None: none."""
    if not settings.discord_token:
        return None
    return DiscordOptions(
        token=_shown(settings.discord_token),
        api=settings.discord_api,
        gateway=settings.discord_gateway,
        message_content=settings.discord_message_content,
        shard_ids=settings.discord_shard_ids,
        shard_count=settings.discord_shard_count,
        requests_per_second=settings.discord_requests_per_second,
        tidy_reactions=settings.discord_tidy_reactions,
    )


def tidied(settings: Settings) -> frozenset[str]:
    """The platforms where people's older letters are taken off; the playground does as Discord."""
    return frozenset({DISCORD, PLAYGROUND} if settings.discord_tidy_reactions else ())


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _now() -> datetime:
    return datetime.now(UTC)


async def slack_of(stack: AsyncExitStack, options: SlackOptions, database: Database) -> Slack:
    """Slack, opened until `stack` closes.

    Raises `SettingsTrouble` if it refuses the bot token, `ChatDown` or `Throttled`.
    """
    many = ManyWorkspaces(database.engine, options) if options.installs else None
    try:
        return await stack.enter_async_context(Slack(options, many, _now))
    except PlaceGone as refused:
        raise SettingsTrouble(
            f"Slack refuses QUIZSTREAK_SLACK_BOT_TOKEN ({refused}): copy the Bot User OAuth Token"
            " anew from “OAuth & Permissions”."
        ) from refused


async def discord_of(stack: AsyncExitStack, options: DiscordOptions, database: Database) -> Discord:
    """Discord, opened until `stack` closes.

    Raises `SettingsTrouble` if it refuses the token, `ChatDown` or `Throttled`.
    """

    async def guilds() -> frozenset[str]:
        async with database.read() as session:
            return await workspaces.present(session, "discord")

    try:
        return await stack.enter_async_context(whole(options, database.engine, guilds, _now))
    except PlaceGone as refused:
        raise SettingsTrouble(
            "Discord refuses QUIZSTREAK_DISCORD_TOKEN: copy a new one from “Bot” → “Reset Token” at"
            " Discord's developer portal."
        ) from refused


async def _slack(stack: AsyncExitStack, settings: Settings, database: Database) -> Slack | None:
    options = slack_options(settings)
    if options is None:
        return None
    return await _patiently("slack", lambda: slack_of(stack, options, database))


async def _discord(stack: AsyncExitStack, settings: Settings, database: Database) -> Discord | None:
    options = discord_options(settings)
    if options is None:
        return None
    return await _patiently("discord", lambda: discord_of(stack, options, database))


async def _patiently(platform: str, open_it: Callable[[], Awaitable[AChat]]) -> AChat:
    pause = FIRST_PAUSE
    while True:
        try:
            return await open_it()
        except (ChatDown, Throttled) as trouble:
            log.warning(
                "waiting for a chat", action="chat_waiting", platform=platform, reason=str(trouble)
            )
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _sole_playground(
    stack: AsyncExitStack, settings: Settings, database: Database
) -> Playground | None:
    """The playground, served by this process only, and free of what a dead one had claimed."""
    if not settings.playground:
        return None
    try:
        stack.enter_context(sole_server(settings.playground_file))
    except AlreadyServed as served:
        raise SettingsTrouble(str(served)) from served
    except OSError as error:
        raise SettingsTrouble(
            f"{settings.playground_file} cannot be opened: make its folder and let this user"
            " write there."
        ) from error
    # A call to the playground dies with its process, so nothing of it can take effect any more.
    async with database.write() as session:
        await claims.take_over(session, PLAYGROUND)
    moves_time = settings.playground_clock == "movable"
    return await playground_of(stack, settings, moves_time=moves_time)


async def playground_of(
    stack: AsyncExitStack, settings: Settings, *, moves_time: bool
) -> Playground | None:
    """The playground, opened until `stack` closes, if the settings ask for it."""
    if not settings.playground:
        return None
    path = settings.playground_file
    try:
        with translated(str(path), opening=True):
            return await stack.enter_async_context(Playground(path, moves_time=moves_time))
    except ValueError as other_version:
        raise SettingsTrouble(f"{other_version}.") from other_version
