"""The benchmark of the bank runs."""

from dataclasses import replace
from math import isfinite
from pathlib import Path

from benchmarks import bank
from benchmarks.homes import SqliteHome
from benchmarks.sizes import QUICK


async def test_every_figure_is_a_positive_ratio(tmp_path: Path) -> None:
    figures = await bank.measure(SqliteHome(tmp_path), replace(QUICK, pairs=1))
    assert len(figures) == 2
    for figure in figures:
        outcome = figure.outcome
        assert all(n > 0 and isfinite(n) for n in (outcome.ours, outcome.other, outcome.ratio))
