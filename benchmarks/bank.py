"""Loading the question bank again, against parsing its files with libyaml; and what it takes."""

from time import perf_counter

import yaml

from benchmarks.homes import Home, SqliteHome
from benchmarks.memory import SAID, of_program
from benchmarks.pairs import Outcome, compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure
from questions.loader import PACKS, load_packs

BARE = f"import questions.loader; {SAID}"
LOADED = f"import questions.loader; bank = questions.loader.load_packs(); {SAID}"


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    """The bank knows no database, so it is measured once."""
    if not isinstance(home, SqliteHome):
        return []
    times = await compare(load, parse, sizes.pairs)
    loaded, bare = of_program(LOADED), of_program(BARE)
    memory = Outcome(loaded, bare, loaded / bare)
    return [
        Figure("load and check the bank, warm", "libyaml", "–", "ms", times),
        Figure("memory with the bank", "the loader alone", "–", "MB", memory),
    ]


async def load() -> float:
    """Milliseconds until every question is checked; what was parsed before is kept by content."""
    start = perf_counter()
    load_packs()
    return (perf_counter() - start) * 1e3


async def parse() -> float:
    """Milliseconds until libyaml has read the same files, unchecked and without line numbers."""
    start = perf_counter()
    for file in PACKS.rglob("*.yaml"):
        yaml.load(file.read_bytes(), yaml.CSafeLoader)
    return (perf_counter() - start) * 1e3
