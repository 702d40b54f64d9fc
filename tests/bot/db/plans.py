"""Reads a database's plan for a statement, to see whether it goes through a whole table.

`assert await scans(database, statement) == []` is what a test says.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Executable, text
from sqlalchemy.sql import ClauseElement

from bot.db.engine import Database
from bot.db.tables import Table

Statement = Executable | str
"""A Core statement, or the driver's own text with its parameters apart."""

PARTIAL = {
    index.name
    for table in Table.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Indexes of only what waits: to go through all of one is no harm."""


async def scans(
    database: Database, statement: Statement, parameters: tuple[object, ...] = ()
) -> list[str]:
    """The steps that read a whole table or index. Empty: an index leads to every row."""
    sql = statement if isinstance(statement, str) else _sql(database, statement)
    if database.dialect == "sqlite":
        return list(_sqlite_scans(sql, await _sqlite_plan(database, sql, parameters)))
    return list(_postgres_scans(await _postgres_plan(database, sql, parameters)))


def _sql(database: Database, statement: Executable) -> str:
    assert isinstance(statement, ClauseElement)
    dialect = database._writer.dialect
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


async def _sqlite_plan(database: Database, sql: str, parameters: tuple[object, ...]) -> list[str]:
    async with database.read() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [str(row.detail) for row in rows]


def _sqlite_scans(sql: str, steps: list[str]) -> Iterator[str]:
    # What the statement itself brings may be read whole: its CTEs, subqueries and arrays.
    brought = set(re.findall(r"(\w+) AS\s+(?:MATERIALIZED\s+)?\(", sql))
    brought |= set(re.findall(r"\) AS (\w+)", sql)) | {"json_each", "CONSTANT"}
    for step in steps:
        scan = re.match(r"SCAN (\w+)(?:.* INDEX (\w+))?", step)
        if scan and scan[1] not in brought and scan[2] not in PARTIAL:
            yield step


async def _postgres_plan(
    database: Database, sql: str, parameters: tuple[object, ...]
) -> dict[str, Any]:
    async with database.write() as session:
        # Tables of tests are so small that reading them whole is best.
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        connection = await session.connection()
        rows = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        found = rows.scalar_one()
    plans = json.loads(found) if isinstance(found, str) else found
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def _postgres_scans(node: dict[str, Any]) -> Iterator[str]:
    kind, index = node["Node Type"], node.get("Index Name")
    is_whole_index = index and "Index Cond" not in node and index not in PARTIAL
    if kind == "Seq Scan" or is_whole_index:
        yield f"{kind} on {node.get('Relation Name')} {index or ''}".strip()
    for part in node.get("Plans", []):
        yield from _postgres_scans(part)
