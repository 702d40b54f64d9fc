"""`quizstreak doctor`: everything that must hold before the bot can work, with the remedy."""

import http.client
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from adapters.discord.examine import examine as examine_discord
from adapters.slack.examine import Doors
from adapters.slack.examine import examine as examine_slack
from bot import web
from bot.chat.port import Chat, ChatError
from bot.db import migrate
from bot.db.engine import Database, DatabaseTrouble
from bot.db.queries import leagues
from bot.db.queries.posts import place_of
from bot.db.tables import Channel, Workspace
from bot.jurors import embedding
from bot.lines import (
    discord_of,
    discord_options,
    playground_of,
    slack_of,
    slack_options,
    tidied,
)
from bot.quiz.league import Door, Play, Policy
from bot.roles import EVERY_ROLE
from bot.roles import check as check_roles
from bot.settings import Settings, SettingsTrouble, load
from questions.faults import PackError
from questions.loader import PACKS, load_packs

ROOM = 200 * 2**20
"""Bytes that must be free where SQLite's file lies."""
SETTLED_SQLITE = (3, 51, 3)
"""From here on SQLite also stands several writing processes that truncate its log at once."""


@dataclass(frozen=True, slots=True)
class Finding:
    is_fine: bool
    says: str

    def __str__(self) -> str:
        return f"{'✓' if self.is_fine else '✗'} {self.says}"


def fine(says: str) -> Finding:
    return Finding(True, says)


def wrong(says: object) -> Finding:
    return Finding(False, str(says))


async def examine(read_settings: Callable[[], Settings] = load) -> list[Finding]:
    """Look at everything; nothing is changed or made, but it enters a channel that it may enter."""
    try:
        settings = read_settings()
        check_roles(settings, EVERY_ROLE)
    except SettingsTrouble as trouble:
        return [wrong(f"settings: {trouble}")]
    return [
        fine("settings: every one can be used"),
        *_packs(settings),
        *_jurors(settings),
        _zones(),
        *[finding async for finding in _database(settings)],
        _port(settings),
    ]


def _packs(settings: Settings) -> Iterator[Finding]:
    try:
        bank = load_packs(settings.packs or [PACKS / "ml-interview"])
    except PackError as error:
        yield from (wrong(f"packs: {fault}") for fault in error.faults)
    else:
        named = ", ".join(f"{pack.info.name} {pack.info.version}" for pack in bank.packs)
        yield fine(f"packs: {len(bank.entries())} questions to ask in {named}")


def _jurors(settings: Settings) -> Iterator[Finding]:
    """The optional opinions, where they are set; the endpoint is not asked: each call costs."""
    if settings.embed_model:
        try:
            embedding.configured(settings)
        except SettingsTrouble as trouble:
            yield wrong(f"grading: {trouble}")
        else:
            yield fine(f"grading: the model in {settings.embed_model} gives a second opinion")
    if settings.llm_url:
        host, most = urlsplit(settings.llm_url).hostname, settings.llm_calls_a_day
        yield fine(f"grading: answers that stay unsure go to {host}, {most} a day at most")


def _zones() -> Finding:
    known = len(available_timezones())
    if known < 100:
        return wrong("time zones: their data are missing: install the package tzdata")
    return fine(f"time zones: {known} known")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    url = settings.database_url.get_secret_value()
    try:
        await migrate.check(url)
        async with Database.connect(url) as database:
            yield fine(f"database: {database.where} answers and has this version's tables")
            for finding in _file(database):
                yield finding
            for found in await _channels(database, settings):
                yield found
    except (DatabaseTrouble, SettingsTrouble) as trouble:
        yield wrong(f"database: {trouble}")


def _file(database: Database) -> Iterator[Finding]:
    if database.dialect != "sqlite":
        return
    yield _sqlite(sqlite3.sqlite_version_info)
    folder = Path(database.where).absolute().parent
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        yield wrong(f"disk: only {free // 2**20} MB are free in {folder}: make room")
    else:
        yield fine(f"disk: {free / 2**30:.1f} GB are free in {folder}")


