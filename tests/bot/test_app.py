"""The whole program at work: it counts, keeps quiet about people, and stops in good order."""

import asyncio
import http.client
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.demo import FIRST
from tests.commands import PATIENCE, environment, free_port, get, logged, started, stop
from tests.due import make_due

PEOPLE = ("Ada", "Grace", "Quillfeather")


def order(port: int, deed: str, **body: object) -> dict[str, Any]:
    """Do something on the playground's page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json"}
    with closing(connection):
        connection.request("POST", f"/playground/api/{deed}", json.dumps(body), headers)
        response = connection.getresponse()
        found: dict[str, Any] = json.loads(response.read())
    assert response.status < 300, found
    return found


def question(port: int) -> dict[str, Any]:
    """The bot's newest message with buttons, as Ada sees it in the first channel."""
    _, text = get(port, f"/playground/api/state?as=ada&channel={FIRST}")
    return next(
        message
        for message in reversed(json.loads(text)["messages"])
        if message["author"]["bot"]
        and not message["private"]
        and any(block.get("buttons") for block in message["blocks"])
    )


def with_letters(port: int) -> dict[str, Any]:
    """The day's question; of the first day whose one is answered by a letter."""
    for _ in range(40):
        if (message := question(port))["reactions"]:
            return message
        order(port, "clock", move="quiz-day")
    raise AssertionError("no question has letters")


def press_first(port: int, person: str, message: dict[str, Any]) -> None:
    buttons = [b for block in message["blocks"] for b in block.get("buttons", ())]
    letters = [b["action"] for b in buttons if b.get("action")]
    if letters:
        order(port, "press", **{"as": person, "message": message["id"], "action": letters[0]})
    order(
        port, "say", **{"as": person, "channel": FIRST, "text": "A xyzzy", "thread": message["id"]}
    )
    order(
        port,
        "react",
        **{"as": person, "message": message["id"], "emoji": "🇦", "standing": True},
    )


def test_a_round_is_counted_and_leaves_no_person_and_no_answer_in_the_log(tmp_path: Path) -> None:
    port = free_port()
    settings = {"QUIZSTREAK_LOG_LEVEL": "debug"}
    with started(tmp_path, "demo", "--no-browser", "--port", str(port), **settings) as (process, _):
        get(port, "/healthz")
        assert process.stdout is not None
        process.stdout.readline()
        stranger = order(port, "people", name="Quillfeather")["id"]
        for person in ("ada", "grace", stranger):
            press_first(port, person, with_letters(port))
        order(port, "clock", move="closing")
        order(port, "clock", move="hour")
        ready, metrics = get(port, "/readyz"), get(port, "/metrics")[1]
        assert stop(process) == 0
    assert ready == (200, json.dumps({"database": "ok", "chats": "ok", "clock": "ok"}))
    assert 'quizstreak_steps_total{outcome="done",step="close"} ' in metrics
    assert 'quizstreak_answers_total{door="reaction"} 3.0' in metrics
    assert 'quizstreak_event_seconds_count{event="ReactionChanged"} 3.0' in metrics
    assert 'quizstreak_chat_connected{platform="playground"} 1.0' in metrics
    lines = logged(tmp_path)
    assert lines
    assert all(line.get("action") for line in lines), lines
    written = json.dumps(lines, ensure_ascii=False).lower()
    for secret in (*PEOPLE, "xyzzy", "🇦", str(stranger)):
        assert secret.lower() not in written


SLOW = """
import asyncio, sys
import bot.lines
from adapters.playground.chat import Playground
from bot.cli import main

class SlowPlayground(Playground):
    async def post(self, place, content, key):
        print("posting", flush=True)
        await asyncio.sleep(1)
        return await super().post(place, content, key)

bot.lines.Playground = SlowPlayground
sys.argv = ["quizstreak", "serve"]
main()
"""


def serve_slowly_until_posting(folder: Path) -> tuple[int, str]:
    """Tell it to stop in the midst of a post; its exit code and what it complained of."""
    settings = {"QUIZSTREAK_PORT": str(free_port()), "QUIZSTREAK_PLAYGROUND": "true"}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=folder,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "posting\n"
        process.terminate()
        _, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, errors


async def test_told_to_stop_it_first_ends_what_it_has_claimed(
    sqlite_url: str, tmp_path: Path
) -> None:
    await make_due(tmp_path)
    code, errors = await asyncio.to_thread(serve_slowly_until_posting, tmp_path)
    assert code == 0, errors
    with closing(sqlite3.connect(tmp_path / "quizstreak.sqlite3")) as database:
        rows = database.execute(
            "SELECT message_id IS NOT NULL, posted_at IS NOT NULL, lease_until FROM posts"
            " WHERE posted_at IS NOT NULL"
        ).fetchall()
        left = database.execute("SELECT count(*) FROM posts WHERE lease_until > 0").fetchone()
    assert rows == [(1, 1, 0)]
    assert left == (0,)
