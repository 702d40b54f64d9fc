"""`quizstreak doctor`: everything that must hold before the bot can work, with the remedy."""

import http.client
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from bot import web
from bot.app import playground_of
from bot.chat.port import Chat, ChatError
from bot.db import migrate
from bot.db.engine import Database, DatabaseTrouble
from bot.db.queries import leagues
from bot.db.queries.posts import place_of
from bot.db.tables import Channel, Workspace
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
    """Look at everything; nothing is changed or made."""
    try:
        settings = read_settings()
        check_roles(settings, EVERY_ROLE)
    except SettingsTrouble as trouble:
        return [wrong(f"settings: {trouble}")]
    return [
        fine("settings: every one can be used"),
        *_packs(settings),
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


async def _channels(database: Database, settings: Settings) -> list[Finding]:
    async with database.read() as session:
        rows = await leagues.every_channel(session)
    async with AsyncExitStack() as stack:
        chats = await _chats(stack, settings)
        checked = [await _check(chats, channel, workspace) for channel, workspace in rows]
    return [_configured(settings), *filter(None, checked), *_unknown_zones(rows)]


async def _chats(stack: AsyncExitStack, settings: Settings) -> dict[str, Chat]:
    """Those configured; a playground that was never served is not made for being looked at."""
    if not settings.playground_file.exists():
        return {}
    playground = await playground_of(stack, settings, moves_time=False)
    return {playground.platform: playground} if playground else {}


def _configured(settings: Settings) -> Finding:
    if settings.playground:
        return fine(f"chats: the playground, kept in {settings.playground_file}")
    return fine("chats: none, so the bot would idle (QUIZSTREAK_PLAYGROUND=true serves one)")


def _unknown_zones(rows: list[tuple[Channel, Workspace]]) -> Iterator[Finding]:
    for channel, workspace in rows:
        try:
            ZoneInfo(channel.zone)
        except (LookupError, ValueError):
            yield wrong(
                f"{_called(channel, workspace)}: “{channel.zone}” is no time zone:"
                " choose one with /quiz settings"
            )


async def _check(chats: dict[str, Chat], channel: Channel, workspace: Workspace) -> Finding | None:
    chat = chats.get(workspace.platform)
    if chat is None or channel.lost_at or workspace.left_at:
        return None
    try:
        trouble = await chat.check(place_of(workspace, channel))
    except ChatError as error:
        trouble = str(error)
    where = _called(channel, workspace)
    return wrong(f"{where}: {trouble}") if trouble else fine(f"{where}: we may post there")


def _called(channel: Channel, workspace: Workspace) -> str:
    return f"channel {channel.external_id} of {workspace.platform} {workspace.external_id}"


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
