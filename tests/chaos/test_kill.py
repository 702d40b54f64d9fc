"""`kill -9` of a real `serve` at random moments while rounds are posted, answered and closed."""

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import aiohttp

from adapters.playground.chat import Playground
from adapters.playground.records import Channel
from bot.quiz.question import Question
from tests.chaos.crowd import Player
from tests.chaos.oracle import possible
from tests.chaos.served import Declined, Served, Unanswered, query, served

KILLS = 20
LEAGUES = (("ml-interviews", "data-team"), ("vision", "robotics"))
TIMES = ("09:00", "12:30")
PEOPLE = ("ada", "grace", "alan", "katherine", "edsger", "barbara")
MOVES = ("quiz-day", "hour", "quiz-day", "closing", "closing")


async def test_twenty_kills_lose_no_answer_and_repeat_no_message(tmp_path: Path) -> None:
    seed = int(os.environ.get("CHAOS_SEED", time.time_ns() % 1_000_000))
    sys.stdout.write(f"CHAOS_SEED={seed}\n")
    with served(tmp_path) as server:
        players = await _live_through_kills(server, Random(seed))
        _check_deeds(server, players)
        _check_answers(server, players)
        _check_messages(server)
        _check_that_no_round_is_missing(server)
        _check_files(server)


# Living


async def _live_through_kills(server: Served, luck: Random) -> list[Player]:
    await _prepare(server)
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        server.start()
        await server.ready(session)
        await _set_up_leagues(server, session)
        players = [
            Player(server, person, luck.choice(channels), Random(luck.random()))
            for person in PEOPLE
            for channels in LEAGUES
        ]
        mover = Mover(server, Random(luck.random()))
        tasks = [asyncio.create_task(player.play(session)) for player in players]
        moving = asyncio.create_task(mover.run(session))
        for number in range(KILLS):
            if number % 5 == 4:
                await _kill_while_starting(server, luck)
            else:
                await server.ready(session)
                await _kill_at_work(server, mover, luck)
            server.start()
        await server.ready(session)
        await mover.stop(moving)
        await _stop(tasks)
        await _finish(server, session)
    assert server.end(signal.SIGTERM) == 0
    return players


async def _prepare(server: Served) -> None:
    migrated = server.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    async with Playground(server.playground) as playground:
        for name in LEAGUES[1]:
            playground.store.add_channel(Channel(name, name, None, lost=False))


async def _set_up_leagues(server: Served, session: aiohttp.ClientSession) -> None:
    for number, (channels, at) in enumerate(zip(LEAGUES, TIMES, strict=True), 1):
        first, second = channels
        await server.deed(session, "say", **_said(first, "/quiz setup"))
        card = query(server.playground, "SELECT max(id) FROM messages")[0][0]
        values = {"at": at, "weekdays": list("12345"), "zone": "UTC", "team": first}
        values["doors"] = ["buttons", "reactions", "thread"]
        form = {"message": str(card), "action": "setup", "values": values}
        await server.deed(session, "submit", **{"as": "ada"}, **form)
        [[code]] = query(server.database, "SELECT code FROM leagues WHERE id = ?", number)
        await server.deed(session, "say", **_said(second, f"/quiz join {code}"))


def _said(channel: str, text: str) -> dict[str, object]:
    return {"as": "ada", "channel": channel, "text": text}


class Mover:
    """Moves the clock from question to closing to question, with a little time to answer."""

    def __init__(self, server: Served, luck: Random) -> None:
        self.moves = asyncio.Event()
        """Set whenever a move begins."""
        self._server = server
        self._luck = luck
        self._stopping = False

    async def run(self, session: aiohttp.ClientSession) -> None:
        while not self._stopping:
            for move in MOVES:
                await self._server.up.wait()
                self.moves.set()
                with suppress(Unanswered, Declined):
                    await self._server.deed(session, "clock", move=move)
                await asyncio.sleep(self._luck.uniform(0.02, 0.15))

    async def stop(self, task: asyncio.Task[None]) -> None:
        self._stopping = True
        await task


async def _kill_at_work(server: Served, mover: Mover, luck: Random) -> None:
    """Kill at any moment, or just after the clock began to move: posting and closing are short."""
    await asyncio.sleep(luck.uniform(0.2, 1.0))
    if luck.random() < 0.6:
        mover.moves.clear()
        await mover.moves.wait()
        await asyncio.sleep(luck.uniform(0, 0.12))
    assert server.end(signal.SIGKILL) == -signal.SIGKILL


async def _kill_while_starting(server: Served, luck: Random) -> None:
    await asyncio.sleep(luck.uniform(0.5, 2.0))
    assert server.end(signal.SIGKILL) == -signal.SIGKILL


