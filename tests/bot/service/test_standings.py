"""Leaderboards come from kept totals: a page from an index, and the reader's own rank."""

from datetime import datetime

import pytest
from sqlalchemy import insert, text

from bot.db.engine import Database
from bot.db.queries import totals
from bot.db.tables import (
    Account,
    Channel,
    League,
    Player,
    SubjectKind,
    Team,
    Total,
    Workspace,
)
from bot.quiz.league import LeagueSettings
from bot.service.profiles import Member
from bot.service.standings import board

PLAYERS = 40


@pytest.fixture
async def member(database: Database, now: datetime) -> Member:
    """The 31st of forty players; the first is alone, then two and two share their points."""
    channel = Channel(id=1, workspace_id=1, league_id=1, external_id="c", zone="UTC", admin_id=1)
    settings = LeagueSettings().to_data()
    league = League(id=1, name="l", code="x", settings=settings, created_at=now, rounds_asked=1)
    async with database.write() as session:
        session.add(Workspace(id=1, platform="p", external_id="w", joined_at=now))
        await session.flush()
        session.add_all(
            Account(id=n, workspace_id=1, external_id=f"u{n}", name=f"Player {n}")
            for n in range(1, PLAYERS + 1)
        )
        session.add(league)
        await session.flush()
        session.add(channel)
        await session.flush()
        session.add(Team(id=1, league_id=1, channel_id=1, name="Team"))
        players = [
            Player(id=n, league_id=1, person_id=n, channel_id=1, joined_number=1)
            for n in range(1, PLAYERS + 1)
        ]
        session.add_all(players)
        await session.execute(insert(Total), [_total(n) for n in range(1, PLAYERS + 1)])
    return Member(channel, league, None, players[30])


def _total(player: int) -> dict[str, object]:
    points = 10 * (PLAYERS - player + player % 2)
    kept = {"points": points, "answered": 1, "received": 1}
    return {"league_id": 1, "window": "all", "kind": "player", "subject_id": player, **kept}


async def test_the_page_has_the_best_and_the_reader_their_own_rank(
    database: Database, member: Member, now: datetime
) -> None:
    async with database.read() as session:
        shown = await board(session, member, "all", "players", now)
    assert [line.rank for line in shown.page] == [1, 2, 2, 4, 4, 6, 6, 8, 8, 10]
    assert shown.own
    assert (shown.own.rank, shown.own.row.name) == (30, "Player 31")


async def test_who_hides_is_neither_shown_nor_counted(
    database: Database, member: Member, now: datetime
) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE players SET hidden = true WHERE id IN (1, 2, 3)"))
    async with database.read() as session:
        shown = await board(session, member, "all", "players", now)
    assert shown.page[0].row.name == "Player 4"
    assert shown.own
    assert shown.own.rank == 27


async def test_who_has_done_nothing_is_not_listed(
    database: Database, member: Member, now: datetime
) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE totals SET points = 0, answered = 0"))
    async with database.read() as session:
        shown = await board(session, member, "all", "players", now)
    assert (shown.page, shown.own) == ((), None)


async def test_another_window_has_its_own_standings(
    database: Database, member: Member, now: datetime
) -> None:
    async with database.read() as session:
        shown = await board(session, member, "week", "players", now)
    assert not shown.page


async def test_a_page_is_read_from_an_index(sqlite_url: str) -> None:
    statement = totals._shown(1, "all", SubjectKind.PLAYER).order_by(Total.points.desc())
    async with Database.connect(sqlite_url) as database, database.read() as session:
        connection = await session.connection()
        compiled = str(
            statement.limit(10).compile(
                dialect=connection.dialect, compile_kwargs={"literal_binds": True}
            )
        )
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        steps = [str(row[-1]) for row in plan]
    assert any("ix_totals_league_id_window_kind_points" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps)
