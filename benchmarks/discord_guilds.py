"""Many Discord servers: what each costs in memory, how long a start takes, how soon all are asked.

Discord lives in this process and `serve` in one of its own. Where all are asked, both live here, in
a time that passes several times as fast as the machine's, so that nobody sleeps for an hour.
"""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from adapters.discord.sharding import PAUSE
from benchmarks import memory
from benchmarks.discord_town import Town, most_in_a_second, populate, town
from benchmarks.homes import Home
from benchmarks.pairs import Outcome
from benchmarks.sizes import Sizes
from benchmarks.slack_town import NINE
from benchmarks.table import Figure, Target
from bot.db.engine import Database
from bot.db.queries import workspaces
from tests.commands import environment, free_port
from tests.emulators.discord.emulator import DiscordEmulator

ALLOWED = 50
"""Calls that Discord takes of a bot in a second."""
SPEED = 2.0
"""So many seconds of Discord's time pass in one of the machine's while all are asked."""
AT_REST = 4.0
"""Seconds without work after which a start is over: two of them the library waits by itself."""
BUSY = 0.2
"""Share of a core above which a process works."""
LOOK = 0.25
PATIENCE = 900.0
ASK, REACT = "POST /channels/{}/messages", "PUT /channels/{}/messages/{}/reactions/{}/@me"
BARE = """
import sys, discord
discord.http.Route.BASE = sys.argv[1]
client = discord.AutoShardedClient(intents=discord.Intents.default())
client.run(sys.argv[2], log_handler=None)
"""


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    return [*await _heard(home, sizes.servers), *await _asked(home, sizes.servers)]


# Hearing


@dataclass(frozen=True, slots=True)
class Start:
    """How a process came to rest."""

    seconds: float
    megabytes: float


async def _heard(home: Home, servers: int) -> list[Figure]:
    """Two starts of `serve`: the servers are new to it, then it knows them all."""
    async with home.fresh() as url, _discord(1) as (discord, _):
        await _serve(discord, url)
        alone, bare_alone = await _serve(discord, url), await _bare(discord)
    async with home.fresh() as url, _discord(servers) as (discord, shards):
        first = await _serve(discord, url)
        assert await _known(url) == servers
        again = await _serve(discord, url)
        bare = await _bare(discord)
    waits = alone.seconds + (shards - 1) * PAUSE
    ours = _each(again, alone, servers)
    other = _each(bare, bare_alone, servers)
    where = f"{servers:,} servers, {shards} {'shard' if shards == 1 else 'shards'}"
    floor = "start with 1 server + pauses"
    return [
        _figure(home, f"first start, {where}", floor, "s", first.seconds, waits),
        _figure(home, f"next start, {where}", floor, "s", again.seconds, waits),
        _figure(home, f"memory of a server, {where}", "bare discord.py", "kB", ours, other),
        _figure(home, f"memory, {where}", "with 1 server", "MB", again.megabytes, alone.megabytes),
    ]


def _each(many: Start, one: Start, servers: int) -> float:
    """Kilobytes for each server; what is too little to be seen counts as one byte."""
    return max((many.megabytes - one.megabytes) * 1000 / max(servers - 1, 1), 0.001)


@asynccontextmanager
async def _discord(servers: int) -> AsyncIterator[tuple[DiscordEmulator, int]]:
    async with DiscordEmulator() as discord:
        discord.sockets.identify_pause = 0  # every process paces itself, and they follow closely
        yield discord, populate(discord, servers)


async def _serve(discord: DiscordEmulator, url: str) -> Start:
    settings = {
        "DISCORD_TOKEN": discord.token,
        "QUIZSTREAK_DISCORD_API": discord.api,
        "QUIZSTREAK_DISCORD_GATEWAY": discord.gateway,
        "QUIZSTREAK_DATABASE_URL": url,
        "QUIZSTREAK_PORT": str(free_port()),
    }
    return await _start(discord, settings, "-m", "bot", "serve")


async def _known(url: str) -> int:
    """How many servers the engine knows of."""
    async with Database.connect(url) as database, database.read() as session:
        return len(await workspaces.present(session, "discord"))


async def _bare(discord: DiscordEmulator) -> Start:
    return await _start(discord, {}, "-c", BARE, discord.api, discord.token)


async def _start(discord: DiscordEmulator, settings: Mapping[str, str], *words: str) -> Start:
    """Run it until it is connected and has nothing more to do."""
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            cwd=folder,
            env=environment(**settings),
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        async with asyncio.timeout(PATIENCE):
            await discord.sockets.count(discord.world.shards)
            await discord.settled()
            rested = await _at_rest(process)
        found = Start(rested - began, memory.of_process(process.pid))
        process.terminate()
        await process.wait()
        async with asyncio.timeout(PATIENCE):
            await discord.sockets.count(0)
    return found


async def _at_rest(process: Process) -> float:
    """When it stopped working, by `perf_counter`."""
    rested = looked = perf_counter()
    worked = _worked(process)
    while looked < rested + AT_REST:
        await asyncio.sleep(LOOK)
        now, done = perf_counter(), _worked(process)
        if (done - worked) / (now - looked) > BUSY:
            rested = now
        looked, worked = now, done
    return rested


def _worked(process: Process) -> float:
    """Seconds of a core that it used so far."""
    line = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(line[11]) + int(line[12])) / os.sysconf("SC_CLK_TCK")


# Asking


async def _asked(home: Home, servers: int) -> list[Figure]:
    """Nine o'clock everywhere: the questions must not wait for their reactions."""
    where = f"{servers:,} servers"
    async with home.fresh() as url, town(url, servers) as place:
        place.time.put(NINE, SPEED)
        await place.go_to(NINE + timedelta(hours=1))
        _check(place, where)
        asked, all_done = _last(place, ASK), _last(place, "")
        calls = len(place.discord.transcript.calls())
    floor = f"floor, {ALLOWED} calls a second"
    return [
        _figure(home, f"last question, {where}", floor, "s", asked, servers / ALLOWED, Target(1.1)),
        _figure(home, f"last reaction, {where}", floor, "s", all_done, calls / ALLOWED),
    ]


def _last(place: Town, route: str) -> float:
    """Seconds of Discord's time until the last such call."""
    calls = place.discord.transcript.calls(route)
    return (max(call.at for call in calls) - NINE).total_seconds()


def _check(place: Town, where: str) -> None:
    """Every question stands once, with its reactions, and Discord never had to refuse."""
    calls = [call for call in place.discord.transcript.calls() if call.at >= NINE]
    failed = Counter((call.route, call.outcome) for call in calls if call.outcome != "ok")
    assert not failed, failed
    for room in place.rooms:
        [question] = room.standing()
        assert question.reactions, question.embeds
    most = most_in_a_second(sorted(call.at for call in calls))
    told = ", ".join(f"{n:,} {route}" for route, n in Counter(c.route for c in calls).items())
    print(f"  {where}: {told}; at most {most} in a second", file=sys.stderr, flush=True)


def _figure(
    home: Home,
    what: str,
    against: str,
    unit: str,
    ours: float,
    other: float,
    target: Target | None = None,
) -> Figure:
    return Figure(what, against, home.name, unit, Outcome(ours, other, ours / other), target)