async def _stop(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended


async def _finish(server: Served, session: aiohttp.ClientSession) -> None:
    """Go on until every question that was asked is closed and revealed."""
    opened = "SELECT count(*) FROM posts WHERE message_id IS NOT NULL AND revealed_at IS NULL"
    for _ in range(12):
        await server.deed(session, "clock", move="hour")
        if query(server.database, opened) == [(0,)]:
            return
    raise AssertionError("a question was never revealed")


# Judging


def _check_deeds(server: Served, players: Iterable[Player]) -> None:
    """Whatever was acknowledged is on record, also where a later answer took its place."""
    rows = query(
        server.database,
        "SELECT c.external_id, g.round_id, g.source, g.text, g.at FROM given g"
        " JOIN accounts c ON c.id = g.account_id WHERE g.sure",
    )
    times: dict[tuple[object, ...], list[datetime]] = defaultdict(list)
    for person, round_, source, words, at in rows:
        register = str(source).partition(":")[0] if "reply" in str(source) else source
        instant = datetime.fromisoformat(str(at)).replace(tzinfo=UTC)
        times[person, round_, register, words].append(instant)
    told = [(player.person, one) for player in players for one in player.acknowledged]
    assert len(told) > 100, f"only {len(told)} deeds were acknowledged"
    for person, one in told:
        found = times[person, one.round, one.source, one.text]
        assert any(one.begun <= at <= one.ended for at in found), (person, one, found)


_ANSWERS = """
SELECT a.text FROM answers a JOIN players p ON p.id = a.player_id
JOIN accounts c ON c.id = p.person_id WHERE a.round_id = ? AND c.external_id = ?
"""


def _check_answers(server: Served, players: Iterable[Player]) -> None:
    forms = {
        number: Question.from_json(str(snapshot)).face.form
        for number, snapshot in query(
            server.database, "SELECT id, snapshot FROM rounds WHERE settled_at IS NOT NULL"
        )
    }
    certain = 0
    for player in players:
        for round_, deeds in player.did.items():
            rows = query(server.database, _ANSWERS, round_, player.person)
            found = str(rows[0][0]) if rows else None
            right = possible(deeds, forms[round_])
            assert found in right, (player.person, round_, found, right, deeds)
            certain += len(right) == 1
    assert certain > 30, f"only {certain} answers were judged beyond doubt"


def _check_messages(server: Served) -> None:
    """Each channel shows every question and every answer of its ledger once, and no other."""
    rows = query(
        server.database,
        "SELECT c.external_id, r.number, r.topic FROM posts p JOIN rounds r ON r.id = p.round_id"
        " JOIN channels c ON c.id = p.channel_id WHERE p.message_id IS NOT NULL",
    )
    due = [(channel, f"Question {number} ·") for channel, number, _ in rows]
    due += [(channel, f"Answer to question {number}") for channel, number, _ in rows]
    shown = Counter(_shown(server))
    assert shown == Counter(due), (shown - Counter(due), Counter(due) - shown)


def _shown(server: Served) -> Iterable[tuple[object, str]]:
    for channel, content in query(
        server.playground,
        "SELECT channel, content FROM messages WHERE author IS NULL AND thread IS NULL"
        " AND private_for IS NULL AND channel NOT LIKE 'direct-%'",
    ):
        title = next(b["text"] for b in json.loads(str(content))["blocks"] if b["kind"] == "title")
        if title.startswith(("Question", "Answer")):
            yield channel, title.partition("·")[0] + ("·" if "·" in title else "")


def _check_that_no_round_is_missing(server: Served) -> None:
    """Every weekday has its post in every channel: posted, or skipped with a reason."""
    for channel in (channel for channels in LEAGUES for channel in channels):
        rows = query(
            server.database,
            "SELECT r.day, p.message_id, p.skipped, p.due_at > ? FROM posts p"
            " JOIN rounds r ON r.id = p.round_id JOIN channels c ON c.id = p.channel_id"
            " WHERE c.external_id = ? ORDER BY r.day",
            server.clock().replace(tzinfo=None).isoformat(" "),
            channel,
        )
        days = [date.fromisoformat(str(row[0])) for row in rows]
        assert days == _weekdays(days[0], days[-1])
        assert [bool(message or skipped) for _, message, skipped, _ in rows[:-1]] == [True] * (
            len(rows) - 1
        )
        assert rows[-1][3], "the next question is not planned"


def _weekdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.isoweekday() <= 5]


def _check_files(server: Served) -> None:
    rebuilt = server.run("rebuild", "--dry-run")
    assert (rebuilt.returncode, rebuilt.stdout.strip()) == (0, "no difference in 2 leagues")
    for file in (server.database, server.playground):
        assert query(file, "PRAGMA integrity_check") == [("ok",)]
    log = server.log.read_text()
    assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:4000]
