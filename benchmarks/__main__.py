"""`python -m benchmarks`: measures, and prints a table; `--help` tells the rest."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from benchmarks import (
    bank,
    discord_guilds,
    grading,
    intake,
    leaderboards,
    slack_events,
    slack_fanout,
    slack_start,
    ticks,
)
from benchmarks.homes import Home, SqliteHome, postgres
from benchmarks.sizes import FULL, QUICK, Sizes
from benchmarks.table import Figure, facts, show, to_json

MEASURES: dict[str, Callable[[Home, Sizes], Awaitable[list[Figure]]]] = {
    "intake": intake.measure,
    "ticks": ticks.measure,
    "leaderboards": leaderboards.measure,
    "slack-fanout": slack_fanout.measure,
    "slack-events": slack_events.measure,
    "slack-start": slack_start.measure,
    "discord-guilds": discord_guilds.measure,
    "grading": grading.measure,
    "bank": bank.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the bot against what it is built on."
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="some minutes (this is the default)")
    size.add_argument("--full", action="store_true", help="larger sizes and more repetitions")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"of {', '.join(MEASURES)}")
    options = parser.parse_args()
    for name in options.only:
        if name not in MEASURES:
            parser.error(f"there is no benchmark “{name}”: choose from {', '.join(MEASURES)}")
    sizes = FULL if options.full else QUICK
    machine, figures = asyncio.run(run(sizes, options.only or list(MEASURES)))
    show(machine, figures)
    if options.json:
        options.json.write_text(to_json(machine, figures), encoding="utf-8")


async def run(sizes: Sizes, names: Sequence[str]) -> tuple[dict[str, str], list[Figure]]:
    """What the machine is, and every figure of the benchmarks named."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        for name in names:
            for home in (SqliteHome(Path(folder)), server):
                print(f"{name} on {home.name} …", file=sys.stderr, flush=True)
                figures += await MEASURES[name](home, sizes)
        return facts(await server.version()), figures


if __name__ == "__main__":
    main()