def _sqlite(version: tuple[int, ...]) -> Finding:
    name = ".".join(map(str, version))
    if version < SETTLED_SQLITE:
        return fine(
            f"SQLite {name}: older than 3.51.3, which is fine as only one process writes;"
            " use PostgreSQL for several"
        )
    return fine(f"SQLite {name}")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A channel of a league, and the ways to answer there."""

    channel: Channel
    workspace: Workspace
    play: Play

    def __str__(self) -> str:
        of = self.workspace
        return f"channel {self.channel.external_id} of {of.platform} {of.external_id}"

    @property
    def doors(self) -> frozenset[Door]:
        return self.play.doors

    @property
    def takes_reactions(self) -> bool:
        return Door.REACTIONS in self.doors

    @property
    def is_left(self) -> bool:
        return self.channel.lost_at is not None or self.workspace.left_at is not None


async def _channels(database: Database, settings: Settings) -> list[Finding]:
    placed = await _every_channel(database)
    async with AsyncExitStack() as stack:
        chats = await _playground(stack, settings)
        found = [_configured(settings)]
        found += await _slack(stack, chats, settings, database, _used(placed, "slack"))
        found += await _discord(stack, chats, settings, database)
        asked = [one for one in placed if _is_asked(chats, one)]
        found += [await _check(chats, one, _is_tidied(settings, one)) for one in asked]
    return [*found, *_unknown_zones(placed)]


async def _every_channel(database: Database) -> list[_Placed]:
    async with database.read() as session:
        rows = await leagues.every_channel(session)
        plays = {one.id: Play.from_data(one.settings) for one in await leagues.all_leagues(session)}
    return [_Placed(channel, workspace, plays[channel.league_id]) for channel, workspace in rows]


def _used(placed: list[_Placed], platform: str) -> frozenset[Door]:
    doors = [one.doors for one in placed if one.workspace.platform == platform and not one.is_left]
    return frozenset().union(*doors)


async def _playground(stack: AsyncExitStack, settings: Settings) -> dict[str, Chat]:
    """One that was never served is not made for being looked at."""
    if not settings.playground_file.exists():
        return {}
    playground = await playground_of(stack, settings, moves_time=False)
    return {playground.platform: playground} if playground else {}


async def _slack(
    stack: AsyncExitStack,
    chats: dict[str, Chat],
    settings: Settings,
    database: Database,
    used: frozenset[Door],
) -> list[Finding]:
    """Look at the app; if it works, its chat is among `chats` then."""
    options = slack_options(settings)
    if options is None:
        return []
    try:
        slack = await slack_of(stack, options, database)
    except (ChatError, SettingsTrouble) as trouble:
        return [wrong(f"Slack: {trouble}")]
    chats[slack.platform] = slack
    doors = Doors(Door.REACTIONS in used, Door.THREAD in used)
    found = await examine_slack(options, slack.installations, doors)
    return [Finding(is_fine, f"Slack: {says}") for is_fine, says in found]


async def _discord(
    stack: AsyncExitStack, chats: dict[str, Chat], settings: Settings, database: Database
) -> list[Finding]:
    """Look at the bot; if it works, its chat is among `chats` then."""
    options = discord_options(settings)
    if options is None:
        return []
    try:
        discord = await discord_of(stack, options, database)
    except (ChatError, SettingsTrouble) as trouble:
        return [wrong(f"Discord: {trouble}")]
    chats[discord.platform] = discord
    found = await examine_discord(options)
    return [Finding(is_fine, f"Discord: {says}") for is_fine, says in found]


def _configured(settings: Settings) -> Finding:
    chats = []
    if settings.playground:
        chats.append(f"the playground, kept in {settings.playground_file}")
    if settings.slack_client_id:
        chats.append("Slack, in every workspace that installs the app")
    elif settings.slack_bot_token:
        way = "Socket Mode" if settings.slack_app_token else "HTTP"
        chats.append(f"Slack, in one workspace, by {way}")
    if settings.discord_token:
        chats.append("Discord, in every server that lets the bot in")
    if not chats:
        return fine(
            "chats: none, so the bot would idle (docs/slack.md and docs/discord.md bring it there)"
        )
    return fine(f"chats: {'; '.join(chats)}")


def _unknown_zones(placed: list[_Placed]) -> Iterator[Finding]:
    for one in placed:
        try:
            ZoneInfo(one.channel.zone)
        except (LookupError, ValueError):
            yield wrong(
                f"{one}: “{one.channel.zone}” is no time zone: choose one with /quiz settings"
            )


def _is_asked(chats: dict[str, Chat], one: _Placed) -> bool:
    return one.workspace.platform in chats and not one.is_left


def _is_tidied(settings: Settings, one: _Placed) -> bool:
    is_wanted = one.workspace.platform in tidied(settings)
    return is_wanted and one.takes_reactions and one.play.policy is Policy.LAST


async def _check(chats: dict[str, Chat], one: _Placed, is_tidied: bool) -> Finding:
    try:
        trouble = await chats[one.workspace.platform].check(
            place_of(one.workspace, one.channel),
            reactions=one.takes_reactions,
            threads=Door.THREAD in one.doors,
            tidying=is_tidied,
        )
    except ChatError as error:
        trouble = str(error)
    return wrong(f"{one}: {trouble}") if trouble else fine(f"{one}: we may post there")


def _port(settings: Settings) -> Finding:
    place = f"{settings.host}:{settings.port}"
    refusal = web.refusal(settings.host, settings.port)
    if refusal is None:
        return fine(f"port: {place} is free")
    if _is_ours(settings):
        return fine(f"port: Quizstreak itself serves {place}")
    return wrong(f"port: {refusal}")


def _is_ours(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return bool(json.load(connection.getresponse()) == web.ALIVE)
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()
