"""Servers in a Discord of our own: what they are made of, and the engine that plays in them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from adapters.discord.chat import Discord
from adapters.discord.keeping import KeptForms
from adapters.discord.options import Options
from adapters.discord.pacing import Pacer
from benchmarks.slack_town import Letters, Time
from bot.app import Engine, assembled
from bot.chat.places import Person, Workspace
from bot.db.engine import Database
from bot.db.queries import leagues
from bot.db.tables import Channel, League
from bot.quiz.league import LeagueSettings, Play, Schedule
from bot.service.planning import plan
from questions.loader import PACKS, load_packs
from tests.emulators.discord.emulator import DiscordEmulator, Room

CHANNELS, ROLES = 20, 8
"""Of each server that is only heard: about what a small community has."""
A_SHARD = 1_000
"""Servers of one shard, as Discord recommends."""


def populate(discord: DiscordEmulator, servers: int) -> int:
    """Make the servers; gives how many shards Discord recommends for them."""
    for number in range(servers):
        house = discord.guild(guild_id(number), f"Server {number}")
        for role in range(ROLES - len(house.roles)):
            house._role(f"role-{role}", ())  # noqa: SLF001 - people's doors make no roles
        for room in range(CHANNELS):
            house.channel(f"{number * CHANNELS + room + 1}", f"channel-{room}")
    discord.transcript.entries.clear()
    discord.world.shards = ceil(servers / A_SHARD)
    return discord.world.shards


def guild_id(number: int) -> str:
    """Ids as Discord makes them, so that the shards share the servers evenly."""
    return str((number + 1) << 22)


@dataclass(frozen=True, slots=True)
class Town:
    """A league in each server, whose first question is due on the same Monday at nine."""

    discord: DiscordEmulator
    engine: Engine
    time: Time
    rooms: list[Room]

    async def go_to(self, until: datetime) -> None:
        """Work as `serve` does until nothing is due before `until`; skip the waiting between."""
        while (wake := await self.engine.dispatcher.next_wake()) and wake < until:
            self.time.put(max(wake, self.time.moment()))
            await self.engine.dispatcher.run_due()


@asynccontextmanager
async def town(url: str, servers: int) -> AsyncIterator[Town]:
    """So many servers with one channel each; the bot only speaks, as a clock process does."""
    async with AsyncExitStack() as stack:
        time = Time()
        database = await stack.enter_async_context(Database.connect(url))
        discord = await stack.enter_async_context(DiscordEmulator(time.moment))
        rooms = [
            discord.guild(guild_id(number), f"Server {number}").channel(str(number + 1), "quiz")
            for number in range(servers)
        ]
        async with database.write() as session:
            for room in rooms:
                await _found(session, room, time.moment())
        options = Options(discord.token, discord.api, discord.gateway)
        pacer = Pacer(options.requests_per_second, time.seconds, time.sleep)
        kept = KeptForms(database.engine, time.moment)
        chat = await stack.enter_async_context(Discord(options, kept, time.moment, pacer))
        bank = Letters(load_packs([PACKS / "ml-interview"]))
        engine = await stack.enter_async_context(assembled(database, bank, [chat], time))
        yield Town(discord, engine, time, rooms)


async def _found(session: AsyncSession, room: Room, now: datetime) -> None:
    where = Workspace("discord", room.guild_id)
    workspace = await leagues.join_workspace(session, where, now)
    admin = await leagues.account(session, Person(where, "1", "Ada"), workspace.id)
    settings = LeagueSettings(Schedule(), Play()).to_data()
    league = League(name="Daily quiz", code=room.id, settings=settings, created_at=now)
    session.add(league)
    await session.flush()
    channel = Channel(
        workspace_id=workspace.id,
        league_id=league.id,
        external_id=room.id,
        zone="Etc/UTC",
        admin_id=admin.id,
    )
    session.add(channel)
    await session.flush()
    await plan(session, league, now)


def most_in_a_second(at: list[datetime]) -> int:
    """The largest number of these instants within any one second."""
    most, first = 0, 0
    for last, instant in enumerate(at):
        while instant - at[first] >= timedelta(seconds=1):
            first += 1
        most = max(most, last - first + 1)
    return most
