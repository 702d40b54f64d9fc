"""The benchmarks run and say something; how fast anything is, no test may ask."""

import json
from collections.abc import Awaitable, Callable
from math import isfinite
from pathlib import Path

import pytest

from benchmarks import (
    discord_guilds,
    intake,
    leaderboards,
    slack_events,
    slack_fanout,
    slack_start,
    ticks,
)
from benchmarks.floors import START, floor, found_league, plan_rounds
from benchmarks.homes import Home, PostgresHome, SqliteHome
from benchmarks.intake import BareWriter
from benchmarks.pairs import compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure, Target, cells, facts, show, to_json

TINY = Sizes(
    pairs=1,
    answers=((1, 3), (5, 20)),
    share_naive=4,
    offered_seconds=0.01,
    posts=(150, 300),
    looks=2,
    due=250,
    totals=(200, 400),
    pages=2,
    fanout=(2, 2),
    crowd=3,
    events=(2, 6),
    servers=3,
)

Measure = Callable[[Home, Sizes], Awaitable[list[Figure]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    if request.param == "sqlite":
        return SqliteHome(tmp_path)
    return PostgresHome(str(request.getfixturevalue("postgres_server")))


@pytest.mark.parametrize(
    ("measure", "count"),
    [
        (intake.measure, 5),
        (ticks.measure, 4),
        (leaderboards.measure, 3),
        (slack_fanout.measure, 6),
        (slack_events.measure, 2),
        (slack_start.measure, 2),
        (discord_guilds.measure, 6),
    ],
)
async def test_every_figure_is_a_positive_ratio(home: Home, measure: Measure, count: int) -> None:
    figures = await measure(home, TINY)
    assert len(figures) == count
    for figure in figures:
        outcome = figure.outcome
        assert all(n > 0 and isfinite(n) for n in (outcome.ours, outcome.other, outcome.ratio))


async def test_both_ways_store_the_same_answers(home: Home) -> None:
    async with home.fresh() as url, floor(url) as bare:
        await found_league(bare, 3)
        await plan_rounds(bare, 2)
        row = (1, 1, "button", bare.value(START), "A", True, 2)
        await BareWriter(bare).record(row)
        await BareWriter(bare).record(row)
        assert await bare.look("SELECT 1 FROM given") == 1


async def test_the_ways_take_turns_and_the_first_turn_does_not_count() -> None:
    turns: list[str] = []
    ours, other = iter([1000.0, 2, 4, 9]), iter([1.0, 1, 1, 3])

    async def take_ours() -> float:
        turns.append("A")
        return next(ours)

    async def take_other() -> float:
        turns.append("B")
        return next(other)

    outcome = await compare(take_ours, take_other, 3)
    assert "".join(turns) == "ABABABAB"
    assert (outcome.ours, outcome.other, outcome.ratio) == (4, 1, 3)


async def test_the_json_says_what_the_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    async def two() -> float:
        return 2.0

    outcome = await compare(two, two, 1)
    figures = [
        Figure("looking", "bare driver", "SQLite", "ms", outcome, Target(0.5)),
        Figure("storing", "bare driver", "SQLite", "1/s", outcome, Target(0.5, at_most=False)),
        Figure("reading", "bare driver", "SQLite", "ms", outcome),
    ]
    machine = facts("18.4")
    found = json.loads(to_json(machine, figures))
    assert found["machine"]["PostgreSQL"] == "18.4"
    assert [row["result"] for row in found["figures"]] == ["missed", "met", ""]
    assert [row["target"] for row in found["figures"]] == ["≤ 0.5", "≥ 0.5", ""]
    assert found["figures"][0]["outcome"]["ratio"] == 1
    show(machine, figures)
    printed = capsys.readouterr().out
    assert all(cell in printed for figure in figures for cell in cells(figure))
