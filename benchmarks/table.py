"""What was found: a table for people and JSON for machines."""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

from rich.console import Console
from rich.table import Table

from benchmarks.pairs import Outcome


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio should be."""

    bound: float
    at_most: bool = True

    def is_met(self, ratio: float) -> bool:
        return ratio <= self.bound if self.at_most else ratio >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One comparison: `ours` and `other` are in `unit`, the ratio is ours to the other."""

    what: str
    against: str
    database: str
    unit: str
    outcome: Outcome
    target: Target | None = None

    @property
    def result(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.target.is_met(self.outcome.ratio) else "missed"


def facts(postgresql: str) -> dict[str, str]:
    """What the figures depend on besides the program; `postgresql` is the server's version."""
    return {
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": postgresql,
        **{name: version(name) for name in ("SQLAlchemy", "aiosqlite", "asyncpg")},
    }


def to_json(machine: Mapping[str, str], figures: Sequence[Figure]) -> str:
    rows = [
        {**asdict(figure), "target": str(figure.target or ""), "result": figure.result}
        for figure in figures
    ]
    return json.dumps({"machine": machine, "figures": rows}, indent=2, ensure_ascii=False) + "\n"


def show(machine: Mapping[str, str], figures: Sequence[Figure]) -> None:
    # Wide enough that no terminal or log wraps the rows.
    console = Console(width=132)
    console.print(", ".join(f"{name} {value}" for name, value in machine.items()))
    table = Table("", "against", "database", "unit")
    for heading in ("ours", "other", "ratio", "target"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for figure in figures:
        table.add_row(*cells(figure))
    console.print(table)


def cells(figure: Figure) -> list[str]:
    """A row of the table."""
    found = figure.outcome
    return [
        figure.what,
        figure.against,
        figure.database,
        figure.unit,
        _number(found.ours),
        _number(found.other),
        f"{found.ratio:.2f}",
        str(figure.target or "–"),
        figure.result,
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
