"""How a batch of answers is stored: the few statements of the busiest path, for each database."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

Who = tuple[int, str]
"""(workspace's id in its table, the person's id on the platform)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row to be in `given`."""

    round_id: int
    account_id: int
    source: str
    at: datetime
    text: str
    sure: bool
    channel_id: int


# JSON, since SQLite has no arrays: the statement's text stays the same for any number of rows.
SQLITE_ACCOUNTS = """
INSERT INTO accounts (workspace_id, external_id, name)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
FROM json_each(?) WHERE true
ON CONFLICT (workspace_id, external_id) DO UPDATE
SET name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END
RETURNING id, workspace_id, external_id
"""
POSTGRES_ACCOUNTS = """
INSERT INTO accounts (workspace_id, external_id, name)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])
ON CONFLICT (workspace_id, external_id) DO UPDATE
SET name = CASE excluded.name WHEN '' THEN accounts.name ELSE excluded.name END
RETURNING id, workspace_id, external_id
"""

SQLITE_SETTLED = """
SELECT id FROM rounds WHERE id IN (SELECT value FROM json_each(?)) AND settled_at IS NOT NULL
"""
# Settling updates the round's row before it reads what was given. So either it waits for this
# transaction and reads our rows, or we wait for it and see that the round is settled.
POSTGRES_SETTLED = """
SELECT id, settled_at IS NOT NULL AS is_settled
FROM rounds WHERE id = ANY($1::bigint[]) ORDER BY id FOR SHARE
"""

SQLITE_GIVEN = """
INSERT INTO given (round_id, account_id, source, at, text, sure, channel_id)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
POSTGRES_GIVEN = """
WITH added AS (
    INSERT INTO given (round_id, account_id, source, at, text, sure, channel_id)
    SELECT * FROM unnest(
        $1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::boolean[],
        $7::bigint[]
    )
    ON CONFLICT DO NOTHING RETURNING round_id
)
SELECT DISTINCT round_id FROM added
"""

SQLITE_UNSETTLE = """
UPDATE rounds SET unsettled = true
WHERE id IN (SELECT value FROM json_each(?)) AND NOT unsettled
"""
POSTGRES_UNSETTLE = """
UPDATE rounds SET unsettled = true WHERE id = ANY($1::bigint[]) AND NOT unsettled
"""


async def accounts(session: AsyncSession, names: Mapping[Who, str]) -> dict[Who, int]:
    """The accounts' ids: unseen people are added, a name that is not empty replaces the old."""
    rows = sorted((workspace, person, name) for (workspace, person), name in names.items())
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        made = await connection.exec_driver_sql(SQLITE_ACCOUNTS, (_json(rows),))
    else:
        made = await connection.exec_driver_sql(POSTGRES_ACCOUNTS, _columns(rows))
    return {(row.workspace_id, row.external_id): row.id for row in made}


async def store(session: AsyncSession, arrivals: Sequence[Arrival]) -> None:
    """Add what is new; a settled round that got something new is flagged `unsettled`."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await _store_in_sqlite(connection, arrivals)
    else:
        await _store_in_postgres(connection, arrivals)


async def _store_in_sqlite(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    rounds = _json({arrival.round_id for arrival in arrivals})
    found = await connection.exec_driver_sql(SQLITE_SETTLED, (rounds,))
    settled = set(found.scalars())
    usual = [_row(arrival) for arrival in arrivals if arrival.round_id not in settled]
    if usual:
        await connection.exec_driver_sql(SQLITE_GIVEN, usual)
    reopened = []
    for arrival in arrivals:
        if arrival.round_id in settled:
            added = await connection.exec_driver_sql(SQLITE_GIVEN, _row(arrival))
            reopened += [arrival.round_id] * added.rowcount
    if reopened:
        await connection.exec_driver_sql(SQLITE_UNSETTLE, (_json(reopened),))


async def _store_in_postgres(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    rounds = sorted({arrival.round_id for arrival in arrivals})
    found = await connection.exec_driver_sql(POSTGRES_SETTLED, (rounds,))
    settled = {row.id for row in found if row.is_settled}
    rows = [
        (a.round_id, a.account_id, a.source, a.at, a.text, a.sure, a.channel_id) for a in arrivals
    ]
    added = await connection.exec_driver_sql(POSTGRES_GIVEN, _columns(rows))
    reopened = sorted(settled.intersection(added.scalars()))
    if reopened:
        await connection.exec_driver_sql(POSTGRES_UNSETTLE, (reopened,))


def _row(arrival: Arrival) -> tuple[object, ...]:
    # The way SQLAlchemy writes and reads an instant in SQLite.
    at = arrival.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return (
        arrival.round_id,
        arrival.account_id,
        arrival.source,
        at,
        arrival.text,
        arrival.sure,
        arrival.channel_id,
    )


def _columns(rows: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    return tuple(list(column) for column in zip(*rows, strict=True))


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
